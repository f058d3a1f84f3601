"""Host documents, as TeX would read them, and which export stands where.

Knows no state of an entry.
"""
