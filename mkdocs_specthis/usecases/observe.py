"""Looks at the files that entries name, lean on and made, and puts the facts into the Project.

Knows what a Project holds; which files an entry needs is `looker.py`, how to look `effects/tree/workspace.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.contracts.recorded import recorded_inputs
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, Presence, SourceFacts
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import path_problem, split_root
from mkdocs_specthis.effects.git.repository import find_deleted
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.documents import read_documents
from mkdocs_specthis.usecases.look_beside import look_beside_missing
from mkdocs_specthis.usecases.looker import Looker


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a look saw, as a Project holds it."""

    files: Mapping[str, FileFact]
    matches: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, SourceFacts]
    json: Mapping[str, JsonFacts]


def observe_entry(workspace: Workspace, project: Project, name: str, consumption: Consumption) -> Facts:
    """Everything that entry `name` of `project` rests on, and what it made, looked at afresh in a new `workspace`."""
    looker = Looker(project=project, workspace=workspace)
    looker.look_at_entries([name])
    for node in consumption.nodes[name]:
        for upstream in consumption.members.get(node, (node,)):
            looker.look_at_outputs(project.entries[upstream])
    return Facts(files=looker.files, matches=looker.matches, sources=looker.sources, json=looker.json)


def seen_again(root: Path, project: Project, name: str, consumption: Consumption) -> Project:
    """`project` with what `observe_entry` sees now."""
    facts = observe_entry(Workspace(root=root, settings=project.settings), project, name, consumption)
    return replace(
        project,
        files={**project.files, **facts.files},
        matches={**project.matches, **facts.matches},
        sources={**project.sources, **facts.sources},
        json={**project.json, **facts.json},
    )


def observe(project: Project, workspace: Workspace) -> Project:
    """`project` with facts about the files of all its entries."""
    looker = Looker(project=project, workspace=workspace)
    looker.look_at_entries(project.entries)
    if project.settings.version_file:
        looker.file(project.settings.version_file)
    look_beside_missing(looker)
    numbers = dict(looker.numbers_of_artefacts())
    observed = replace(
        project,
        files=looker.files,
        matches=looker.matches,
        sources=looker.sources,
        json=looker.json,
        numbers=numbers,
    )
    deleted = find_deleted(workspace.root, _inputs_not_here(observed))
    return replace(observed, deleted=deleted, documents=read_documents(observed, workspace))


def _inputs_not_here(project: Project) -> frozenset[str]:
    """Files of the project that a receipt of an entry knows as its data, and that are missing."""
    known = (recorded_inputs(project.receipts.get(name)) for name in project.entries)
    paths = {path for inputs in known for path in inputs if not (split_root(path)[0] or path_problem(path))}
    return frozenset(path for path in paths if _is_missing(project.files.get(path)))


def _is_missing(fact: FileFact | None) -> bool:
    return fact is None or fact.presence is Presence.MISSING
