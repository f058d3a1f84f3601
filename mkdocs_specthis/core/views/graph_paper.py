"""The last column of a graph: the sections of the papers that show what entries export.

Knows a graph without them, and where papers show what. Where a node stands is `core/views/layout.py`'s.
"""

from collections.abc import Mapping
from dataclasses import replace

from mkdocs_specthis.core.views.graph import SECTION, GraphView, Node, entry_graph, node_id, spec_graph, staged
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.shown_in import Chapter, Places

SECTIONS_DRAWN = 24
"""More sections than this are left out of the graph."""


def entry_graph_to_paper(lookups: Lookups) -> GraphView:
    ends = {name: node_id(name) for name in lookups.snapshot.entries}
    return with_sections(entry_graph(lookups.snapshot), lookups.places, ends)


def spec_graph_to_paper(lookups: Lookups) -> GraphView:
    ends = {name: node_id(entry.spec) for name, entry in lookups.snapshot.entries.items()}
    return with_sections(spec_graph(lookups.snapshot), lookups.places, ends)


def with_sections(view: GraphView, places: Places, ends: Mapping[str, str]) -> GraphView:
    """The graph with one more column; `ends` is the node of each entry. Unchanged where there are too many sections."""
    drawn = {node.id for node in view.nodes}
    sections: dict[str, Node] = {}
    edges: dict[tuple[str, str], None] = {}
    for name, shown in places.items():
        if ends.get(name) in drawn:
            for place in shown:
                node = _node(place.chapter)
                sections.setdefault(node.id, node)
                edges[ends[name], node.id] = None
    if not 0 < len(sections) <= SECTIONS_DRAWN:
        return view
    nodes, every = (*view.nodes, *sections.values()), (*view.edges, *edges)
    return replace(view, nodes=nodes, edges=every, at_least=staged(nodes, every))


def _node(chapter: Chapter) -> Node:
    id_ = node_id(f"{chapter.paper}#{chapter.anchor}")
    return Node(id=id_, label=chapter.name, kind=SECTION, paper=chapter.paper, anchor=chapter.anchor)
