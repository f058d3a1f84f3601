"""A LaTeX table as plain values: columns, rows with the rules between them, cells with the runs of text they show.

Holds what was read; `core/parse/latex_table` makes it. Knows no TeX, no markup, and not where a file lies.
"""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    BOLD = "bold"
    ITALIC = "italic"
    SMALL_CAPS = "small-caps"
    MONOSPACE = "monospace"
    SANS = "sans"
    UNDERLINE = "underline"
    STRUCK = "struck"
    SUPER = "super"
    SUB = "sub"


class RunKind(StrEnum):
    TEXT = "text"
    BREAK = "break"
    """A new line inside a cell; it has no text."""
    MATHS = "maths"
    """A formula that text cannot show; `text` is its TeX, without dollar signs."""
    REFERENCE = "reference"
    """`\\ref`, `\\cite` and their kin; `text` is the key. What it leads to is known to the paper alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text that looks the same."""

    text: str = ""
    kind: RunKind = RunKind.TEXT
    styles: frozenset[Style] = frozenset()
    colour: str = ""
    """`#rrggbb`; empty: as its surroundings."""
    background: str = ""


Runs = tuple[Run, ...]


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    DECIMAL = "decimal"
    """Numbers stand with their decimal markers below each other."""
    JUSTIFY = "justify"
    """A paragraph of a certain width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    align: Align = Align.LEFT
    tight: bool = False
    """True if nothing parts it from the next one: `@{}`."""
    line_before: bool = False
    """A vertical line at its left."""
    line_after: bool = False


class Weight(StrEnum):
    HEAVY = "heavy"
    LIGHT = "light"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A horizontal line above a row."""

    first: int
    """0-based number of its first column."""
    last: int
    """Of its last one."""
    weight: Weight = Weight.LIGHT
    trim_left: bool = False
    """True if it begins a little inside of its first column."""
    trim_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    runs: Runs = ()
    column: int
    """0-based number of the first column that it covers."""
    columns: int = 1
    rows: int = 1
    align: Align
    line: int
    """1-based line of the source where it begins."""
    background: str = ""
    """`#rrggbb`; empty if none."""
    turned: bool = False
    """True if its text stands upright."""
    split: int = -1
    """How many runs stand before the decimal marker; -1 if it has no number to line up."""
    line_before: bool = False
    line_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[Cell, ...]
    """From left to right. What a cell of a row above covers is not here."""
    rules: tuple[Rule, ...] = ()
    """Above it."""
    space: bool = False
    """True if more space than usual stands above it."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One tabular."""

    environment: str
    line: int
    columns: tuple[Column, ...]
    head: tuple[Row, ...] = ()
    groups: tuple[tuple[Row, ...], ...] = ()
    """Rows of the body; a rule from edge to edge parts one group from the next."""
    closing: tuple[Rule, ...] = ()
    """Rules below the last row."""
    heading: tuple[Runs, ...] = ()
    """Paragraphs that stand above it, below its float's caption."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*self.head, *(row for group in self.groups for row in group))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    mark: str = ""
    """What stands before it, as in a list of notes; empty for a plain paragraph."""
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class LatexTable:
    """What belongs together: one `table`, or what a file without one holds."""

    line: int
    grids: tuple[Grid, ...]
    """At least one: panels stand below each other."""
    caption: Runs = ()
    label: str = ""
    notes: tuple[Note, ...] = ()
    """What stands below the last tabular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotShown:
    """A file, or one table of it, that cannot be shown as tables without a risk of showing it wrongly."""

    construct: str
    """What is not understood, as a noun phrase: `the command \\tikz`."""
    line: int
    """1-based."""
    first: int = 0
    """First line of the table; 0 if it is the whole file."""
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LatexTables:
    """Everything that a file shows. Without tables there is nothing of that kind in it."""

    tables: tuple[LatexTable | NotShown, ...] = ()
    """In the order of the file. One that is not understood stands in its place; then another one is understood."""

    @property
    def shown(self) -> tuple[LatexTable, ...]:
        return tuple(table for table in self.tables if isinstance(table, LatexTable))

    @property
    def refused(self) -> tuple[NotShown, ...]:
        return tuple(table for table in self.tables if isinstance(table, NotShown))
