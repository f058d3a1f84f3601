"""What an entry lacks in `Inputs`, `Workflows` and `Consumes`: all that any finding says of what it uses undeclared.

Knows a Snapshot; how the lines are written is `core/contracts/declare.py`.
"""

from collections.abc import Iterator

from mkdocs_specthis.core.contracts.declare import CONSUMES, Additions, field_for, undeclarable
from mkdocs_specthis.core.contracts.undeclared import (
    Declared,
    Made,
    is_written_by_own_code,
    named_undeclared,
    still_undeclared,
)
from mkdocs_specthis.core.dependencies.graph import is_spec_node
from mkdocs_specthis.core.snapshot import Snapshot

OWN_NOTE = "is written by the entry's own code, so that it is no input"


def additions_of(snapshot: Snapshot, name: str) -> Additions:
    """What is to be added to the block of `name`; nothing if that cannot be read."""
    project, consumption = snapshot.project, snapshot.consumption
    if project.entries[name].unreadable:
        return Additions(entry=name)
    declared = Declared(project, consumption, snapshot.contracts[name])
    names: dict[str, set[str]] = {}
    refused = []
    makers = {mention.maker for mention in consumption.left_out.get(name, ())}
    for path in _used(snapshot, declared):
        maker = declared.missed_maker(path)
        problem = "" if maker else undeclarable(path) or _own_note(declared, path)
        if maker:
            makers.add(maker)
        elif problem:
            refused.append((path, problem))
        else:
            names.setdefault(field_for(path, snapshot.entries[name], project.settings), set()).add(path)
    if makers:
        names[CONSUMES] = makers | _said_by_default(snapshot, name)
    return Additions(
        entry=name, names={key: tuple(sorted(found)) for key, found in names.items()}, refused=tuple(refused)
    )


def _own_note(declared: Declared, path: str) -> str:
    """Why a file that the code writes itself is no input; empty for any other."""
    is_own = is_written_by_own_code(declared.project, declared.contract, path)
    return OWN_NOTE if is_own else ""


def _used(snapshot: Snapshot, declared: Declared) -> Iterator[str]:
    """Paths that are used and declared nowhere, each once."""
    project, contract = snapshot.project, declared.contract
    opened = still_undeclared(project, snapshot.consumption, contract)
    named = (found.path for found in named_undeclared(declared, Made.of(project)))
    yield from dict.fromkeys((*opened, *named))


def _said_by_default(snapshot: Snapshot, name: str) -> set[str]:
    """What an entry without `Consumes` consumes: once the field is written, it has to say that too."""
    if snapshot.entries[name].consumes is not None:
        return set()
    nodes = snapshot.contracts[name].consumes
    return {node.rpartition("/")[2].removeprefix("spec:") if is_spec_node(node) else node for node in nodes}
