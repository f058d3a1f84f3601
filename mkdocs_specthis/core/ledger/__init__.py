"""The text of a ledger, and what a merge may have left in it.

Knows no state.
"""
