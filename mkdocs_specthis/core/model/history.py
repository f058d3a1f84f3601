"""What was before today, as far as somebody wrote it down: commits that touched specs or receipts, and past runs.

Holds. Which of it a page shows is decided in `core/views`.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.ledger import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    hash: str
    ts: str
    """When it was committed, UTC ISO 8601."""
    author: str
    """Name alone, without the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file in one commit."""

    path: str
    """POSIX, from the project root."""
    commit: Commit
    blob: str
    """Name of what it held from then on; empty if it was taken out."""
    is_new: bool
    """True if it was not there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitPast:
    changes: tuple[Change, ...] = ()
    """Below the folder of specs, newest commit first."""
    is_known: bool = False
    """False without a repository, or if git could not tell in time."""
    is_cut: bool = False
    """True if there is more than is held here: the clone is shallow, or the history is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPast:
    events: tuple[Event, ...] = ()
    """As they stand in the log: oldest first."""
    is_cut: bool = False
    """True if the log is longer than what was read of it."""
    is_read: bool = True
    """False for an audience that is told nothing of this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A state of a receipt."""

    receipt: Receipt
    commit: Commit | None = None
    """The commit that brought it; None of one that is not in git, or of which that is not known."""
    is_first: bool = False
    """True if it is known that no receipt was there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    git: GitPast = field(default_factory=GitPast)
    log: LogPast = field(default_factory=LogPast)
