"""Reads the templates that ship with the package. Knows where they lie; not where they go."""

from collections.abc import Mapping
from importlib import resources


def read_template(source: str, values: Mapping[str, str]) -> bytes:
    """A template as bytes, each `@NAME@` replaced by its value."""
    text = resources.files("mkdocs_specthis.templates").joinpath(*source.split("/")).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text.encode("utf-8")
