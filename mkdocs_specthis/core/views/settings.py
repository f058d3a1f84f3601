"""Every setting in force and where it comes from, as plain values.

Knows the names of settings; reads no file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from mkdocs_specthis.core.model.settings import BUILT_IN_ENVIRONMENT, BUILT_IN_INTERPRETERS, Settings
from mkdocs_specthis.core.parse.settings_keys import PROJECT_KEYS

DEFAULT = "default"
_BUILT_IN: Mapping[str, Mapping[str, str]] = {"interpreters": BUILT_IN_INTERPRETERS, "env": BUILT_IN_ENVIRONMENT}
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")


def settings_view(settings: Settings) -> list[dict[str, Any]]:
    """One row a setting, in the order of the reference; named data roots at the end."""
    keys = [(f"{table}.{key}", name) for table, rows in PROJECT_KEYS.items() for key, name in rows.items() if name]
    return [_row(settings, key, name) for key, name in (*keys, ("roots", "roots"))]


def _row(settings: Settings, key: str, name: str) -> dict[str, Any]:
    path = settings.sources.get(name, "")
    line = settings.lines.get(name, 0) if path else 0
    return {
        "key": key,
        "value": _plain(_BUILT_IN.get(name, {}), getattr(settings, name)),
        "source": path or DEFAULT,
        "line": line,
    }


def _plain(built_in: Mapping[str, str], value: Any) -> Any:
    """As JSON has it, built-in rows included, without the password that a URL may hold."""
    if isinstance(value, Mapping):
        return {name: _plain({}, text) for name, text in {**built_in, **value}.items()}
    if isinstance(value, tuple):
        return [_plain({}, item) if isinstance(item, str) else _row_of(item) for item in value]
    return _CREDENTIALS.sub("…@", value) if isinstance(value, str) else value


def _row_of(item: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if name != "line"}


def set_by_somebody(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (row for row in rows if row["source"] != DEFAULT)
