"""What pages ask of a project's past, worked out once: refreshes, attempts by entry, and how much of it is known.

Knows no markup. What is not published is left out here, before any page sees it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from mkdocs_specthis.core.artefact.publish import LEFT_OUT
from mkdocs_specthis.core.model.event import EventKind
from mkdocs_specthis.core.model.history import History
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.past.runs import LoggedRun, Refresh, refreshes_of
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.vocabulary import Word

LATER = 600.0
"""Seconds after a receipt's moment in which its event is written, at most."""
_RAN = frozenset({EventKind.MADE, EventKind.REPRODUCED})
_CAME = frozenset({EventKind.FETCHED, EventKind.ADOPTED})


def _word(key: str, label: str, meaning: str) -> Word:
    return Word(key=key, label=label, meaning=meaning)


RESULTS: Mapping[str, Word] = {
    EventKind.MADE: _word("fresh", "Ran", "It ran, and got a new receipt."),
    EventKind.REPRODUCED: _word("fresh", "Reproduced", "It ran, and made the very bytes of its receipt."),
    EventKind.FETCHED: _word("fresh", "From cache", "Its bytes came from the cache."),
    EventKind.ADOPTED: _word("script-ready", "Adopted", "Somebody recorded bytes that were made elsewhere."),
    EventKind.FAILED: _word("failed", "Failed", "It counts for nothing."),
    EventKind.RETRIED: _word("failed", "Failed, tried again", "It failed, and the same refresh began it again."),
}
"""How an attempt ended, with the mark of the state that it looks like."""
HELD = _word("waiting", "Held", "It was out of date and was not made: what is told beside it stood in the way.")
ORIGIN_RESULTS: Mapping[str, Word] = {
    "run": RESULTS[EventKind.MADE],
    "trial": _word("script-ready", "Ran on trial", "It was held, and ran so that there is something to judge."),
    "cache": RESULTS[EventKind.FETCHED],
    "adopted": RESULTS[EventKind.ADOPTED],
}
"""Where a receipt's bytes came from."""


@dataclass(frozen=True)
class Past:
    snapshot: Snapshot
    history: History = field(default_factory=History)
    withheld: Collection[str] = ()
    """Entries of which no text is told that may come from their artefacts."""

    @property
    def has_runs(self) -> bool:
        return bool(self.snapshot.project.receipts or self.refreshes)

    @cached_property
    def refreshes(self) -> tuple[Refresh, ...]:
        """Commands that attempted something, the newest first."""
        return tuple(
            replace(one, runs=tuple(map(self._told, one.runs)), held=tuple(self._why_held(one)))
            for one in refreshes_of(self.history.log.events)
        )

    def _why_held(self, refresh: Refresh) -> Iterator[tuple[str, str]]:
        yield from ((name, LEFT_OUT if name in self.withheld else text) for name, text in refresh.held)

    def _told(self, run: LoggedRun) -> LoggedRun:
        return replace(run, text=LEFT_OUT) if run.text and self.hides(run.entry) else run

    def hides(self, entry: str) -> bool:
        """Whether an entry's texts stay untold; so do those of one that is gone, where anything is withheld."""
        return entry in self.withheld or bool(self.withheld and entry not in self.snapshot.entries)

    @cached_property
    def numbered(self) -> Mapping[int, Refresh]:
        """Refreshes that people can name, the newest first; of two with one number the newer one."""
        found: dict[int, Refresh] = {}
        for one in self.refreshes:
            if one.number:
                found.setdefault(one.number, one)
        return found

    @cached_property
    def attempts(self) -> Mapping[str, tuple[tuple[Refresh, LoggedRun], ...]]:
        """Entry to its attempts on this machine, the newest first."""
        found: dict[str, list[tuple[Refresh, LoggedRun]]] = {}
        for refresh in self.refreshes:
            for run in reversed(refresh.runs):
                found.setdefault(run.entry, []).append((refresh, run))
        return {name: tuple(rows) for name, rows in found.items()}

    def attempt_of(self, receipt: Receipt) -> tuple[Refresh, LoggedRun] | None:
        """The attempt of this machine that wrote a receipt; None if the log doesn't tell of one."""
        rows = self.attempts.get(receipt.entry, ())
        return next((row for row in rows if wrote(row[1], receipt)), None)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Sentences that say where this comes from, and what cannot be known."""
        return tuple(self._sources())

    def _sources(self) -> Iterator[str]:
        git, log = self.history.git, self.history.log
        if not log.is_read:
            yield "Told from receipts and git alone: attempts that failed are not among them."
        elif not log.events:
            yield "This machine’s log tells of no run: what is shown comes from receipts and git."
        elif log.is_cut:
            yield "This machine’s log is long, and only its end is told here."
        if not git.is_known:
            yield "There is no history of git here, so that of earlier commits nothing is known."
        elif git.is_cut:
            yield "The history of git is cut short here: what was before is not known."


def wrote(run: LoggedRun, receipt: Receipt) -> bool:
    """Whether an attempt is the one that a receipt tells of."""
    if run.kind in _CAME:
        return receipt.origin in ("cache", "adopted") and bool(run.signature) and run.signature == receipt.signature
    if run.kind not in _RAN or run.seconds is None or abs(run.seconds - receipt.seconds) > 0.0005:
        return False
    return 0 <= seconds_between(receipt.ts, run.ts) <= LATER


def seconds_between(before: str, after: str) -> float:
    """Negative if `after` is the earlier one, or if one of them is no time stamp."""
    try:
        return (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds()
    except (ValueError, TypeError):
        return -1.0
