"""What `specthis log` prints, as plain values: for `--json` and for the text alike.

Knows no format; `schemas/log-*.schema.json` say what each key means.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.past.log_stats import EntryStats, LogStats, Loss, Times
from mkdocs_specthis.core.views.status_json import finding_view

VERSION = 1


def tail_view(events: Iterable[Event], unread: int) -> dict[str, Any]:
    return {"version": VERSION, "events": [event_view(event) for event in events], "unread": unread}


def event_view(event: Event) -> dict[str, Any]:
    return {
        "ts": event.ts,
        "run": event.run,
        "actor": event.actor,
        "event": event.event,
        "subject": event.subject,
        "data": dict(event.data),
    }


def stats_view(stats: LogStats, unread: int) -> dict[str, Any]:
    runs, fetched = stats.total(lambda one: one.runs), stats.total(lambda one: one.fetched)
    rounds, first = stats.total(lambda one: one.rounds), stats.total(lambda one: one.first_tries)
    return {
        "version": VERSION,
        "since": stats.since or None,
        "unread": unread,
        "runs": runs,
        "failures": stats.total(lambda one: one.failures),
        "first_try_rate": _rate(first, rounds),
        "fetched": fetched,
        "fetched_rate": _rate(fetched, fetched + runs),
        "lost": [_loss_view(loss) for loss in stats.losses],
        "entries": [_entry_view(entry) for entry in stats.entries],
    }


def _entry_view(entry: EntryStats) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "runs": entry.runs,
        "failures": entry.failures,
        "fetched": entry.fetched,
        "rounds": entry.rounds,
        "first_tries": entry.first_tries,
        "first_try_rate": _rate(entry.first_tries, entry.rounds),
        "seconds": _times_view(entry.times) if entry.times else None,
        "lost": [_loss_view(loss) for loss in entry.losses],
        "last": entry.last or None,
    }


def _times_view(times: Times) -> dict[str, Any]:
    return {
        "runs": times.count,
        "median": round(times.median, 3),
        "p90": round(times.p90, 3),
        "from": times.source,
    }


def _loss_view(loss: Loss) -> dict[str, Any]:
    return {"class": str(loss.kind), "count": loss.count, "seconds": round(loss.seconds, 3)}


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def validate_view(files: Sequence[tuple[str, Sequence[Finding], bool]]) -> Mapping[str, Any]:
    return {
        "version": VERSION,
        "files": [
            {"path": path, "findings": [finding_view(finding) for finding in found], "more": more}
            for path, found, more in files
        ],
    }
