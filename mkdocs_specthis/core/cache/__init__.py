"""What lies in a shared cache, and what may be taken from it.

Knows no folder and no bucket.
"""
