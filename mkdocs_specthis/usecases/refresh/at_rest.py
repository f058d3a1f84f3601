"""What other entries made, where it lies as it did when it was last looked at: told by two looks at each file.

Knows stamps and what a look gave; decides nothing. A file counts only while its stamp would show any change.
"""

from collections.abc import Mapping
from typing import NamedTuple

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.effects.remembered.shelf import is_kept
from mkdocs_specthis.effects.tree.workspace import FILE_KIND, Sight, Workspace


class _Row(NamedTuple):
    """Of one file: how it stood, and what the project knew of it then."""

    path: str
    sight: Sight
    fact: FileFact
    json: JsonFacts | None


class OutputsAtRest:
    """Entry to what it made, as that was seen last, where all of it lay at rest."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Entry, Receipt | None, tuple[_Row, ...]]] = {}

    def holds(self, project: Project, workspace: Workspace, entry: Entry) -> bool:
        """Whether a look at the outputs of `entry` would give what the project knows of them."""
        known = self._known.get(entry.name)
        if known is None or known[0] is not entry or known[1] is not project.receipts.get(entry.name):
            return False
        files, json = project.files, project.json
        for path, sight, fact, found in known[2]:
            if files.get(path) is not fact or json.get(path) is not found or not workspace.stands(path, sight):
                return False
        return True

    def keep(self, project: Project, entry: Entry, sights: Mapping[str, Sight]) -> None:
        """They were looked at, and the project has been told. No look has a sight of what a pattern stands for."""
        receipt = project.receipts.get(entry.name)
        written = [value.text for value in entry.declared_outputs]
        schema = [entry.schema.text] if entry.schema else []
        paths = dict.fromkeys((*written, *(receipt.outputs if receipt else ()), *schema))
        rows = tuple(_row(project, path, sights.get(path)) for path in paths)
        if None in rows:
            self._known.pop(entry.name, None)
        else:
            self._known[entry.name] = entry, receipt, tuple(row for row in rows if row is not None)


def _row(project: Project, path: str, sight: Sight | None) -> _Row | None:
    """None if another look might give something else without its stamp telling."""
    fact = project.files.get(path)
    if sight is None or fact is None or sight.place is None or sight.is_link:
        return None
    if not is_kept(FILE_KIND, path, sight.seen[1]):
        return None
    return _Row(path, sight, fact, project.json.get(path))
