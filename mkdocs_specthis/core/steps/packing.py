"""Which of the runs that wait may begin beside those that are under way, by their weights and the room there is.

Knows names and amounts; not where the runs take place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CPUS, MEMORY = "cpus", "mem"
PASSES = 20
"""So often a run is passed by others that fit; then they wait for it, so that it is not put off for ever."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    slots: int
    """Runs at once."""
    totals: Weights = field(default_factory=dict)
    """What there is of each resource, in its unit, memory in bytes; what is not named is not counted."""

    @property
    def holds_one_each(self) -> bool:
        """True if as many runs as there are slots fit, each with one processor."""
        return self.totals.get(CPUS, self.slots) >= self.slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A run that waits."""

    weights: Weights
    passed: int = 0
    """How many that came later have begun before it."""


def weights_of(resources: Weights) -> Weights:
    """What a run takes: one processor, unless it says otherwise."""
    return {CPUS: 1.0, **resources}


def choose(waiting: Iterable[Asked], running: Sequence[Weights], room: Room) -> int | None:
    """The place of the first that may begin now; None if there is none."""
    if len(running) >= room.slots:
        return None
    for place, asked in enumerate(waiting):
        if fits(asked.weights, running, room):
            return place
        if asked.passed >= PASSES:
            return None
    return None


def fits(weights: Weights, running: Sequence[Weights], room: Room) -> bool:
    """Whether there is room beside what runs. What is larger than all there is runs alone."""
    if not running or not weights:
        return True
    if any(too_large(one, room) for one in (weights, *running)):
        return False
    return all(
        amount + sum(one.get(name, 0.0) for one in running) <= room.totals[name]
        for name, amount in weights.items()
        if name in room.totals
    )


def too_large(weights: Weights, room: Room) -> tuple[str, ...]:
    """Resources of which it asks for more than there is at all."""
    return tuple(name for name, amount in weights.items() if amount > room.totals.get(name, amount))
