"""What an entry rests on and what rests on it, drawn beside it as HTML, and the way from there to the graph.

Knows nothing of what is further away than one step.
"""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from mkdocs_specthis.core.views.entry import NEIGHBOURS_SHOWN, EntryPage
from mkdocs_specthis.core.views.graph import node_id
from mkdocs_specthis.core.views.mark import Mark
from mkdocs_specthis.frontends.mkdocs.addresses import GRAPH, GRAPH_ENTRIES, GRAPH_SPECS, Links
from mkdocs_specthis.frontends.mkdocs.html import element, join
from mkdocs_specthis.frontends.mkdocs.render.components import details, link, node, node_address, section_node


def link_to_graph(view: EntryPage, links: Links) -> Markup:
    """Where the graph shows it: by entry, or its spec where there are too many entries to be drawn."""
    opens_by_spec = links.has(GRAPH_ENTRIES)
    if view.in_graph:
        by_entry = GRAPH_ENTRIES if opens_by_spec else GRAPH
        return link(links.to(by_entry, query=f"focus={view.entry.name}"), "Show in the graph")
    query = f"focus={quote(node_id(view.entry.spec))}"
    return link(links.to(GRAPH if opens_by_spec else GRAPH_SPECS, query=query), "Show its spec in the graph")


def render_lineage(view: EntryPage, links: Links) -> Markup:
    arrow = element("span", class_="st-arr", aria_hidden="true")
    own = element("ul", element("li", node(view.mark, None)))
    sections = [section_node(chapter, links) for chapter in view.chapters]
    return element(
        "div",
        element("div", element("h3", "Upstream"), _nodes(view.above, view.above_more, links, "Consumes no entry", ())),
        arrow,
        element("div", element("h3", "This entry"), own),
        arrow,
        element(
            "div",
            element("h3", "Downstream"),
            _nodes(view.below, view.below_more, links, "Nothing consumes this yet", sections),
        ),
        class_="st-lin",
        role="group",
        aria_label=f"Lineage of {view.entry.name}",
    )


def _nodes(marks: tuple[Mark, ...], more: int, links: Links, nothing: str, sections: Sequence[Markup]) -> Markup:
    items = [element("li", node(mark, links)) for mark in marks[:NEIGHBOURS_SHOWN]]
    if rest := marks[NEIGHBOURS_SHOWN:]:
        items.append(element("li", details(f"and {len(rest) + more:,} more", None, _named(rest, more, links))))
    items += [element("li", section) for section in sections]
    return element("ul", *(items or [element("li", nothing, class_="st-none")]))


def _named(marks: tuple[Mark, ...], more: int, links: Links) -> Markup:
    names = join((link(node_address(links, mark), mark.name, class_="st-id") for mark in marks), ", ")
    return element("p", names, f" and {more:,} more" if more else None)
