"""How two states of an entry differ, part by part, as far as both are known.

Holds what was compared. Says nothing of states.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.entry import VariesRule


class Edit(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Form(StrEnum):
    """How a difference is told."""

    PROSE = "prose"
    LINES = "lines"
    VALUES = "values"
    CELLS = "cells"
    DIGESTS = "digests"
    """That it differs is known, and no more is told; `Difference.note` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some text of a passage of prose."""

    edit: Edit
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, a list item or a row in which words moved."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a file."""

    edit: Edit
    text: str
    before: int = 0
    """1-based number of the line before; 0 for one that was added."""
    after: int = 0
    """The same after; 0 for one that was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Lines that moved, with a few around them."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A value of a JSON file."""

    path: str
    """Dotted, with places in brackets: `models[2].slope`, `models[name=age].slope`."""
    pattern: str
    """The same with `[*]` for every place: what alike changes have in common."""
    before: str | None = None
    """As JSON, cut to a length; None if it was not there."""
    after: str | None = None
    absolute: float | None = None
    """After minus before; None unless both are finite numbers."""
    relative: float | None = None
    """That as a share of the size of the value before; None where it was zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueGroup:
    """Changes whose places have one pattern."""

    pattern: str
    count: int
    absolute: float | None = None
    """Largest absolute change, without sign; None if none is of numbers."""
    relative: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell of a LaTeX table."""

    row: int
    """1-based, of the table after; of the table before where the row is gone."""
    column: int
    """1-based."""
    heads: str
    """First cells of its row and of its column, for people."""
    before: str | None = None
    """None if the cell was not there."""
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    form: Form
    note: str = ""
    """What is not told and why, in sentences; empty if nothing is kept back."""
    passages: tuple[Passage, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    values: tuple[ValueChange, ...] = ()
    groups: tuple[ValueGroup, ...] = ()
    """Largest first; only where not all changes are among `values`."""
    cells: tuple[CellChange, ...] = ()
    added: int = 0
    """Words, lines, values or cells that came, by `form`."""
    removed: int = 0
    changed: int = 0
    """Values or cells that are others; what is within tolerance is not among them."""
    within: int = 0
    """Values that differ by no more than the tolerance."""
    ignored: int = 0
    """Values that differ and that the settings, an option or `Varies` leave out."""
    left_out: int = 0
    """Passages, rows, values or cells that are not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDifference:
    name: str
    """As the ledgers name it: `script scripts/x.py`, `block`; `artefact results/x/x.json` for what was made."""
    before: str = ""
    """Digest; empty if it was not there."""
    after: str = ""
    was: str = ""
    """What the file was called before; empty if it has its name still."""
    found: str = ""
    """Where the state before was found: `commit 1a2b3c4`, `git’s history`, `the cache`, `here`; empty if it was not."""
    unavailable: str = ""
    """Why the texts could not be compared, as a clause; empty if they could, or there is nothing to compare."""
    hint: str = ""
    """What may bring the text; empty if nothing would."""
    see: str = ""
    """Entry whose own difference tells more; empty if none."""
    difference: Difference | None = None

    @property
    def role(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def subject(self) -> str:
        return self.name.partition(" ")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What an entry is compared with, or what it is compared at."""

    kind: str
    """`certificate`, `rejection`, `run`, `revision` or `today`."""
    label: str
    """Follows `since`: `Ana Ruiz certified it on 4 May`, `the last run on …`, `revision main`."""
    ts: str = ""
    """UTC ISO 8601; empty for a revision."""
    author: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDifference:
    entry: str
    since: Moment
    until: Moment
    parts: tuple[PartDifference, ...]
    """What moved: contract, scripts, command, inputs, upstream, vocabulary, artefacts, in this order."""
    notes: tuple[str, ...] = ()
    """What could not be compared at all, in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How values are compared, and how much is told."""

    absolute: float = 0.0
    """Numbers that differ by no more than this are equal."""
    relative: float = 0.0
    """The same as a share of the larger one."""
    ignore: tuple[str, ...] = ()
    """Patterns of keys that are left out with all that lies in them, as `Varies` writes them."""
    varies: tuple[VariesRule, ...] = ()
    """What the entry itself says may differ."""
    most: int = 200
    """Passages, rows, values or cells that are listed of one part."""
    largest: int = 16 * 1024 * 1024
    """Bytes of a file beyond which only digests are compared."""
