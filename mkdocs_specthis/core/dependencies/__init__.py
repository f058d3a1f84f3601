"""Who makes and who consumes what: the graph over all entries.

Knows no state.
"""
