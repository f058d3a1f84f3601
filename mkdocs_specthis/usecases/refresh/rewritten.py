"""What people write while a refresh goes on: its specs, looked at again where their files moved.

Knows stamps and what a run rests on; decides nothing. Words alone are taken as they are now, and may make an entry
drift. What would be another run, or another graph, is for the next refresh.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.effects.remembered.looks import Stamp, stamp_at
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.load import read_spec
from mkdocs_specthis.usecases.refresh.last_seen import LastSeen


@dataclass(kw_only=True)
class Specs:
    seen: LastSeen
    space: Workspace
    consumption: Consumption
    rewritten: set[str] = field(default_factory=set)
    """Entries that are to be run otherwise, or are no more."""
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _now: dict[str, dict[str, Entry]] = field(default_factory=dict)
    """Spec to the entries that it has now, where it moved."""

    def __post_init__(self) -> None:
        self._stamps.update((spec.path, self._stamp(spec.path)) for spec in self.seen.project.specs)

    def read_again(self, names: Iterable[str]) -> bool:
        """What is written of some entries; whether any of it is not as it was. Others may be at work: they stay."""
        moved = False
        for old in [self.seen.project.entries[name] for name in names]:
            self._look_at(old.spec)
            if old.spec in self._now:
                moved |= self._take(old, self._now[old.spec].get(old.name))
        return moved

    def _look_at(self, path: str) -> None:
        stamp = self._stamp(path)
        if stamp != self._stamps.get(path):
            self._stamps[path] = stamp
            self._now[path] = {entry.name: entry for entry in read_spec(self.space, path)[0].entries}

    def _take(self, old: Entry, new: Entry | None) -> bool:
        if new is None or not _is_same_run(self.seen.project, self.consumption, old, new):
            self.rewritten.add(old.name)
            return False
        self.rewritten.discard(old.name)
        self.seen.take_entry(new)
        return new != old

    def _stamp(self, path: str) -> Stamp:
        return stamp_at(str(self.space.root / path), follow=True)


def _is_same_run(project: Project, consumption: Consumption, old: Entry, new: Entry) -> bool:
    signatures = [
        contract_of(replace(project, entries={**project.entries, old.name: entry}), old.name, consumption).signature
        for entry in (old, new)
    ]
    return signatures[0] == signatures[1] and _consumed(old) == _consumed(new)


def _consumed(entry: Entry) -> tuple[str, ...]:
    return tuple(value.text for value in entry.consumes or ())
