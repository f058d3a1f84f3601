"""The project as last seen while a refresh goes on: what later looks saw is laid over what was loaded.

Knows no policy. The `project` that it shows is one value whose mappings follow what is laid over them.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.usecases.looker import Facts

T = TypeVar("T")


class LastSeen:
    def __init__(self, loaded: Project) -> None:
        self._files = dict(loaded.files)
        self._matches = dict(loaded.matches)
        self._sources = dict(loaded.sources)
        self._json = dict(loaded.json)
        self._receipts = dict(loaded.receipts)
        self._judgments = dict(loaded.judgments)
        self._entries = dict(loaded.entries)
        self.project = replace(
            loaded,
            files=MappingProxyType(self._files),
            matches=MappingProxyType(self._matches),
            sources=MappingProxyType(self._sources),
            json=MappingProxyType(self._json),
            receipts=MappingProxyType(self._receipts),
            judgments=MappingProxyType(self._judgments),
            entries=MappingProxyType(self._entries),
        )

    def lay(self, facts: Facts) -> bool:
        """Whether anything is not as it was."""
        laid = (
            _lay(facts.files, self._files),
            _lay(facts.matches, self._matches),
            _lay(facts.sources, self._sources),
            _lay(facts.json, self._json),
        )
        return any(laid)

    def lay_files(self, files: Mapping[str, FileFact]) -> bool:
        """The same for files alone."""
        return _lay(files, self._files)

    def take_entry(self, entry: Entry) -> None:
        """As its spec has it now."""
        self._entries[entry.name] = entry

    def take_judgments(self, judgments: Mapping[str, tuple[Judgment, ...]], *, unreadable: bool) -> None:
        """All that there are now."""
        self._judgments.clear()
        self._judgments.update(judgments)
        if unreadable is not self.project.unreadable_judgments:
            self.project = replace(self.project, unreadable_judgments=unreadable)

    def take_receipt(self, receipt: Receipt) -> None:
        self._receipts[receipt.entry] = receipt

    def restore_receipt(self, name: str, before: Receipt | None) -> None:
        """The one that it had before, or none."""
        self._receipts.pop(name, None)
        if before is not None:
            self.take_receipt(before)


def _lay(seen: Mapping[str, T], known: dict[str, T]) -> bool:
    moved = {key: value for key, value in seen.items() if not _is_as_known(value, known.get(key))}
    known.update(moved)
    return bool(moved)


def _is_as_known(value: object, known: object) -> bool:
    """Nothing that is seen is None. What stands is mostly the very object that it was."""
    return value is known or value == known
