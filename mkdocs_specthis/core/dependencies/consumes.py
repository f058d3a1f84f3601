"""What each entry consumes, as declared and as leaned on, with the vocabulary that is within reach of it.

A string in a script that is another entry's output counts as much as a declared one. Knows no state.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from mkdocs_specthis.core.dependencies.graph import spec_node
from mkdocs_specthis.core.dependencies.makers import Makers
from mkdocs_specthis.core.dependencies.spec_vocabulary import Vocabulary
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec, SpecKind
from mkdocs_specthis.core.parse.paths import is_below, is_pattern
from mkdocs_specthis.core.recall import Afresh

_AFRESH = Afresh()


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
    makers: Makers

    def maker(self, path: str, *, besides: str = "") -> str:
        """Entry that makes `path`; empty if none does or it is `besides`."""
        maker = self.makers.of(path)
        return "" if maker == besides else maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What an entry makes and uses, as paths."""

    name: str
    outputs: tuple[str, ...]
    """As written."""
    leaned: tuple[str, ...] = ()
    """The files judged with it; none of an entry that cannot be read."""
    words: tuple[str, ...] = ()
    """The path-like words of its command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outline:
    """What counts of a spec for those that consume it."""

    path: str
    kind: SpecKind
    unreadable: bool
    depends_on: tuple[str, ...]
    """Names, in lower case."""


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What counts for all entries alike."""

    makers: Makers
    members: Mapping[str, tuple[str, ...]]
    specs: Mapping[str, _Outline]
    """By name, in lower case."""
    leaners: Mapping[str, frozenset[str]]
    """File to the entries that lean on it."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Every entry."""
        return frozenset(name for names in self.members.values() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Consumed:
    """What some entries consume, each beside its name."""

    nodes: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    left_out: tuple[tuple[str, tuple[Mention, ...]], ...]


def consumption_of(project: Project, used: Mapping[str, tuple[Used, ...]], recall: Afresh = _AFRESH) -> Consumption:
    """Join everything. `used`: path of each spec with entries to what these make and use."""
    shared = _shared(project, used, recall)
    reader = Vocabulary(project)
    found = [
        recall.value(("consumed", path), (rows, shared), project, partial(_consumed, rows, shared))
        for path, rows in used.items()
    ]
    nodes = {name: nodes for one in found for name, nodes in one.nodes}
    return Consumption(
        nodes={name: nodes[name] for name in project.entries},
        members=shared.members,
        unknown=dict(row for one in found for row in one.unknown),
        left_out=dict(row for one in found for row in one.left_out),
        vocabulary={spec.path: reader.vocabulary_of(spec) for spec in project.specs if spec.entries},
        unread={spec.path: unread for spec in project.specs if spec.entries and (unread := reader.unread_by(spec))},
        makers=shared.makers,
    )


def _shared(project: Project, used: Mapping[str, tuple[Used, ...]], recall: Afresh) -> _Shared:
    """The very object of before where it is equal, so that what rests on it stands."""
    outputs = {row.name: row.outputs for rows in used.values() for row in rows}
    every = tuple(used.values())
    shared = _Shared(
        makers=recall.same("makers", Makers({name: outputs[name] for name in project.entries}), project),
        members=recall.same("members", _members(project, used), project),
        specs=recall.same("outlines", {spec.name.lower(): _outline(spec) for spec in project.specs}, project),
        leaners=recall.value("leaners", every, project, lambda _: _leaners(every)),
    )
    return recall.same("shared", shared, project)


def _outline(spec: Spec) -> _Outline:
    names = tuple(reference.name.lower() for reference in spec.depends_on)
    return _Outline(path=spec.path, kind=spec.kind, unreadable=spec.unreadable, depends_on=names)


def _members(project: Project, used: Mapping[str, tuple[Used, ...]]) -> Mapping[str, tuple[str, ...]]:
    empty: dict[str, tuple[Used, ...]]
    empty = {spec.path: () for spec in project.specs if spec.kind.has_entries or spec.unreadable}
    return {spec_node(path): tuple(row.name for row in rows) for path, rows in {**empty, **used}.items()}


def _leaners(used: Iterable[tuple[Used, ...]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in (row for rows in used for row in rows):
        for path in row.leaned:
            found.setdefault(path, set()).add(row.name)
    return {path: frozenset(names) for path, names in found.items()}


def _consumed(rows: tuple[Used, ...], shared: _Shared, project: Project) -> _Consumed:
    reader = _Reader(project=project, shared=shared)
    nodes = tuple((row.name, reader.nodes_of(project.entries[row.name], row)) for row in rows)
    return _Consumed(nodes=nodes, unknown=tuple(reader.unknown.items()), left_out=tuple(reader.left_out.items()))


@dataclass(kw_only=True)
class _Reader:
    project: Project
    shared: _Shared
    unknown: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left_out: dict[str, tuple[Mention, ...]] = field(default_factory=dict)

    def nodes_of(self, entry: Entry, used: Used) -> tuple[str, ...]:
        written = self._written(entry) if entry.consumes is not None else self._default(entry)
        read = (*entry.scripts, *entry.workflows, *entry.inputs)
        inputs = {maker for value in read if (maker := self._maker_besides(value.text, entry.name))}
        mentions = tuple(self._mentions(entry, used))
        if entry.consumes is not None:
            self._note_left_out(entry, written, inputs, mentions)
        covered = {name for node in written for name in self.shared.members.get(node, ())}
        extra = inputs | {mention.maker for mention in mentions}
        return tuple(sorted(written | (extra - covered)))

    def _maker_besides(self, path: str, name: str) -> str:
        maker = "" if is_pattern(path) else self.shared.makers.of(path)
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
        if text in self.shared.names:
            return text
        spec = self.shared.specs.get(text.removesuffix(".md").rsplit("/", 1)[-1].lower())
        return spec_node(spec.path) if spec and spec_node(spec.path) in self.shared.members else ""

    def _default(self, entry: Entry) -> set[str]:
        spec = self.shared.specs.get(entry.spec_name.lower())
        known = (self.shared.specs.get(name) for name in (spec.depends_on if spec else ()))
        return {
            spec_node(other.path)
            for other in known
            if other and other.path != entry.spec and (other.kind is SpecKind.COMPUTE or self._held_entries(other))
        }

    def _held_entries(self, spec: _Outline) -> bool:
        """Whether a spec that cannot be read is known to have had entries."""
        return spec.unreadable and bool(self.shared.members.get(spec_node(spec.path)))

    def _mentions(self, entry: Entry, used: Used) -> Iterator[Mention]:
        """Strings that are another entry's output.

        In a file that the maker leans on too and that names an output of this entry as well, the string may be there
        for the maker alone, as in a list of all paths: there it is no sign.
        """
        for path in used.leaned:
            facts = self.project.sources.get(path)
            mentions = facts.mentions if facts else ()
            names_own = any(self.shared.makers.of(text) == entry.name for text, _ in mentions)
            for text, line in mentions:
                maker = self._mentioned_maker(text, entry.name)
                if maker and not (names_own and maker in self.shared.leaners.get(path, ())):
                    yield Mention(path=text, maker=maker, file=path, line=line)
        for text in used.words:
            maker = self._mentioned_maker(text, entry.name)
            if maker:
                yield Mention(
                    path=text, maker=maker, file=entry.spec, line=entry.run.line if entry.run else entry.location.line
                )

    def _mentioned_maker(self, text: str, name: str) -> str:
        settings = self.project.settings
        if not (is_below(text, settings.results) or is_below(text, settings.reports)):
            return ""
        maker = self.shared.makers.of(text)
        return "" if maker == name else maker

    def _note_left_out(self, entry: Entry, written: set[str], inputs: set[str], mentions: tuple[Mention, ...]) -> None:
        covered = written | {name for node in written for name in self.shared.members.get(node, ())}
        missed = {mention.maker: mention for mention in mentions if mention.maker not in covered}
        for value in (*entry.scripts, *entry.workflows, *entry.inputs):
            maker = self._maker_besides(value.text, entry.name)
            if maker in inputs - covered:
                missed.setdefault(maker, Mention(path=value.text, maker=maker, file=entry.spec, line=value.line))
        if missed:
            self.left_out[entry.name] = tuple(missed.values())
