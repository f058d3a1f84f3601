"""mkdocs-specthis: specs, scripts and artefacts of a paper, audited and locked, as a documentation site."""

__version__ = "0.1.0"
