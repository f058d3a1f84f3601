"""How many entries rest on some others, each counted once: sets of entries as the bits of a number.

Knows the graph; not what state anything is in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from mkdocs_specthis.core.dependencies.graph import Graph, is_spec_node


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    places: Mapping[str, int]
    """Entry to its bit."""
    below: Mapping[str, int]
    """Node to the bits of every entry downstream of it."""

    def count_below(self, names: Iterable[str], but: Iterable[str] = ()) -> int:
        """Entries that rest on any of `names`, directly or not, and are none of them and none of `but`."""
        chosen = tuple(names)
        own = reduce(or_, (self.places[name] for name in (*chosen, *but)), 0)
        found = reduce(or_, (self.below[name] for name in chosen), 0)
        return (found & ~own).bit_count()


def reach_of(graph: Graph) -> Reach:
    """One walk from downstream up: edges steps, each on a number of as many bits as there are entries."""
    places = {node: 1 << place for place, node in enumerate(node for node in graph.up if not is_spec_node(node))}
    below: dict[str, int] = {}
    for component in reversed(graph.components):
        members = reduce(or_, (places.get(node, 0) for node in component), 0) if graph.is_knot(component) else 0
        outside = {child for node in component for child in graph.down[node]} - set(component)
        found = reduce(or_, (below[child] | places.get(child, 0) for child in outside), members)
        below.update(dict.fromkeys(component, found))
    return Reach(places=places, below=below)
