"""What each entry needs that can be done now, one offer for each need; what waits for something else has none.

Knows one need at a time; which of them one command serves is said by `core/questions/next_steps.py`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.plan import Action, PlanOptions
from mkdocs_specthis.core.model.state import Act, Actor, EntryStatus, Realization, Repair
from mkdocs_specthis.core.questions.judgeable import obstacles
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.failed import standing_failure
from mkdocs_specthis.core.states.own_errors import errors_by_entry
from mkdocs_specthis.core.states.repair import confirm_repair, fetch_repair, mend_repair, run_repair
from mkdocs_specthis.core.states.standing import TO_MAKE
from mkdocs_specthis.core.steps.plan import plan_refresh

_RUNS = (Act.RUN, Act.RETRY, Act.FETCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    entry: str
    """Empty where nobody can say whom it serves."""
    repair: Repair
    shared: tuple[str, ...]
    """What needs of one kind must have in common for one step to serve them all."""


def offers(snapshot: Snapshot) -> Iterator[Offer]:
    """In the order of the project."""
    to_make = _to_make(snapshot)
    found = [*_for_minds(snapshot, to_make), *_for_machines(snapshot, to_make)]
    yield from found
    yield from _for_strays(snapshot, {(offer.repair.path, offer.repair.line) for offer in found})


def _for_minds(snapshot: Snapshot, to_make: Collection[str]) -> Iterator[Offer]:
    """What a person does. Runs are left to the plan, which knows what else has to come first."""
    for status in snapshot.statuses.values():
        repair = status.repair
        is_held = repair is not None and repair.act is Act.RETRY and status.entry not in to_make
        if repair is not None and (repair.act not in _RUNS or is_held):
            yield from _possible(snapshot, status, repair)
        elif status.vocabulary_moved:
            yield from _possible(snapshot, status, confirm_repair(status.entry))


def _possible(snapshot: Snapshot, status: EntryStatus, repair: Repair) -> Iterator[Offer]:
    if repair.act in (Act.JUDGE, Act.CONFIRM) and any(obstacles(snapshot, status.entry, errors_matter=True)):
        return
    if repair.act is Act.MEND and not repair.line:
        repair = _pointed(snapshot, repair)
    yield Offer(entry=status.entry, repair=repair, shared=_shared(snapshot, status, repair))


def _pointed(snapshot: Snapshot, repair: Repair) -> Repair:
    """The file that is to be mended, with the place in it, where a finding tells."""
    for finding in snapshot.findings:
        if finding.severity is Severity.ERROR and finding.location.path == repair.path:
            return mend_repair(repair.actor, finding)
    return repair


def _shared(snapshot: Snapshot, status: EntryStatus, repair: Repair) -> tuple[str, ...]:
    match repair.act:
        case Act.JUDGE:
            scripts = snapshot.contracts[status.entry].scripts
            return (snapshot.entries[status.entry].spec, str(status.certification), *scripts)
        case Act.CONFIRM:
            return status.vocabulary_moved
        case Act.CHANGE:
            return (status.entry,)
        case Act.REPLACE:
            return ()
        case Act.RETRY:
            return (repair.path, repair.text)
        case Act.MEND if repair.command:
            return (repair.command,)
        case _:
            return (repair.path, str(repair.line), repair.text)


def _for_machines(snapshot: Snapshot, to_make: Collection[str]) -> Iterator[Offer]:
    """What a refresh makes, but for what rests on an entry whose last run failed: nobody can promise that.

    Bytes of what is settled are brought where nothing else is left to do: a run that makes something brings them along.
    """
    made = [name for name in to_make if snapshot.statuses[name].realization in TO_MAKE]
    failures = {name: standing_failure(snapshot.project, snapshot.contracts[name]) for name in made}
    failed = frozenset(name for name in made if failures[name] is not None)
    doubtful = frozenset(snapshot.graph.all_below(*failed)) - failed
    for name in made:
        repair = run_repair(snapshot.contracts[name], failures[name])
        if name not in doubtful:
            shared = (repair.path, repair.text) if name in failed else ()
            yield Offer(entry=name, repair=repair, shared=shared)
    for name in to_make:
        if name not in made and snapshot.statuses[name].settled:
            yield Offer(entry=name, repair=fetch_repair(name), shared=())


def _to_make(snapshot: Snapshot) -> tuple[str, ...]:
    """What a refresh of the whole project would fetch or run whatever comes out of it, in the order of the project."""
    wanted = TO_MAKE | {Realization.ABSENT}
    if not any(status.realization in wanted for status in snapshot.statuses.values()):
        return ()
    steps = plan_refresh(snapshot, PlanOptions()).steps
    sure = (step for step in steps if step.action in (Action.RUN, Action.FETCH) and not step.conditional)
    found = {name for step in sure for name in step.entries}
    return tuple(name for name in snapshot.entries if name in found)


def _for_strays(snapshot: Snapshot, told: set[tuple[str, int]]) -> Iterator[Offer]:
    """Errors that are no entry's own, and to which nothing else leads: they may hide entries."""
    errors = [finding for finding in snapshot.findings if finding.severity is Severity.ERROR]
    if not errors:
        return
    owned = {one for found in errors_by_entry(snapshot.project, errors).values() for one in found}
    for finding in errors:
        if finding not in owned and (finding.location.path, finding.location.line) not in told:
            yield _stray(finding)


def _stray(finding: Finding) -> Offer:
    repair = mend_repair(Actor.MIND, finding)
    return Offer(entry="", repair=repair, shared=(repair.command or repair.text,))
