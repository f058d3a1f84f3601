"""What the event log is told of a refresh as a whole, and of when each turn was ready, began and why.

Knows times and names; how a turn ends is said in `ending.py`, and nothing rests on what stands here.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.event import BEGAN, ENDED, Event
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.views.sentence import joined
from mkdocs_specthis.effects.git.repository import TreeState
from mkdocs_specthis.effects.records.event_log import last_number
from mkdocs_specthis.effects.records.events import append_event
from mkdocs_specthis.effects.runs.machine import who_runs

ACTOR = "refresh"
HELD_TOLD = 200
"""Entries that were held and are told of by name."""
_MADE = frozenset({Outcome.MADE, Outcome.REPRODUCED, Outcome.FETCHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """One turn, in seconds since the refresh began."""

    at: float
    waited: float
    after: str
    """The entry right upstream that was made last in this refresh; empty if none was."""
    because: str


@dataclass(kw_only=True)
class Chronicle:
    """Begins to write with the first attempt: a refresh that has nothing to do leaves no line."""

    root: Path
    run: str
    """Identifier of this refresh in the event log."""
    since: str
    """When it began, UTC ISO 8601."""
    told: Mapping[str, object]
    """What is known of it beforehand: command, jobs, engine, commit."""
    _started: float = field(default_factory=time.monotonic)
    _begun: dict[str, _Begun] = field(default_factory=dict)
    """Of each entry the last attempt."""
    _made: dict[str, float] = field(default_factory=dict)
    """Entry to when it was done, if it was."""
    _is_open: bool = False

    def begin(self, names: Iterable[str], above: Iterable[str], ready: float, because: str) -> None:
        """A turn begins that had been ready since a monotonic moment; `above` are entries right upstream."""
        now = time.monotonic()
        after = max((name for name in above if name in self._made), key=self._made.__getitem__, default="")
        begun = _Begun(at=now - self._started, waited=now - ready, after=after, because=because)
        self._begun.update(dict.fromkeys(names, begun))

    def note(self, name: str, event: str, data: Mapping[str, object], now: str) -> None:
        """How an attempt ended. Raises LedgerBusy, WriteFailed, LeadsOutside."""
        self._open()
        if event in _MADE:
            self._made[name] = time.monotonic()
        else:
            self._made.pop(name, None)
        told = {**self._timing(name), **data}
        append_event(self.root, Event(ts=now, run=self.run, actor=ACTOR, event=event, subject=name, data=told))

    def end(self, results: Iterable[EntryResult], now: str, *, interrupted: bool) -> None:
        """The refresh is over; of one that attempted nothing nothing is said."""
        if not self._is_open:
            return
        results = tuple(results)
        counts = Counter(str(result.outcome) for result in results)
        held = [(result.entry, result.text) for result in results if result.outcome is Outcome.HELD]
        data: dict[str, object] = {
            "text": joined(f"{number} {outcome}" for outcome, number in counts.items()),
            "seconds": round(time.monotonic() - self._started, 3),
            "counts": dict(counts),
            **({"held": dict(held[:HELD_TOLD])} if held else {}),
            **({"interrupted": True} if interrupted else {}),
        }
        with suppress(SpecthisError):
            append_event(self.root, Event(ts=now, run=self.run, actor=ACTOR, event=ENDED, subject="", data=data))

    def _open(self) -> None:
        if not self._is_open:
            self._is_open = True
            data = {"number": last_number(self.root) + 1, **who_runs(), **self.told}
            append_event(self.root, Event(ts=self.since, run=self.run, actor=ACTOR, event=BEGAN, subject="", data=data))

    def _timing(self, name: str) -> Mapping[str, object]:
        begun = self._begun.get(name)
        if begun is None:
            return {}
        times = {"began": round(begun.at, 3), "waited": round(begun.waited, 3), "because": begun.because}
        return {**times, **({"after": begun.after} if begun.after else {})}


def told_beforehand(command: str, jobs: int, engine: str, tree: TreeState) -> Mapping[str, object]:
    return dict(_beforehand(command, jobs, engine, tree))


def _beforehand(command: str, jobs: int, engine: str, tree: TreeState) -> Iterator[tuple[str, object]]:
    yield "text", command
    yield "jobs", jobs
    yield "engine", engine
    if tree.commit:
        yield "commit", tree.commit
        yield "dirty", tree.dirty
