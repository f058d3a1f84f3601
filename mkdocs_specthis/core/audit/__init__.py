"""Rules over a project: each is one small function that yields findings."""
