"""What has rows and columns, seen column by column: records, parallel lists, matrices, objects whose keys are an axis.

Decides what is a table; not whether one could draw it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from mkdocs_specthis.core.artefact.axis import axis_of
from mkdocs_specthis.core.artefact.units import unit_of
from mkdocs_specthis.core.artefact.value import (
    Number,
    Reading,
    Value,
    cell_of,
    is_missing,
    is_scalar,
    is_short,
    read_number,
)
from mkdocs_specthis.core.model.artefact import Cell, Column, Count, Table
from mkdocs_specthis.core.parse.shown import shown

ROWS, COLUMNS, CELLS = 200, 24, 2400
"""Shown of one table at most."""
_NAMES_LOOKED_AT = 1000
FEWEST = 5
"""Rows that make a series."""
ABSENT = ""
"""Stands where a record lacks a key."""
_NOTHING = Cell(text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Lists of one length, by name."""

    values: Mapping[str, Sequence[Value]]
    total: Count
    """Rows, those that were not read included."""
    names_total: int
    units: Mapping[str, str]

    def unit(self, name: str) -> str:
        return self.units.get(name) or unit_of(name)


def columns_of_list(items: Sequence[Value], reading: Reading, total: Count) -> Columns | None:
    """Columns of a list of records, of scalars, or of lists of one length; None for anything else."""
    if not items:
        return None
    if all(isinstance(item, dict) for item in items):
        return columns_of_records(items, total)  # type: ignore[arg-type]
    if all(is_scalar(item) for item in items):
        return _columns({"value": items}, total)
    width = len(items[0]) if isinstance(items[0], list) else 0
    read = items[:-1] if id(items) in reading.totals else items
    if width and read and all(_is_row(item, width) for item in read):
        rows = [item for item in read if isinstance(item, list)]
        shown_names = range(min(width, COLUMNS))
        return _columns({str(place + 1): [row[place] for row in rows] for place in shown_names}, total, width)
    return None


def _is_row(item: Value, width: int) -> bool:
    return isinstance(item, list) and len(item) == width and all(is_scalar(one) for one in item)


def columns_of_records(
    rows: Sequence[Mapping[str, Value]], total: Count, keys: tuple[str, Sequence[Value]] | None = None
) -> Columns | None:
    """Columns of records that are alike; `keys` is a column in front of them. None if they hold too much or little."""
    names = dict.fromkeys(name for row in islice(rows, _NAMES_LOOKED_AT) for name in row)
    sizes = sum(len(row) for row in islice(rows, _NAMES_LOOKED_AT)) / max(1, min(len(rows), _NAMES_LOOKED_AT))
    if not names or len(names) > 3 * sizes + 3:
        return None
    nested = sum(not (is_scalar(value) or is_short(value)) for row in rows[:ROWS] for value in row.values())
    if nested * 3 > sizes * min(len(rows), ROWS):
        return None
    held = {name: [row.get(name, ABSENT) for row in rows] for name in islice(names, COLUMNS)}
    first = {keys[0]: keys[1]} if keys else {}
    return _columns({**first, **held}, total, len(names) + len(first))


def columns_of_object(members: Mapping[str, Value], total: Count) -> Columns | None:
    """Columns of an object of records, of parallel lists, or of values whose keys are an axis; else None."""
    values = [*members.values()]
    if len(values) >= 2 and all(isinstance(value, dict) and value for value in values):
        if all(is_scalar(one) or is_short(one) for value in values for one in value.values()):  # type: ignore[attr-defined]
            return columns_of_records(values, total, ("", [*members]))  # type: ignore[arg-type]
        return None
    if len(values) >= FEWEST and all(isinstance(value, Number) or value is None for value in values):
        keys = [read_number(key) for key in members]
        if axis_of(keys):
            return _columns({"": keys, "value": values}, total)
    return None


def parallel_lists(members: Mapping[str, Value], reading: Reading) -> Mapping[str, Sequence[Value]]:
    """Lists of scalars that are as long as each other, at least two; the largest such group, in order."""
    groups: dict[int, dict[str, Sequence[Value]]] = {}
    for key, value in members.items():
        is_whole = isinstance(value, list) and len(value) >= FEWEST and id(value) not in reading.totals
        if is_whole and isinstance(value, list) and all(is_scalar(one) for one in value):
            groups.setdefault(len(value), {})[key] = value
    best = max(groups.values(), key=len, default={})
    return best if len(best) >= 2 else {}


def columns_of_lists(lists: Mapping[str, Sequence[Value]], units: Mapping[str, str]) -> Columns:
    length = len(next(iter(lists.values())))
    return Columns(
        values=dict(islice(lists.items(), COLUMNS)),
        total=Count(number=length),
        names_total=len(lists),
        units=units,
    )


def _columns(values: Mapping[str, Sequence[Value]], total: Count, names_total: int = 0) -> Columns:
    return Columns(values=values, total=total, names_total=names_total or len(values), units={})


def table_of(columns: Columns) -> Table:
    """The first rows, as cells."""
    heads = tuple(
        Column(name=shown(name, 60), unit=shown(columns.unit(name), 20), is_number=_is_numeric(values))
        for name, values in columns.values.items()
    )
    length = max((len(values) for values in columns.values.values()), default=0)
    number = min(length, ROWS, max(1, CELLS // max(1, len(heads))))
    rows = tuple(
        tuple(_NOTHING if values[place] == ABSENT else cell_of(values[place]) for values in columns.values.values())
        for place in range(number)
    )
    return Table(columns=heads, rows=rows, total=columns.total, columns_total=columns.names_total)


def _is_numeric(values: Sequence[Value]) -> bool:
    return all(isinstance(value, Number) or is_missing(value) for value in values[:ROWS])
