"""The files that tools read instead of the specs: made from one reading of the project, written whole, compared.

Decides nothing about the project; knows no host.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.facts import JsonFacts
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.index_json import index_json
from mkdocs_specthis.core.views.routing_json import routing_json
from mkdocs_specthis.core.views.sentence import joined
from mkdocs_specthis.effects.artefacts.json_stream import read_json_facts
from mkdocs_specthis.effects.git.repository import is_left_in
from mkdocs_specthis.effects.tree.atomic import write_whole
from mkdocs_specthis.effects.tree.generated import read_generated
from mkdocs_specthis.effects.tree.workspace import Workspace

INDEX, ROUTING = "_index.json", "_routing.json"
MAX_KEY_BYTES = 256 * 1024 * 1024
"""A larger JSON file is not read for its keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A generated file, as it would be written now."""

    path: str
    """POSIX path from the project root."""
    view: Mapping[str, Any]

    @property
    def content(self) -> bytes:
        """Sorted keys, ASCII, a final newline: the same value gives the same bytes."""
        return (json.dumps(self.view, ensure_ascii=True, indent=2, sort_keys=True) + "\n").encode("ascii")


def derive(root: Path, snapshot: Snapshot) -> tuple[Derived, ...]:
    """Every derived file of the project at `root`. Raises SpecthisError where there is no folder for them."""
    folder = snapshot.project.settings.specs
    if not (root / folder).is_dir():
        hint = "specs live there; `[paths] specs` in specthis.toml names another place"
        raise SpecthisError(f"there is no folder `{folder}`", hint=hint)
    return (
        Derived(path=f"{folder}/{INDEX}", view=index_json(snapshot, read_keys(root, snapshot))),
        Derived(path=f"{folder}/{ROUTING}", view=routing_json(snapshot)),
    )


def write_derived(root: Path, file: Derived) -> bool:
    """False if the file was so already, and is left alone. Raises LeadsOutside, WriteFailed."""
    if read_generated(root, file.path, file.content) == file.content:
        return False
    write_whole(root, file.path, file.content)
    return True


def difference(root: Path, file: Derived) -> str:
    """How the file on disk differs from what it would be now, as a clause; empty if it does not."""
    there = read_generated(root, file.path, file.content)
    if there == file.content:
        return ""
    if not (root / file.path).exists():
        return "is missing"
    return f"is out of date{_about(there, file.view)}"


def forgotten(root: Path, file: Derived) -> bool:
    """True if git would take the file along: it is below a repository and nothing there ignores it."""
    return is_left_in(root, file.path)


def read_keys(root: Path, snapshot: Snapshot) -> dict[str, JsonFacts]:
    """What every JSON output that is here holds at its top."""
    project = snapshot.project
    workspace = Workspace(root=root, settings=project.settings)
    paths = (path for contract in snapshot.contracts.values() for path in contract.outputs if path.endswith(".json"))
    found: dict[str, JsonFacts] = {}
    for path in dict.fromkeys(paths):
        fact = project.files.get(path)
        if fact is not None and fact.is_here:
            found[path] = project.json.get(path) or _facts(workspace, path, fact.size)
    return found


def _facts(workspace: Workspace, path: str, size: int) -> JsonFacts:
    if size > MAX_KEY_BYTES:
        return JsonFacts(error=f"it has {size:,} bytes, more than the {MAX_KEY_BYTES:,} that are read for keys")
    place = workspace.locate(path)
    try:
        return read_json_facts(Path(place)) if place is not None else JsonFacts(error="it leads out of the project")
    except OSError:
        return JsonFacts(error="it cannot be read")


def _about(content: bytes | None, view: Mapping[str, Any]) -> str:
    """Which entries or host documents it tells differently, as far as that can be read."""
    try:
        old = _subjects(json.loads(content or b""))
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return ": it cannot be read"
    new = _subjects(view)
    names = [f"`{name}`" for name in dict.fromkeys((*new, *old)) if new.get(name) != old.get(name)]
    if not names:
        return ""
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return f": it tells other things of {joined([*names[:3], *more])}"


def _subjects(view: Mapping[str, Any]) -> dict[str, Any]:
    """Of the index its entries, without the places of steps, which move with any other step; else host documents."""
    if "routes" in view:
        return {path: document for path, document in view.items() if isinstance(document, Mapping)}
    entries = (entry for spec in view["specs"] for entry in spec["entries"])
    return {str(entry["entry"]): {**entry, "steps": []} for entry in entries}
