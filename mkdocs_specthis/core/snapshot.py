"""Every derived fact of a project, computed once: `analyze(project)` gives a Snapshot.

Everything that answers a question asks a Snapshot. It reads no file and decides nothing by itself:
`core/states` decides states, `core/audit` finds faults, `core/dependencies` knows what rests on what.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

from mkdocs_specthis.core.audit.audit import audit
from mkdocs_specthis.core.contracts.contract import contracts_of
from mkdocs_specthis.core.contracts.interpreter import command_of
from mkdocs_specthis.core.contracts.leaning import leaned_on
from mkdocs_specthis.core.dependencies.consumes import Consumption, Used, consumption_of
from mkdocs_specthis.core.dependencies.graph import Graph, build_graph
from mkdocs_specthis.core.dependencies.makers import written_outputs
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.model.state import EntryStatus
from mkdocs_specthis.core.paper.routes import Routes, routes_of
from mkdocs_specthis.core.parse.mentions import mentions_of_command
from mkdocs_specthis.core.recall import Afresh
from mkdocs_specthis.core.states.status import stands, statuses_of

_AFRESH = Afresh()


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    project: Project
    consumption: Consumption
    contracts: Mapping[str, Contract]
    """Entry to what it rests on today, part by part, on both axes."""
    graph: Graph
    statuses: Mapping[str, EntryStatus]
    """In the order of the project's entries."""
    routes: Routes
    """Which host document and section shows which exported file."""
    findings: tuple[Finding, ...]
    """Everything that reading and the audit found, by place."""
    silenced: tuple[tuple[Finding, Silence], ...] = ()
    """Warnings and notes that somebody silenced, each with who says so and why."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self.project.entries

    @cached_property
    def specs_by_path(self) -> Mapping[str, Spec]:
        return {spec.path: spec for spec in self.project.specs}

    @cached_property
    def specs_by_name(self) -> Mapping[str, Spec]:
        return {spec.name: spec for spec in self.project.specs}

    @cached_property
    def findings_by_entry(self) -> Mapping[str, tuple[Finding, ...]]:
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.entry is not None:
                grouped.setdefault(finding.entry, []).append(finding)
        return {name: tuple(found) for name, found in grouped.items()}

    def blocked_by(self, name: str, limit: int | None = None) -> tuple[str, ...]:
        """Entries upstream that hold this one up, nearest first; at most `limit` of them."""
        above = (other for other in self.graph.all_above(name) if not stands(self.statuses[other]))
        return tuple(islice(above, limit))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many entries are in each state, of each actor, ready, settled; and findings by severity."""
        total = Counter[str]({"entries": len(self.statuses)})
        for status in self.statuses.values():
            total.update(count_keys(status))
        total.update(f"findings.{finding.severity}" for finding in self.findings)
        total.update({f"findings.{severity}": 0 for severity in Severity})
        return dict(total)


def count_keys(status: EntryStatus) -> tuple[str, ...]:
    """What one entry counts towards."""
    keys = [
        f"certification.{status.certification}",
        f"realization.{status.realization}",
        f"actor.{status.actor}",
        f"headline.{status.headline}",
        f"four_state.{status.four_state}",
    ]
    flags = {
        "ready": status.ready,
        "settled": status.settled,
        "waiting": status.waiting,
        "blocked": status.blocked,
        "vocabulary_moved": bool(status.vocabulary_moved),
    }
    return (*keys, *(name for name, holds in flags.items() if holds))


def analyze(project: Project, recall: Afresh = _AFRESH) -> Snapshot:
    """Derive everything from what was read; `recall` may know much of it from the project as it was."""
    recall.begin(project)
    consumption = consume(project, recall)
    edges = (tuple(project.entries), consumption.nodes, consumption.members)
    graph = recall.value("graph", edges, project, lambda _: build_graph(*edges))
    contracts = contracts_of(project, consumption, recall)
    routes = routes_of(project)
    audited = audit(project, contracts, graph, consumption, routes, recall)
    statuses = statuses_of(project, contracts, graph, audited.findings, recall)
    recall.end()
    return Snapshot(
        project=project,
        consumption=consumption,
        contracts=contracts,
        graph=graph,
        statuses=statuses,
        routes=routes,
        findings=audited.findings,
        silenced=audited.silenced,
    )


def consume(project: Project, recall: Afresh = _AFRESH) -> Consumption:
    """Who consumes what, declared and leaned-on."""
    used = {
        path: recall.value(("used", path), names, project, partial(_used, names))
        for path, names in _names_by_spec(project).items()
    }
    return consumption_of(project, used, recall)


def _names_by_spec(project: Project) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, entry in project.entries.items():
        found.setdefault(entry.spec, []).append(name)
    return {path: tuple(names) for path, names in found.items()}


def _used(names: Iterable[str], project: Project) -> tuple[Used, ...]:
    """What some entries make and use."""
    return tuple(_used_by(project, project.entries[name]) for name in names)


def _used_by(project: Project, entry: Entry) -> Used:
    outputs = written_outputs(entry)
    if entry.unreadable:
        return Used(name=entry.name, outputs=outputs)
    words = mentions_of_command(command_of(entry, project.settings))
    return Used(name=entry.name, outputs=outputs, leaned=leaned_on(project, entry), words=words)
