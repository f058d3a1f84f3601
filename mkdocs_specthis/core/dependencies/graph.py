"""The dependency graph over entries and whole specs. The only importer of networkx.

Knows names and edges; nothing of states, files or pages.

A node is an entry's name, or `spec:<path>` for a spec that some entry consumes whole: its members lead
into it and it leads into its consumers, so that a fan-in of n entries into m consumers costs n + m edges.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

SPEC_NODE = "spec:"


def spec_node(path: str) -> str:
    return SPEC_NODE + path


def is_spec_node(node: str) -> bool:
    return node.startswith(SPEC_NODE)


@dataclass(frozen=True)
class Graph:
    """Direct edges both ways, with the order in which things can be made.

    `up` and `down` map every node to its sorted direct neighbours; keys are in the order of the project.
    """

    up: Mapping[str, tuple[str, ...]]
    down: Mapping[str, tuple[str, ...]]

    @cached_property
    def _digraph(self) -> "nx.DiGraph[str]":
        import networkx as nx

        digraph: nx.DiGraph[str] = nx.DiGraph()
        digraph.add_nodes_from(self.up)
        digraph.add_edges_from((above, node) for node, ups in self.up.items() for above in ups)
        return digraph

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """Every node, upstream first; nodes that rest on each other stand together, sorted."""
        try:
            return tuple((node,) for node in TopologicalSorter(self.up).static_order())
        except CycleError:
            return self._components_with_knots()

    def _components_with_knots(self) -> tuple[tuple[str, ...], ...]:
        import networkx as nx

        condensed = nx.condensation(self._digraph)
        return tuple(
            tuple(sorted(condensed.nodes[component]["members"])) for component in nx.topological_sort(condensed)
        )

    @property
    def order(self) -> Iterator[str]:
        """Every node, upstream first."""
        return (node for component in self.components for node in component)

    @cached_property
    def knots(self) -> tuple[tuple[str, ...], ...]:
        """The groups of nodes that rest on each other, or a node that rests on itself."""
        return tuple(component for component in self.components if self.is_knot(component))

    @cached_property
    def knotted(self) -> frozenset[str]:
        """Every node that stands in a knot."""
        return frozenset(node for knot in self.knots for node in knot)

    def is_knot(self, component: tuple[str, ...]) -> bool:
        return len(component) > 1 or component[0] in self.up[component[0]]

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """One cycle of each knot, as the path that closes on its first node, smallest name first."""
        return tuple(self._cycle_through(knot[0], frozenset(knot)) for knot in self.knots)

    def _cycle_through(self, start: str, knot: frozenset[str]) -> tuple[str, ...]:
        """The shortest way from `start` back to itself inside its knot."""
        came: dict[str, str] = {}
        wave = [start]
        while wave:
            following = []
            for node in wave:
                for below in self.down[node]:
                    if below == start:
                        return self._walk_back(came, start, node)
                    if below in knot and below not in came:
                        came[below] = node
                        following.append(below)
            wave = following
        return (start, start)

    @staticmethod
    def _walk_back(came: Mapping[str, str], start: str, node: str) -> tuple[str, ...]:
        path = [start, node]
        while path[-1] != start:
            path.append(came[path[-1]])
        return tuple(reversed(path))

    def entries_above(self, name: str) -> tuple[str, ...]:
        """Entries that this one consumes directly, or through a whole spec, sorted."""
        return tuple(sorted(set(self._entries(name, self.up)) - {name}))

    def _entries(self, name: str, edges: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        for node in edges.get(name, ()):
            if is_spec_node(node):
                yield from edges[node]
            else:
                yield node

    def all_above(self, *names: str) -> Iterator[str]:
        """Every entry upstream of any of these, once, nearest first; one of them only if it is upstream itself."""
        return self._walk(names, self.up)

    def all_below(self, *names: str) -> Iterator[str]:
        """Every entry downstream of any of these, once, nearest first; one of them only if it is downstream itself."""
        return self._walk(names, self.down)

    def _walk(self, names: Iterable[str], edges: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        seen: set[str] = set()
        wave = list(names)
        while wave:
            following = []
            for node in wave:
                for neighbour in edges.get(node, ()):
                    if neighbour not in seen:
                        seen.add(neighbour)
                        following.append(neighbour)
                        if not is_spec_node(neighbour):
                            yield neighbour
            wave = following


def build_graph(
    entries: Iterable[str], consumed: Mapping[str, tuple[str, ...]], members: Mapping[str, tuple[str, ...]]
) -> Graph:
    """Join what each entry consumes into a graph.

    `consumed` maps an entry to nodes (entries, or spec nodes); `members` maps a spec node to its entries.
    Names that are no node are left out: a finding elsewhere says so.
    """
    used = {node for nodes in consumed.values() for node in nodes if is_spec_node(node) and node in members}
    up: dict[str, set[str]] = {name: set() for name in entries}
    up.update({node: set(members[node]) for node in sorted(used)})
    for name, nodes in consumed.items():
        up[name].update(node for node in nodes if node in up)
    down: dict[str, list[str]] = {node: [] for node in up}
    for node, ups in up.items():
        for above in ups:
            down[above].append(node)
    return Graph(
        up={node: tuple(sorted(ups)) for node, ups in up.items()},
        down={node: tuple(sorted(downs)) for node, downs in down.items()},
    )
