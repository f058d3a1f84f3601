"""Pictures of drawings: what is one, what it reads, the text around it, what LaTeX says of it. Draws nothing."""
