"""Finds and reads the spec files of a project: regular `.md` files below the specs folder.

Knows no Markdown. What cannot be read comes back as a finding instead of bytes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import join

from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.spec import MAX_BYTES
from mkdocs_specthis.effects.remembered.looks import note_file
from mkdocs_specthis.effects.tree.workspace import Workspace

COPY = "put the file itself there, or remove the link"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFile:
    path: str
    """POSIX path from the project root."""
    content: bytes | None
    """None if it could not be read; then `finding` says why."""
    finding: Finding | None = None


def find_spec_files(workspace: Workspace) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Paths of all spec files, sorted, and what is wrong with the folders."""
    faults: list[Finding] = []
    return tuple(sorted(_markdown_files(workspace.root, workspace.settings.specs, faults))), tuple(faults)


def _markdown_files(root: Path, folder: str, faults: list[Finding]) -> Iterator[str]:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        note_file(root / current)
        try:
            with os.scandir(root / current) as found:
                items = sorted(found, key=lambda item: item.name)
        except FileNotFoundError:
            if current == folder:
                faults.append(_no_folder(folder))
            continue
        except OSError as error:
            faults.append(
                _fault(
                    "file-shadowed",
                    current,
                    f"the folder cannot be read: {error.strerror}",
                    "look at its permissions: specs in it are not seen",
                    Severity.WARNING,
                    Scope.PROJECT,
                )
            )
            continue
        for item in items:
            path = join(current, item.name)
            if item.name.startswith("."):
                continue
            if item.is_dir(follow_symlinks=False) and not item.name.lower().endswith(".md"):
                if current != folder or item.name != "_runs":
                    waiting.append(path)
            elif not _is_text(item.name) and item.name.lower().endswith((".md", ".markdown")):
                message = "the name of this file is not UTF-8: no page can have it for an address"
                faults.append(
                    _fault(
                        "file-irregular", _as_text(path), message, "rename it: nothing in it is seen", scope=Scope.PLACE
                    )
                )
            elif item.name.endswith(".md"):
                yield path
            elif item.name.lower().endswith((".md", ".markdown")):
                message = "this is no spec by its name, which must end with `.md`"
                hint = f"rename it to `{item.name.rpartition('.')[0]}.md`"
                faults.append(_fault("file-irregular", path, message, hint, scope=Scope.PLACE))


def _is_text(name: str) -> bool:
    return name == _as_text(name)


def _as_text(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def _no_folder(folder: str) -> Finding:
    hint = f"make it, and write `{folder}/compute-first.md`: the guide shows the smallest valid one"
    return Finding(
        rule="no-specs",
        severity=Severity.NOTE,
        location=Location(path=folder),
        message=f"there is no folder `{folder}`",
        hint=hint,
    )


def read_spec_file(workspace: Workspace, path: str) -> SpecFile:
    content = workspace.read(path, MAX_BYTES)
    if content is not None:
        return SpecFile(path=path, content=content)
    return SpecFile(path=path, content=None, finding=_why_unread(workspace, path))


def _why_unread(workspace: Workspace, path: str) -> Finding:
    place = workspace.locate(path)
    if place is None:
        return _fault("file-irregular", path, "the file is a link that leads out of the project", COPY)
    presence = workspace.observe(path).presence
    if presence is Presence.PRESENT:
        return _fault("file-too-large", path, f"the file has more than {MAX_BYTES:,} bytes", "move data out of it")
    words = {
        Presence.IRREGULAR: ("it is no regular file", "a folder of specs has no `.md` at the end of its name"),
        Presence.MISSING: ("it is a link that leads nowhere", COPY),
    }
    why, hint = words.get(presence, ("it cannot be read", "look at its permissions"))
    return _fault("file-irregular", path, f"this is no spec: {why}", hint)


def _fault(
    rule: str, path: str, message: str, hint: str, severity: Severity = Severity.ERROR, scope: Scope = Scope.SPEC
) -> Finding:
    return Finding(rule=rule, severity=severity, location=Location(path=path), message=message, hint=hint, scope=scope)
