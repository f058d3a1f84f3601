"""A host document: the sections, labels and inclusions of a paper, over all the files that it is made of.

Holds what was read. Which artefact stands where is derived in `core/paper/routes.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mkdocs_specthis.core.model.latex import Condition
from mkdocs_specthis.core.model.location import Location

PREAMBLE, FRONT = -2, -1
"""In place of a section's number: before `\\begin{document}`; in the document, before its first heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    """The command: `section`, `subsection` …"""
    level: int
    """-1 for a part, 0 for a chapter, 1 for a section, down to 5."""
    title: str
    location: Location
    end: int
    """Number of the first later section that is no part of this one."""
    versions: tuple[Location, ...] = ()
    """Its `\\sectionversion` marks, those of its subsections left out."""
    at: int = 0
    """Line of the whole document, counted through its files in the order in which TeX reads them."""
    numbered: bool = True
    """False of a starred one."""
    left_out: bool = False
    """True if `\\includeonly` leaves it out: LaTeX keeps its number, and shows nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Float:
    """A figure or table environment, the outermost where they are nested."""

    environment: str
    location: Location
    caption: str = ""
    """Its words, markup left out."""
    label: str = ""
    at: int = 0
    """Line of the whole document, as of a section."""
    section: int = PREAMBLE
    """Number of the innermost section that it stands in, `PREAMBLE` or `FRONT`."""
    source: str = ""
    """The caption as written."""
    listed: str = ""
    """What the list of figures or tables says of it, as written: its caption, unless it is told otherwise."""
    numbered: bool = False
    """True if LaTeX numbers it: it has a caption of its own without a star."""
    part_label: bool = False
    """True if its label is that of a part of it, or stands before its caption: LaTeX gives it another number then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    name: str
    location: Location
    section: int
    """Number of the innermost section that it stands in, `PREAMBLE` or `FRONT`."""
    heads: bool = False
    """True if it names the section itself: not in a float, and the first such label after the heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    command: str
    """`input`, `includegraphics`, or a command of the author's."""
    written: str
    """The path as written, the author's own short commands replaced."""
    location: Location
    section: int
    target: str = ""
    """POSIX path from the project root that it leads to, or first would; empty if that is outside of the project."""
    exports: tuple[str, ...] = ()
    """Declared artefacts that it shows; several if a path without suffix means a figure in several formats."""
    ambiguous: tuple[str, ...] = ()
    """Artefacts of that name, in several folders, where it leads nowhere by itself."""
    by_name: bool = False
    """True if it leads nowhere by itself and one artefact has the name."""
    reads: bool = False
    """True if it reads LaTeX, rather than showing a figure or a listing."""
    is_here: bool = False
    """True if `target` is a file of the project. Nobody looks for declared artefacts, whose bytes may be elsewhere."""
    optional: bool = False
    """True if it is no fault that nothing is there."""
    float: int = -1
    """Number of the float that it stands in; -1 if none."""
    at: int = 0
    """Line of the whole document, as of a section."""
    conditions: tuple[Condition, ...] = ()
    """What must hold for TeX to come to it, as far as nobody can tell without LaTeX."""
    opens: tuple[int, ...] = ()
    """Numbers of the floats that the export it reads opens by itself; known only where exports are read."""


class Trouble(StrEnum):
    MISSING = "missing"
    """Nothing is there, or nothing that may be read."""
    WITHHELD = "withheld"
    """What it holds is not to be published."""
    TOO_LARGE = "too-large"
    CYCLE = "cycle"
    TOO_MANY = "too-many"
    """The tree of files has too many branches, or is too deep."""
    UNCLOSED = "unclosed"
    LEFT_OUT = "left-out"
    """`\\includeonly` does not name it: its sections keep their labels and numbers, and nothing of it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Something that kept the document from being read as a whole."""

    trouble: Trouble
    location: Location
    what: str
    """The path as written, or what is never closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    path: str
    """POSIX path of the host document from the project root."""
    problem: Trouble | None = None
    """Why the host document itself cannot be read; None if it can."""
    files: tuple[tuple[str, str], ...] = ()
    """(path, digest) of every file that was read, sorted."""
    sections: tuple[Section, ...] = ()
    """In the order of the document."""
    labels: tuple[Label, ...] = ()
    inclusions: tuple[Inclusion, ...] = ()
    floats: tuple[Float, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    begins: int = 0
    """Line of the whole document at which it begins, as of a section."""
    lines: int = 0
    """Lines of the whole document; those of exports are not among them."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Commands without arguments that stand for a few words, as written: what a caption may use."""
