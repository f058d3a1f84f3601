"""All rules, asked in turn.

The composition only: a rule lives in the file of what it is about.
"""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.audit import commands, ledgers, names, worktree
from mkdocs_specthis.core.audit import graph as graph_rules
from mkdocs_specthis.core.consumes import Consumption
from mkdocs_specthis.core.contract import Contract
from mkdocs_specthis.core.graph import Graph
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project

PROJECT_RULES = (
    names.name_duplicate,
    names.depends_on_unknown,
    names.depends_on_unmentioned,
    names.output_duplicate,
    names.output_inside_output,
    names.output_is_source,
    ledgers.ledger_orphan,
    ledgers.no_specs,
)
WORKTREE_RULES = (
    commands.command_invalid,
    worktree.script_missing,
    worktree.workflow_missing,
    worktree.input_missing,
    worktree.glob_no_match,
    worktree.glob_reaches_artefacts,
    worktree.file_not_regular,
    worktree.root_unknown,
    worktree.syntax_error,
    worktree.import_unresolved,
    worktree.undeclared_input,
)


def audit(
    project: Project, contracts: Mapping[str, Contract], graph: Graph, consumption: Consumption
) -> tuple[Finding, ...]:
    """Everything that reading and the rules found, by place, each once."""
    found = (*project.findings, *_ruled(project, contracts, graph, consumption))
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (*finding.order, finding.entry or "")))


def _ruled(
    project: Project, contracts: Mapping[str, Contract], graph: Graph, consumption: Consumption
) -> Iterator[Finding]:
    readable = {name: contract for name, contract in contracts.items() if not project.entries[name].unreadable}
    for project_rule in PROJECT_RULES:
        yield from project_rule(project)
    for worktree_rule in WORKTREE_RULES:
        yield from worktree_rule(project, readable)
    yield from graph_rules.cycle(project, graph)
    yield from graph_rules.consumes_unknown(project, consumption)
    yield from graph_rules.consumes_missing(project, consumption)
