"""A Reading as parts for a page: facts, tables with their plots, and trees of what is neither.

Bounded, whatever is in it: so many parts, rows, columns, members, levels.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from mkdocs_specthis.core.artefact.columns import (
    ROWS,
    Columns,
    columns_of_list,
    columns_of_lists,
    columns_of_object,
    parallel_lists,
    table_of,
)
from mkdocs_specthis.core.artefact.plots import led_by_axis, plot_of
from mkdocs_specthis.core.artefact.tree import tree_of
from mkdocs_specthis.core.artefact.units import unit_of
from mkdocs_specthis.core.artefact.value import Reading, Value, cell_of, is_scalar, is_short
from mkdocs_specthis.core.model.artefact import Count, Fact, Facts, Part
from mkdocs_specthis.core.parse.shown import shown

PARTS, LEVELS = 24, 3
"""Parts of one file, and levels of objects that are taken apart; what lies deeper is a tree."""
_KEY_SHOWN = 60


def parts_of(reading: Reading) -> tuple[Part, ...]:
    value = reading.value
    found = _parts(reading, value, "", 0)
    shown_parts = tuple(islice(found, PARTS))
    return shown_parts if next(found, None) is None else (*shown_parts, _rest(reading))


def _rest(reading: Reading) -> Part:
    return Part(title="Everything, as a tree", tree=tree_of(reading.value, reading))


def _parts(reading: Reading, value: Value, title: str, level: int) -> Iterator[Part]:
    if isinstance(value, list) and value:
        yield _list_part(reading, value, title)
    elif isinstance(value, dict) and value:
        yield from _object_parts(reading, value, title, level)
    else:
        yield Part(title=title, facts=Facts(rows=(Fact(key="", cell=cell_of(value)),), total=Count(number=1)))


def _list_part(reading: Reading, items: list[Value], title: str) -> Part:
    columns = columns_of_list(items, reading, reading.count(items))
    if columns is None:
        return Part(title=title, tree=tree_of(items, reading))
    return _columns_part(columns, title)


def _columns_part(columns: Columns, title: str) -> Part:
    plot = plot_of(columns)
    return Part(title=title, table=table_of(led_by_axis(columns) if plot else columns), plot=plot)


def _object_parts(reading: Reading, members: dict[str, Value], title: str, level: int) -> Iterator[Part]:
    columns = columns_of_object(members, reading.count(members))
    if columns is not None:
        yield _columns_part(columns, title)
        return
    units = _units(members)
    lists = parallel_lists(members, reading)
    plain = {key: value for key, value in members.items() if key not in lists and (is_scalar(value) or is_short(value))}
    if plain:
        yield Part(title=title, facts=_facts(plain, units, reading, members))
    if lists:
        yield _columns_part(columns_of_lists(lists, units), title)
    for key, value in members.items():
        if key not in plain and key not in lists:
            yield from _member_parts(reading, value, _below(title, key), level + 1)


def _member_parts(reading: Reading, value: Value, title: str, level: int) -> Iterator[Part]:
    if isinstance(value, list) or (isinstance(value, dict) and level < LEVELS):
        yield from _parts(reading, value, title, level)
    else:
        yield Part(title=title, tree=tree_of(value, reading))


def _below(title: str, key: str) -> str:
    name = shown(key, _KEY_SHOWN)
    return f"{title}.{name}" if title else name


def _units(members: Mapping[str, Value]) -> Mapping[str, str]:
    """What a member called `units` says of its siblings."""
    said = members.get("units")
    return {key: unit for key, unit in said.items() if isinstance(unit, str)} if isinstance(said, dict) else {}


def _facts(plain: Mapping[str, Value], units: Mapping[str, str], reading: Reading, members: dict[str, Value]) -> Facts:
    rows = tuple(
        Fact(
            key=shown(key, _KEY_SHOWN),
            cell=cell_of(value),
            unit=shown(units.get(key) or unit_of(key), 20) if is_scalar(value) else "",
        )
        for key, value in islice(plain.items(), ROWS)
    )
    counted = reading.count(members)
    return Facts(rows=rows, total=replace(counted, number=len(plain) + counted.number - len(members)))
