"""The attempts of one refresh in time: where on a line each was ready, began and ended.

Knows no markup. Places are shares of the line's length, and rest on what the log says alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import ceil, floor, log10

from mkdocs_specthis.core.model.event import EventKind
from mkdocs_specthis.core.past.runs import LoggedRun, Refresh
from mkdocs_specthis.core.views.past import HELD, RESULTS
from mkdocs_specthis.core.views.sentence import seconds_in_words
from mkdocs_specthis.core.views.vocabulary import Word

ROWS_SHOWN = 200
TICKS = 7
_NOTED = 0.05
"""Seconds; a shorter wait is none."""
_DAY = 86_400.0
_STEPS = (
    *(digit * 10.0**power for power in range(-3, 1) for digit in (1, 2, 5)),
    *(10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 21_600.0, 43_200.0, _DAY),
)
"""Seconds between two round moments."""
_LOOKS = {EventKind.FETCHED: "cache", EventKind.FAILED: "failed", EventKind.RETRIED: "failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    entry: str
    result: Word
    fault: str
    """What went wrong, or why it was held, as a clause."""
    look: str
    """`ran`, `cache` or `failed`; empty without a place in time."""
    start: float
    """From 0 to 1, of the time that the whole refresh took; so are `width` and `ready`."""
    width: float
    ready: float
    """Where the wait begins; `start` if there was none."""
    waited: float
    """Seconds."""
    seconds: float | None
    """What the attempt took; None if nobody knows, or there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    rows: tuple[TimelineRow, ...]
    """In the order in which they began, in a long refresh those that took longest; then what was held."""
    more: int
    """Attempts that are not shown."""
    more_held: int
    """Entries that were held and are not shown."""
    ticks: tuple[tuple[float, str], ...]
    """Share and label; none if nobody wrote down when attempts began."""


def timeline_of(refresh: Refresh) -> Timeline:
    runs = sorted(refresh.runs, key=lambda run: run.began if run.began is not None else 0.0)
    if len(runs) > ROWS_SHOWN:
        places = nlargest(ROWS_SHOWN, range(len(runs)), key=lambda place: (runs[place].seconds or 0.0, -place))
        runs = [runs[place] for place in sorted(places)]
    total = max((_end(run) for run in refresh.runs), default=0.0)
    rows = tuple(_row(run, total) for run in runs)
    timed = total > 0 and any(row.look for row in rows)
    held = tuple(_held_row(*one) for one in refresh.held[: ROWS_SHOWN - len(rows)])
    return Timeline(
        rows=(*rows, *held),
        more=len(refresh.runs) - len(rows),
        more_held=max(0, refresh.counts.get("held", 0) - len(held)) if refresh.held else 0,
        ticks=tuple(_ticks(total)) if timed else (),
    )


def _end(run: LoggedRun) -> float:
    return run.began + (run.seconds or 0.0) if run.began is not None else 0.0


def _row(run: LoggedRun, total: float) -> TimelineRow:
    is_timed = run.began is not None and run.seconds is not None and total > 0
    start = run.began / total if run.began is not None and total > 0 else 0.0
    waited = min(run.waited, run.began or 0.0) if run.waited >= _NOTED else 0.0
    return TimelineRow(
        entry=run.entry,
        result=RESULTS[run.kind],
        fault=run.text,
        look=_LOOKS.get(run.kind, "ran") if is_timed else "",
        start=start,
        width=(run.seconds or 0.0) / total if is_timed else 0.0,
        ready=start - waited / total if is_timed else start,
        waited=waited,
        seconds=run.seconds,
    )


def _held_row(entry: str, why: str) -> TimelineRow:
    return TimelineRow(
        entry=entry, result=HELD, fault=why, look="", start=0.0, width=0.0, ready=0.0, waited=0.0, seconds=None
    )


def _ticks(total: float) -> Iterator[tuple[float, str]]:
    """Round moments, at most `TICKS` of them."""
    step = _round_step(total / TICKS)
    place = 0
    while place * step <= total * 0.95:
        yield place * step / total, _moment(place * step, step)
        place += 1


def _round_step(least: float) -> float:
    return next((step for step in _STEPS if step >= least), _DAY * ceil(least / _DAY))


def _moment(seconds: float, step: float) -> str:
    if step < 1:
        return f"{seconds:.{max(0, -floor(log10(step)))}f} s"
    return f"{seconds:.0f} s" if seconds < 60 else seconds_in_words(seconds)
