"""What went before, told from events.

Knows no state of today.
"""
