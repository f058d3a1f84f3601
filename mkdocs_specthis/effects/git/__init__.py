"""What git says of the enclosing repository.

Only ever asks; writes nothing.
"""
