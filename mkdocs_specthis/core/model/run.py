"""What became of a refresh: one result per entry, and the whole.

Holds; how it is shown, and which exit status it stands for, is decided elsewhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.plan import Hold
from mkdocs_specthis.core.model.state import Reason


class Outcome(StrEnum):
    SKIPPED = "skipped"
    MADE = "made"
    """It ran, and has a new receipt."""
    REPRODUCED = "reproduced"
    """It ran, and made what its receipt says; the receipt is untouched."""
    FETCHED = "fetched"
    """Its bytes came from the cache, and are what they should be."""
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryResult:
    entry: str
    outcome: Outcome
    text: str
    """Why, in one clause."""
    reasons: tuple[Reason, ...] = ()
    """What made it run, or holds it."""
    hold: Hold | None = None
    seconds: float = 0.0
    """Wall time of the run."""
    log: str = ""
    """POSIX path of the run's log from the project root; empty if nothing ran."""
    tail: str = ""
    """The last lines of the log, where it failed."""
    receipt: str = ""
    """POSIX path of the receipt, where one was written."""
    trial: bool = False
    aside: tuple[str, ...] = ()
    """POSIX paths of bytes that no receipt knew, or that it contradicts, where they were put."""
    observed: str = ""
    """How closely the run was watched, in the receipts' words; empty if nothing ran to its end."""
    undeclared: tuple[str, ...] = ()
    """What it opened and its entry declares nowhere: paths as receipts have them, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    results: tuple[EntryResult, ...]
    """In the order in which they were decided or done."""
    named: frozenset[str] = frozenset()
    """Entries that were asked for by their names."""
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    """What there is to say of the cache, one sentence each."""
    not_begun: tuple[str, ...] = ()
    """Entries that were planned and whose turn did not come, because it was stopped before."""
    recovered: tuple[str, ...] = ()
    """Entries whose artefacts an earlier run, cut off in the middle, had left aside; they were put back first."""
    unread: tuple[Finding, ...] = ()
    """Why specs cannot be read, where all entries were asked for: they may hold more."""
