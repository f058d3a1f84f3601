"""What an entry rests on: what it declares, uses and leans on, and the digests composed of that.

Knows the Project; nothing of what the ledgers say of it.
"""
