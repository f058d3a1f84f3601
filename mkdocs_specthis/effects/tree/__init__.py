"""The working tree: what lies where, read whole or written whole, and nothing outside of it.

Knows no entry.
"""
