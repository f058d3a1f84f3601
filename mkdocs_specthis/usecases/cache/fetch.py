"""`cache fetch`: a refresh that runs nothing. The same order, lock, checks and journal.

What the cache does not have is told, and stays as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.plan import Action, Hold, Plan
from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.core.model.selection import Selection
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.steps.plan import plan_refresh
from mkdocs_specthis.core.views.unreadable import unread_specs
from mkdocs_specthis.effects.caches.interface import Store
from mkdocs_specthis.effects.records.ledgers import read_receipts
from mkdocs_specthis.usecases.cache.fetching import ABSENT
from mkdocs_specthis.usecases.cache.foresee import foresee
from mkdocs_specthis.usecases.load import read_settings
from mkdocs_specthis.usecases.refresh.caching import not_had
from mkdocs_specthis.usecases.refresh.refresh import looked_up, refresh
from mkdocs_specthis.usecases.refresh.request import Progress, RefreshRequest

_OUTCOMES = {
    Outcome.FETCHED: CacheOutcome.FETCHED,
    Outcome.SKIPPED: CacheOutcome.HERE,
    Outcome.HELD: CacheOutcome.HELD,
    Outcome.FAILED: CacheOutcome.FAILED,
    Outcome.INTERRUPTED: CacheOutcome.INTERRUPTED,
}


def fetch(
    root: Path, selection: Selection, *, command: str, now: Callable[[], str], progress: Progress
) -> RefreshReport:
    """Raises as `refresh`."""
    request = RefreshRequest(selection=selection, fetch=True, run=False, command=command)
    return refresh(root, request, now=now, progress=progress)


def plan_fetch(snapshot: Snapshot, selection: Selection, store: Store) -> Plan:
    """What it would do now; what would run is held. Raises CacheUnavailable."""
    request = looked_up(snapshot, RefreshRequest(selection=selection))
    options = request.options
    foreseen = foresee(snapshot, options, store) if store.may_hold() else None
    plan = plan_refresh(snapshot, options, foreseen)
    steps = tuple(not_had(step) if step.action is Action.RUN else step for step in plan.steps)
    return Plan(steps=steps, named=request.named, unread=unread_specs(snapshot) if options.selected is None else ())


def report_of(root: Path, report: RefreshReport, place: str) -> CacheReport:
    """As the commands of the cache tell it."""
    fetched = [result.entry for result in report.results if result.outcome is Outcome.FETCHED]
    receipts = read_receipts(root, read_settings(root)[0].specs, only=fetched).receipts
    rows = tuple(_row(result, receipts) for result in report.results)
    return CacheReport(
        command="fetch",
        place=place,
        rows=rows,
        notes=report.notes,
        interrupted=report.interrupted,
        unread=report.unread,
    )


def report_of_plan(plan: Plan, snapshot: Snapshot, place: str) -> CacheReport:
    outcomes = {Action.FETCH: CacheOutcome.FETCHED, Action.SKIP: CacheOutcome.HERE, Action.HELD: CacheOutcome.HELD}
    rows = tuple(
        CacheRow(
            entry=name,
            outcome=CacheOutcome.MISSING if step.hold is Hold.BYTES and step.text == ABSENT else outcomes[step.action],
            text=step.text,
            signature=snapshot.statuses[name].signature,
        )
        for step in plan.steps
        for name in step.entries
    )
    return CacheReport(command="fetch", place=place, rows=rows, dry_run=True, unread=plan.unread)


def _row(result: EntryResult, receipts: Mapping[str, Receipt]) -> CacheRow:
    is_missing = result.hold is Hold.BYTES and result.text == ABSENT
    row = CacheRow(
        entry=result.entry,
        outcome=CacheOutcome.MISSING if is_missing else _OUTCOMES[result.outcome],
        text="" if is_missing else result.text,
    )
    receipt = receipts.get(result.entry) if result.outcome is Outcome.FETCHED else None
    if receipt is None:
        return row
    size = sum(output.size for output in receipt.outputs.values())
    return replace(row, signature=receipt.signature, files=len(receipt.outputs), size=size, ts=receipt.ts)
