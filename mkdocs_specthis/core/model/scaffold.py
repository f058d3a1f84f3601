"""What `init` and `install` put into a project: files as they are found, and what is done about each.

Holds; does not decide.
"""

from dataclasses import dataclass
from enum import StrEnum


class Found(StrEnum):
    NOTHING = "nothing"
    FILE = "file"
    LINK = "link"
    OTHER = "other"
    """A folder, a device, a file that can't be read or is too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is where a file would be written."""

    path: str
    """POSIX path from the folder that is written to, as it is spelt there."""
    found: Found = Found.NOTHING
    content: bytes = b""
    """Of a regular file."""


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What is done about one file."""

    path: str
    """POSIX path from the folder that is written to."""
    outcome: Outcome
    reason: str
    """One clause: what the file is for, what was added, or why it was left alone."""
    content: bytes = b""
    """What is written; empty if it was skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaffold:
    """Everything that one command does to a folder."""

    placements: tuple[Placement, ...]
    """In the order in which they are told."""
    plugin_lines: str = ""
    """What to add to a `mkdocs.yml` that is there already; empty if there is nothing to add."""
    next_steps: tuple[tuple[str, str], ...] = ()
    """(command, what it does), in the order in which they are typed."""

    @property
    def written(self) -> tuple[Placement, ...]:
        return tuple(one for one in self.placements if one.outcome is not Outcome.SKIPPED)
