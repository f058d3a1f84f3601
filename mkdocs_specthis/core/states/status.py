"""The states of every entry, computed from reasons, in one place, for everything else to ask.

Knows reasons, the graph and the findings; not how any of them came about. Walks upstream first, once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.dependencies.graph import SPEC_NODE, Graph, is_spec_node, spec_node
from mkdocs_specthis.core.dependencies.stretches import Stretch, stretches_of
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Axis, Certification, EntryStatus, Realization, Reason
from mkdocs_specthis.core.recall import Afresh
from mkdocs_specthis.core.states.above import Above, above_unreadable, all_above
from mkdocs_specthis.core.states.failed import standing_failure
from mkdocs_specthis.core.states.own import Own
from mkdocs_specthis.core.states.own_errors import errors_by_entry
from mkdocs_specthis.core.states.reasons import is_here, vocabulary_moved
from mkdocs_specthis.core.states.standing import Standing, hold_of, standing_of

_AFRESH = Afresh()


def stands(status: EntryStatus) -> bool:
    """Whether an entry's own claims hold up nothing that rests on it."""
    made = status.realization in (Realization.FRESH, Realization.ABSENT)
    return status.certification is Certification.CERTIFIED and made and not status.unread


def statuses_of(
    project: Project,
    contracts: Mapping[str, Contract],
    graph: Graph,
    findings: Iterable[Finding],
    recall: Afresh = _AFRESH,
) -> dict[str, EntryStatus]:
    """Status of every entry, in the order of the project."""
    errors = errors_by_entry(project, findings)
    unreadable = frozenset(spec_node(spec.path) for spec in project.specs if spec.unreadable)
    above: dict[str, Above] = {}
    statuses: dict[str, EntryStatus] = {}
    for number, stretch in enumerate(recall.value("stretches", graph, project, lambda _: stretches_of(graph))):
        known = _Known(
            stretch=stretch,
            contracts=tuple(map(contracts.get, stretch.nodes)),
            errors=tuple(map(errors.get, stretch.nodes)),
            above=tuple(map(above.__getitem__, stretch.outside)),
            unreadable=unreadable.intersection(stretch.nodes),
        )
        for node, status, upstream in recall.value(("statuses", number), known, project, partial(_walk, known, recall)):
            above[node] = upstream
            if status is not None:
                statuses[node] = status
    return {name: statuses[name] for name in project.entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All that the statuses of a stretch rest on beside the project, in the order of its nodes."""

    stretch: Stretch
    contracts: tuple[Contract | None, ...]
    errors: tuple[tuple[Finding, ...] | None, ...]
    above: tuple[Above, ...]
    """In the order of `stretch.outside`."""
    unreadable: frozenset[str]
    """Nodes of specs that cannot be read."""


def _walk(known: _Known, recall: Afresh, project: Project) -> tuple[tuple[str, EntryStatus | None, Above], ...]:
    """Each node of a stretch with its status, if it is an entry, and what is known of it and everything upstream."""
    nodes = known.stretch.nodes
    contracts = {node: contract for node, contract in zip(nodes, known.contracts, strict=True) if contract}
    errors = {node: found for node, found in zip(nodes, known.errors, strict=True) if found}
    above = dict(zip(known.stretch.outside, known.above, strict=True))
    statuses: dict[str, EntryStatus] = {}
    for component, outside, is_knot in known.stretch.components:
        rests_on = tuple(map(above.__getitem__, outside))
        upstream = recall.value(("above", component), rests_on, project, partial(_from_above, rests_on))
        judged = [node for node in component if not is_spec_node(node)]
        derive = partial(_derived, project, contracts, errors, recall)
        if is_knot:
            alone = partial(_derived, project, contracts, errors, _AFRESH)
            upstream = upstream.joined(all_above(alone(node, upstream)[1] for node in judged).from_below())
        for node in judged:
            statuses[node], above[node] = derive(node, upstream)
        above.update(
            {
                node: above_unreadable(node.removeprefix(SPEC_NODE)) if node in known.unreadable else upstream
                for node in component
                if is_spec_node(node)
            }
        )
    return tuple((node, statuses.get(node), above[node]) for node in nodes)


def _from_above(outside: Iterable[Above], _: Project) -> Above:
    return all_above(outside).from_below()


def _derived(
    project: Project,
    contracts: Mapping[str, Contract],
    errors: Mapping[str, tuple[Finding, ...]],
    recall: Afresh,
    name: str,
    upstream: Above,
) -> tuple[EntryStatus, Above]:
    """An entry's status, and what is known of it together with everything upstream."""
    contract, own_errors = contracts[name], errors.get(name, ())

    def work(seen: Project) -> tuple[EntryStatus, Above]:
        status, here = _status(seen, seen.entries[name], contract, own_errors, upstream)
        return status, upstream.joined(here)

    return recall.value(("status", name), (contract, own_errors, upstream), project, work)


def _status(
    project: Project, entry: Entry, contract: Contract, errors: tuple[Finding, ...], upstream: Above
) -> tuple[EntryStatus, Above]:
    holding = sum(CATALOGUE[finding.rule].holds for finding in errors)
    standing = standing_of(project, contract, holding)
    moved = vocabulary_moved(project.judgments.get(entry.name, ()), contract)
    own = _own(project, standing, contract, errors, is_moved=bool(moved))
    status = EntryStatus(
        entry=entry.name,
        certification=own.certification,
        realization=own.realization,
        reasons=(
            *own.author_reasons(),
            *standing.certifying,
            *_vocabulary_reasons(moved, contract),
            *standing.told,
            *_upstream_reasons(upstream, contract),
        ),
        vocabulary_moved=moved,
        blocked=upstream.blocked,
        waiting=own.is_waiting(upstream),
        unread=bool(own.unread),
        ready=own.sound and own.realization is Realization.FRESH and upstream.ready,
        settled=own.sound and own.is_made and upstream.settled,
        errors=len(errors),
        holding_errors=holding,
        actor=own.actor(upstream),
        repair=own.repair(upstream, contract, project),
        headline=own.headline(upstream),
        four_state=own.four_state(),
        five_state=own.five_state(upstream, is_here=own.is_here),
        five_state_here=own.five_state(upstream, is_here=True),
        inputs_certified=contract.inputs_certified,
        signature=contract.signature,
    )
    return status, own.above()


def _own(
    project: Project, standing: Standing, contract: Contract, errors: tuple[Finding, ...], *, is_moved: bool
) -> Own:
    """`is_moved`: words that it rests on moved since it was certified."""
    return Own(
        entry=standing.entry,
        certification=standing.certification,
        realization=standing.realization,
        vocabulary_moved=is_moved,
        errors=errors,
        adopted=_is_refused_adoption(project, contract.entry),
        unread=contract.unread,
        is_here=all(is_here(project.files.get(path)) for path in contract.outputs),
        hold=hold_of(standing, require_certified=project.settings.require_certified),
        failure=standing_failure(project, contract),
    )


def _is_refused_adoption(project: Project, name: str) -> bool:
    receipt = project.receipts.get(name)
    return receipt is not None and receipt.origin == "adopted" and not project.settings.accept_adopted


def _vocabulary_reasons(moved: Iterable[str], contract: Contract) -> Iterator[Reason]:
    for name in moved:
        now = contract.vocabulary.get(name, "")
        what = "moved" if now else "went out of reach"
        text = f"`{name}` {what} since the entry was certified."
        yield Reason(axis=Axis.CERTIFICATION, kind="vocabulary", subject=name, now=now, text=text)


def _upstream_reasons(upstream: Above, contract: Contract) -> Iterator[Reason]:
    for name in contract.unread:
        text = f"`{name}`, which its spec depends on, cannot be read."
        yield Reason(axis=Axis.UPSTREAM, kind="unreadable", subject=name, text=text)
    if upstream.blocker is not None:
        cause = upstream.blocker
        yield Reason(axis=Axis.UPSTREAM, kind="blocked", subject=cause.subject, text=cause.sentence)
    elif upstream.unsettled is not None and not contract.unread:
        cause = upstream.unsettled
        yield Reason(axis=Axis.UPSTREAM, kind="not-ready", subject=cause.subject, text=cause.sentence)
