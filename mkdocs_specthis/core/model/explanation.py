"""What the two claims about an entry rest on, part by part, and what the cache said of it.

Holds; `core/questions/explanation.py` puts it together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Then(StrEnum):
    """How a part stands to what the record holds of it."""

    SAME = "same"
    MOVED = "moved"
    ADDED = "added"
    """The record does not have it."""
    GONE = "gone"
    """The record has it, and it counts no more."""
    ELSEWHERE = "elsewhere"
    """The record has it, and its bytes are not here."""
    UNRECORDED = "unrecorded"
    """There is no record to compare it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartThen:
    name: str
    """As the ledgers call it, `script scripts/x.py`, or the path of an output."""
    then: Then
    was: str = ""
    """Digest that the record holds; empty if none."""
    now: str = ""
    """Digest of today; empty if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimThen:
    """One axis: the state, and all that it is worked out from."""

    state: str
    was: str
    """Composed digest that the record holds; empty if there is no record."""
    now: str
    """Composed digest of today."""
    who: str
    """Who judged, or where the receipt comes from; empty if there is no record."""
    ts: str
    """UTC ISO 8601, of the record; empty if there is none."""
    parts: tuple[PartThen, ...]
    """What is not as it was comes first."""

    @property
    def moved(self) -> tuple[PartThen, ...]:
        return tuple(part for part in self.parts if part.then not in (Then.SAME, Then.UNRECORDED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    entry: str
    certification: ClaimThen
    realization: ClaimThen
    outputs: tuple[PartThen, ...]
    """What the receipt names and the spec declares, against what lies there."""
    cache: str
    """What the cache said of it, as a clause."""
