"""Rows laid out on a grid: cells over several rows, rules joined, the head told from the body.

Knows cells that were read; reads no text itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from mkdocs_specthis.core.model.latex_table import Cell, Column, Grid, Row, Rule, Weight
from mkdocs_specthis.core.parse.latex_table.cells import RawCell
from mkdocs_specthis.core.parse.latex_table.rows import Body, RawRow, Section

HEAD_SURELY, HEAD_AT_MOST = 3, 6
"""Rows above the first inner rule that may be a head: so many, or so many if they are at most a third of all."""


@dataclass(slots=True, kw_only=True)
class _Laid:
    """A cell with the rows that it covers."""

    cell: RawCell
    top: int
    bottom: int
    """Last row that it covers."""
    background: str = ""


@dataclass(slots=True, kw_only=True)
class _Layout:
    rows: list[RawRow]
    at: list[dict[int, RawCell]] = field(default_factory=list)
    """Of each row, the cell that begins at each column."""
    covered: set[tuple[int, int]] = field(default_factory=set)
    """(row, first column) of cells that stand under others."""
    laid: list[_Laid] = field(default_factory=list)

    def lay_out(self) -> None:
        self.at = [{cell.column: cell for cell in row.cells} for row in self.rows]
        for number, row in enumerate(self.rows):
            for cell in row.cells:
                if cell.facts.rows < 0:
                    self._upwards(number, cell)
        for number, row in enumerate(self.rows):
            for cell in row.cells:
                if (number, cell.column) not in self.covered and cell.facts.rows >= 0:
                    bottom = self._reach(number, cell, min(len(self.rows), number + cell.facts.rows) - 1, 1)
                    self._put(cell, number, bottom)
        self.laid.sort(key=lambda one: (one.top, one.cell.column))

    def _upwards(self, number: int, cell: RawCell) -> None:
        top = self._reach(number, cell, max(0, number + cell.facts.rows + 1), -1)
        self._put(cell, top, number)
        if top < number:
            self.covered.discard((top, cell.column))
        for row in range(top, number + 1):
            self.covered.update((row, one) for one in self._inside(row, cell) or ())

    def _put(self, cell: RawCell, top: int, bottom: int) -> None:
        background = cell.facts.background
        for row in range(top, bottom + 1):
            inside = self._inside(row, cell) or ()
            for column in inside:
                background = background or self.at[row][column].facts.background
                if self.at[row][column] is not cell:
                    self.covered.add((row, column))
        self.laid.append(_Laid(cell=cell, top=top, bottom=bottom, background=background))

    def _reach(self, number: int, cell: RawCell, last: int, step: int) -> int:
        """The farthest row up to `last` that the cell can cover: the places there are free."""
        reached = number
        for row in range(number + step, last + step, step):
            inside = self._inside(row, cell)
            if inside is None or any(self.at[row][column].holds or (row, column) in self.covered for column in inside):
                break
            reached = row
        return reached

    def _inside(self, row: int, cell: RawCell) -> list[int] | None:
        """Columns where cells of a row begin below the given one; None if one reaches over its edge."""
        last = cell.column + cell.columns
        found: list[int] = []
        for column, other in self.at[row].items():
            if column < last and column + other.columns > cell.column:
                if column < cell.column or column + other.columns > last:
                    return None
                found.append(column)
        return found


def grid_of(body: Body, columns: Sequence[Column], environment: str, line: int) -> Grid:
    """The grid that the rows of a tabular make."""
    raw, head, closing = _in_order(body)
    kept, rest = _without_empty(raw)
    layout = _Layout(rows=kept)
    layout.lay_out()
    rows = tuple(_rows(layout, len(columns)))
    ends = _parted(layout, rows, len(columns))
    first = sum(1 for row in kept if id(row) in head) or _head(ends, len(rows))
    while first and first not in ends and first < len(rows):
        first -= 1
    if first >= len(rows):
        first = 0
    return Grid(
        environment=environment,
        line=line,
        columns=tuple(columns),
        head=rows[:first],
        groups=tuple(_groups(rows, first, ends)),
        closing=_joined([*rest, *closing], len(columns)),
    )


def _head(ends: Sequence[int], rows: int) -> int:
    """How many rows are the head of a table that does not say so."""
    first = ends[0] if ends else 0
    return first if first <= HEAD_SURELY or (first <= HEAD_AT_MOST and 3 * first <= rows) else 0


def _in_order(body: Body) -> tuple[list[RawRow], set[int], list[Rule]]:
    """Every row as the first page and the last show it, which of them are a head, and the rules below the last."""
    head = body.sections.get("endfirsthead") or body.sections.get("endhead") or Section()
    foot = body.sections.get("endlastfoot") or body.sections.get("endfoot") or Section()
    rows: list[RawRow] = []
    pending: list[Rule] = []
    for section in (head, body.rows, foot):
        for row in section.rows:
            if row.trouble is not None:
                raise row.trouble
            row.rules = [*pending, *row.rules]
            pending = []
            rows.append(row)
        pending = [*pending, *section.closing]
    return rows, {id(row) for row in head.rows}, pending


def _without_empty(rows: list[RawRow]) -> tuple[list[RawRow], list[Rule]]:
    """A row that shows nothing is space above the next one, unless a cell of another row reaches over it."""
    reached = _reached(rows)
    kept: list[RawRow] = []
    pending: list[Rule] = []
    space = False
    for number, row in enumerate(rows):
        row.rules = [*pending, *row.rules]
        if row.holds or reached[number]:
            row.space = row.space or space
            pending, space = [], False
            kept.append(row)
        else:
            pending, space = row.rules, True
    return kept, pending


def _reached(rows: list[RawRow]) -> list[bool]:
    """Of each row, whether a cell over several rows may reach over it."""
    changes = [0] * (len(rows) + 1)
    for number, row in enumerate(rows):
        for span in (cell.facts.rows for cell in row.cells if cell.holds):
            if abs(span) > 1:
                changes[max(0, number + span + 1) if span < 0 else number] += 1
                changes[number + 1 if span < 0 else min(len(rows), number + span)] -= 1
    return [reached > 0 for reached in accumulate(changes[:-1])]


def _rows(layout: _Layout, columns: int) -> Iterable[Row]:
    by_top: dict[int, list[_Laid]] = {}
    for one in layout.laid:
        by_top.setdefault(one.top, []).append(one)
    for number, row in enumerate(layout.rows):
        cells = tuple(_cell(one, layout.rows[number].background) for one in by_top.get(number, ()))
        yield Row(cells=cells, rules=_joined(row.rules, columns), space=row.space, line=row.line)


def _cell(one: _Laid, background: str) -> Cell:
    cell = one.cell
    return Cell(
        runs=cell.runs,
        column=cell.column,
        columns=cell.columns,
        rows=one.bottom - one.top + 1,
        align=cell.align,
        line=cell.line,
        background=one.background or background,
        turned=cell.facts.turned,
        split=cell.split,
        line_before=cell.line_before,
        line_after=cell.line_after,
    )


def _joined(rules: Iterable[Rule], columns: int) -> tuple[Rule, ...]:
    """Rules from left to right, those that touch made one; of two in the same place the heavier one stays."""
    joined: list[Rule] = []
    for rule in sorted(dict.fromkeys(rules), key=lambda one: (one.first, -one.last)):
        last = joined[-1] if joined else None
        if last is not None and rule.first <= last.last and rule.last <= last.last:
            if rule.weight is Weight.HEAVY and rule.last == last.last and rule.first == last.first:
                joined[-1] = replace(last, weight=Weight.HEAVY)
        elif last is not None and _touch(last, rule):
            joined[-1] = replace(last, last=rule.last, trim_right=rule.trim_right)
        else:
            joined.append(rule)
    return tuple(joined)


def _touch(one: Rule, other: Rule) -> bool:
    return one.last + 1 >= other.first and not (one.trim_right or other.trim_left) and one.weight is other.weight


def _parted(layout: _Layout, rows: Sequence[Row], columns: int) -> list[int]:
    """Rows that a rule from edge to edge parts from the one above, which no cell reaches across."""
    crossed = {row for one in layout.laid for row in range(one.top + 1, one.bottom + 1)}
    return [
        number
        for number, row in enumerate(rows)
        if number and number not in crossed and sum(rule.last - rule.first + 1 for rule in row.rules) >= columns
    ]


def _groups(rows: tuple[Row, ...], first: int, ends: Sequence[int]) -> Iterable[tuple[Row, ...]]:
    edges = [first, *(end for end in ends if end > first), len(rows)]
    for start, end in pairwise(edges):
        if start < end:
            yield rows[start:end]
