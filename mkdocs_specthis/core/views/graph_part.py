"""The part of a graph around some of its nodes.

Knows nodes and edges as they are shown; what an edge is, is `core/dependencies/graph.py`'s and `core/views/graph.py`'s.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mkdocs_specthis.core.views.graph import GraphView
from mkdocs_specthis.core.views.vocabulary import headline_word

Neighbours = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    ids: frozenset[str]
    """Where to start: ids of nodes."""
    depth: int | None = None
    """Edges away, at most; None: as far as they lead."""
    up: bool = True
    down: bool = True


def part_of(view: GraphView, around: Around) -> GraphView:
    """The nodes within reach, and every edge between two of them."""
    kept = set(around.ids)
    if around.up:
        kept |= _reached(around, _neighbours((end, start) for start, end in view.edges))
    if around.down:
        kept |= _reached(around, _neighbours(view.edges))
    nodes = tuple(node for node in view.nodes if node.id in kept)
    edges = tuple(edge for edge in view.edges if kept.issuperset(edge))
    words = Counter(word.key for node in nodes for word in (node.word, *(mark.word for mark in node.marks)) if word)
    return replace(
        view,
        nodes=nodes,
        edges=edges,
        soft=view.soft.intersection(edges),
        states=tuple((headline_word(key), number) for key, number in words.most_common()),
        at_least={node.id: view.at_least[node.id] for node in nodes if node.id in view.at_least},
    )


def _neighbours(edges: Iterable[tuple[str, str]]) -> Neighbours:
    found: dict[str, list[str]] = {}
    for start, end in edges:
        found.setdefault(start, []).append(end)
    return {start: tuple(ends) for start, ends in found.items()}


def _reached(around: Around, neighbours: Neighbours) -> set[str]:
    seen = set(around.ids)
    wave: Iterable[str] = around.ids
    steps = 0
    while wave and (around.depth is None or steps < around.depth):
        wave = {end for start in wave for end in neighbours.get(start, ())} - seen
        seen |= wave
        steps += 1
    return seen
