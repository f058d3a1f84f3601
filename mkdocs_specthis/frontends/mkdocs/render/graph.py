"""The pipeline graph as HTML: nodes are links in one ordered list per column, over one drawing of edges.

An address inside inline SVG would stop Material's instant navigation, so the drawing holds none.
"""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from mkdocs_specthis.core.views.graph import GraphView, Node, stages
from mkdocs_specthis.core.views.layout import Layout, Point, Sizes, lay_out, rank
from mkdocs_specthis.core.views.sentence import count_of, joined
from mkdocs_specthis.core.views.vocabulary import OVERLAY_WORDS, Word, headline_word
from mkdocs_specthis.frontends.mkdocs.addresses import GRAPH, GRAPH_ENTRIES, GRAPH_SPECS, KEY, Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, join
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
    scroll,
    search_box,
    table,
)

DENSE = Sizes(width=130, height=20, column_gap=76, row_gap=5)
DENSE_ABOVE = 80
MARKS_SHOWN = 6
TABLE_ROWS = 1000
_UNIT = 20
"""Lengths are in twentieths of a rem."""
_HEAD = 26
_PAGE = 1180
"""Width of Material's content without side bars, in the same unit."""
_BY_ENTRY = (
    "What rests on what, from left to right. Point at a node, or focus it and use the arrow keys, to light everything "
    "it rests on and everything that rests on it."
)
_BY_SPEC = (
    "One node per spec, one mark per entry. Solid lines carry artefacts, and with them trust. Dotted lines carry words."
)


def draw(view: GraphView, id_: str, label: str, links: Links) -> Markup:
    """The drawing alone."""
    dense = len(view.nodes) > DENSE_ABOVE
    nodes = {node.id: node for node in view.nodes}
    sizes = DENSE if dense else _roomy(view)
    layout = lay_out(tuple(nodes), view.edges, sizes, at_least=view.at_least)
    heads = stages(layout.columns, nodes)
    above = _above(view)
    columns = (
        _column(head, place, column, nodes, layout, sizes, above, links)
        for place, (head, column) in enumerate(zip(heads, layout.columns, strict=True))
    )
    drawn = element(
        "div",
        _edges(view, layout),
        *columns,
        class_="st-graph dense" if dense else "st-graph",
        id=id_,
        role="group",
        aria_label=label,
        data_st_graph=True,
        style=_measures(layout, sizes),
    )
    return scroll(f"{label}, scrolls sideways", drawn, "st-gs")


def _roomy(view: GraphView) -> Sizes:
    """Sizes with which the drawing fits a page, as long as names can still be read."""
    columns = max(rank(tuple(node.id for node in view.nodes), view.edges, view.at_least).values()) + 1
    gap = 60 if columns <= 5 else 44 if columns == 6 else 34
    width = (_PAGE - gap * (columns - 1)) / columns
    height = 46 if any(node.marks for node in view.nodes) else 32
    return Sizes(width=min(186, max(120, width)), height=height, column_gap=gap, row_gap=16)


def _measures(layout: Layout, sizes: Sizes) -> str:
    whole = f"width:{_rem(layout.width)};height:{_rem(layout.height + _HEAD + 4)}"
    return f"{whole};--w:{_rem(sizes.width)};--h:{_rem(sizes.height)}"


def _rem(length: float) -> str:
    return f"{length / _UNIT:.2f}".rstrip("0").rstrip(".") + "rem"


def _above(view: GraphView) -> Mapping[str, list[str]]:
    above: dict[str, list[str]] = {node.id: [] for node in view.nodes}
    for start, end in view.edges:
        if end in above:
            above[end].append(start)
    return above


def _edges(view: GraphView, layout: Layout) -> Markup:
    paths = (
        element("path", class_="soft" if edge in view.soft else None, data_e=" ".join(edge), d=_curve(points))
        for edge, points in layout.routes.items()
    )
    box = f"0 0 {layout.width:.0f} {layout.height + _HEAD + 4:.0f}"
    return element("svg", *paths, class_="st-edges", aria_hidden="true", focusable="false", viewBox=box)


def _curve(points: tuple[Point, ...]) -> str:
    """Curves through the gaps between columns, straight along a column."""
    (x, y), *rest = points
    drawn = [f"M{x:.0f} {y + _HEAD:.0f}"]
    for place, (to_x, to_y) in enumerate(rest):
        if place % 2:
            drawn.append(f"H{to_x:.0f}")
        else:
            middle = (x + to_x) / 2
            drawn.append(f"C{middle:.0f} {y + _HEAD:.0f} {middle:.0f} {to_y + _HEAD:.0f} {to_x:.0f} {to_y + _HEAD:.0f}")
        x, y = to_x, to_y
    return "".join(drawn)


