"""Refresh: make what is out of date, in order, as the lock allows. Format: §6 of the reference.

The composition: lock, recover, load, plan, drive. Knows no host.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.model.errors import SpecthisError, UnknownName
from mkdocs_specthis.core.model.finding import Scope, Severity
from mkdocs_specthis.core.model.plan import Action, PlanOptions
from mkdocs_specthis.core.model.run import RefreshReport
from mkdocs_specthis.core.parse.ledgers import RULE as LEDGER_UNREADABLE
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.questions.selection import select_entries
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.steps.forecast import forecast_of
from mkdocs_specthis.core.steps.plan import plan_refresh, wanted_units
from mkdocs_specthis.core.steps.units import Units, units_of
from mkdocs_specthis.core.steps.wave import Wave
from mkdocs_specthis.core.views.unreadable import unread_specs
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.effects.git.repository import read_tree_state
from mkdocs_specthis.effects.records.ledgers import lock_path, sweep_ledger_folders
from mkdocs_specthis.effects.remembered.shelf import shelved
from mkdocs_specthis.effects.runs.driver_lock import artefacts_lock, driver_lock
from mkdocs_specthis.effects.runs.lease import end_left_leases
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.load import load_snapshot, read_settings, set_aside
from mkdocs_specthis.usecases.refresh.brake import Brake
from mkdocs_specthis.usecases.refresh.caching import open_caching
from mkdocs_specthis.usecases.refresh.chronicle import Chronicle, told_beforehand
from mkdocs_specthis.usecases.refresh.driver import Driver
from mkdocs_specthis.usecases.refresh.ending import recover
from mkdocs_specthis.usecases.refresh.last_seen import LastSeen
from mkdocs_specthis.usecases.refresh.queue import Queue
from mkdocs_specthis.usecases.refresh.request import Progress, RefreshRequest, Silence
from mkdocs_specthis.usecases.refresh.rewritten import Specs
from mkdocs_specthis.usecases.refresh.room import room_of
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.vigil import Vigil
from mkdocs_specthis.usecases.refresh.watch import OutputWatch, watched_outputs
from mkdocs_specthis.usecases.refresh.workplace import Workplace, workplace


def refresh(
    root: Path,
    request: RefreshRequest,
    *,
    now: Callable[[], str],
    progress: Progress | None = None,
    brake: Brake | None = None,
) -> RefreshReport:
    """Carry it out on the engine of the settings. `now` gives UTC ISO 8601.

    A pulled `brake` lets what runs come to its end and begins nothing more; KeyboardInterrupt ends what runs.

    Raises DriverHeld if another driver works in the tree, SpecthisError for settings, names and engines.
    """
    root = root.resolve()
    progress = progress or Silence()
    with driver_lock(root, command=request.command, since=now()):
        end_left_leases(root, lambda count: progress.remarked(_left(count)))
        settings = read_settings(root)[0]
        with artefacts_lock(root, (settings.results, settings.reports)):
            recovered = recover(root, settings)
            sweep_ledger_folders(root, settings.specs)
            snapshot = load_snapshot(root)
            request = looked_up(snapshot, request)
            return _drive(root, request, snapshot, now, progress, brake or Brake(), recovered)


def _drive(
    root: Path,
    request: RefreshRequest,
    snapshot: Snapshot,
    now: Callable[[], str],
    progress: Progress,
    brake: Brake,
    recovered: tuple[str, ...],
) -> RefreshReport:
    since = now()
    for entry in recovered:
        progress.recovered(entry)
    planned, units = plan_refresh(snapshot, request.options), units_of(snapshot)
    runs = request.run and any(step.action is Action.RUN for step in planned.steps)
    run = secrets.token_hex(8)
    with workplace(
        root, snapshot.project.settings, run, jobs=request.jobs, is_used=runs, tell=progress.remarked
    ) as place:
        request = replace(request, jobs=request.jobs or place.engine.room)
        progress.planned(planned, forecast_of(snapshot.project, units, planned, request.jobs))
        state = _state(root, request, snapshot, units, place, run, since, now)
        report = _steps_taken(state, progress, brake)
        state.chronicle.end(report.results, now(), interrupted=report.interrupted)
    begun = {result.entry for result in report.results}
    not_begun = tuple(name for name in planned.to_make if name not in begun)
    unread = unread_specs(snapshot) if request.options.selected is None else ()
    return replace(report, recovered=recovered, named=request.named, not_begun=not_begun, unread=unread)


def _state(
    root: Path,
    request: RefreshRequest,
    snapshot: Snapshot,
    units: Units,
    place: Workplace,
    run: str,
    since: str,
    now: Callable[[], str],
) -> RefreshState:
    """What is known at the beginning; others' outputs are looked at, so that a touch is seen."""
    settings, seen = snapshot.project.settings, LastSeen(snapshot.project)
    generated = (lock_path(settings.specs), f"{settings.specs}/_runs", settings.results, settings.reports)
    tree = read_tree_state(root, besides=generated)
    told = told_beforehand(request.command, request.jobs, place.engine.name, tree)
    state = RefreshState(
        root=root,
        request=request,
        snapshot=snapshot,
        seen=seen,
        specs=Specs(seen=seen, space=Workspace(root=root, settings=settings), consumption=snapshot.consumption),
        units=units,
        engine=place.engine,
        dispatch=place.dispatch,
        tree=tree,
        run=run,
        chronicle=Chronicle(root=root, run=run, since=since, told=told),
        now=now,
        wave=Wave(snapshot=snapshot),
        watch=OutputWatch(root=root, paths=watched_outputs(snapshot)),
    )
    state.watch.look(snapshot.entries)
    return state


def _steps_taken(state: RefreshState, progress: Progress, brake: Brake) -> RefreshReport:
    """Every step, in order; the way to the cache stands open meanwhile."""
    set_aside()
    with Traffic() as traffic, shelved(state.root, lasting=False):
        progress.transferring(traffic)
        driver = Driver(
            state=state,
            sorter=state.units.sorter(wanted_units(state.units, state.request.options)),
            progress=progress,
            caching=open_caching(state, traffic, progress.noted),
            brake=brake,
            vigil=Vigil(state=state),
            queue=Queue(state=state, room=room_of(state)),
        )
        return driver.drive()


def _left(count: int) -> str:
    what = "a command that runs" if count == 1 else f"{count} commands that run"
    return f"waiting for {what} elsewhere for an earlier refresh, and {'has' if count == 1 else 'have'} been called off"


def looked_up(snapshot: Snapshot, request: RefreshRequest) -> RefreshRequest:
    """`request` with the entries that its selection means. Raises SpecthisError where it cannot begin."""
    check_can_begin(snapshot, request.options)
    if request.selection is None or request.selection.is_all:
        return request
    selected = frozenset(select_entries(snapshot, request.selection))
    return replace(request, options=replace(request.options, selected=selected))


def check_can_begin(snapshot: Snapshot, options: PlanOptions) -> None:
    """Raises UnknownName for a name that is no entry, SpecthisError for settings that cannot be read."""
    for finding in snapshot.findings:
        broken = finding.scope is Scope.PROJECT and finding.severity is Severity.ERROR
        if broken and finding.rule != LEDGER_UNREADABLE:
            raise SpecthisError(f"{finding.location}: {finding.message}", hint=finding.hint)
    for name in sorted((options.selected or frozenset()) | options.trial):
        if name not in snapshot.entries:
            hint = did_you_mean(name, snapshot.entries, otherwise="`specthis status` lists the entries")
            raise UnknownName(f"there is no entry `{shown(name)}`", hint=hint)
