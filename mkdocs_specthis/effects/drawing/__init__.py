"""Makes pictures of drawings, confined, and keeps the last of each.

Knows no page.
"""
