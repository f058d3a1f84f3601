"""What a setting may be, and its value read from what TOML gives.

Knows one value at a time: no file, no line, no other setting.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.values import amount_in_numbers, is_number, read_duration

LARGEST = 10_000
"""The largest whole number that a setting may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueKind:
    """What a value has to be, and how to say so where it is something else."""

    read: Callable[[object], object | None]
    """The setting's value; None if it is not of this kind."""
    what: str
    """As a clause that follows the key."""
    example: str
    """A hint; `KEY` stands for the key."""


def kind_of(name: str) -> ValueKind:
    """The kind of the setting `name`, which is an attribute of Settings."""
    if name in _KINDS:
        return _KINDS[name]
    default = next(field for field in fields(Settings) if field.name == name).default
    if isinstance(default, bool):
        return _SWITCH
    if isinstance(default, tuple):
        return _LIST
    return _TOLERANCE if isinstance(default, float) else _TEXT


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST else None


def _tolerance(value: object) -> float | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
    return float(value) if is_one and isinstance(value, int | float) else None


def _texts(value: object) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def _texts_by_name(value: object) -> dict[str, str] | None:
    return dict(value) if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()) else None


def _amounts(value: object) -> dict[str, float] | None:
    """Name to amount, with `32G` as bytes."""
    pairs = value.items() if isinstance(value, dict) else ()
    amounts = {name: str(item) for name, item in pairs if not isinstance(item, bool) and is_number(str(item))}
    if not isinstance(value, dict) or len(amounts) < len(value):
        return None
    return {name: amount_in_numbers(text) for name, text in amounts.items()}


def _duration(value: object) -> float | None:
    """Seconds."""
    return read_duration(value).seconds if isinstance(value, str) else None


_SWITCH = ValueKind(read=_switch, what="is `true` or `false`", example="write `KEY = true`")
_TEXT = ValueKind(read=_text, what="is a text in quotes", example='write `KEY = "…"`')
_WHOLE = ValueKind(read=_whole, what=f"is a whole number from 0 to {LARGEST:,}", example="as in `KEY = 2`")
_TOLERANCE = ValueKind(read=_tolerance, what="is a number, zero or more", example="as in `KEY = 1e-9`")
_LIST = ValueKind(read=_texts, what="is a list of texts", example='as in `KEY = ["a", "b"]`')
_TABLE = ValueKind(read=_texts_by_name, what="is a table of texts", example='as in `KEY = { name = "value" }`')
_AMOUNTS = ValueKind(
    read=_amounts, what="is a table of amounts", example='as in `resources = { cpus = 8, mem = "32G", gpu = 1 }`'
)
_DURATION = ValueKind(read=_duration, what="is no duration", example='as in `timeout = "30m"`')
_KINDS: Mapping[str, ValueKind] = {
    "roots": _TABLE,
    "interpreters": _TABLE,
    "env": _TABLE,
    "engine_security": _TABLE,
    "engine_resources": _AMOUNTS,
    "timeout": _DURATION,
    "preview_timeout": _DURATION,
    "retries": _WHOLE,
    "engine_workers": _WHOLE,
    "preview_dpi": _WHOLE,
}
"""Settings whose default does not tell their kind."""
