"""Where every entry stands, as plain values: what `specthis status --json`, its text and the site's entries.json show.

Knows no format and no markup; `schemas/status.schema.json` says what each key means.
"""

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import Any

from mkdocs_specthis.core.dependencies.graph import is_spec_node
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.state import Actor, Certification, EntryStatus, Realization, Reason, Repair
from mkdocs_specthis.core.questions.next_steps import NextStep, next_steps, next_steps_of
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.status import stands

VERSION = 1

BLOCKERS_SHOWN = 100
"""Names listed in one `blocked_by`: a chain of 10,000 entries that wait would need 50 million names."""

_ALWAYS_COUNTED = (
    *(f"certification.{state}" for state in Certification),
    *(f"realization.{state}" for state in Realization),
    *(f"actor.{actor}" for actor in Actor),
    *(f"findings.{severity}" for severity in Severity),
    *("entries", "ready", "settled", "waiting", "blocked", "vocabulary_moved"),
)

Nearest = tuple[tuple[int, str], ...]
"""(edges between, entry) of what holds a node up, nearest first."""


def status_view(snapshot: Snapshot, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The state of the entries `names`, or of all, in the project's order; counts are the whole project's."""
    chosen = snapshot.statuses.keys() if names is None else frozenset(names)
    blockers = nearest_blockers(snapshot, BLOCKERS_SHOWN + 1)
    steps = next_steps(snapshot)
    return {
        "version": VERSION,
        "counts": counts_view(snapshot),
        "entries": [
            entry_view(snapshot, status, tuple(blocker for _, blocker in blockers.get(name, ())))
            for name, status in snapshot.statuses.items()
            if name in chosen
        ],
        "findings": [finding_view(finding) for finding in findings_of(snapshot, None if names is None else chosen)],
        "steps": [step_view(step) for step in (steps if names is None else next_steps_of(steps, chosen))],
    }


def counts_view(snapshot: Snapshot) -> dict[str, int]:
    """Every count by name, sorted; what there is none of is there as 0."""
    return dict(sorted({**dict.fromkeys(_ALWAYS_COUNTED, 0), **snapshot.counts}.items()))


def entry_view(snapshot: Snapshot, status: EntryStatus, blocked_by: tuple[str, ...]) -> dict[str, Any]:
    entry = snapshot.entries[status.entry]
    return {
        "entry": entry.name,
        "spec": entry.spec,
        "line": entry.location.line,
        "kind": entry.kind,
        "status": entry.status,
        "certification": str(status.certification),
        "realization": str(status.realization),
        "headline": status.headline,
        "actor": str(status.actor),
        "vocabulary_moved": list(status.vocabulary_moved),
        "blocked_by": list(blocked_by[:BLOCKERS_SHOWN]),
        "blocked_by_more": len(blocked_by) > BLOCKERS_SHOWN,
        "ready": status.ready,
        "settled": status.settled,
        "reasons": [reason_view(reason) for reason in status.reasons],
        "repair": repair_text(status.repair),
        "advice": status.repair.text if status.repair else None,
        "observed": observed_view(snapshot, entry.name),
    }


def observed_view(snapshot: Snapshot, name: str) -> str | None:
    """How closely its last run was watched, in the receipt's words; None without a receipt."""
    receipt = snapshot.project.receipts.get(name)
    return receipt.observed if receipt else None


def reason_view(reason: Reason) -> dict[str, str]:
    return {
        "axis": str(reason.axis),
        "kind": reason.kind,
        "subject": reason.subject,
        "was": reason.was,
        "now": reason.now,
        "text": reason.text,
    }


def step_view(step: NextStep) -> dict[str, Any]:
    return {
        "actor": str(step.actor),
        "act": str(step.act),
        "text": step.text,
        "command": step.command,
        "path": step.path,
        "line": step.line,
        "entries": list(step.entries),
        "frees": step.frees,
    }


def repair_text(repair: Repair | None) -> str | None:
    """The command that does it, else the sentence that says it; None if there is nothing to do."""
    return (repair.command or repair.text) if repair else None


def finding_view(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "path": finding.location.path,
        "line": finding.location.line,
        "entry": finding.entry,
        "message": finding.message,
        "hint": finding.hint,
    }


def findings_of(snapshot: Snapshot, names: Iterable[str] | None) -> tuple[Finding, ...]:
    """Findings that bear on the entries `names`: their own, their specs' and the project's; all of them for None."""
    if names is None:
        return snapshot.findings
    chosen = frozenset(names)
    specs = {snapshot.entries[name].spec for name in chosen}
    return tuple(finding for finding in snapshot.findings if bears_on(finding, chosen, specs))


def bears_on(finding: Finding, names: frozenset[str], specs: set[str]) -> bool:
    """Whether it belongs to one of the entries, to one of their specs, or to the project."""
    match finding.scope:
        case Scope.PROJECT:
            return True
        case Scope.SPEC:
            return finding.location.path in specs
        case _:
            return finding.entry in names


def nearest_blockers(snapshot: Snapshot, limit: int) -> Mapping[str, Nearest]:
    """What holds each blocked entry up, nearest first, then by name; at most `limit` each.

    The nearest of a node are among its direct neighbours and their nearest, so one walk from upstream down finds them
    all: edges × limit steps, nodes × limit memory. Nodes of a cycle have no such order and are asked one by one.
    """
    if not any(status.blocked for status in snapshot.statuses.values()):
        return {}
    graph = snapshot.graph
    found: dict[str, Nearest] = {}
    for node in graph.order:
        if node in graph.knotted:
            found[node] = _ask(snapshot, node, limit)
        elif is_spec_node(node) or snapshot.statuses[node].blocked:
            found[node] = _merge(snapshot, graph.up[node], found, limit)
    return found


def nearest_blockers_of(snapshot: Snapshot, name: str, limit: int) -> Nearest:
    """What `nearest_blockers` says of one entry, by a walk up from it that ends where enough are found."""
    if snapshot.graph.knotted:
        return nearest_blockers(snapshot, limit).get(name, ())
    found: list[tuple[int, str]] = []
    if not snapshot.statuses[name].blocked:
        return ()
    seen, wave, edges = {name}, [name], 0
    while wave and len(found) < limit:
        wave = list(dict.fromkeys(above for node in wave for above in snapshot.graph.up[node] if above not in seen))
        seen.update(wave)
        edges += 1
        holding = (node for node in wave if not is_spec_node(node) and not stands(snapshot.statuses[node]))
        found += [(edges, node) for node in sorted(holding)]
    return tuple(found[:limit])


def _merge(snapshot: Snapshot, above: Iterable[str], found: Mapping[str, Nearest], limit: int) -> Nearest:
    distance: dict[str, int] = {}
    for node in above:
        if not is_spec_node(node) and not stands(snapshot.statuses[node]):
            distance[node] = 1
        for edges, blocker in found.get(node, ()):
            distance[blocker] = min(distance.get(blocker, edges + 1), edges + 1)
    return tuple(nsmallest(limit, ((edges, blocker) for blocker, edges in distance.items())))


def _ask(snapshot: Snapshot, node: str, limit: int) -> Nearest:
    if is_spec_node(node):
        return tuple((1, name) for name in snapshot.graph.up[node][:limit])
    return tuple((place, name) for place, name in enumerate(snapshot.blocked_by(node, limit), start=1))
