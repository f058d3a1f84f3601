"""The graph pages as HTML: by entry and by spec, each with filters, a key, and the same content as a table."""

from collections.abc import Mapping

from markupsafe import Markup

from mkdocs_specthis.core.views.graph import SECTION, GraphView, Node
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.core.views.vocabulary import OVERLAY_WORDS, Word, headline_word
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES, GRAPH, GRAPH_ENTRIES, GRAPH_SPECS, KEY, Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    count_line,
    details,
    facet,
    graph_key,
    link,
    page,
    page_title,
    search_box,
    table,
)
from mkdocs_specthis.frontends.mkdocs.render.drawing import above_of, draw, node_link, state_of

TABLE_ROWS = 1000
_LEAD_BY_ENTRY = (
    "From the data to the paper. Point at a node, or focus it and use the arrow keys, to light everything it rests on "
    "and everything that rests on it."
)
_LEAD_BY_SPEC = (
    "One node per spec, one mark per entry. Solid lines carry artefacts, and with them trust. Dotted lines carry words."
)


def render_entry_graph(view: GraphView, links: Links) -> Body:
    lead = _LEAD_BY_ENTRY
    return _page("Graph", lead, view, links, _by_entry(links))


def render_spec_graph(view: GraphView, links: Links, source: str) -> Body:
    lead = _LEAD_BY_SPEC
    return _page("Graph, by spec", lead, view, links, source)


def _page(title: str, lead: str, view: GraphView, links: Links, source: str) -> Body:
    head = [_views(links, source), page_title(title)]
    if not view.nodes:
        return Body(html=page(*head, element("p", "Nothing to draw yet.", class_="st-sub")))
    if view.too_many:
        return Body(html=page(*head, _too_many(view, links, source), _table(view, links)))
    said = element("p", lead, class_="st-sub")
    return Body(
        html=page(*head, said, _filter(view), draw(view, "g-main", title, links), _key(links), _table(view, links))
    )


def _too_many(view: GraphView, links: Links, source: str) -> Markup:
    """Where to look instead."""
    by_spec = _by_spec(links, source)
    elsewhere = [link(links.to(by_spec), "By spec"), " there are fewer. "] if source != by_spec else []
    entries = link(links.to(ENTRIES), "entry’s page"), " shows what is around it, and the table below lists the nodes."
    return element("p", f"{view.too_many} are too many to draw. ", *elsewhere, "Each ", *entries, class_="st-sub")


def _views(links: Links, source: str) -> Markup:
    pages = ((_by_entry(links), "By entry"), (_by_spec(links, source), "By spec"))
    items = (
        element("a", text, href=links.to(one), aria_current="page" if one == source else None) for one, text in pages
    )
    return element("nav", *items, class_="st-views", aria_label="Graph views")


def _by_entry(links: Links) -> str:
    return GRAPH_ENTRIES if links.has(GRAPH_ENTRIES) else GRAPH


def _by_spec(links: Links, source: str) -> str:
    """The graph opens by spec where there are many entries; then that page has two addresses."""
    return GRAPH_SPECS if _by_entry(links) == GRAPH or source == GRAPH_SPECS else GRAPH


def _filter(view: GraphView) -> Markup:
    facets = (facet(_as_drawn(word), number) for word, number in view.states)
    group = element("fieldset", element("legend", "State", class_="st-vh"), *facets, class_="st-fs")
    boxes = element("div", search_box("Search nodes", "Name"), group, class_="st-fr")
    line = count_line(count_of(len(view.nodes), "node"))
    return element(
        "form",
        boxes,
        line,
        class_="st-filter st-gf",
        data_st_filter="#g-main .st-node",
        data_dim=True,
        role="search",
        aria_label="Filter the graph",
    )


def _as_drawn(word: Word) -> Word:
    return Word(key=graph_key(word), label=word.label, meaning=word.meaning, acts=word.acts)


def _key(links: Links) -> Markup:
    states = (headline_word(key) for key in ("settled", "drifted", "rejected", "script-tbd", "stale", "absent"))
    marks = (_sample(word.label, "compute", graph_key(word)) for word in (*states, OVERLAY_WORDS["waiting"]))
    kinds = (
        _sample("Source or definitions", "source", "plain"),
        _sample("Compute", "compute", "plain"),
        _sample("Report or figure", "report", "plain"),
        _sample("Section of the paper", SECTION, "plain"),
    )
    return element(
        "section",
        element("h2", "Key", class_="st-vh", id="key"),
        element("div", element("h3", "Mark and border: state"), element("ul", *marks)),
        element("div", element("h3", "Outline: kind"), element("ul", *kinds)),
        element("p", link(links.to(KEY), "What the words mean"), class_="st-foot"),
        class_="st-key",
        aria_labelledby="key",
    )


def _sample(text: str, kind: str, key: str) -> Markup:
    return element("li", element("span", element("span", text), class_=f"st-node st-k-{kind} st-{key}"))


def _table(view: GraphView, links: Links) -> Markup:
    """The same content for those who cannot see it drawn."""
    nodes = {node.id: node for node in view.nodes}
    above = above_of(view)
    below: dict[str, list[str]] = {id_: [] for id_ in nodes}
    for end, starts in above.items():
        for start in starts:
            below[start].append(end)
    rows = (_table_row(node, above[node.id], below[node.id], nodes, links) for node in view.nodes[:TABLE_ROWS])
    shown = table("Nodes with what they read and what reads them", ("Node", "State", "Reads", "Read by"), rows)
    left = len(view.nodes) - TABLE_ROWS
    more = element("p", f"{left:,} more nodes are left out here.", class_="st-foot") if left > 0 else None
    return details(
        "The same graph as a table",
        f"{count_of(len(view.nodes), 'node')}",
        join([shown, more]),
        id_="as-table",
        is_open=bool(view.too_many),
    )


def _table_row(node: Node, above: list[str], below: list[str], nodes: Mapping[str, Node], links: Links) -> Markup:
    state: Child = chip(node.word) if node.word else state_of(node) or "–"
    return element(
        "tr",
        element("th", _named(node, links), scope="row"),
        element("td", state, data_l="State"),
        element("td", _listed(above, nodes, links), data_l="Reads"),
        element("td", _listed(below, nodes, links), data_l="Read by"),
    )


def _listed(ids: list[str], nodes: Mapping[str, Node], links: Links) -> Child:
    if not ids:
        return "–"
    shown = join((_named(nodes[one], links) for one in ids[:12] if one in nodes), ", ")
    return join([shown, f" and {len(ids) - 12:,} more"]) if len(ids) > 12 else shown


def _named(node: Node, links: Links) -> Child:
    address = node_link(node, links)
    return link(address, node.label, class_="st-id" if node.entry else None) if address else node.label
