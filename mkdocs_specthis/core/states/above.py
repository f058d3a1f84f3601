"""What is known of everything upstream of an entry: whether it stands, and the nearest thing that does not.

Knows no entry's own claims; they come in one by one, and are joined.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """Something upstream that is not as it should be; the nearest comes first, then by name."""

    edges: int
    """How far above it is."""
    subject: str
    """Name of an entry, or path of a spec that cannot be read."""
    text: str
    """What it is, as a clause that follows its name."""

    @property
    def sentence(self) -> str:
        return f"Upstream, `{self.subject}` {self.text}."


@dataclass(frozen=True, slots=True)
class Above:
    """What is known of everything upstream of a node, itself included."""

    stale: bool = False
    """Something is neither fresh nor absent."""
    unreviewed: bool = False
    """Something is not certified, or its vocabulary moved."""
    ready: bool = True
    stuck: bool = False
    """Something that is not made yet cannot be made by a machine alone."""
    blocker: Cause | None = None
    """The nearest that blocks; None if nothing does."""
    unsettled: Cause | None = None
    """The nearest that keeps it from being settled; None if nothing does."""

    @property
    def blocked(self) -> bool:
        return self.blocker is not None

    @property
    def settled(self) -> bool:
        return self.unsettled is None

    def joined(self, other: "Above") -> "Above":
        return Above(
            stale=self.stale or other.stale,
            unreviewed=self.unreviewed or other.unreviewed,
            ready=self.ready and other.ready,
            stuck=self.stuck or other.stuck,
            blocker=_nearer(self.blocker, other.blocker),
            unsettled=_nearer(self.unsettled, other.unsettled),
        )

    def from_below(self) -> "Above":
        """The same, seen from one edge further down."""
        return replace(self, blocker=_one_further(self.blocker), unsettled=_one_further(self.unsettled))


def _nearer(one: Cause | None, other: Cause | None) -> Cause | None:
    return min(one, other) if one is not None and other is not None else one or other


def _one_further(cause: Cause | None) -> Cause | None:
    return replace(cause, edges=cause.edges + 1) if cause is not None else None


def above_unreadable(path: str) -> Above:
    """A spec that cannot be read: nobody knows what it holds."""
    cause = Cause(0, path, "cannot be read")
    return Above(stale=True, unreviewed=True, ready=False, stuck=True, blocker=cause, unsettled=cause)


def all_above(those: Iterable[Above]) -> Above:
    """Of everything upstream; each bit says whether it holds of any, or of all."""
    result = Above()
    for above in those:
        result = result.joined(above)
    return result
