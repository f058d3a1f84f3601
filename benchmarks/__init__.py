"""What this software costs, beside tools that answer the same question. One command for each table.

No part of the package: measures it from outside, as a user runs it.
"""
