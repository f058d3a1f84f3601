"""Who makes which path, what each entry consumes, and which vocabulary is within reach.

Declared and leaned-on alike: a string in a script that is another entry's output counts. Knows no state.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from mkdocs_specthis.core.graph import spec_node
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec, SpecKind
from mkdocs_specthis.core.parse.paths import fold_path, is_below, is_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A string that is another entry's output, where it stands."""

    path: str
    maker: str
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Consumption:
    """What rests on what, by name."""

    nodes: Mapping[str, tuple[str, ...]]
    """Entry to the sorted nodes that it consumes directly."""
    members: Mapping[str, tuple[str, ...]]
    """Spec node to the entries of that spec, for every spec that has entries or cannot be read."""
    unknown: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Entry to the names in its `Consumes` that are nothing, with their lines."""
    left_out: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    """Entry to the outputs of others that it leans on although its explicit `Consumes` leaves them out."""
    vocabulary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Spec path to the vocabulary within reach of it: name to digest."""
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Spec path to the names of the specs within reach of it that cannot be read."""
    makers: "Makers"

    def maker(self, path: str, *, besides: str = "") -> str:
        """Entry that makes `path`; empty if none does or it is `besides`."""
        maker = self.makers.of(path)
        return "" if maker == besides else maker


@dataclass(frozen=True)
class Makers:
    """Which entry declares which output."""

    entries: Mapping[str, Entry]

    @cached_property
    def _files(self) -> Mapping[str, str]:
        made: dict[str, str] = {}
        for name, entry in self.entries.items():
            for value in entry.declared_outputs:
                if not is_pattern(value.text):
                    made.setdefault(fold_path(value.text), name)
        return made

    @cached_property
    def _patterns(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (fold_path(value.text) + ("*" if value.text.endswith("/") else ""), name)
            for name, entry in self.entries.items()
            for value in entry.declared_outputs
            if is_pattern(value.text)
        )

    def of(self, path: str) -> str:
        """Name of the entry that makes `path`; empty if none does."""
        folded = fold_path(path)
        found = self._files.get(folded)
        if found is not None:
            return found
        return next((name for pattern, name in self._patterns if fnmatchcase(folded, pattern)), "")


def consumption_of(
    project: Project, leaned: Mapping[str, tuple[str, ...]], commands: Mapping[str, tuple[str, ...]]
) -> Consumption:
    """Join everything.

    `leaned`: entry to the files judged with it; `commands`: entry to the path-like words of its command.
    """
    reader = _Reader(project=project, leaned=leaned, commands=commands)
    nodes = {name: reader.nodes_of(entry) for name, entry in project.entries.items()}
    return Consumption(
        nodes=nodes,
        members=reader.members,
        unknown=reader.unknown,
        left_out=reader.left_out,
        vocabulary={spec.path: reader.vocabulary_of(spec) for spec in project.specs if spec.entries},
        unread={spec.path: unread for spec in project.specs if spec.entries and (unread := reader.unread_by(spec))},
        makers=reader.makers,
    )


@dataclass(kw_only=True)
class _Reader:
    project: Project
    leaned: Mapping[str, tuple[str, ...]]
    commands: Mapping[str, tuple[str, ...]]
    unknown: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left_out: dict[str, tuple[Mention, ...]] = field(default_factory=dict)

    @cached_property
    def makers(self) -> Makers:
        return Makers(self.project.entries)

    @cached_property
    def specs(self) -> Mapping[str, Spec]:
        return {spec.name.lower(): spec for spec in self.project.specs}

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {
            spec_node(spec.path): [] for spec in self.project.specs if spec.kind.has_entries or spec.unreadable
        }
        for name, entry in self.project.entries.items():
            found.setdefault(spec_node(entry.spec), []).append(name)
        return {node: tuple(names) for node, names in found.items()}

    @cached_property
    def leaners(self) -> Mapping[str, frozenset[str]]:
        """File to the entries that lean on it."""
        found: dict[str, set[str]] = {}
        for name, files in self.leaned.items():
            for path in files:
                found.setdefault(path, set()).add(name)
        return {path: frozenset(names) for path, names in found.items()}

    def nodes_of(self, entry: Entry) -> tuple[str, ...]:
        written = self._written(entry) if entry.consumes is not None else self._default(entry)
        read = (*entry.scripts, *entry.workflows, *entry.inputs)
        inputs = {maker for value in read if (maker := self._maker_besides(value.text, entry.name))}
        mentions = tuple(self._mentions(entry))
        if entry.consumes is not None:
            self._note_left_out(entry, written, inputs, mentions)
        covered = {name for node in written for name in self.members.get(node, ())}
        extra = inputs | {mention.maker for mention in mentions}
        return tuple(sorted(written | (extra - covered)))

    def _maker_besides(self, path: str, name: str) -> str:
        maker = "" if is_pattern(path) else self.makers.of(path)
        return "" if maker == name else maker

    def _written(self, entry: Entry) -> set[str]:
        nodes: set[str] = set()
        unknown = []
        for value in entry.consumes or ():
            node = self._node(value.text)
            if node:
                nodes.add(node)
            else:
                unknown.append((value.text, value.line))
        if unknown:
            self.unknown[entry.name] = tuple(unknown)
        return nodes

    def _node(self, text: str) -> str:
        """The node that a name in `Consumes` stands for; empty if none."""
        if text in self.project.entries:
            return text
        spec = self.specs.get(text.removesuffix(".md").rsplit("/", 1)[-1].lower())
        return spec_node(spec.path) if spec and spec_node(spec.path) in self.members else ""

    def _default(self, entry: Entry) -> set[str]:
        spec = next((spec for spec in (self.specs.get(entry.spec_name.lower()),) if spec), None)
        references = spec.depends_on if spec else ()
        known = (self.specs.get(reference.name.lower()) for reference in references)
        return {
            spec_node(other.path)
            for other in known
            if other and other.path != entry.spec and (other.kind is SpecKind.COMPUTE or self._held_entries(other))
        }

    def _held_entries(self, spec: Spec) -> bool:
        """Whether a spec that cannot be read is known to have had entries."""
        return spec.unreadable and bool(self.members.get(spec_node(spec.path)))

    def _mentions(self, entry: Entry) -> Iterator[Mention]:
        """Strings that are another entry's output.

        In a file that the maker leans on too and that names an output of this entry as well, the string may be there
        for the maker alone, as in a list of all paths: there it is no sign.
        """
        for path in self.leaned.get(entry.name, ()):
            facts = self.project.sources.get(path)
            mentions = facts.mentions if facts else ()
            names_own = any(self.makers.of(text) == entry.name for text, _ in mentions)
            for text, line in mentions:
                maker = self._mentioned_maker(text, entry.name)
                if maker and not (names_own and maker in self.leaners.get(path, ())):
                    yield Mention(path=text, maker=maker, file=path, line=line)
        for text in self.commands.get(entry.name, ()):
            maker = self._mentioned_maker(text, entry.name)
            if maker:
                yield Mention(
                    path=text, maker=maker, file=entry.spec, line=entry.run.line if entry.run else entry.location.line
                )

    def _mentioned_maker(self, text: str, name: str) -> str:
        settings = self.project.settings
        if not (is_below(text, settings.results) or is_below(text, settings.reports)):
            return ""
        maker = self.makers.of(text)
        return "" if maker == name else maker

    def _note_left_out(self, entry: Entry, written: set[str], inputs: set[str], mentions: tuple[Mention, ...]) -> None:
        covered = written | {name for node in written for name in self.members.get(node, ())}
        missed = {mention.maker: mention for mention in mentions if mention.maker not in covered}
        for value in (*entry.scripts, *entry.workflows, *entry.inputs):
            maker = self._maker_besides(value.text, entry.name)
            if maker in inputs - covered:
                missed.setdefault(maker, Mention(path=value.text, maker=maker, file=entry.spec, line=value.line))
        if missed:
            self.left_out[entry.name] = tuple(missed.values())

    def vocabulary_of(self, spec: Spec) -> Mapping[str, str]:
        """Definitions, templates and meta specs reachable through `depends_on`: name to digest."""
        return {
            other.name: other.prose_digest
            for other in self._reachable(spec)
            if other.kind.is_vocabulary and other.path != spec.path and not other.unreadable
        }

    def unread_by(self, spec: Spec) -> tuple[str, ...]:
        """Names of the specs within reach that cannot be read."""
        return tuple(other.name for other in self._reachable(spec) if other.unreadable and other.path != spec.path)

    def _reachable(self, spec: Spec) -> Iterable[Spec]:
        seen: dict[str, Spec] = {spec.path: spec}
        waiting = [spec]
        while waiting:
            for reference in waiting.pop().depends_on:
                other = self.specs.get(reference.name.lower())
                if other and other.path not in seen:
                    seen[other.path] = other
                    waiting.append(other)
        return sorted(seen.values(), key=lambda other: other.name)
