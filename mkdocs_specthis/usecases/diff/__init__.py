"""What changed in entries: since they were judged, since they last ran, between two revisions."""
