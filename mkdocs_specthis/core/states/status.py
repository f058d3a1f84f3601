"""The states of every entry, computed from reasons, in one place, for everything else to ask.

Knows reasons, the graph and the findings; not how any of them came about. Walks upstream first, once.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.dependencies.graph import SPEC_NODE, Graph, is_spec_node, spec_node
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
    unreadable = {spec_node(spec.path) for spec in project.specs if spec.unreadable}
    above: dict[str, Above] = {}
    statuses: dict[str, EntryStatus] = {}
    for component in graph.components:
        outside = tuple(map(above.__getitem__, _outside(component, graph)))
        upstream = recall.value(("above", component), outside, project, partial(_from_above, outside))
        judged = [node for node in component if not is_spec_node(node)]
        derive = partial(_derived, project, contracts, errors, recall)
        if graph.is_knot(component):
            alone = partial(_derived, project, contracts, errors, _AFRESH)
            upstream = upstream.joined(all_above(alone(node, upstream)[1] for node in judged).from_below())
        for node in judged:
            statuses[node], above[node] = derive(node, upstream)
        above.update(
            {
                node: above_unreadable(node.removeprefix(SPEC_NODE)) if node in unreadable else upstream
                for node in component
                if is_spec_node(node)
            }
        )
    return {name: statuses[name] for name in project.entries}


def _outside(component: tuple[str, ...], graph: Graph) -> Iterable[str]:
    """What the nodes of a component rest on directly beside each other."""
    if not graph.is_knot(component):
        return graph.up[component[0]]
    return [parent for node in component for parent in graph.up[node] if parent not in component]


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
