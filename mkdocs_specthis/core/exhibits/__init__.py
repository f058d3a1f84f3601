"""Figures and tables as readers know them: numbered, captioned, traced to what made them.

No state rests on any of it.
"""
