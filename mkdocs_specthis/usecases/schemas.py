"""The schemas by name, for whoever prints one or validates with one.

Knows no host.
"""

from typing import Any

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.schemas import SUFFIX, read_schema, schema_names


def schema_named(name: str) -> dict[str, Any]:
    """`status` and `status.schema.json` are one. Raises UnknownName."""
    wanted = name.removesuffix(SUFFIX)
    names = schema_names()
    if wanted not in names:
        hint = did_you_mean(wanted, names, otherwise="`specthis schema` lists them")
        raise UnknownName(f"there is no schema `{shown(name)}`", hint=hint)
    return read_schema(wanted)


def schemas() -> tuple[tuple[str, str, str], ...]:
    """Name, title and description of each, sorted by name."""
    found = ((name, read_schema(name)) for name in schema_names())
    return tuple((name, str(schema["title"]), str(schema["description"])) for name, schema in found)
