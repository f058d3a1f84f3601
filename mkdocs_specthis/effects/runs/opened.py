"""From the places that a command opened to files of the project, with what is there now.

Knows the working tree; what an entry declares is known to `core/contracts/undeclared.py`.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from posixpath import dirname

from mkdocs_specthis.core.contracts.undeclared import Opening, is_of_tools, source_of
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.glances import Glances
from mkdocs_specthis.core.model.observation import Observation, OpenedFile
from mkdocs_specthis.effects.tree.workspace import Workspace

ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")
"""What lies in the top folder of a virtual environment of Python or conda."""


def project_openings(workspace: Workspace, observation: Observation) -> tuple[tuple[Opening, FileFact], ...]:
    """Files of the project that were read, each once, sorted. Folders, devices and installed packages are left out."""
    found: dict[str, tuple[Opening, FileFact]] = {}
    for opening, may_be_new in _named(workspace, observation.opened):
        fact = workspace.observe(opening.path)
        gone = fact.presence is Presence.MISSING and may_be_new
        if not gone and fact.presence is not Presence.IRREGULAR:
            found.setdefault(opening.path, (opening, fact))
    return tuple(found[path] for path in sorted(found))


def project_glances(workspace: Workspace, observation: Observation) -> Glances:
    """Folders of the project whose names were read, and files looked for in vain; what is gone is left out."""
    is_installed = lru_cache(maxsize=None)(lambda folder: _is_environment(workspace, folder))

    def named(places: tuple[str, ...], below: str) -> Iterator[str]:
        for path in map(workspace.name_of, places):
            name = _readable(path)
            if name == path and name and not is_of_tools(name + below) and not is_installed(dirname(name + below)):
                yield name

    listed = (path for path in named(observation.listed, "/x") if os.path.isdir(workspace.locate(path) or ""))
    missed = (path for path in named(observation.missed, "") if workspace.observe(path).presence is Presence.MISSING)
    return Glances(listed=frozenset(listed), missed=frozenset(missed))


def _named(workspace: Workspace, opened: tuple[OpenedFile, ...]) -> Iterator[tuple[Opening, bool]]:
    is_installed = lru_cache(maxsize=None)(lambda folder: _is_environment(workspace, folder))
    for file in opened:
        path = _readable(source_of(workspace.name_of(file.path)))
        if path and not is_of_tools(path) and not is_installed(dirname(path)):
            alias = _readable(workspace.name_of(file.alias)) if file.alias else ""
            yield Opening(path=path, alias=alias), file.may_be_new


def _is_environment(workspace: Workspace, folder: str) -> bool:
    """Whether a folder of the project is, or lies in, a virtual environment."""
    while folder and ":" not in folder:
        if any(os.path.lexists(workspace.root / folder / mark) for mark in ENVIRONMENT_MARKS):
            return True
        folder = dirname(folder)
    return False


def _readable(path: str) -> str:
    """Bytes of a name that are not UTF-8 as escapes, so that a ledger can hold it."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
