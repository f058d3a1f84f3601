"""The JSON Schemas that ship with the package: one file each, of what is printed or written.

Knows names and texts; validates nothing.
"""

import json
from importlib import resources
from typing import Any

PACKAGE = "mkdocs_specthis.schemas"
SUFFIX = ".schema.json"


def schema_names() -> tuple[str, ...]:
    """Sorted."""
    files = (file.name for file in resources.files(PACKAGE).iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in files if name.endswith(SUFFIX)))


def read_schema(name: str) -> dict[str, Any]:
    """The schema `name`, which is one of `schema_names()`."""
    text = resources.files(PACKAGE).joinpath(f"{name}{SUFFIX}").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
