"""The pages of the site as plain Markdown with front matter, for any other generator."""
