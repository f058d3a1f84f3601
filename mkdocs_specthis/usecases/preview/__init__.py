"""Pictures of drawings and PDF files for the site: what to draw, drawing it, and sharing it."""
