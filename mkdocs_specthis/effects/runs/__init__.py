"""Runs one command and sees to what it leaves, here or on another machine.

Knows no plan and no state.
"""
