"""Questions that a command asks of a Snapshot.

Knows no host.
"""
