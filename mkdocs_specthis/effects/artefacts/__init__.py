"""Looks into artefacts, as streams and within bounds.

Knows no entry.
"""
