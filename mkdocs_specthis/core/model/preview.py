"""Pictures of artefacts that no browser shows by itself: drawings in LaTeX, and PDF files.

Holds; how one is drawn, stored and shown is decided elsewhere.
"""

from dataclasses import dataclass
from enum import StrEnum


class PreviewKind(StrEnum):
    LATEX = "latex"
    """A drawing, or a table that is not understood: LaTeX draws it."""
    PDF = "pdf"
    """A PDF file, of which the first page is shown."""


class Role(StrEnum):
    """What a part of a picture's making is."""

    SOURCE = "source"
    """The artefact itself."""
    PREAMBLE = "preamble"
    """The text of a file up to `\\begin{document}`, or all of it."""
    FILE = "file"
    """A file of the project that LaTeX reads for it."""
    SETTINGS = "settings"
    """How it is drawn: the engine or command, the kind of picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPart:
    role: Role
    path: str = ""
    """POSIX from the project root; of the settings empty."""
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    suffix: str
    """`.svg` or `.png`."""
    digest: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRecord:
    address: str
    """Digest of all that the picture was to be made from, under which it is shared."""
    kind: PreviewKind
    parts: tuple[PreviewPart, ...]
    """What it was made from, sorted by role and path; the source always."""
    picture: Picture
    program: str = ""
    """What drew it, as it calls itself. In no digest: another version draws nothing anew."""
    ts: str
    """When it was drawn, UTC ISO 8601."""
    seconds: float = 0.0
    """What drawing it took."""

    @property
    def source(self) -> str:
        """Digest of the artefact that was drawn."""
        return next(part.digest for part in self.parts if part.role is Role.SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatexFault:
    """One thing that LaTeX stopped at."""

    path: str
    """As a person knows the file, POSIX from the project root; empty if LaTeX named none."""
    line: int
    """1-based; 0 if unknown."""
    text: str


class PreviewOutcome(StrEnum):
    DRAWN = "drawn"
    THERE = "there"
    """The last picture is of what is here now."""
    FETCHED = "fetched"
    """Taken from the cache."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    entry: str
    path: str
    """Of the artefact, POSIX from the project root."""
    kind: PreviewKind
    outcome: PreviewOutcome
    text: str = ""
    """Why, as a clause; empty if there is nothing to say."""
    hint: str = ""
    faults: tuple[LatexFault, ...] = ()
    log: str = ""
    """What the program said, POSIX from the project root; empty if there is none."""
    picture: str = ""
    """Where the picture lies, POSIX from the project root; empty if there is none."""
    program: str = ""
    seconds: float = 0.0
    """What the attempt at drawing it took; 0 if there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    rows: tuple[PreviewRow, ...]
    notes: tuple[str, ...] = ()
    dry_run: bool = False
    interrupted: bool = False
