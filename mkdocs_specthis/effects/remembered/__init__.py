"""What this machine remembers of files that it has read, proved by their stamps.

Knows no state, and no state rests on it.
"""
