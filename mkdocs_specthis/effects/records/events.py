"""`.specthis/events.jsonl`: what happened on this machine, one JSON object a line, appended in one write.

Knows lines; what an event means is said by who writes it. Of a failed attempt it knows that the next replaces it.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.model.event import Event, EventKind, failure_class
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.history import LogPast
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Attempt
from mkdocs_specthis.core.parse.event import VERSION, parse_event
from mkdocs_specthis.core.parse.shown import visible
from mkdocs_specthis.core.past.runs import is_moment
from mkdocs_specthis.effects.records.state_folder import EVENTS, ledger_lock
from mkdocs_specthis.effects.tree.atomic import inside, refusals_typed, sync_file
from mkdocs_specthis.effects.tree.regular_file import open_regular

FAILED = str(EventKind.FAILED)
ATTEMPTS = frozenset(EventKind) - {EventKind.RETRIED}
"""Events that say how an attempt at an entry ended."""
TAIL_BYTES = 4 * 1024 * 1024
"""How far back the last attempts are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailuresRead:
    failures: Mapping[str, Attempt]
    """Entry to its last attempt, where that failed."""
    findings: tuple[Finding, ...]


def append_event(root: Path, event: Event) -> None:
    """Append one line, durable on return. Raises LedgerBusy, WriteFailed, LeadsOutside."""
    with ledger_lock(root), refusals_typed(EVENTS):
        place = f"{root}/{EVENTS}"
        if os.path.islink(place):  # of its folder the lock has made sure
            inside(root, root / EVENTS)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(place, flags, 0o666)
        try:
            line = _line_end(descriptor) + _render(event)
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync_file(descriptor)
        finally:
            os.close(descriptor)


def read_failures(root: Path) -> FailuresRead:
    """The last attempt of each entry, where it failed. Lines that don't read are findings; the rest still counts."""
    last: dict[str, Attempt | None] = {}
    findings: list[Finding] = []
    for number, line, is_last in _tail(root):
        record = _parse(line)
        if record is None:
            findings.append(_bad_line(number, torn=is_last))
        elif record.get("event") in ATTEMPTS:
            subject = str(record.get("subject", ""))
            last[subject] = _attempt(record) if record["event"] == FAILED else None
    failures = {entry: attempt for entry, attempt in last.items() if attempt is not None}
    return FailuresRead(failures=failures, findings=tuple(findings))


def read_last_events(root: Path) -> LogPast:
    """What the end of the log tells. Lines that don't read, or say no moment, are left out: they are findings."""
    events: list[Event] = []
    is_cut = False
    for number, line, _ in _tail(root):
        is_cut = number == 0
        event, _ = parse_event(line)
        if event is not None and is_moment(event.ts):
            events.append(event)
    return LogPast(events=tuple(events), is_cut=is_cut)


def _render(event: Event) -> bytes:
    record = {
        "v": VERSION,
        "ts": event.ts,
        "run": event.run,
        "actor": event.actor,
        "event": event.event,
        "subject": event.subject,
        "data": dict(event.data),
    }
    return (json.dumps(record, sort_keys=True) + "\n").encode("ascii")


def _line_end(descriptor: int) -> bytes:
    """What must come first so that a torn line before us stays a line of its own."""
    size = os.fstat(descriptor).st_size
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""


def _tail(root: Path) -> Iterator[tuple[int, bytes, bool]]:
    """(1-based line or 0 if the file is too long to count, line, whether it is a last line without its end)."""
    try:
        descriptor = open_regular(root / EVENTS, follow=False)
        if descriptor is None:
            return
        with open(descriptor, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            start = max(0, size - TAIL_BYTES)
            file.seek(start)
            content = file.read(TAIL_BYTES)
    except OSError:
        return
    lines = content.split(b"\n")
    torn = lines.pop()
    first = 1 if start else 0
    for index, line in enumerate(lines[first:], start=1):
        if line:
            yield (0 if start else index), line, False
    if torn:
        yield (0 if start else len(lines) + 1), torn, True


def _parse(line: bytes) -> Mapping[str, object] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("v") == VERSION else None


def _attempt(record: Mapping[str, object]) -> Attempt:
    data = record.get("data")
    said = data if isinstance(data, dict) else {}
    ts, text, log = (visible(str(words)) for words in (record.get("ts", ""), said.get("text", ""), said.get("log", "")))
    return Attempt(
        ts=ts,
        text=text,
        log=log,
        kind=failure_class(said.get("class")),
        signature=str(said.get("signature", "")),
        inputs_certified=str(said.get("inputs_certified", "")),
    )


def _bad_line(number: int, *, torn: bool) -> Finding:
    return Finding(
        rule="event-torn" if torn else "event-unreadable",
        severity=Severity.WARNING,
        location=Location(path=EVENTS, line=number),
        message="the last line is cut short" if torn else "this line is no event",
        hint="nothing rests on it; the next event starts a new line" if torn else "remove the line",
    )
