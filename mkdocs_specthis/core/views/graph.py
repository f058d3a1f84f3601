"""What the pipeline graph shows: nodes with their states, and what flows along each edge.

Two views: by entry, and by spec. Where nodes stand is `core/views/layout.py`'s.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mkdocs_specthis.core.dependencies.graph import SPEC_NODE, is_spec_node
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.layout import Edge, rank, too_many
from mkdocs_specthis.core.views.mark import Mark, entry_mark, node_mark, pressing
from mkdocs_specthis.core.views.spec import own_entries, title_of
from mkdocs_specthis.core.views.vocabulary import Word, headline_word

BY_SPEC_ABOVE = 150
"""More entries than this, and the graph opens by spec."""
SOURCES_SHOWN = 24
"""More input files than this are left out of the graph."""
SOURCE, SECTION = "source", "section"
_STAGES: Mapping[str, int] = {
    SOURCE: 0,
    "meta": 0,
    "definitions": 0,
    "templates": 0,
    "report": 2,
    "figure": 2,
    SECTION: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    id: str
    """Unique in the graph; no white space."""
    label: str
    kind: str
    """`source`, `compute`, `report`, `figure`, `unknown`, `spec` (a whole spec), `section`, or a kind of spec."""
    word: Word | None = None
    """State; None for what has none."""
    entry: str = ""
    """Name of the entry that it leads to; empty if none."""
    spec: str = ""
    """Path of the spec that it leads to; empty if none."""
    marks: tuple[Mark, ...] = ()
    """By spec: one per entry."""
    stage: str = ""
    """Title of the spec that it comes from: what its column is called if all in it agree. Empty if it has none."""
    paper: str = ""
    """Path of the host document that it is a section of; empty if it is none."""
    anchor: str = ""
    """Where the page of that paper shows the section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphView:
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    """(upstream, downstream), by id."""
    soft: frozenset[tuple[str, str]] = frozenset()
    """Edges that carry words, not artefacts."""
    states: tuple[tuple[Word, int], ...] = ()
    """Words that occur among the nodes, each with how many."""
    at_least: Mapping[str, int] = field(default_factory=dict)
    """Id to the smallest column that the node may stand in."""

    @property
    def too_many(self) -> str:
        """Of what there is too much to draw it, as `3,001 nodes`; empty if it can be drawn."""
        return too_many(len(self.nodes), len(self.edges))


def entry_graph(snapshot: Snapshot) -> GraphView:
    """One node per entry; input files that nobody makes on the left, if they are few."""
    sources = _sources(snapshot)
    nodes = [Node(id=_source_id(path), label=path.rsplit("/", 1)[-1], kind=SOURCE) for path in sources]
    nodes += [_entry_node(snapshot, node) for node in snapshot.graph.up]
    edges = [(_source_id(path), name) for path, names in sources.items() for name in names]
    edges += [(node_id(above), node_id(node)) for node, ups in snapshot.graph.up.items() for above in ups]
    return GraphView(
        nodes=tuple(nodes),
        edges=tuple(edges),
        states=_states(node.word for node in nodes),
        at_least=staged(nodes, edges),
    )


def staged(nodes: Sequence[Node], edges: Sequence[Edge]) -> Mapping[str, int]:
    """The smallest column of each node: words and sources, what is computed, what is exported, what shows it."""
    stages = {node.id: _STAGES.get(node.kind, 1) for node in nodes}
    at_least: dict[str, int] = {}
    for stage in (1, 2, 3):
        ranks = rank(tuple(stages), edges, at_least)
        deepest = max((place for id_, place in ranks.items() if stages[id_] < stage), default=-1)
        at_least.update({id_: deepest + 1 for id_, own in stages.items() if own == stage})
    return at_least


def _source_id(path: str) -> str:
    return "file:" + node_id(path)


def node_id(node: str) -> str:
    """What a node of the graph, or a path, is called where it is drawn."""
    return "".join("_" if character.isspace() else character for character in node)


