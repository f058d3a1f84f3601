"""Ledgers, the event log, and what else is kept beside a project.

Knows how it is kept; not what it means.
"""