def _column(
    head: str,
    place: int,
    column: Iterable[str],
    nodes: Mapping[str, Node],
    layout: Layout,
    sizes: Sizes,
    above: Mapping[str, list[str]],
    links: Links,
) -> Markup:
    left = _rem(place * (sizes.width + sizes.column_gap))
    title = element("li", head, class_="st-g-head", aria_hidden="true", style=f"left:{left}")
    items = (
        element(
            "li", _node(nodes[one], above[one], links), style=f"left:{left};top:{_rem(layout.places[one][1] + _HEAD)}"
        )
        for one in column
    )
    return element("ol", title, *items, class_="st-layer", aria_label=head)


def _node(node: Node, above: Iterable[str], links: Links) -> Markup:
    said = ", ".join(filter(None, [node.kind, _state(node)]))
    words = {node.kind, graph_key(node.word)} | {graph_key(mark.word) for mark in node.marks}
    text = join([element("span", node.label, title=node.label), _marks(node), hidden(f", {said}")])
    address = links.entry(node.entry) if node.entry else links.spec(node.spec) if node.spec else None
    return element(
        "a" if address else "span",
        text,
        class_=f"st-node st-k-{_outline(node)} st-{graph_key(node.word)}",
        href=address,
        tabindex=None if address else "0",
        data_id=node.id,
        data_up=" ".join(above),
        data_s=" ".join(sorted(words)),
    )


def _outline(node: Node) -> str:
    return "source" if node.kind in ("definitions", "templates", "meta") else node.kind


def _state(node: Node) -> str:
    if node.word:
        return node.word.label
    if not node.marks:
        return ""
    states = joined(mark.word.label for mark in node.marks[:20] if mark.word)
    return f"{count_of(len(node.marks), 'entry', 'entries')}: {states}"


def _marks(node: Node) -> Markup | None:
    if not node.marks:
        return None
    shown = (element("i", class_=f"st-{graph_key(mark.word)}") for mark in node.marks[:MARKS_SHOWN])
    more = f"+{len(node.marks) - MARKS_SHOWN:,}" if len(node.marks) > MARKS_SHOWN else None
    return element("span", *shown, more, class_="st-nm", aria_hidden="true")


def render_entry_graph(view: GraphView, links: Links, *, drawn: bool) -> Body:
    lead = _BY_ENTRY
    return _page("Graph", lead, view, links, GRAPH_ENTRIES if links.has(GRAPH_ENTRIES) else GRAPH, drawn=drawn)


def render_spec_graph(view: GraphView, links: Links, source: str, *, drawn: bool) -> Body:
    lead = _BY_SPEC
    return _page("Graph, by spec", lead, view, links, source, drawn=drawn)


def _page(title: str, lead: str, view: GraphView, links: Links, source: str, *, drawn: bool) -> Body:
    head = [_views(links, source), page_title(title)]
    if not view.nodes:
        return Body(html=page(*head, element("p", "Nothing to draw yet.", class_="st-sub")))
    too_many = element("p", f"{len(view.nodes):,} nodes are too many to draw; the table below lists them.")
    shown = draw(view, "g-main", title, links) if drawn else too_many
    return Body(
        html=page(
            *head,
            element("p", lead, class_="st-sub"),
            _filter(view) if drawn else None,
            shown,
            _key(links),
            _table(view, links),
        )
    )


def _views(links: Links, source: str) -> Markup:
    by_entry = GRAPH_ENTRIES if links.has(GRAPH_ENTRIES) else GRAPH
    by_spec = GRAPH_SPECS if by_entry == GRAPH or source == GRAPH_SPECS else GRAPH
    pages = ((by_entry, "By entry"), (by_spec, "By spec"))
    items = (
        element("a", text, href=links.to(one), aria_current="page" if one == source else None) for one, text in pages
    )
    return element("nav", *items, class_="st-views", aria_label="Graph views")


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
    above = _above(view)
    below: dict[str, list[str]] = {id_: [] for id_ in nodes}
    for end, starts in above.items():
        for start in starts:
            below[start].append(end)
    rows = (_table_row(node, above[node.id], below[node.id], nodes, links) for node in view.nodes[:TABLE_ROWS])
    shown = table("Nodes with what they read and what reads them", ("Node", "State", "Reads", "Read by"), rows)
    left = len(view.nodes) - TABLE_ROWS
    more = element("p", f"{left:,} more nodes are left out here.", class_="st-foot") if left > 0 else None
    return details(
        "The same graph as a table", f"{count_of(len(view.nodes), 'node')}", join([shown, more]), id_="as-table"
    )


def _table_row(node: Node, above: list[str], below: list[str], nodes: Mapping[str, Node], links: Links) -> Markup:
    state: Child = chip(node.word) if node.word else _state(node) or "–"
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
    if node.entry:
        return link(links.entry(node.entry), node.label, class_="st-id")
    return link(links.spec(node.spec), node.label) if node.spec else node.label