def _sources(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Input files to the entries that read them; nothing if there are many."""
    readers: dict[str, list[str]] = {}
    for name, contract in snapshot.contracts.items():
        for path in contract.inputs:
            readers.setdefault(path, []).append(name)
        if len(readers) > SOURCES_SHOWN:
            return {}
    return {path: tuple(names) for path, names in sorted(readers.items())}


def _entry_node(snapshot: Snapshot, node: str) -> Node:
    mark = node_mark(snapshot, node)
    entry = "" if is_spec_node(node) else node
    spec = snapshot.specs_by_path.get(snapshot.entries[entry].spec if entry else mark.spec)
    return Node(
        id=node_id(node),
        label=mark.name,
        kind=mark.kind,
        word=mark.word,
        entry=entry,
        spec=mark.spec,
        stage=title_of(spec) if spec and mark.kind == "compute" else "",
    )


def spec_graph(snapshot: Snapshot) -> GraphView:
    """One node per spec; solid edges carry artefacts, soft ones words."""
    solid = dict.fromkeys(_flows(snapshot))
    words = dict.fromkeys(_words(snapshot, solid))
    used = {start for start, _ in words}
    nodes = tuple(_spec_node(snapshot, spec) for spec in snapshot.project.specs if _is_drawn(spec, used))
    drawn = {node.id for node in nodes}
    edges = tuple(edge for edge in (*solid, *words) if drawn.issuperset(edge))
    return GraphView(
        nodes=nodes,
        edges=edges,
        soft=frozenset(words),
        states=_states(mark.word for node in nodes for mark in node.marks),
        at_least=staged(nodes, edges),
    )


def _is_drawn(spec: Spec, used: set[str]) -> bool:
    """Prose that nobody uses stays out."""
    return spec.kind.has_entries or spec.unreadable or node_id(spec.path) in used


def _spec_node(snapshot: Snapshot, spec: Spec) -> Node:
    marks = tuple(entry_mark(snapshot, entry.name) for entry in own_entries(snapshot, spec))
    word = headline_word("unknown") if spec.unreadable else None
    kind = "unknown" if spec.unreadable else spec.kind.value
    return Node(id=node_id(spec.path), label=spec.name, kind=kind, word=word, spec=spec.path, marks=marks)


def _flows(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """(spec, spec) for every artefact that goes from one to the other."""
    for node, ups in snapshot.graph.up.items():
        if is_spec_node(node):
            continue
        end = snapshot.entries[node].spec
        for above in ups:
            start = above.removeprefix(SPEC_NODE) if is_spec_node(above) else snapshot.entries[above].spec
            if start != end:
                yield node_id(start), node_id(end)


def _words(snapshot: Snapshot, solid: Mapping[tuple[str, str], None]) -> Iterator[tuple[str, str]]:
    for spec in snapshot.project.specs:
        for reference in spec.depends_on:
            other = snapshot.specs_by_name.get(reference.name)
            edge = (node_id(other.path), node_id(spec.path)) if other else None
            if edge and edge[0] != edge[1] and edge not in solid:
                yield edge


def _states(words: Iterable[Word | None]) -> tuple[tuple[Word, int], ...]:
    counts = Counter(word.key for word in words if word)
    return tuple((headline_word(key), counts[key]) for key in sorted(counts, key=pressing))


def stages(columns: Iterable[Iterable[str]], nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """What each column is called: by the spec that all in it come from, else by the kind that most of them have."""
    return tuple(_stage(tuple(nodes[one] for one in column)) for column in columns)


def _stage(column: Sequence[Node]) -> str:
    kinds = Counter(node.kind for node in column)
    exports, computes = kinds["report"] + kinds["figure"], kinds["compute"] + kinds["spec"] + kinds["unknown"]
    words = kinds["definitions"] + kinds["templates"] + kinds["meta"]
    amounts = {
        "Source": kinds[SOURCE],
        "Definitions": words,
        "Compute": computes,
        "Report and figure": exports,
        "Paper": kinds[SECTION],
    }
    name = max(amounts, key=lambda stage: amounts[stage])
    own = {node.stage for node in column}
    return (own.pop() if len(own) == 1 else "") or name
