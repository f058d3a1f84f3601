"""The drawing of a graph as HTML: nodes are links in one ordered list per column, over one picture of edges.

An address inside inline SVG would stop Material's instant navigation, so the picture holds none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from markupsafe import Markup

from mkdocs_specthis.core.views.graph import SECTION, GraphView, Node, stages
from mkdocs_specthis.core.views.layout import Layout, Point, Sizes, lay_out, rank
from mkdocs_specthis.core.views.mark import pressing
from mkdocs_specthis.core.views.sentence import count_of, joined
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import element, hidden, join
from mkdocs_specthis.frontends.mkdocs.render.components import graph_key, scroll

DENSE_ABOVE = 80
MARKS_SHOWN = 6
STATES_SHOWN = 4
_MARK, _DIGIT, _MORE, _PADDING = 19, 7.5, 12, 18
"""Room that a mark, a digit beside it, the sign of more, and the edges of a node take, in the unit below."""
_UNIT = 20
"""Lengths are in twentieths of a rem."""
_HEAD = 26
_PAGE = 1180
"""Width of Material's content without side bars, in the same unit."""


def draw(view: GraphView, id_: str, label: str, links: Links) -> Markup:
    """The drawing alone."""
    dense = len(view.nodes) > DENSE_ABOVE
    nodes = {node.id: node for node in view.nodes}
    sizes = _dense(view) if dense else _roomy(view)
    layout = lay_out(tuple(nodes), view.edges, sizes, at_least=view.at_least)
    heads = stages(layout.columns, nodes)
    above = above_of(view)
    columns = (
        _column(heads, place, column, nodes, layout, sizes, above, links) for place, column in enumerate(layout.columns)
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


def _dense(view: GraphView) -> Sizes:
    height = 34 if any(node.marks for node in view.nodes) else 20
    return Sizes(width=130, height=height, column_gap=76, row_gap=5)


def _roomy(view: GraphView) -> Sizes:
    """Sizes with which the drawing fits a page, as long as names can still be read."""
    columns = max(rank(tuple(node.id for node in view.nodes), view.edges, view.at_least).values()) + 1
    gap = 60 if columns <= 5 else 44 if columns == 6 else 34 if columns == 7 else 28
    width = (_PAGE - gap * (columns - 1)) / columns
    height = 54 if any(node.marks for node in view.nodes) else 34
    return Sizes(width=min(186, max(120, width)), height=height, column_gap=gap, row_gap=16)


def _measures(layout: Layout, sizes: Sizes) -> str:
    whole = f"width:{_rem(layout.width)};height:{_rem(layout.height + _HEAD + 4)}"
    return f"{whole};--w:{_rem(sizes.width)};--h:{_rem(sizes.height)}"


def _rem(length: float) -> str:
    return f"{length / _UNIT:.2f}".rstrip("0").rstrip(".") + "rem"


def above_of(view: GraphView) -> Mapping[str, list[str]]:
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
    heads: Sequence[str],
    place: int,
    column: Iterable[str],
    nodes: Mapping[str, Node],
    layout: Layout,
    sizes: Sizes,
    above: Mapping[str, list[str]],
    links: Links,
) -> Markup:
    left = _rem(place * (sizes.width + sizes.column_gap))
    head = heads[place]
    again = heads[:place].count(head)
    follows = place > 0 and heads[place - 1] == head
    title = None if follows else element("li", head, class_="st-g-head", aria_hidden="true", style=f"left:{left}")
    items = (
        element(
            "li",
            _node(nodes[one], above[one], links, sizes.width),
            style=f"left:{left};top:{_rem(layout.places[one][1] + _HEAD)}",
        )
        for one in column
    )
    return element("ol", title, *items, class_="st-layer", aria_label=f"{head} {again + 1}" if again else head)


def _node(node: Node, above: Iterable[str], links: Links, width: float) -> Markup:
    kind = "section of the paper" if node.kind == SECTION else node.kind
    said = ", ".join(filter(None, [kind, state_of(node)]))
    words = {node.kind, graph_key(node.word)} | {graph_key(mark.word) for mark in node.marks}
    text = join([element("span", node.label, title=node.label), _marks(node, width - _PADDING), hidden(f", {said}")])
    address = node_link(node, links)
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


def node_link(node: Node, links: Links) -> str | None:
    """The page that a node leads to: of its entry, its spec or its paper; None if it leads nowhere."""
    if node.paper in links.papers:
        return links.to(links.papers[node.paper], node.anchor)
    return links.entry(node.entry) if node.entry else links.spec(node.spec) if node.spec else None


def _outline(node: Node) -> str:
    return "source" if node.kind in ("definitions", "templates", "meta") else node.kind


def state_of(node: Node) -> str:
    if node.word:
        return node.word.label
    if not node.marks:
        return ""
    states = Counter(mark.word.label for mark in node.marks if mark.word)
    said = joined(f"{number:,} {label}" for label, number in states.items())
    return f"{count_of(len(node.marks), 'entry', 'entries')}: {said}"


def _marks(node: Node, room: float) -> Markup | None:
    """One mark per entry; for many, the most pressing states with how many there are, as far as there is room."""
    if not node.marks or node.word:
        return None
    if len(node.marks) <= min(MARKS_SHOWN, room // _MARK):
        shown = [element("i", class_=f"st-{graph_key(mark.word)}") for mark in node.marks]
    else:
        states = Counter(graph_key(mark.word) for mark in node.marks)
        fitting = _that_fit(states, room)
        shown = [join([element("i", class_=f"st-{key}"), f"{states[key]:,}"]) for key in fitting]
        shown += [element("span", "…")] if len(fitting) < len(states) else []
    return element("span", *shown, class_="st-nm", aria_hidden="true")


def _that_fit(states: Mapping[str, int], room: float) -> list[str]:
    """The most pressing states, one at least; what is left out is said in the node's words."""
    first = sorted(states, key=pressing)[:STATES_SHOWN]
    ends = accumulate(_MARK + 3 + _DIGIT * len(f"{states[key]:,}") for key in first)
    limits = (room if place == len(states) else room - _MORE for place in range(1, len(first) + 1))
    fits = zip(first, ends, limits, strict=True)
    return [key for place, (key, end, limit) in enumerate(fits) if end - 3 <= limit or not place]
