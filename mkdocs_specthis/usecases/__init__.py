"""What a person or program asks for: core and effects joined, no host."""
