"""What there is to see of an artefact: facts, tables, plots, a tree. Bounded plain values, whatever the file's size.

They hold; `core/artefact` decides what is a table and what is a plot. Texts are safe to show and cut to a length.
"""

from dataclasses import dataclass

NUMBER, TEXT, WORD, NESTED = "number", "text", "word", "nested"
"""What a cell holds: a number as written, a text, one of true, false and null, or something with parts of its own."""
INDEX, VALUE, YEAR, DATE = "index", "value", "year", "date"
"""What the horizontal axis of a plot counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    number: int
    exact: bool = True
    """False for an estimate from the part of a large file that was read."""
    is_least: bool = False
    """True if there may be more, and nobody can say how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    text: str
    kind: str = TEXT
    length: int = 0
    """Characters of the whole text, where `text` is but its beginning; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    key: str
    cell: Cell
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    rows: tuple[Fact, ...]
    total: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    unit: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: Count
    """Rows that there are."""
    columns_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    points: tuple[tuple[float, float | None], ...]
    """(x, y) in order of x; None is a gap."""
    unit: str = ""
    band: tuple[tuple[float, float, float], ...] = ()
    """(x, lower, upper) of an interval around it; empty if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One field of a plot with its own vertical axis."""

    series: tuple[Series, ...]
    logarithmic: bool
    sentence: str
    """What it shows, for those who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    x_name: str
    """Empty where values are counted."""
    x_kind: str
    x_unit: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()
    """What a reader has to know: a logarithmic scale, gaps, points put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A value with what it holds, to open step by step."""

    key: str
    cell: Cell
    branches: tuple["Branch", ...] = ()
    more: int = 0
    """Members that are not among `branches`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something in the artefact under one heading; of the four views those that fit."""

    title: str
    """Where it stands, as in `fit.annual`; empty for what stands at the top."""
    facts: Facts | None = None
    table: Table | None = None
    plot: Plot | None = None
    tree: Branch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a file cannot be read as what it should be, and where."""

    text: str
    line: int = 0
    """1-based; 0 if no line can be named."""
    frame: tuple[tuple[int, str], ...] = ()
    """(line, text) around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen of one file."""

    shape: str = ""
    """One clause on the whole: `an object with 8 keys`."""
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences on what is odd: a key that stands twice, numbers that are none."""
    fault: Fault | None = None
    size: int = 0
    """Bytes of the file when it was looked at."""
    seen: int = 0
    """Bytes that were read; fewer than `size` for a large file."""
    digest: str = ""
    """`sha256:<hex>` of the bytes, where all were read; else empty."""
