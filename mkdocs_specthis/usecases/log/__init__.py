"""The event log of this machine: the last events, statistics, and whether what was written still reads."""
