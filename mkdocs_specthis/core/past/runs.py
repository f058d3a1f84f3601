"""What refreshes did, one by one, from the events of this machine: which attempts, when, how they ended, and why.

Takes lines that anybody may have written: what is no number or no text counts as not said. Knows no file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mkdocs_specthis.core.model.event import BEGAN, ENDED, Event, EventKind

LARGEST = 1e12
"""Seconds, and numbers of refreshes, beyond which somebody wrote the line by hand."""
ATTEMPTS = frozenset(EventKind)
SUCCEEDED = frozenset({EventKind.MADE, EventKind.REPRODUCED, EventKind.FETCHED, EventKind.ADOPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRun:
    """One attempt at an entry."""

    entry: str
    kind: EventKind
    ts: str
    """When it ended, UTC ISO 8601."""
    seconds: float | None
    """Wall time."""
    began: float | None
    """Seconds after the refresh began."""
    waited: float
    """Seconds for which it was ready before it began; 0 also where nobody wrote it down."""
    after: str
    """The entry right upstream that was made last in the same refresh."""
    because: str
    """Why it was attempted, as a clause."""
    text: str
    """What went wrong, as a clause."""
    log: str
    """POSIX path from the project root."""
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """The attempts of one command."""

    run: str
    """Its identifier in the log."""
    number: int
    """As people count them; 0 if an older version wrote the events."""
    ts: str
    """When it began, UTC ISO 8601; of older versions when its first attempt ended."""
    ended: str
    """When it came to its end; empty if the log doesn't say."""
    seconds: float | None
    """From its beginning to its end."""
    counts: Mapping[str, int]
    """How many entries came out how, as `Outcome` names it; of attempts alone where it did not come to its end."""
    interrupted: bool
    command: str
    jobs: int
    """0 if nobody wrote it down."""
    engine: str
    commit: str
    dirty: bool
    user: str
    host: str
    runs: tuple[LoggedRun, ...]
    """In the order in which they ended."""
    held: tuple[tuple[str, str], ...] = ()
    """Entry and why it was not made, a clause each; of very many the first."""


def refreshes_of(events: Iterable[Event]) -> tuple[Refresh, ...]:
    """Every command that attempted something, the newest first; `events` come as they stand in the log."""
    grouped: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.event in ATTEMPTS or event.event in (BEGAN, ENDED):
            grouped.setdefault((event.actor, event.run), []).append(event)
    found = (_refresh(run, group) for (_, run), group in grouped.items())
    return tuple(reversed([one for one in found if one.runs]))


def number_of(event: Event | None) -> int:
    """The number of the refresh that an event tells of; 0 if it tells of none."""
    return _whole(event.data.get("number")) if event is not None and event.event == BEGAN else 0


def is_moment(ts: str) -> bool:
    """Whether it is a time stamp that can be put in order."""
    try:
        return datetime.fromisoformat(ts).utcoffset() is not None
    except ValueError:
        return False


def longest_chain(refresh: Refresh) -> tuple[tuple[str, ...], float]:
    """The attempts, one after the other, that decided how long it took at least; with their seconds together."""
    lengths: dict[str, tuple[float, str]] = {}
    """Entry to the seconds up to its end, and the entry before it."""
    for run in refresh.runs:
        if run.kind in SUCCEEDED and run.seconds is not None:
            before = lengths.get(run.after, (0.0, ""))[0]
            lengths[run.entry] = (before + run.seconds, run.after if run.after in lengths else "")
    if not lengths:
        return (), 0.0
    last = max(lengths, key=lambda name: lengths[name][0])
    return tuple(reversed(list(_back(last, lengths)))), lengths[last][0]


def _back(name: str, lengths: Mapping[str, tuple[float, str]]) -> Iterator[str]:
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        name = lengths[name][1]


def _refresh(run: str, events: list[Event]) -> Refresh:
    began = next((event for event in events if event.event == BEGAN), None)
    ended = next((event for event in reversed(events) if event.event == ENDED), None)
    head: Mapping[str, object] = began.data if began else {}
    foot: Mapping[str, object] = ended.data if ended else {}
    runs = tuple(_run(event) for event in events if event.event in ATTEMPTS)
    return Refresh(
        run=run,
        number=number_of(began),
        ts=(began or events[0]).ts,
        ended=ended.ts if ended else "",
        seconds=_amount(foot.get("seconds")),
        counts=_counts(foot.get("counts")) or _count(runs),
        interrupted=foot.get("interrupted") is True,
        command=_text(head.get("text")),
        jobs=_whole(head.get("jobs")),
        engine=_text(head.get("engine")),
        commit=_text(head.get("commit")),
        dirty=head.get("dirty") is True,
        user=_text(head.get("user")),
        host=_text(head.get("host")),
        runs=runs,
        held=tuple(_texts(foot.get("held"))),
    )


def _run(event: Event) -> LoggedRun:
    data = event.data
    return LoggedRun(
        entry=event.subject,
        kind=EventKind(event.event),
        ts=event.ts,
        seconds=_amount(data.get("seconds")),
        began=_amount(data.get("began")),
        waited=_amount(data.get("waited")) or 0.0,
        after=_text(data.get("after")),
        because=_text(data.get("because")),
        text=_text(data.get("text")),
        log=_text(data.get("log")),
        signature=_text(data.get("signature")),
    )


def _count(runs: Iterable[LoggedRun]) -> Mapping[str, int]:
    last = {run.entry: str(run.kind) for run in runs}
    counts: dict[str, int] = {}
    for kind in last.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _counts(written: object) -> Mapping[str, int]:
    rows = written.items() if isinstance(written, dict) else ()
    return {str(key): number for key, value in rows if (number := _whole(value))}


def _texts(written: object) -> Iterator[tuple[str, str]]:
    """Of a mapping of names to texts those that are."""
    rows = written.items() if isinstance(written, dict) else ()
    yield from ((str(name), text) for name, text in rows if isinstance(text, str))


def _text(written: object) -> str:
    return written if isinstance(written, str) else ""


def _whole(written: object) -> int:
    """A number that can count something; 0 if it is none."""
    if isinstance(written, bool) or not isinstance(written, int):
        return 0
    return written if 0 < written < LARGEST else 0


def _amount(written: object) -> float | None:
    """Seconds that can be told."""
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None
    return float(written) if 0 <= written < LARGEST else None
