"""Collects facts about the files of a project, each path looked at once.

Knows which files an entry needs; how to look is `effects/tree/workspace.py`. What they mean is said elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from posixpath import dirname

from mkdocs_specthis.core.contracts.interpreter import command_of, makefiles_of
from mkdocs_specthis.core.contracts.recorded import LISTING, listing_of, recorded_glances
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, SourceFacts
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.mentions import mentions_of_command
from mkdocs_specthis.core.parse.paths import is_pattern, path_problem
from mkdocs_specthis.core.parse.source import MAX_BYTES, read_source
from mkdocs_specthis.effects.artefacts.json_numbers import read_json_numbers
from mkdocs_specthis.effects.artefacts.json_stream import MAX_KEYS, read_json_facts
from mkdocs_specthis.effects.remembered.looks import note_link
from mkdocs_specthis.effects.remembered.shelf import kept
from mkdocs_specthis.effects.tree.workspace import Sight, Workspace

PYTHON_ROOTS = ("", "src")
"""Folders where absolute imports are looked up, besides the importing file's own and those of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the text of one file says."""

    facts: SourceFacts | None = None
    """None if the file could not be read."""
    asked: Mapping[str, bool] = field(default_factory=dict)
    """Path to whether it was there, for all that imports were looked for in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a look saw, as a Project holds it."""

    files: Mapping[str, FileFact]
    matches: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, SourceFacts]
    json: Mapping[str, JsonFacts]


@lru_cache
def _kind(roots: tuple[str, ...]) -> str:
    return f"source {roots!r}"


