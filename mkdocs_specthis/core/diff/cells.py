"""How the tables of two LaTeX files differ, cell by cell. Rows are matched by what they are called.

Knows cells as they are shown; where a file is no table that can be read for certain, it says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.diff.align import Run, align
from mkdocs_specthis.core.diff.lines import diff_lines
from mkdocs_specthis.core.exhibits.latex_cells import plain_text, table_rows
from mkdocs_specthis.core.model.difference import CellChange, Difference, Edit, Form
from mkdocs_specthis.core.model.latex_table import LatexTables
from mkdocs_specthis.core.parse.latex_table import parse_tables
from mkdocs_specthis.core.parse.latex_table.signs import holds_table

Rows = Sequence[Sequence[str]]
Pair = tuple[int | None, int | None]
"""Number of a row or column before and after, 0-based; None on the side that lacks it."""


def diff_cells(before: str, after: str, most: int) -> Difference | None:
    """At most `most` cells are listed. None where no cell differs, or not both files hold tables that can be read."""
    tables = _tables(before), _tables(after)
    if tables[0] is None or tables[1] is None:
        return None
    grids = table_rows(tables[0]), table_rows(tables[1])
    if len(grids[0]) != len(grids[1]):
        return None
    changes = [change for pair in zip(*grids, strict=True) for change in _changes(*pair)]
    if not changes:
        return None
    lines = diff_lines(before, after, most) if _around(tables[0]) != _around(tables[1]) else None
    return Difference(
        form=Form.CELLS,
        hunks=lines.hunks if lines else (),
        cells=tuple(changes[:most]),
        added=sum(1 for change in changes if change.before is None),
        removed=sum(1 for change in changes if change.after is None),
        changed=sum(1 for change in changes if change.before is not None and change.after is not None),
        left_out=max(0, len(changes) - most),
    )


def _tables(text: str) -> LatexTables | None:
    found = parse_tables(text) if holds_table(text) else None
    return found if isinstance(found, LatexTables) and found.shown and not found.refused else None


def _around(tables: LatexTables) -> list[object]:
    """What a reader sees besides the cells."""
    return [
        (
            plain_text(table.caption),
            table.label,
            [(note.mark, plain_text(note.runs)) for note in table.notes],
            [[plain_text(runs) for runs in grid.heading] for grid in table.grids],
        )
        for table in tables.shown
    ]


@dataclass(frozen=True, slots=True)
class _Grid:
    rows: Rows

    @property
    def heads(self) -> Sequence[str]:
        """What the columns are called."""
        return self.rows[0] if self.rows else ()

    def labels(self) -> list[str]:
        """What the rows are called: their first cell, or how far they are below the last row that has one."""
        labels, name, below = [], "", 0
        for row in self.rows:
            first = row[0] if row else ""
            name, below = (first, 0) if first else (name, below + 1)
            labels.append(f"{name} +{below}" if below else name)
        return labels

    def cell(self, row: int | None, column: int | None) -> str | None:
        return None if row is None or column is None else self.rows[row][column]


def _changes(before: Rows, after: Rows) -> Iterator[CellChange]:
    a, b = _Grid(before), _Grid(after)
    columns = list(_columns(a, b))
    labels = a.labels(), b.labels()
    for row_a, row_b in _pairs(align(*labels)):
        for column_a, column_b in columns:
            was, now = a.cell(row_a, column_a), b.cell(row_b, column_b)
            if (was or "") != (now or "") or ((was is None) != (now is None) and (was or now)):
                label = labels[1][row_b] if row_b is not None else labels[0][row_a or 0]
                head = b.heads[column_b] if column_b is not None else a.heads[column_a or 0]
                yield CellChange(
                    row=1 + (row_b if row_b is not None else row_a or 0),
                    column=1 + (column_b if column_b is not None else column_a or 0),
                    heads=", ".join(part for part in (label.partition(" +")[0], head) if part),
                    before=was,
                    after=now,
                )


def _columns(a: _Grid, b: _Grid) -> Iterator[Pair]:
    """By place where there are as many, else by what they are called."""
    if len(a.heads) == len(b.heads):
        yield from ((place, place) for place in range(len(a.heads)))
    else:
        yield from _pairs(align(a.heads, b.heads))


def _pairs(runs: Sequence[Run]) -> Iterator[Pair]:
    """What is called the same, and as much of what was renamed as stands in the same place."""
    gone: list[int] = []
    for run in (*runs, Run(Edit.SAME, range(0), range(0))):
        if run.edit is Edit.REMOVED:
            gone = [*run.before]
            continue
        came = [*run.after] if run.edit is Edit.ADDED else []
        if gone and len(gone) == len(came):
            yield from zip(gone, came, strict=True)
        else:
            yield from ((place, None) for place in gone)
            yield from ((None, place) for place in came)
        gone = []
        if run.edit is Edit.SAME:
            yield from zip(run.before, run.after, strict=True)
