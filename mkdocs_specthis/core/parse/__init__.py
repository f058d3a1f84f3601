"""Text to (record, findings). Never raises on what a user wrote."""
