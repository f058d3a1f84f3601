"""`cache push`: what was made from today's content goes where other clones find it.

Chooses and reports; one entry's way into the store is `pushing.py`.
"""

import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.cache.rules import push_problem
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.standing import standing_of
from mkdocs_specthis.effects.caches.interface import Store
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.effects.records.events import append_event
from mkdocs_specthis.usecases.cache.disproof import NOTED, note_disproof
from mkdocs_specthis.usecases.cache.pushing import Pusher
from mkdocs_specthis.usecases.cache.request import CacheProgress


def push(
    root: Path,
    snapshot: Snapshot,
    names: Iterable[str],
    store: Store,
    *,
    now: Callable[[], str],
    progress: CacheProgress,
) -> CacheReport:
    """Push some entries. An unreachable cache fails each that it was needed for, and is told of once."""
    rows: list[CacheRow] = []
    notes: list[str] = []
    run = secrets.token_hex(8)
    with Traffic() as traffic:
        progress.transferring(traffic)
        project = snapshot.project
        pusher = Pusher(root=root, settings=project.settings, store=store, traffic=traffic, entries=project.entries)
        for name, waiting in [(name, _started(snapshot, name, pusher)) for name in names]:
            row = waiting if isinstance(waiting, CacheRow) else _ended(name, waiting, notes)
            if note_disproof(root, snapshot.project, row):
                row = replace(row, text=f"{row.text}; {NOTED}")
            if row.outcome in (CacheOutcome.PUSHED, CacheOutcome.DIFFERENT):
                _note(root, row, run, now)
            rows.append(row)
            progress.finished(row)
    return CacheReport(command="push", place=store.place, rows=tuple(rows), notes=tuple(notes))


def plan_push(snapshot: Snapshot, names: Iterable[str], store: Store) -> CacheReport:
    """What may be pushed and what may not; the store is not asked."""
    rows = []
    for name in names:
        problem, receipt = _problem(snapshot, name), snapshot.project.receipts.get(name)
        outputs = receipt.outputs.values() if receipt and not problem else ()
        rows.append(
            CacheRow(
                entry=name,
                outcome=CacheOutcome.LEFT if problem else CacheOutcome.PUSHED,
                text=problem,
                signature=snapshot.statuses[name].signature,
                files=len(outputs),
                size=sum(output.size for output in outputs),
            )
        )
    return CacheReport(command="push", place=store.place, rows=tuple(rows), dry_run=True)


def _problem(snapshot: Snapshot, name: str) -> str:
    standing = standing_of(snapshot.project, snapshot.contracts[name], snapshot.statuses[name].errors)
    return push_problem(standing, snapshot.project.receipts.get(name), snapshot.project.settings)


def _started(snapshot: Snapshot, name: str, pusher: Pusher) -> "CacheRow | Future[CacheRow]":
    problem = _problem(snapshot, name)
    if problem:
        signature = snapshot.statuses[name].signature
        return CacheRow(entry=name, outcome=CacheOutcome.LEFT, text=problem, signature=signature)
    receipt = snapshot.project.receipts[name]
    return pusher.traffic.start(lambda: pusher.push(receipt))


def _ended(name: str, waiting: "Future[CacheRow]", notes: list[str]) -> CacheRow:
    try:
        return waiting.result()
    except CacheUnavailable as error:
        said = f"{error.message} ({error.hint})" if error.hint else error.message
        if said not in notes:
            notes.append(said)
        return CacheRow(entry=name, outcome=CacheOutcome.FAILED, text="the cache could not be used")


def _note(root: Path, row: CacheRow, run: str, now: Callable[[], str]) -> None:
    data = {"signature": row.signature, "bytes": row.size, "text": row.text}
    event = "pushed" if row.outcome is CacheOutcome.PUSHED else "nondeterministic"
    append_event(root, Event(ts=now(), run=run, actor="cache", event=event, subject=row.entry, data=data))
