"""What was seen of the files that one command opened, and how closely it was watched.

Holds facts of the machine that ran it; knows no entry and nothing that was declared.
"""

from dataclasses import dataclass

OBSERVED = "observed"
PYTHON_ONLY = "Python-level opens only"
NOT_OBSERVED = "not observed"
LEVELS = (NOT_OBSERVED, PYTHON_ONLY, OBSERVED)
"""How closely a run can have been watched, each level seeing more than the one before. Receipts hold these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file whose bytes the command may have used, and had not made itself."""

    path: str
    """Absolute, links resolved."""
    alias: str = ""
    """Absolute, as it was named, where a link stands on the way; else empty."""
    may_be_new: bool = False
    """True if the command itself may have made it: it was opened so that it would be made where it was missing."""
    first: int = 0
    """When it was opened first, in nanoseconds since the epoch, as near as strace can tell; 0 if nobody did."""
    last: int = 0
    """The same of the last time."""
    is_stirred: bool = False
    """True if the command itself moved its time of change in another way than by writing: a link to it, its rights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenNames:
    """What lay in a folder when the command read its names first."""

    folder: str
    """Absolute, links resolved."""
    names: frozenset[str]
    """As `effects/runs/visible_names.py` has them."""
    own: frozenset[str]
    """Those that the command itself made, took away or worked below, whether there or not."""
    changed: int
    """When they changed so shortly before that the command may have read others, in nanoseconds; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    level: str = NOT_OBSERVED
    """One of `LEVELS`."""
    opened: tuple[OpenedFile, ...] = ()
    """In the order of the first opening, each once."""
    listed: tuple[str, ...] = ()
    """Folders whose names were read and in which the command made nothing; absolute, links resolved, sorted."""
    missed: tuple[str, ...] = ()
    """What it wanted to open, and what was not there; absolute, the folders on the way resolved, sorted."""
    written: tuple[str, ...] = ()
    """What it opened so that it could write to it, or moved something to; absolute, links resolved, sorted. Only strace
    tells."""
    replaced: tuple[str, ...] = ()
    """What of that it wrote for certain: opened to write alone, emptied, made or moved there."""
    made: tuple[str, ...] = ()
    """What it made, or may have made; absolute, links resolved, sorted."""
    stirred: tuple[str, ...] = ()
    """What else got or lost a name, or another time of change, by the command itself; likewise. Only strace tells."""
    names: tuple[SeenNames, ...] = ()
    """Of those of `listed` of which somebody looked at once; only strace tells."""
    note: str = ""
    """Why it was not watched as closely as was asked for; empty if it was."""


UNWATCHED = Observation()


def level_of(observed: str) -> int:
    """Rank of what a receipt says; words that nobody knows count as not observed."""
    return LEVELS.index(observed) if observed in LEVELS else 0
