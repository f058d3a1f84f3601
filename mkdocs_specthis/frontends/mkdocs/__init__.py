"""The MkDocs plugin and its pages. The only importer of mkdocs."""
