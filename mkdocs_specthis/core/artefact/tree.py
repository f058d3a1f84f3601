"""A value as a tree to open step by step, of so many branches and levels.

Knows values; draws nothing.
"""

from collections.abc import Iterator
from itertools import islice

from mkdocs_specthis.core.artefact.value import Reading, Value, cell_of, is_scalar, is_short
from mkdocs_specthis.core.model.artefact import NESTED, Branch, Cell
from mkdocs_specthis.core.parse.shown import shown

BRANCHES, MEMBERS, LEVELS = 400, 60, 12


def tree_of(value: Value, reading: Reading) -> Branch:
    """At most `BRANCHES` branches, `MEMBERS` of one value, `LEVELS` deep."""
    return _Planter(reading).branch("", value, 0)


class _Planter:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._left = BRANCHES

    def branch(self, key: str, value: Value, level: int) -> Branch:
        self._left -= 1
        name = shown(key, 80)
        if not isinstance(value, dict | list) or is_short(value):
            return Branch(key=name, cell=cell_of(value))
        total = self._reading.count(value)
        number = f"{'' if total.exact else 'at least ' if total.is_least else 'about '}{total.number:,}"
        what = ("key" if isinstance(value, dict) else "value") + ("" if total.number == 1 else "s")
        cell = Cell(text=f"{number} {what}", kind=NESTED)
        found: list[Branch] = []
        if level < LEVELS:
            for inner, one in islice(_members(value), MEMBERS):
                if self._left <= 0:
                    break
                found.append(self.branch(inner, one, level + 1))
        return Branch(key=name, cell=cell, branches=tuple(found), more=max(0, total.number - len(found)))


def _members(value: "dict[str, Value] | list[Value]") -> Iterator[tuple[str, Value]]:
    """Plain ones first in an object, so that a large member does not take their place."""
    if isinstance(value, list):
        return ((str(place), one) for place, one in enumerate(value))
    return iter(sorted(value.items(), key=lambda member: not is_scalar(member[1])))
