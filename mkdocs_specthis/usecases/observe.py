"""Looks at the files that entries name, lean on and made, and puts the facts into the Project.

Knows what a Project holds; which files an entry needs is `looker.py`, how to look `effects/tree/workspace.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from mkdocs_specthis.core.contracts.recorded import recorded_input_paths
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import path_problem, split_root
from mkdocs_specthis.effects.git.repository import find_deleted
from mkdocs_specthis.effects.remembered.residence import standing, stays
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.documents import read_documents
from mkdocs_specthis.usecases.look_beside import look_beside_missing
from mkdocs_specthis.usecases.looker import Facts, Looker

TOGETHER = 50
"""Entries of a spec that are looked at again if something moved that one of them rests on."""


def observe_entry(workspace: Workspace, project: Project, name: str, upstream: Iterable[str]) -> Looker:
    """Has seen what entry `name` of `project` rests on and made, and what `upstream` made, in a new `workspace`."""
    looker = Looker(project=project, workspace=workspace)
    looker.look_at_entries([name])
    for other in upstream:
        looker.look_at_outputs(project.entries[other])
    return looker


def consumed_by(name: str, consumption: Consumption) -> Iterator[str]:
    """The entries whose artefacts `name` rests on directly."""
    for node in consumption.nodes[name]:
        yield from consumption.members.get(node, (node,))


def seen_again(root: Path, project: Project, name: str, consumption: Consumption) -> Project:
    """`project` with all that entry `name` rests on, and made, as it is seen now."""
    space = Workspace(root=root, settings=project.settings)
    facts = observe_entry(space, project, name, consumed_by(name, consumption)).facts
    return replace(
        project,
        files={**project.files, **facts.files},
        matches={**project.matches, **facts.matches},
        sources={**project.sources, **facts.sources},
        json={**project.json, **facts.json},
    )


def observe(project: Project, workspace: Workspace) -> Project:
    """`project` with facts about the files of all its entries."""
    looker = _look_at_all(project, workspace)
    if project.settings.version_file:
        looker.file(project.settings.version_file)
    look_beside_missing(looker)
    numbers = dict(looker.numbers_of_artefacts())
    observed = replace(
        project,
        files=dict(sorted(looker.files.items())),
        matches=looker.matches,
        sources=looker.sources,
        json=looker.json,
        numbers=numbers,
    )
    deleted = find_deleted(workspace.root, _inputs_not_here(observed))
    return replace(observed, deleted=deleted, documents=read_documents(observed, workspace))


def _look_at_all(project: Project, workspace: Workspace) -> Looker:
    """Where a process stays, nothing is looked at for a part of the entries that rests on nothing that has moved.

    Each part begins without what others have seen, and with no more of the project than what it is about.
    """
    looker = Looker(project=project, workspace=workspace)
    if not stays():
        looker.look_at_entries(project.entries)
        return looker
    for key, own in _parts(project):
        looker.take(standing(("looked", *key), _told(own), partial(_look, own, workspace)))
    return looker


def _look(own: Project, workspace: Workspace) -> Facts:
    looker = Looker(project=own, workspace=workspace.anew())
    looker.look_at_entries(own.entries)
    return looker.facts


def _parts(project: Project) -> Iterator[tuple[tuple[str, int], Project]]:
    """Some entries of one spec at a time, with what a look at them has to know; and what they are called together."""
    names_by_spec: dict[str, list[str]] = {}
    for name, entry in project.entries.items():
        names_by_spec.setdefault(entry.spec, []).append(name)
    for spec, names in names_by_spec.items():
        for start in range(0, len(names), TOGETHER):
            yield (spec, start), _only(project, names[start : start + TOGETHER])


def _only(project: Project, names: Iterable[str]) -> Project:
    entries = {name: project.entries[name] for name in names}
    receipts = {name: project.receipts[name] for name in entries if name in project.receipts}
    return Project(settings=project.settings, specs=(), entries=entries, receipts=receipts)


def _told(own: Project) -> tuple[object, ...]:
    """All that a part of the project holds."""
    return (own.settings, tuple(own.entries.values()), tuple(own.receipts.items()))


def _inputs_not_here(project: Project) -> frozenset[str]:
    """Files of the project that a receipt of an entry knows as its data, and that are missing."""
    receipts = map(project.receipts.get, project.entries)
    paths = {path for receipt in receipts for path in recorded_input_paths(receipt)}
    missing = (path for path in paths if _is_missing(project.files.get(path)))
    return frozenset(path for path in missing if not (split_root(path)[0] or path_problem(path)))


def _is_missing(fact: FileFact | None) -> bool:
    return fact is None or fact.presence is Presence.MISSING
