"""The tools that we measure ourselves against, in the order of the tables."""
