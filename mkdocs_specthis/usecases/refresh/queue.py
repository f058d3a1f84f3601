"""What waits for its turn: units that are ready, those that are tried again later, and which one fits now.

Knows weights and times; begins nothing.
"""

import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from mkdocs_specthis.core.model.plan import Action
from mkdocs_specthis.core.steps.packing import Asked, Room, Weights, choose, weights_of
from mkdocs_specthis.usecases.refresh.room import weights_in
from mkdocs_specthis.usecases.refresh.state import RefreshState

SEEN = 100
"""How many of the queue are looked at for one that fits."""


@dataclass(kw_only=True)
class Queue:
    state: RefreshState
    room: Room
    _ready: "deque[tuple[str, int]]" = field(default_factory=deque)
    """(unit, which attempt at it, 1-based)."""
    _retries: list[tuple[float, str, int]] = field(default_factory=list)
    """(monotonic seconds when due, unit, attempt)."""
    _weights: dict[str, Weights] = field(default_factory=dict)
    """Unit to what it takes while it runs."""
    _since: dict[str, float] = field(default_factory=dict)
    """Unit to when it became ready, in monotonic seconds."""
    _passed: Counter[str] = field(default_factory=Counter)
    """Unit to how many have begun that came after it."""

    @property
    def dues(self) -> tuple[float, ...]:
        """When the next retry is due, in monotonic seconds; none without one."""
        return (min(self._retries)[0],) if self._retries else ()

    def add(self, units: Iterable[str]) -> None:
        units = tuple(units)
        self._since.update(dict.fromkeys(units, time.monotonic()))
        self._ready.extend((unit, 1) for unit in units)

    def put_first(self, unit: str, attempt: int) -> None:
        self._since[unit] = time.monotonic()
        self._ready.appendleft((unit, attempt))

    def ready_since(self, unit: str) -> float:
        """In monotonic seconds."""
        return self._since[unit]

    def retry(self, unit: str, attempt: int, delay: float) -> None:
        """Again in so many seconds."""
        self._retries.append((time.monotonic() + delay, unit, attempt))

    def take_up_retries(self) -> None:
        due = [row for row in sorted(self._retries) if row[0] <= time.monotonic()]
        self._retries = [row for row in self._retries if row not in due]
        self._since.update((unit, when) for when, unit, _ in due)
        self._ready.extendleft((unit, attempt) for _, unit, attempt in reversed(due))

    def take(self, running: Iterable[str]) -> tuple[str, int] | None:
        """The unit that is taken up next, and which attempt it is; None if nothing can be now."""
        if not self._ready:
            return None
        units = [unit for unit, _ in islice(self._ready, SEEN)]
        place = choose((self._asked(unit) for unit in units), [self._weights[unit] for unit in running], self.room)
        if place is None:
            return None
        for unit in units[:place]:
            self._passed[unit] += 1
        taken = self._ready[place]
        del self._ready[place]
        return taken

    def weigh(self, unit: str) -> None:
        """It runs: this is what it takes."""
        self._weights[unit] = weights_in(self.state.project, self.state.units.members[unit])

    def _asked(self, unit: str) -> Asked:
        """What it takes if it is run; worked out when its turn is near, and upstream is done."""
        if unit not in self._weights:
            names = self.state.units.members[unit]
            weights = weights_in(self.state.project, names)
            is_usual = weights == weights_of({}) and self.room.holds_one_each
            runs = is_usual or (bool(names) and self.state.decide(names).action is Action.RUN)
            self._weights[unit] = weights if runs else {}
        return Asked(weights=self._weights[unit], passed=self._passed[unit])
