"""Looks beside what is missing: for a file that was misspelt, or that has another name now.

Only what a hint can name is looked for, and not for long: a project with many missing files has another trouble.
"""

from collections.abc import Iterator
from itertools import islice
from posixpath import dirname, splitext

from mkdocs_specthis.core.contracts.recorded import recorded_digests, recorded_inputs
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.parse.nearest import nearest_beside
from mkdocs_specthis.core.parse.paths import is_pattern, split_root
from mkdocs_specthis.usecases.looker import Looker

NEAR_MISSES = 20
"""Missing files for which the like is looked for."""
NEIGHBOURS = 500
"""Files of a folder that are compared with a missing one."""


def look_beside_missing(looker: Looker) -> None:
    """The file that a path which leads nowhere seems to mean, so that a hint can name it.

    Every file that an entry names has been looked at.
    """
    if not any(fact.presence is Presence.MISSING for fact in looker.files.values()):
        return
    missing = (path for entry in looker.project.entries.values() for path in _unaccounted_for(looker, entry))
    for path in islice(dict.fromkeys(missing), NEAR_MISSES):
        folder = dirname(path)
        beside = looker.workspace.match(f"{folder}/*" if folder else "*")
        near = nearest_beside(path, beside[:NEIGHBOURS])
        if near:
            looker.file(near)
    _look_for_renamed(looker)


def _look_for_renamed(looker: Looker) -> None:
    """Beside a script that is missing, the file that has the bytes which a ledger knows of it."""
    missing = (
        (value.text, digests)
        for entry in looker.project.entries.values()
        for value in entry.scripts
        if (digests := recorded_digests(looker.project, entry.name, f"script {value.text}"))
        and looker.file(value.text).presence is Presence.MISSING
    )
    for path, digests in islice(missing, NEAR_MISSES):
        folder = dirname(path)
        beside = looker.workspace.match(f"{folder}/*{_suffix(path)}" if folder else f"*{_suffix(path)}")
        for other in beside[:NEIGHBOURS]:
            if looker.workspace.observe(other).text_digest in digests:
                looker.file(other)


def _unaccounted_for(looker: Looker, entry: Entry) -> Iterator[str]:
    """Single files that an entry names, that are not here, and that no receipt of it knows."""
    for value in (*entry.scripts, *entry.workflows, *entry.inputs):
        path = value.text
        if is_pattern(path) or split_root(path)[0] or looker.file(path).presence is not Presence.MISSING:
            continue
        if path not in recorded_inputs(looker.project.receipts.get(entry.name)):
            yield path


def _suffix(path: str) -> str:
    """Its last one, where it says nothing to a glob."""
    suffix = splitext(path)[1]
    return suffix if suffix[1:].isalnum() else ""