@dataclass
class Looker:
    """Collects facts; looks at each path once."""

    project: Project
    workspace: Workspace
    files: dict[str, FileFact] = field(default_factory=dict)
    matches: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, SourceFacts] = field(default_factory=dict)
    json: dict[str, JsonFacts] = field(default_factory=dict)
    existing: dict[str, bool] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        return Facts(files=self.files, matches=self.matches, sources=self.sources, json=self.json)

    def take(self, facts: Facts) -> None:
        """What another one has seen of other entries."""
        self.files.update(facts.files)
        self.matches.update(facts.matches)
        self.sources.update(facts.sources)
        self.json.update(facts.json)

    def look_at_entries(self, names: Iterable[str]) -> None:
        """Everything that the entries name, lean on and made."""
        entries = [self.project.entries[name] for name in names]
        for entry in entries:
            self.look_at(entry)
        self._follow_sources()
        self._look_at_mentions(entries)

    def look_at(self, entry: Entry) -> None:
        """Everything that an entry declares and that its receipt names."""
        settings = self.project.settings
        makefiles = makefiles_of(command_of(entry, settings))
        for value in (*entry.scripts, *entry.workflows, *entry.inputs):
            for path in self._matched(value.text):
                self.file(path)
        for path in (*makefiles, *settings.environment):
            self.file(path)
        if entry.schema is not None:
            self.file(entry.schema.text)
        for value in (*entry.scripts, *entry.workflows):
            for path in self._matched(value.text):
                self._source(path)
        for path in makefiles:
            self._source(path)
        receipt = self.project.receipts.get(entry.name)
        for path in receipt.undeclared if receipt else ():
            self.file(path)
        for role, path in recorded_glances(receipt):
            if role == LISTING:
                self._names(path)
            else:
                self.file(path)
        self.look_at_outputs(entry)

    def look_at_outputs(self, entry: Entry) -> None:
        for value in entry.declared_outputs:
            for path in self._matched(value.text):
                self.file(path)
        receipt = self.project.receipts.get(entry.name)
        for path in receipt.outputs if receipt else ():
            self.file(path)
        self._json(entry)

    def numbers_of_artefacts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Numbers of the JSON that entries of a spec with numbers in its prose make, or export."""
        entries = [entry for spec in self.project.specs if spec.numbers for entry in spec.entries]
        consumed = (self.project.entries.get(value.text) for entry in entries for value in entry.consumes or ())
        makers = (*entries, *(entry for entry in consumed if entry))
        for path in dict.fromkeys(value.text for maker in makers for value in maker.outputs):
            place = self.workspace.locate(path) if path.endswith(".json") and self.file(path).is_here else None
            if place is not None:
                with suppress(OSError):
                    yield path, self._numbers(path, Path(place))

    @staticmethod
    def _numbers(path: str, place: Path) -> tuple[str, ...]:
        return kept("numbers", path, str(place), tuple[str, ...], lambda: read_json_numbers(place))

    def file(self, path: str) -> FileFact:
        fact = self.files.get(path)
        if fact is None:
            sight = self.sights[path] = self.workspace.look(path)
            fact = self.files[path] = self.workspace.observe_at(path, sight)
        return fact

    def _is_as_known(self, path: str) -> bool:
        """Whether a file has the bytes that the project was last seen with."""
        return self.file(path) == self.project.files.get(path)

    def _matched(self, written: str) -> tuple[str, ...]:
        if not is_pattern(written):
            return (written,)
        if written not in self.matches:
            self.matches[written] = self.workspace.match(written)
        return self.matches[written]

    def _names(self, folder: str) -> None:
        """What lies in a folder that a run listed; nothing is noted of one that is not here."""
        names = self.workspace.names(folder)
        if names is not None:
            self.matches[listing_of(folder)] = names

    def _source(self, path: str) -> None:
        if path in self.sources or not self.file(path).is_here:
            return
        sight = self.sights.get(path) or self.workspace.look(path)
        place = sight.place
        if place is None:
            return
        if not sight.is_link:
            note_link(place)
        roots = self._roots_of(place) if sight.is_link else self._roots
        work = partial(self._read_source, path, roots)
        read = kept(_kind(roots), path, place, _Read, work, holds=self._still_holds, seen=sight.seen)
        if read.facts is not None:
            self.sources[path] = read.facts

    def _read_source(self, path: str, roots: tuple[str, ...]) -> "_Read":
        content = self.workspace.read(path, MAX_BYTES)
        if content is None:
            return _Read()
        asked: dict[str, bool] = {}

        def exists(module: str) -> bool:
            if module not in asked:
                asked[module] = self._exists(module)
            return asked[module]

        return _Read(facts=read_source(content, path, exists, roots), asked=asked)

    def _exists(self, path: str) -> bool:
        if path not in self.existing:
            self.existing[path] = self.workspace.exists(path)
        return self.existing[path]

    def _still_holds(self, read: "_Read") -> bool:
        """Whether the files that its imports were looked for in are there, or not, as they were."""
        return all(self._exists(path) is found for path, found in read.asked.items())

    def _roots_of(self, place: str) -> tuple[str, ...]:
        """Folders of absolute imports of a link: also where it leads, since Python looks there for a script."""
        target = self.workspace.name_of(place)
        return (*self._roots, dirname(target)) if target else self._roots

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """Folders of absolute imports: the usual ones, the settings', and those of the runs' `PYTHONPATH`."""
        settings = self.project.settings
        path = (
            folder for folder in settings.env.get("PYTHONPATH", "").split(":") if folder and not path_problem(folder)
        )
        return (*PYTHON_ROOTS, *("" if root == "." else root for root in (*settings.python_roots, *path)))

    def _follow_sources(self) -> None:
        """Look at every module that is imported, directly or through others."""
        waiting = list(self.sources)
        while waiting:
            for module in self.sources[waiting.pop()].modules:
                if module not in self.sources:
                    self.file(module)
                    self._source(module)
                    if module in self.sources:
                        waiting.append(module)

    def _look_at_mentions(self, entries: Iterable[Entry]) -> None:
        """Project files that sources name, so that undeclared ones are found."""
        commands = (command_of(entry, self.project.settings) for entry in entries)
        named = {path for command in set(commands) for path in mentions_of_command(command)}
        named.update(path for facts in self.sources.values() for path, _ in facts.mentions)
        for path in sorted(named - self.files.keys()):
            if self.workspace.exists(path):
                self.file(path)

    def _json(self, entry: Entry) -> None:
        """Keys of the artefact, where the spec demands some."""
        if not (entry.keys or entry.schema) or entry.exports or not entry.outputs:
            return
        path = entry.outputs[0].text
        if path in self.json or not self.file(path).is_here:
            return
        known = self.project.json.get(path)
        if (
            known is not None
            and _tells(known, entry)
            and all(map(self._is_as_known, (path, *((entry.schema.text,) if entry.schema else ()))))
        ):
            self.json[path] = known
            return
        place = self.workspace.locate(path)
        if place is None:
            return
        schema = self.workspace.read(entry.schema.text, MAX_BYTES) if entry.schema else None
        kind = f"json 2 {self.file(entry.schema.text).digest}" if entry.schema else "json 2"
        try:
            facts = kept(kind, path, place, JsonFacts, lambda: read_json_facts(Path(place), schema))
            if not _tells(facts, entry):
                kind = f"{kind} {sorted(entry.keys)}"
                work = partial(read_json_facts, Path(place), schema, entry.keys)
                facts = kept(kind, path, place, JsonFacts, work)
            self.json[path] = facts
        except OSError:
            self.json[path] = JsonFacts(error="it cannot be read")


def _tells(facts: JsonFacts, entry: Entry) -> bool:
    """Whether they tell of every key that an entry demands: of very many keys the first ones are kept."""
    keys = facts.keys or ()
    return len(keys) < MAX_KEYS or {*entry.keys} <= {*keys}
