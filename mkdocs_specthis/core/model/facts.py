"""What was seen in the working tree: files, their digests, what scripts import, what JSON holds.

Facts only: nothing here says whether a fact is good.
"""

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    POINTER = "pointer"
    """A Git LFS pointer stands in for the bytes; `digest` is what it points to."""
    OUTSIDE = "outside"
    """It, or a link on the way to it, leads out of the project."""
    IRREGULAR = "irregular"
    """A folder, FIFO, device or socket."""
    UNREADABLE = "unreadable"
    """The operating system refused to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    path: str
    """POSIX path from the project root, or `root:path` below a named data root."""
    presence: Presence
    digest: str = ""
    """`sha256:<hex>` of the bytes as they are; empty unless present or a pointer."""
    text_digest: str = ""
    """The same of the text with CRLF read as LF; for a file with a NUL byte, equal to `digest`."""
    size: int = 0
    """Bytes."""
    leads_to: str = ""
    """Where it lies under another path, a link standing on the way: that path, empty if it is none of the project."""

    @property
    def is_here(self) -> bool:
        return self.presence is Presence.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What the text of a script, module or workflow file says by itself, nothing executed."""

    path: str
    modules: tuple[str, ...] = ()
    """Project files that it imports directly, sorted POSIX paths."""
    unresolved: tuple[tuple[str, int], ...] = ()
    """(import as written, line) of local imports that no file answers."""
    mentions: tuple[tuple[str, int], ...] = ()
    """(path as written, normalised; line) of strings that could be paths of the project."""
    writes: tuple[tuple[str, int], ...] = ()
    """(path, line) of what it writes for certain; a piece that only a run knows is `*`."""
    reads: tuple[tuple[str, int], ...] = ()
    """The same of what it reads."""
    libraries: tuple[tuple[str, int, bool], ...] = ()
    """(name, line, whether reading the file is enough to load it) of what it imports, top-level names."""
    rules: tuple[tuple[str, str, bool], ...] = ()
    """(targets, prerequisites, whether it has a recipe) of a Makefile's rules, as written."""
    variables: tuple[tuple[str, str], ...] = ()
    """(name, value) of its variables, as written, in order."""
    syntax_error: str = ""
    """Why the file does not parse in its language; empty if it does or nobody can tell."""
    syntax_error_line: int = 0
    conflict_line: int = 0
    """1-based line of the first mark that a merge left; 0 if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFacts:
    """What a JSON file holds, read in a stream."""

    keys: tuple[str, ...] | None = None
    """Top-level keys in order; None if the file holds no object."""
    error: str = ""
    """Why it does not parse; empty if it does."""
    schema_errors: tuple[str, ...] = ()
    """What the declared JSON Schema refuses, at most ten."""
