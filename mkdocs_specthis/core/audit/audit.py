"""All rules, asked in turn.

The composition only: a rule lives in the file of what it is about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mkdocs_specthis.core.audit import (
    commands,
    contradicted,
    conventions,
    deeds,
    ledgers,
    names,
    pasted,
    routing,
    undeclared,
    worktree,
)
from mkdocs_specthis.core.audit import graph as graph_rules
from mkdocs_specthis.core.audit.deeds import Beside
from mkdocs_specthis.core.audit.silence import hear, refused_silences
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.dependencies.graph import Graph
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.paper.routes import Routes
from mkdocs_specthis.core.recall import Afresh

_AFRESH = Afresh()

PROJECT_RULES = (
    names.name_duplicate,
    names.depends_on_unknown,
    names.depends_on_unmentioned,
    names.output_duplicate,
    names.output_inside_output,
    names.output_in_pattern,
    conventions.spec_unused,
    conventions.pair_missing,
    conventions.artefact_design_missing,
    pasted.result_in_prose,
    ledgers.ledger_orphan,
    ledgers.no_specs,
    ledgers.nothing_declared,
)
ENTRY_RULES = (
    names.output_is_source,
    worktree.script_missing,
    worktree.workflow_missing,
    worktree.glob_reaches_artefacts,
    worktree.root_unknown,
    commands.command_invalid,
    commands.command_shell,
    worktree.input_missing,
    worktree.input_deleted,
    worktree.glob_no_match,
    worktree.link_to_artefact,
    worktree.file_not_regular,
    contradicted.nondeterministic,
    worktree.merge_conflict,
    worktree.syntax_error,
    worktree.import_unresolved,
)
"""Of some entries they find what they would find of each, whichever others there are."""
DEED_RULES = (
    deeds.compute_writes_reports,
    deeds.export_writes_results,
    deeds.compute_plots,
    deeds.result_unmade,
)
"""The same, with what they have to know of the others."""
ROUTING_RULES = (
    routing.host_document_missing,
    routing.label_missing,
    routing.orphaned_export,
    routing.export_conditional,
    routing.include_left_out,
    routing.stale_routing,
    routing.section_mismatch,
    routing.section_version_missing,
    routing.version_file_missing,
    routing.include_missing,
    routing.include_cycle,
    routing.include_unreadable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    findings: tuple[Finding, ...]
    """By place, each once."""
    silenced: tuple[tuple[Finding, Silence], ...]


def audit(
    project: Project,
    contracts: Mapping[str, Contract],
    graph: Graph,
    consumption: Consumption,
    routes: Routes,
    recall: Afresh = _AFRESH,
) -> Audit:
    """Everything that reading and the rules found."""
    readable = {name: contract for name, contract in contracts.items() if not project.entries[name].unreadable}
    ruled = _ruled(project, readable, graph, consumption, routes)
    found = dict.fromkeys((*project.findings, *ruled, *_of_entries(project, readable, consumption, recall)))
    heard = hear(sorted(found, key=_by_place), project)
    return Audit(findings=tuple(sorted(heard.said, key=_by_place)), silenced=heard.silenced)


def _by_place(finding: Finding) -> tuple[str, int, str, str, str]:
    return (*finding.order, finding.entry or "")


def _of_entries(
    project: Project, contracts: Mapping[str, Contract], consumption: Consumption, recall: Afresh
) -> Iterator[Finding]:
    """What concerns single entries, spec by spec."""
    beside = recall.same("beside", Beside.of(project, consumption.makers), project)
    for node, members in consumption.members.items():
        own = {name: contracts[name] for name in members if name in contracts}
        given = (tuple(own.values()), beside, consumption.members)
        yield from recall.value(("rules", node), given, project, partial(_of_some, own, beside, consumption))


def _of_some(
    contracts: Mapping[str, Contract], beside: Beside, consumption: Consumption, project: Project
) -> tuple[Finding, ...]:
    found = [finding for rule in ENTRY_RULES for finding in rule(project, contracts)]
    found += [finding for deed_rule in DEED_RULES for finding in deed_rule(project, contracts, beside)]
    return (*found, *undeclared.undeclared_input(project, contracts, consumption, beside.made))


def _ruled(
    project: Project, readable: Mapping[str, Contract], graph: Graph, consumption: Consumption, routes: Routes
) -> Iterator[Finding]:
    yield from refused_silences(project)
    for project_rule in PROJECT_RULES:
        yield from project_rule(project)
    yield from undeclared.undeclared_opened(project, readable, consumption)
    yield from graph_rules.cycle(project, graph)
    yield from graph_rules.consumes_unknown(project, consumption)
    yield from graph_rules.consumes_missing(project, consumption)
    for routing_rule in ROUTING_RULES:
        yield from routing_rule(project, routes)
