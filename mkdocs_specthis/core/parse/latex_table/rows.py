"""The body of a tabular parted at `&` and `\\\\`, with what stands between its rows.

Knows where rows and cells end. What a cell covers is `grid.py`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Rule
from mkdocs_specthis.core.parse.latex_table.cells import RawCell, empty_cell, read_cell
from mkdocs_specthis.core.parse.latex_table.columns import ColumnSpec
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.rules import SECTIONS, read_between
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Span

MOST_CELLS = 100_000
MOST_SHOWN = 2_000_000
"""Characters of all cells of one tabular: what a column puts before its cells may be long."""
ENDS = ("\\", "tabularnewline", "cr", "kill")


@dataclass(slots=True, kw_only=True)
class RawRow:
    cells: list[RawCell]
    rules: list[Rule]
    space: bool
    background: str
    line: int
    trouble: NotUnderstood | None = None
    """What in it is not understood; of no account in a part of longtable that is not shown."""

    @property
    def holds(self) -> bool:
        return any(cell.holds for cell in self.cells)


@dataclass(slots=True, kw_only=True)
class Section:
    rows: list[RawRow] = field(default_factory=list)
    closing: list[Rule] = field(default_factory=list)
    """Rules below the last row."""


@dataclass(slots=True, kw_only=True)
class Body:
    """Rows as they come; those of longtable's head and foot apart."""

    rows: Section = field(default_factory=Section)
    sections: dict[str, Section] = field(default_factory=dict)
    caption: Span | None = None
    label: str = ""


@dataclass(slots=True, kw_only=True)
class _Rows:
    reader: Reader
    columns: Sequence[ColumnSpec]
    settings: Settings
    over_pages: bool = False
    body: Body = field(default_factory=Body)
    now: Section = field(default_factory=Section)
    cells: int = 0
    shown: int = 0
    """Characters of its cells."""

    def read(self) -> Body:
        reader = self.reader
        space = False
        while True:
            between = read_between(reader, len(self.columns), self.settings, over_pages=self.over_pages)
            if between.section:
                self.now.closing = between.rules
                self.body.sections[between.section] = self.now
                self.now = Section()
                continue
            if reader.ended:
                self.now.closing = between.rules
                break
            if reader.comes_command(("caption", "label", "captionof")):
                self._caption()
                continue
            row = self._row(between.rules, between.background, space=between.space or space)
            space = False
            if row is not None:
                self.now.rows.append(row)
        self.body.rows = self.now
        return self.body

    def _row(self, rules: list[Rule], background: str, *, space: bool) -> RawRow | None:
        """One row, its end taken; None for one that longtable only measures."""
        reader, line = self.reader, self.reader.line
        cells: list[RawCell] = []
        place = 0
        trouble: NotUnderstood | None = None
        while True:
            span, end = self._cell()
            try:
                cell = read_cell(span, place, self.columns, self.settings)
            except NotUnderstood as reason:
                trouble = trouble or reason
                cell = empty_cell(place, self.columns[0], line)
            self.shown += sum(len(run.text) for run in cell.runs)
            if self.shown > MOST_SHOWN:
                raise NotUnderstood(f"cells that show more than {MOST_SHOWN:,} characters", line)
            background = background or cell.facts.row_background
            cells.append(cell)
            place += cell.columns
            if end != "&":
                break
        if end == "kill":
            return None
        if end in ("\\", "tabularnewline"):
            reader.star()
            reader.optional()
        self.cells += max(place, len(self.columns))
        if self.cells > MOST_CELLS:
            raise NotUnderstood(f"more than {MOST_CELLS:,} cells", line)
        cells.extend(empty_cell(missing, self.columns[missing], line) for missing in range(place, len(self.columns)))
        return RawRow(cells=cells, rules=rules, space=space, background=background, line=line, trouble=trouble)

    def _cell(self) -> tuple[Span, str]:
        """The signs of one cell, and what ends it: `&`, a command of ENDS, or nothing more."""
        reader, start = self.reader, self.reader.place
        while not reader.ended:
            sign = reader.sign
            if sign.kind == "command" and sign.text in SECTIONS:
                return reader.span.part(start, reader.place), ""
            if sign.kind == "&" or (sign.kind == "command" and sign.text in ENDS):
                reader.next()
                return reader.span.part(start, reader.place - 1), sign.text
            reader.pass_over()
        return reader.span.part(start, reader.place), ""

    def _caption(self) -> None:
        """longtable: a caption and a label have a row of their own, which ends with `\\\\`."""
        reader, sign = self.reader, self.reader.next()
        if sign.text == "label":
            self.body.label = self.body.label or text_of(reader.argument(sign))
        else:
            reader.star()
            if sign.text == "captionof":
                reader.argument(sign)
            short = reader.optional()
            caption = reader.argument(sign)
            if self.body.caption is None and not (short is not None and not len(short)):
                self.body.caption = caption
        reader.skip_blanks()
        if reader.comes_command(ENDS):
            reader.next()
            reader.star()
            reader.optional()


def read_rows(span: Span, columns: Sequence[ColumnSpec], settings: Settings, *, over_pages: bool = False) -> Body:
    """The rows of a tabular. `over_pages`: it is a longtable, whatever it is called."""
    return _Rows(reader=Reader.of(span), columns=columns, settings=settings, over_pages=over_pages).read()
