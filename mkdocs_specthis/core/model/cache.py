"""What became of entries, records and blobs in a command of the cache.

Holds; how it is shown is decided elsewhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import Receipt


class CacheOutcome(StrEnum):
    PUSHED = "pushed"
    THERE = "there"
    """In the cache, and all of it."""
    INCOMPLETE = "incomplete"
    """The record is in the cache; blobs are missing, or have another size."""
    MISSING = "missing"
    """Not in the cache."""
    LEFT = "left"
    """Not pushed: it may not be."""
    DIFFERENT = "different"
    """The cache has other digests under the same signature: nothing was overwritten."""
    DAMAGED = "damaged"
    """What lies in the cache is not what it should be."""
    REPAIRED = "repaired"
    """It was damaged, and the right bytes were here."""
    FAILED = "failed"
    FETCHED = "fetched"
    HERE = "here"
    """Nothing to fetch."""
    HELD = "held"
    INTERRUPTED = "interrupted"
    KEPT = "kept"
    OLD = "old"
    """Would be deleted: nobody refers to it, and it is not young."""
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheRow:
    entry: str
    """Name; of a record, the name that the entry had when it was pushed; empty for a blob."""
    outcome: CacheOutcome
    text: str = ""
    """Why, in one clause; empty if there is nothing to say."""
    signature: str = ""
    """The run signature; for a blob its digest."""
    files: int = 0
    size: int = 0
    """Bytes of the files together."""
    ts: str = ""
    """When it was made, UTC ISO 8601; empty if nobody says."""
    record: Receipt | None = None
    """What the cache has in its place, of an entry that is `different` in more than `Varies` may allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheReport:
    command: str
    """`push`, `fetch`, `has`, `list`, `verify` or `gc`."""
    place: str
    """Where the cache is."""
    rows: tuple[CacheRow, ...]
    notes: tuple[str, ...] = ()
    """What concerns the cache as a whole, one sentence each."""
    dry_run: bool = False
    interrupted: bool = False
    unread: tuple[Finding, ...] = ()
    """Why specs cannot be read, where all entries were asked for: they may hold more."""
