"""What a refresh does: which steps, in which order, and the receipt of each.

Knows no process and no clock.
"""
