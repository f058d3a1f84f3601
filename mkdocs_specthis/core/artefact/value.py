"""Values of JSON as they were written: numbers keep their digits, objects that were cut know how long they are.

Knows no file and no view.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite

from mkdocs_specthis.core.model.artefact import NESTED, NUMBER, WORD, Cell, Count
from mkdocs_specthis.core.parse.shown import shown

TEXT_SHOWN = 200
"""Characters of a text."""
DIGITS_SHOWN = 40
WORDS: Mapping[object, str] = {None: "null", True: "true", False: "false"}
MISSING = frozenset({"", "NA", "N/A", "n/a", "null", "NULL", "None", "."})
"""What stands in a table's field that has no number."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z|[+-]?(?:NaN|Infinity|inf|nan)\Z")


class Number(str):
    """A number, digit by digit as in the file."""

    __slots__ = ()


class Beyond:
    """Stands for a container that lies too deep to be kept."""

    __slots__ = ("is_object",)

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object


Value = object
"""dict, list, str, Number, bool, None or Beyond."""


@dataclass(slots=True)
class Reading:
    """A value, or as much of it as was read, and what is to be said about it."""

    value: Value
    totals: dict[int, Count] = field(default_factory=dict)
    """`id` of a container that was cut, to how many members it has."""
    repeated: dict[str, int] = field(default_factory=dict)
    """Key that stands more than once in one object, to how many objects have that."""

    def count(self, container: "dict[str, Value] | list[Value]") -> Count:
        return self.totals.get(id(container)) or Count(number=len(container))


CountFrom = Callable[[int], int | None]
"""How many members the container has that opens before this character, or rows the table; None if nobody counts."""


def cannot_count(_: int) -> int | None:
    return None


def estimated(number: float) -> int:
    """Rounded to what an estimate can say: two digits."""
    whole = round(number)
    unit = int("1" + "0" * max(0, len(str(whole)) - 2))
    return round(whole / unit) * unit


def as_float(value: Value) -> float | None:
    """The number as it can be drawn; None for what is no finite number."""
    if not isinstance(value, Number):
        return None
    number = float(value)
    return number if isfinite(number) else None


def is_scalar(value: Value) -> bool:
    return value is None or isinstance(value, str | bool)


def read_number(text: str) -> Number | str:
    """A text of a table's field as a number where it is one."""
    return Number(text) if _NUMBER.match(text) else text


def cell_of(value: Value) -> Cell:
    """How one value stands in a line."""
    if isinstance(value, Number):
        return _cut(value, DIGITS_SHOWN, NUMBER)
    if isinstance(value, str):
        return _cut(value, TEXT_SHOWN, "text")
    if value is None or isinstance(value, bool):
        return Cell(text=WORDS[value], kind=WORD)
    return Cell(text=_in_short(value), kind=NESTED)


def _cut(text: str, limit: int, kind: str) -> Cell:
    length = len(text) if len(text) > limit else 0
    return Cell(text=shown(text, limit), kind=kind, length=length)


def _in_short(value: Value) -> str:
    """A container in a few words; short lists of scalars as they are."""
    if isinstance(value, Beyond):
        return "an object" if value.is_object else "a list"
    if isinstance(value, dict):
        return f"{len(value):,} {'key' if len(value) == 1 else 'keys'}" if value else "an empty object"
    if isinstance(value, list):
        if is_short(value):
            return ", ".join(cell_of(one).text for one in value) or "an empty list"
        return f"{len(value):,} {'value' if len(value) == 1 else 'values'}"
    return ""


def is_missing(value: Value) -> bool:
    return value is None or (isinstance(value, str) and value in MISSING)


def is_short(value: Value) -> bool:
    """True for a list that can stand in a line."""
    return isinstance(value, list) and len(value) <= 6 and all(is_scalar(one) and len(str(one)) <= 24 for one in value)
