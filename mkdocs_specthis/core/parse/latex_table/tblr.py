"""`tblr` of tabularray and its kin: options outside and inside, cells over several rows and columns, lines.

Knows what the options mean for the whole table; how they are written is in `tblr_keys.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Align, Column, Grid, Rule
from mkdocs_specthis.core.parse.latex_table.cells import RawCell
from mkdocs_specthis.core.parse.latex_table.columns import MOST_AROUND
from mkdocs_specthis.core.parse.latex_table.grid import grid_of
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.rows import MOST_SHOWN, Body, RawRow, Section
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, listed
from mkdocs_specthis.core.parse.latex_table.tblr_body import MOST_CELLS, Asked, TblrBody, read_body
from mkdocs_specthis.core.parse.latex_table.tblr_cells import look_cell
from mkdocs_specthis.core.parse.latex_table.tblr_keys import Key, keys_of, places_of
from mkdocs_specthis.core.parse.latex_table.tblr_looks import (
    CellLook,
    ColumnLooks,
    LineLook,
    line_look,
    with_groups,
)

TBLRS = ("tblr", "longtblr", "talltblr")
MOST_LOOKS = 1_000_000
"""Cells whose looks are set, each counted as often as it is."""
_INNER_QUIET = listed(
    """
    width rowsep colsep abovesep belowsep leftsep rightsep stretch rulesep hspan vspan baseline measure rowfoot
    hborder vborder columnwidth
    """
)
_OUTER_QUIET = listed(
    """
    long tall entry theme headsep footsep presep postsep baseline valign halign position expand t T m b B c l r
    """
)
_INNER = _INNER_QUIET | listed(
    "colspec rowspec hline hlines vline vlines row rows column columns cell cells rowhead process verb"
)


@dataclass(slots=True, kw_only=True)
class TblrNote:
    mark: Span | None
    text: Span


@dataclass(slots=True, kw_only=True)
class Outer:
    """What stands in the brackets: of a longtblr or talltblr its caption, label and notes."""

    caption: Span | None = None
    label: str = ""
    notes: list[TblrNote] = field(default_factory=list)


def read_outer(span: Span | None) -> Outer:
    found = Outer()
    for key in keys_of(span) if span is not None else ():
        if key.name == "caption" and key.value is not None:
            found.caption = key.value
        elif key.name == "label" and key.value is not None:
            found.label = key.text.removeprefix("{").removesuffix("}")
        elif key.name in ("note", "remark") and len(key.places) == 1 and key.value is not None:
            found.notes.append(TblrNote(mark=key.places[0] if len(key.places[0]) else None, text=key.value))
        elif key.name not in _OUTER_QUIET and not key.written.isdecimal():
            raise NotUnderstood(f"the option `{key.written[:30]}` of a tblr", key.line)
    if found.label == "none":
        found.label = ""
    return found


def tblr_grid(reader: Reader, environment: str, begin: Sign, settings: Settings) -> Grid:
    """The grid that the inner options and the body, which come next, make."""
    if settings.unknown_tblr:
        raise NotUnderstood(settings.unknown_tblr, begin.line)
    inner = reader.argument(begin)
    body = read_body(reader.rest(), settings)
    table = _Tblr(body=body, settings=settings, line=begin.line)
    table.set_up(inner)
    return grid_of(table.laid_out(), tuple(table.column_records()), environment, begin.line)


def _is_column_specification(inner: Span) -> bool:
    """Whether the options are nothing but columns, as in `{lcr}`."""
    keys = list(keys_of(inner))
    return not any(key.name in _INNER for key in keys) and all(key.value is None for key in keys)


@dataclass(slots=True, kw_only=True)
class _Tblr:
    body: TblrBody
    settings: Settings
    line: int
    columns: int = 0
    looks: list[list[CellLook]] = field(default_factory=list)
    column_looks: list[CellLook] = field(default_factory=list)
    horizontal: list[tuple[int, list[int], LineLook]] = field(default_factory=list)
    """(number of the line, columns, look); line 1 is above the first row."""
    vertical: set[tuple[int, int]] = field(default_factory=set)
    """(number of the line, row); line 1 is before the first column."""
    head: int = 0
    left: int = MOST_LOOKS
    shown: int = 0
    """Characters of its cells."""

    @property
    def rows(self) -> int:
        return len(self.body.rows)

    # Options

    def set_up(self, inner: Span) -> None:
        keys = [] if _is_column_specification(inner) else list(keys_of(inner))
        given = inner if not keys else next((key.value for key in keys if key.name == "colspec"), None)
        specification = ColumnLooks(settings=self.settings, looks=[], lines={})
        if given is not None:
            specification.read(_whole(given))
        self.columns = max((len(row) for row in self.body.rows), default=0)
        self.columns = max(self.columns, len(specification.looks))
        for look in specification.looks:
            self._checked(look)
        self.column_looks = [*specification.looks, *[CellLook()] * (self.columns - len(specification.looks))]
        if self.rows * self.columns > MOST_CELLS:
            raise NotUnderstood(f"more than {MOST_CELLS:,} cells", self.line)
        self.looks = [list(self.column_looks) for _ in range(self.rows)]
        for number in specification.lines:
            self.vertical.update((number, row) for row in range(1, self.rows + 1))
        for key in keys:
            self._key(key)
        for asked in self.body.asked:
            self._asked(asked)
        for one in self.body.lines:
            self.horizontal.append((one.row, places_of(one.columns, self.columns, self.line), one.look))

    def _key(self, key: Key) -> None:
        name = key.name
        if name in ("hline", "hlines", "vline", "vlines"):
            self._lines(key)
        elif name in ("row", "rows", "column", "columns", "cell", "cells"):
            self._cells(key)
        elif name == "rowhead" and key.text.isdecimal():
            self.head = int(key.text[:5])
        elif name == "rowspec":
            self._row_specification(key)
        elif name not in _INNER_QUIET and name != "colspec":
            raise NotUnderstood(f"the option `{key.written[:30]}` of a tblr", key.line)

    def _row_specification(self, key: Key) -> None:
        """One letter for each row, as for columns; its bars are horizontal lines."""
        found = ColumnLooks(settings=self.settings, looks=[], lines={})
        found.read(_whole(key.value) if key.value is not None else self.body.rows[0][0])
        if any(look != CellLook() for look in found.looks):
            raise NotUnderstood("rows with a look of their own in `rowspec`", key.line)
        every = list(range(1, self.columns + 1))
        self.horizontal.extend((number, every, LineLook()) for number in found.lines)

    def _lines(self, key: Key) -> None:
        """`hline{2}={1-3}{dashed}`, `vlines`, `hlines={1}{-}{solid}`."""
        upright = key.name.startswith("v")
        across, along = (self.columns, self.rows) if upright else (self.rows, self.columns)
        numbers = list(range(1, across + 2))
        if len(key.places) == 1:
            numbers = places_of(text_of(key.places[0]), across + 1, key.line)
        elif key.places or key.name in ("hline", "vline"):
            raise NotUnderstood(f"the option `{key.written[:30]}` of a tblr", key.line)
        groups = key.groups()
        look = line_look(groups[-1]) if groups else LineLook()
        places = places_of(text_of(groups[-2]) if len(groups) > 1 else "-", along, key.line)
        self._spend(len(numbers) * len(places))
        if upright:
            self.vertical.update((number, place) for number in numbers for place in places)
        else:
            self.horizontal.extend((number, places, look) for number in numbers)

    def _cells(self, key: Key) -> None:
        wanted = {"cell": 2, "row": 1, "column": 1}.get(key.name, 0)
        if len(key.places) != wanted or key.value is None:
            raise NotUnderstood(f"the option `{key.written[:30]}` of a tblr", key.line)
        texts = [text_of(place) for place in key.places]
        rows = places_of(texts[0] if key.name in ("cell", "row") else "-", self.rows, key.line)
        columns = places_of(texts[-1] if key.name in ("cell", "column") else "-", self.columns, key.line)
        groups = key.groups()
        self._change(rows, columns, lambda look: with_groups(look, groups, self.settings))

    def _asked(self, asked: Asked) -> None:
        kind = asked.name.removeprefix("Set")
        rows = range(1, self.rows + 1) if kind.startswith("Column") or kind.endswith("s") else (asked.row,)
        columns = range(1, self.columns + 1) if kind.startswith("Row") or kind.endswith("s") else (asked.column,)
        if kind == "Columns" or kind == "Rows":
            rows, columns = range(1, self.rows + 1), range(1, self.columns + 1)
        groups = [asked.looks] if asked.spans is None else [asked.spans, asked.looks]
        self._change(rows, columns, lambda look: with_groups(look, groups, self.settings))

    def _change(self, rows: Sequence[int], columns: Sequence[int], change: Callable[[CellLook], CellLook]) -> None:
        """Cells that looked the same still share one look, so that it is made once."""
        self._spend(len(rows) * len(columns))
        made: dict[int, tuple[CellLook, CellLook]] = {}
        for row in rows:
            looks = self.looks[row - 1]
            for column in columns:
                look = looks[column - 1]
                if id(look) not in made:
                    made[id(look)] = (look, self._checked(change(look)))
                looks[column - 1] = made[id(look)][1]

    def _checked(self, look: CellLook) -> CellLook:
        if len(look.before) + len(look.after) + len(look.font) > MOST_AROUND:
            raise NotUnderstood(f"more than {MOST_AROUND} signs around a cell of a tblr", self.line)
        return look

    def _spend(self, number: int) -> None:
        self.left -= number
        if self.left < 0:
            raise NotUnderstood(f"a tblr whose options are for more than {MOST_LOOKS:,} cells", self.line)

    # Layout

    def laid_out(self) -> Body:
        covered = self._covered()
        crossed = {(row, column) for (row, column), (top, _) in covered.items() if row > top}
        rules = self._rules(crossed)
        rows = [self._row(number, covered, rules[number]) for number in range(1, self.rows + 1)]
        closing = rules[self.rows + 1]
        if not 0 < self.head < self.rows:
            return Body(rows=Section(rows=rows, closing=closing))
        head = Section(rows=rows[: self.head])
        return Body(rows=Section(rows=rows[self.head :], closing=closing), sections={"endhead": head})

    def _covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Of each place under a wide or high cell, where that cell begins; its own place is among them."""
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(1, self.rows + 1):
            for column in range(1, self.columns + 1):
                look = self.looks[row - 1][column - 1]
                if (look.rows, look.columns) == (1, 1) or (row, column) in covered:
                    continue
                for below in range(row, min(row + look.rows, self.rows + 1)):
                    for right in range(column, min(column + look.columns, self.columns + 1)):
                        if (below, right) in covered:
                            raise NotUnderstood("cells of a tblr that cover each other", self.body.row_lines[row - 1])
                        covered[below, right] = (row, column)
        return covered

    def _rules(self, crossed: set[tuple[int, int]]) -> list[list[Rule]]:
        """Of each horizontal line its rules; none goes through a high cell."""
        rules: list[list[Rule]] = [[] for _ in range(self.rows + 2)]
        for number, columns, look in self.horizontal:
            if 1 <= number <= self.rows + 1:
                rules[number].extend(_stretches(number, columns, look, crossed))
        return rules

    def _row(self, number: int, covered: dict[tuple[int, int], tuple[int, int]], rules: list[Rule]) -> RawRow:
        cells: list[RawCell] = []
        line = self.body.row_lines[number - 1]
        spans = self.body.rows[number - 1]
        for column in range(1, self.columns + 1):
            if covered.get((number, column), (number, column)) != (number, column):
                continue
            look = self.looks[number - 1][column - 1]
            span = spans[column - 1] if column <= len(spans) else None
            cell = look_cell(span, look, column - 1, self.columns, line, self.settings)
            self.shown += sum(len(run.text) for run in cell.runs)
            if self.shown > MOST_SHOWN:
                raise NotUnderstood(f"cells that show more than {MOST_SHOWN:,} characters", line)
            cell.line_before = (column, number) in self.vertical
            cell.line_after = (column + cell.columns, number) in self.vertical
            cells.append(cell)
        space = number in self.body.spaced
        return RawRow(cells=cells, rules=rules, space=space, background="", line=line)

    def column_records(self) -> Iterable[Column]:
        for look in self.column_looks:
            yield Column(align=look.align or Align.LEFT)


def _stretches(number: int, columns: list[int], look: LineLook, crossed: set[tuple[int, int]]) -> list[Rule]:
    """One rule for each stretch of columns beside each other."""
    found: list[Rule] = []
    for column in sorted(columns):
        if (number, column) in crossed:
            continue
        if found and found[-1].last == column - 2:
            first = found.pop().first
        else:
            first = column - 1
        found.append(
            Rule(
                first=first,
                last=column - 1,
                weight=look.weight,
                trim_left=look.trim_left,
                trim_right=look.trim_right,
            )
        )
    return found


def _whole(span: Span) -> Span:
    """A value without the braces around it."""
    reader = Reader.of(span)
    reader.skip_blanks()
    if not reader.comes("{"):
        return span
    inside = reader.group()
    reader.skip_blanks()
    return inside if reader.ended else span
