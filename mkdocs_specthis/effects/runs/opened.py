"""From the places that a command opened to files of the project, with what is there now.

Knows the working tree; what an entry declares is known to `core/contracts/undeclared.py`.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from posixpath import dirname

from mkdocs_specthis.core.contracts.undeclared import Opening, is_of_tools, source_of
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.glances import Glances
from mkdocs_specthis.core.model.observation import OBSERVED, Observation, OpenedFile, SeenNames
from mkdocs_specthis.effects.runs.visible_names import visible_names
from mkdocs_specthis.effects.tree.workspace import Workspace

AFTER, BEFORE = 2_000_000_000, 10_000_000_000
"""Nanoseconds for which a writing counts that came before a file was opened, since opens are told late, and after."""
VENV, CONDA = "pyvenv.cfg", "conda-meta"
"""What lies in the top folder of a virtual environment of Python, or of conda."""
OF_VENV = frozenset({"bin", "include", "lib", "lib64", "share", "Scripts", "Lib", "Include"})
"""Folders of the former; people keep files of their own beside them."""


def project_openings(workspace: Workspace, observation: Observation) -> tuple[tuple[Opening, FileFact], ...]:
    """Files of the project that were read, each once, sorted. Folders, devices and installed packages are left out."""
    found: dict[str, tuple[Opening, FileFact]] = {}
    for opening, may_be_new in _named(workspace, observation.opened):
        fact = workspace.observe(opening.path)
        gone = fact.presence is Presence.MISSING and may_be_new
        if not gone and fact.presence is not Presence.IRREGULAR:
            found.setdefault(opening.path, (opening, fact))
    return tuple(found[path] for path in sorted(found))


def project_glances(workspace: Workspace, observation: Observation, since: int) -> Glances:
    """Folders of the project whose names were read, and files looked for in vain; what is gone is left out.

    `since`: of `clock_of_stamps`, from before the run began.
    """
    is_installed = _installed(workspace)

    def named(places: tuple[str, ...], below: str) -> Iterator[str]:
        for path in map(workspace.name_of, places):
            name = _readable(path)
            if name == path and name and not is_of_tools(name + below) and not is_installed(name + below):
                yield name

    listed = [path for path in named(observation.listed, "/x") if os.path.isdir(workspace.locate(path) or "")]
    missed = {path: workspace.observe(path) for path in named(observation.missed, "")}
    found = {workspace.name_of(file.path) for file in observation.opened}
    is_all_seen = observation.level == OBSERVED  # else nobody knows what the run itself put there
    came = {path for path, fact in missed.items() if _has_come(workspace, fact, is_all_seen=is_all_seen)} - found
    gone: set[str] = set()
    if is_all_seen:
        came.update(path for folder in listed for path in _new_in(workspace, folder, since))
        for names in observation.names:
            if workspace.name_of(names.folder) in listed:
                _compare(workspace.name_of(names.folder), names, since, came, gone)
    return Glances(
        listed=frozenset(listed),
        missed=frozenset(path for path, fact in missed.items() if fact.presence is Presence.MISSING),
        came=frozenset(map(_readable, came)),
        gone=frozenset(map(_readable, gone)),
    )


def _compare(folder: str, seen: SeenNames, since: int, came: set[str], gone: set[str]) -> None:
    """Names in a folder then and now, as far as the run itself had no hand in them."""
    now = visible_names(seen.folder)
    came.update(f"{folder}/{name}" for name in now - seen.names - seen.own)
    gone.update(f"{folder}/{name}" for name in seen.names - now - seen.own)
    if seen.changed > since and not seen.own:
        gone.add(f"{folder}/")


def _has_come(workspace: Workspace, fact: FileFact, *, is_all_seen: bool) -> bool:
    """Whether somebody put it there; of folders and links, only strace knows those that the run itself made."""
    sight = workspace.look(fact.path)
    if not is_all_seen:
        return fact.presence in (Presence.PRESENT, Presence.POINTER) and not sight.is_link
    is_place = fact.presence is Presence.IRREGULAR and not (sight.place and os.path.isdir(sight.place))
    return fact.presence is not Presence.MISSING and not is_place


def _new_in(workspace: Workspace, folder: str, since: int) -> Iterator[str]:
    """Files that came into a folder, or may have: by the times of change, which nobody can set."""
    place = workspace.locate(folder) or ""
    with contextlib.suppress(OSError):
        if os.stat(place).st_ctime_ns <= since:
            return
        with os.scandir(place) as items:
            for item in items:
                is_file = not item.name.startswith(".") and item.is_file(follow_symlinks=False)
                if is_file and item.stat(follow_symlinks=False).st_ctime_ns > since:
                    yield f"{folder}/{item.name}"


def read_amid_writing(workspace: Workspace, openings: Iterable[Opening], since: int) -> Iterator[str]:
    """Files that somebody wrote or moved since then, and that were opened about that time: whatever they hold now, it
    may have been something else. By the time of change, which nobody can set back.

    Who saves a file as it is, long after the run has read it, does no harm; what was something else for long is seen
    by `usecases/refresh/vigil.py`.
    """
    for opening in openings:
        place = workspace.locate(opening.path)
        with contextlib.suppress(OSError):
            seen = os.stat(place) if place is not None and opening.last else None
            written = 0 if seen is None else seen.st_mtime_ns if opening.is_stirred else seen.st_ctime_ns
            if written > since and opening.first - AFTER <= written <= opening.last + BEFORE:
                yield opening.path


def _named(workspace: Workspace, opened: tuple[OpenedFile, ...]) -> Iterator[tuple[Opening, bool]]:
    is_installed = _installed(workspace)
    for file in opened:
        path = _readable(source_of(workspace.name_of(file.path)))
        if path and not is_of_tools(path) and not is_installed(path):
            alias = _readable(workspace.name_of(file.alias)) if file.alias else ""
            opening = Opening(path=path, alias=alias, first=file.first, last=file.last, is_stirred=file.is_stirred)
            yield opening, file.may_be_new


def _installed(workspace: Workspace) -> Callable[[str], bool]:
    """Tells of a path whether it is part of a virtual environment in the project."""

    @cache
    def environment(folder: str) -> tuple[str, str]:
        """The folder around it that is one, and its mark; two empty texts if none is."""
        mark = next((mark for mark in (CONDA, VENV) if os.path.lexists(workspace.root / folder / mark)), "")
        return (folder, mark) if mark else environment(dirname(folder)) if dirname(folder) else ("", "")

    def is_installed(path: str) -> bool:
        folder = "" if ":" in path else dirname(path)
        top, mark = environment(folder) if folder else ("", "")
        first, slash, _ = path.removeprefix(f"{top}/").partition("/")
        return mark == CONDA or first == VENV or (mark == VENV and bool(slash) and first in OF_VENV)

    return is_installed


def _readable(path: str) -> str:
    """Bytes of a name that are not UTF-8 as escapes, so that a ledger can hold it."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
