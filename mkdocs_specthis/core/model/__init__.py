"""Frozen records, one family a file. They hold; they do not decide."""
