"""The graph in stretches: so many nodes at a time, upstream first, each with what leads into it from before.

Knows names and edges. What a stretch is worked out for, and remembered as, is told elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mkdocs_specthis.core.dependencies.graph import Graph

TOGETHER = 64
"""Components of a stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    components: tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...]
    """Each with the nodes beside it that it rests on directly, and whether it is a knot."""
    nodes: tuple[str, ...]
    outside: tuple[str, ...]
    """Nodes of earlier stretches that one of these rests on directly."""


def stretches_of(graph: Graph) -> tuple[Stretch, ...]:
    """Every component once; what one rests on stands before it."""
    every = graph.components
    return tuple(_stretch(every[start : start + TOGETHER], graph) for start in range(0, len(every), TOGETHER))


def _stretch(components: tuple[tuple[str, ...], ...], graph: Graph) -> Stretch:
    rows = tuple((component, tuple(_beside(component, graph)), graph.is_knot(component)) for component in components)
    nodes = dict.fromkeys(node for component in components for node in component)
    outside = dict.fromkeys(node for _, above, _ in rows for node in above if node not in nodes)
    return Stretch(components=rows, nodes=tuple(nodes), outside=tuple(outside))


def _beside(component: tuple[str, ...], graph: Graph) -> Iterable[str]:
    """What the nodes of a component rest on directly beside each other."""
    if not graph.is_knot(component):
        return graph.up[component[0]]
    return [parent for node in component for parent in graph.up[node] if parent not in component]
