"""Where what an entry makes comes from: its scripts, what it consumes, and the data at the root that no entry makes.

Asks a Snapshot; decides nothing, and knows no paper.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.parse.paths import is_pattern
from mkdocs_specthis.core.snapshot import Snapshot

MOST_DATA = 50
"""Data that is told of one entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """Input data that no entry makes, as declared, or as a run was seen to open it."""

    written: str
    """A path, a glob, a folder with a final slash, or one of these below a named data root."""
    paths: tuple[str, ...]
    """Files that it stands for, sorted; one that is a single path stands for itself, whether it is here or not."""
    size: int
    """Bytes of those that are here."""
    missing: int
    """How many of them are not."""
    undeclared: bool = False
    """True if no entry declares it, and a run opened it."""


@dataclass(frozen=True)
class Provenance:
    """Answers about many entries of one project, worked out once."""

    snapshot: Snapshot

    @cached_property
    def _made(self) -> frozenset[str]:
        return frozenset(path for contract in self.snapshot.contracts.values() for path in contract.outputs)

    def own_data(self, name: str) -> tuple[DataSource, ...]:
        """What an entry itself reads, as written and in that order; then what its last run opened undeclared."""
        if name not in self._own:
            self._own[name] = tuple(self._sources(self.snapshot.entries[name]))
        return self._own[name]

    @cached_property
    def _own(self) -> dict[str, tuple[DataSource, ...]]:
        return {}

    def data(self, name: str) -> tuple[str, ...]:
        """As written, the data that an entry rests on: its own first, then what is upstream; at most `MOST_DATA`."""
        return self._data.get(name, ())

    @cached_property
    def _data(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for node in self.snapshot.graph.order:
            own = self.own_data(node) if node in self.snapshot.entries else ()
            every = dict.fromkeys(source.written for source in own)
            for above in self.snapshot.graph.up.get(node, ()):
                if len(every) >= MOST_DATA:
                    break
                every.update(dict.fromkeys(found.get(above, ())))
            found[node] = tuple(every)[:MOST_DATA]
        return found

    def rests_on(self, names: Iterable[str]) -> tuple[str, ...]:
        """The entries and all above them, in the order in which they run."""
        wanted: set[str] = set()
        for name in names:
            if name not in wanted:
                wanted.update((name, *self.snapshot.graph.all_above(name)))
        return tuple(name for name in self.snapshot.graph.order if name in wanted and name in self.snapshot.entries)

    def _sources(self, entry: Entry) -> Iterator[DataSource]:
        contract = self.snapshot.contracts[entry.name]
        known = {*contract.inputs, *contract.missing_inputs}
        for value in entry.inputs:
            if is_pattern(value.text):
                matches = self.snapshot.project.matches.get(value.text, ())
                paths = tuple(path for path in matches if path not in self._made)
                if paths or not matches:
                    yield self._source(value.text, paths)
            elif value.text in known and value.text not in self._made:
                yield self._source(value.text, (value.text,))
        receipt = self.snapshot.project.receipts.get(entry.name)
        for path in sorted(receipt.undeclared) if receipt else ():
            if path not in self._made and path not in known:
                yield self._source(path, (path,), undeclared=True)

    def _source(self, written: str, paths: tuple[str, ...], *, undeclared: bool = False) -> DataSource:
        facts = [self.snapshot.project.files.get(path) for path in paths]
        here = [fact.size for fact in facts if fact is not None and fact.is_here]
        missing = len(paths) - len(here)
        return DataSource(written=written, paths=paths, size=sum(here), missing=missing, undeclared=undeclared)

    def line_of(self, script: str, output: str) -> int:
        """1-based line of a script that writes a file for certain, or else names it; 0 if none does in plain sight."""
        facts = self.snapshot.project.sources.get(script)
        if facts is None:
            return 0
        certain = (line for path, line in facts.writes if path == output or ("*" in path and fnmatchcase(output, path)))
        named = (line for path, line in facts.mentions if path == output)
        return next(certain, 0) or next(named, 0)
