"""How runs have gone, from the events of this machine: first tries, times, what failures cost, what the cache gave.

Takes events one by one, oldest first, and keeps no event; knows no file.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from mkdocs_specthis.core.model.event import Event, EventKind, FailureClass, failure_class_of
from mkdocs_specthis.core.model.ledger import Receipt

RUNS = frozenset({EventKind.MADE, EventKind.REPRODUCED})
LOST = frozenset({EventKind.FAILED, EventKind.RETRIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    count: int
    """Runs that the two are taken over."""
    median: float
    """Seconds."""
    p90: float
    """Seconds; nine of ten runs took no longer."""
    source: str
    """`events`, or `receipt` where the log knows of no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    kind: FailureClass
    count: int
    """Attempts that failed so."""
    seconds: float
    """What they took together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStats:
    entry: str
    runs: int
    """Runs that succeeded."""
    failures: int
    """Attempts that failed, those that were begun again included."""
    fetched: int
    rounds: int
    """Rounds of attempts: each ends with a run that succeeds; the last one may be open after a failure."""
    first_tries: int
    """Rounds that succeeded at once."""
    times: Times | None
    """None if neither the log nor a receipt tells of a run."""
    losses: tuple[Loss, ...]
    """The costliest first."""
    last: str
    """When something was last attempted, UTC ISO 8601; empty if the log knows of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStats:
    entries: tuple[EntryStats, ...]
    losses: tuple[Loss, ...]
    """Of all entries together, the costliest first."""
    since: str
    """Of the oldest event about any of them; empty if there is none."""

    def total(self, count: Callable[[EntryStats], int]) -> int:
        return sum(map(count, self.entries))


@dataclass(slots=True)
class _Tally:
    """What is known of one entry so far."""

    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    runs: int = 0
    fetched: int = 0
    rounds: int = 0
    first_tries: int = 0
    is_open: bool = False
    """True after a failure that no run has made good."""
    lost: "Counter[FailureClass]" = field(default_factory=Counter)
    lost_seconds: dict[FailureClass, float] = field(default_factory=dict)
    last: str = ""

    def take(self, event: Event) -> None:
        if event.event in RUNS:
            self._succeed(_seconds(event))
        elif event.event in LOST:
            self._fail(event)
        elif event.event == EventKind.FETCHED:
            self.fetched += 1
        else:
            return
        self.last = max(self.last, event.ts)

    def _succeed(self, seconds: float | None) -> None:
        self.runs += 1
        if seconds is not None:
            self.seconds.append(seconds)
        if not self.is_open:
            self.rounds += 1
            self.first_tries += 1
        self.is_open = False

    def _fail(self, event: Event) -> None:
        kind = failure_class_of(event)
        self.lost[kind] += 1
        seconds = (_seconds(event) or 0.0) / _sharing(event)
        self.lost_seconds[kind] = self.lost_seconds.get(kind, 0.0) + seconds
        if not self.is_open:
            self.rounds += 1
        self.is_open = True


def stats_of(
    events: Iterable[Event], wanted: Callable[[Iterable[str]], Iterable[str]], receipts: Mapping[str, Receipt]
) -> LogStats:
    """Statistics of the entries that `wanted` chooses, told the names in the log; in the order in which it gives."""
    tallies: dict[str, _Tally] = {}
    first: dict[str, str] = {}
    for event in filter(lambda event: event.subject, events):
        tallies.setdefault(event.subject, _Tally()).take(event)
        first.setdefault(event.subject, event.ts)
    names = tuple(wanted(tallies))
    chosen = {name: tallies.get(name, _Tally()) for name in names}
    return LogStats(
        entries=tuple(_entry_stats(name, tally, receipts.get(name)) for name, tally in chosen.items()),
        losses=_losses(chosen.values()),
        since=min((first[name] for name in names if name in first), default=""),
    )


def _entry_stats(name: str, tally: _Tally, receipt: Receipt | None) -> EntryStats:
    return EntryStats(
        entry=name,
        runs=tally.runs,
        failures=tally.lost.total(),
        fetched=tally.fetched,
        rounds=tally.rounds,
        first_tries=tally.first_tries,
        times=_times(tally, receipt),
        losses=_losses((tally,)),
        last=tally.last,
    )


def _times(tally: _Tally, receipt: Receipt | None) -> Times | None:
    if tally.seconds:
        ordered = sorted(tally.seconds)
        return Times(count=len(ordered), median=median(ordered), p90=_p90(ordered), source="events")
    if receipt is not None and receipt.origin != "adopted":
        return Times(count=1, median=receipt.seconds, p90=receipt.seconds, source="receipt")
    return None


def _p90(ordered: list[float]) -> float:
    """The smallest of them that nine of ten do not exceed (nearest rank)."""
    return ordered[-(-9 * len(ordered) // 10) - 1]


def _losses(tallies: Iterable[_Tally]) -> tuple[Loss, ...]:
    count: Counter[FailureClass] = Counter()
    seconds: dict[FailureClass, float] = {}
    for tally in tallies:
        count.update(tally.lost)
        for kind, lost in tally.lost_seconds.items():
            seconds[kind] = seconds.get(kind, 0.0) + lost
    found = (Loss(kind=kind, count=number, seconds=seconds[kind]) for kind, number in count.items())
    return tuple(sorted(found, key=lambda loss: (-loss.seconds, -loss.count, loss.kind)))


def _seconds(event: Event) -> float | None:
    """Wall time, if the event says it as a number that can be one."""
    written = event.data.get("seconds")
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None
    return float(written) if 0 <= written < _FOREVER else None


def _sharing(event: Event) -> int:
    """How many entries the command makes: each bears its part of the time."""
    written = event.data.get("entries")
    return written if isinstance(written, int) and not isinstance(written, bool) and 0 < written < _FOREVER else 1


_FOREVER = 1e12
"""Seconds; beyond it nobody measured, and somebody wrote the line by hand."""


def known_names(entries: Iterable[str], in_log: Iterable[str]) -> Iterator[str]:
    """Entries of the project in its order, then names that only the log still knows, sorted."""
    every = dict.fromkeys(entries)
    yield from every
    yield from sorted(set(in_log) - every.keys())
