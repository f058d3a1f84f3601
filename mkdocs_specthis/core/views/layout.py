"""A layered layout: nodes in columns from left to right, edges routed between them. Iterative, so no depth is too much.

Knows ids, edges and sizes; nothing of entries or pixels on a screen.
Source: Sugiyama, Tagawa, Toda (1981), with longest-path ranks, barycentre sweeps and shared stand-ins on long edges.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 10
MAX_STAND_INS = 30_000
"""Above it, long edges are drawn straight: they would outnumber the nodes."""
STAND_IN_HEIGHT = 6.0
BAND = 3
"""Rows of nothing, in gaps between nodes, that may part what is drawn."""

DRAWN = 3000
"""More nodes than this are listed, not drawn."""
DRAWN_EDGES = 6000
"""More arrows than this make a black picture, and take seconds to lay out."""

Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Of the drawing, all in one unit."""

    width: float
    height: float
    column_gap: float
    row_gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    columns: tuple[tuple[str, ...], ...]
    """Nodes of each column, from top to bottom."""
    places: Mapping[str, Point]
    """Left upper corner of each node."""
    routes: Mapping[Edge, tuple[Point, ...]]
    """Points of each edge: leaves the right side of its first node, enters the left side of its last."""
    width: float
    """Of the whole drawing, in the unit of the sizes; so is `height`."""
    height: float


@dataclass(slots=True)
class _Drawing:
    """Columns under way, stand-ins among the nodes."""

    columns: list[list[str]]
    before: dict[str, list[str]]
    """Neighbours in the column to the left."""
    after: dict[str, list[str]]
    chains: dict[Edge, list[str]]
    stand_ins: set[str] = field(default_factory=set)


def too_many(nodes: int, edges: int) -> str:
    """Of what there is too much to draw it, as `3,001 nodes`; empty if it can be drawn."""
    if nodes > DRAWN:
        return f"{nodes:,} nodes"
    return f"{edges:,} arrows" if edges > DRAWN_EDGES else ""


def lay_out(
    nodes: Sequence[str], edges: Iterable[Edge], sizes: Sizes, *, at_least: Mapping[str, int] | None = None
) -> Layout:
    """Place every node; `at_least` gives the smallest column a node may stand in.

    Edges whose ends are no nodes are left out. Edges that close a cycle are drawn backwards.
    """
    if not nodes:
        return Layout(columns=(), places={}, routes={}, width=0, height=0)
    known = set(nodes)
    kept = [edge for edge in dict.fromkeys(edges) if edge[0] in known and edge[1] in known and edge[0] != edge[1]]
    ranks = rank(nodes, kept, at_least or {})
    joined = {node for edge in kept for node in edge}
    drawing = _draw([node for node in nodes if node in joined], kept, ranks)
    _sweep(drawing)
    heights = {
        node: STAND_IN_HEIGHT if node in drawing.stand_ins else sizes.height
        for column in drawing.columns
        for node in column
    }
    tops = _tops(drawing, heights, sizes.row_gap)
    for node in nodes:
        if node not in joined:
            _stand_below(drawing.columns[ranks[node]], node, tops, heights, sizes)
    return _finish(drawing, kept, tops, heights, sizes)


def rank(nodes: Sequence[str], edges: Sequence[Edge], at_least: Mapping[str, int]) -> dict[str, int]:
    """Column of each node: behind everything that leads into it. Of a cycle, the node named first goes first."""
    below: dict[str, list[str]] = {node: [] for node in nodes}
    waits = dict.fromkeys(nodes, 0)
    for start, end in edges:
        if start in below and end in below:
            below[start].append(end)
            waits[end] += 1
    ranks = {node: at_least.get(node, 0) for node in nodes}
    placed: set[str] = set()
    ready = [node for node in nodes if not waits[node]]
    rest = iter(nodes)
    while len(placed) < len(ranks):
        if not ready:
            ready.append(next(node for node in rest if node not in placed))
        node = ready.pop()
        if node in placed:
            continue
        placed.add(node)
        for other in below[node]:
            waits[other] -= 1
            if other not in placed:
                ranks[other] = max(ranks[other], ranks[node] + 1)
                if not waits[other]:
                    ready.append(other)
    return ranks


def _draw(nodes: Sequence[str], edges: Sequence[Edge], ranks: Mapping[str, int]) -> _Drawing:
    columns: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in nodes:
        columns[ranks[node]].append(node)
    drawing = _Drawing(
        columns=columns, before={node: [] for node in nodes}, after={node: [] for node in nodes}, chains={}
    )
    longest: dict[str, int] = {}
    for start, end in edges:
        longest[start] = max(longest.get(start, 0), ranks[end] - ranks[start] - 1)
    bends = sum(longest.values()) <= MAX_STAND_INS
    for start, end in edges:
        if ranks[start] < ranks[end] and (bends or ranks[end] - ranks[start] == 1):
            _chain(drawing, start, end, ranks)
    return drawing


def _chain(drawing: _Drawing, start: str, end: str, ranks: Mapping[str, int]) -> None:
    """An edge as a chain of stand-ins, one in each column between its ends.

    Edges that leave one node share their stand-ins: they run as one line until they part.
    """
    chain = [start]
    for column in range(ranks[start] + 1, ranks[end]):
        stand_in = f"\0{start}\0{column}"
        if stand_in not in drawing.stand_ins:
            drawing.stand_ins.add(stand_in)
            drawing.columns[column].append(stand_in)
            drawing.before[stand_in], drawing.after[stand_in] = [chain[-1]], []
            drawing.after[chain[-1]].append(stand_in)
        chain.append(stand_in)
    drawing.after[chain[-1]].append(end)
    drawing.before[end].append(chain[-1])
    drawing.chains[start, end] = [*chain, end]


def _sweep(drawing: _Drawing) -> None:
    """Order each column by the middle of its neighbours, back and forth; keep the order with the fewest crossings."""
    best, fewest = [list(column) for column in drawing.columns], crossings(drawing.columns, drawing.after)
    for turn in range(SWEEPS):
        if not fewest:
            break
        forward = turn % 2 == 0
        places = range(1, len(drawing.columns)) if forward else range(len(drawing.columns) - 2, -1, -1)
        for place in places:
            neighbours = drawing.before if forward else drawing.after
            _order(drawing.columns[place], drawing.columns[place + (-1 if forward else 1)], neighbours)
        found = crossings(drawing.columns, drawing.after)
        if found < fewest:
            best, fewest = [list(column) for column in drawing.columns], found
    drawing.columns = best


def _order(column: list[str], beside: Sequence[str], neighbours: Mapping[str, Sequence[str]]) -> None:
    places = {node: place for place, node in enumerate(beside)}
    own = {node: place for place, node in enumerate(column)}

    def middle(node: str) -> tuple[float, int]:
        found = [places[other] for other in neighbours[node] if other in places]
        return (sum(found) / len(found) if found else own[node], own[node])

    column.sort(key=middle)


def crossings(columns: Sequence[Sequence[str]], after: Mapping[str, Sequence[str]]) -> int:
    """How many pairs of edges between neighbouring columns cross."""
    total = 0
    for left, right in pairwise(columns):
        places = {node: place for place, node in enumerate(right)}
        seen: list[int] = []
        for node in left:
            ends = sorted(places[other] for other in after[node] if other in places)
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _tops(drawing: _Drawing, heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Top of each node: stacked, then drawn towards its neighbours without changing the order."""
    tops: dict[str, float] = {}
    for column in drawing.columns:
        top = 0.0
        for node in column:
            tops[node] = top
            top += heights[node] + gap
    for turn in range(24 if len(tops) < 1500 else 8):
        for column in drawing.columns if turn % 2 == 0 else reversed(drawing.columns):
            _relax(column, drawing, tops, heights, gap)
    return _without_bands(tops, heights, BAND * gap)


def _without_bands(tops: Mapping[str, float], heights: Mapping[str, float], widest: float) -> dict[str, float]:
    """From the top down, and wherever nothing stands in any column for more than `widest`, moved up by the rest."""
    moved: dict[str, float] = {}
    lowest = shift = min(tops.values(), default=0.0)
    for node in sorted(tops, key=lambda node: tops[node]):
        shift += max(0.0, tops[node] - lowest - widest)
        lowest = max(lowest, tops[node] + heights[node])
        moved[node] = tops[node] - shift
    return moved


def _stand_below(column: list[str], node: str, tops: dict[str, float], heights: dict[str, float], sizes: Sizes) -> None:
    """Put a node without edges under all else in its column, where it pushes nothing aside."""
    tops[node] = tops[column[-1]] + heights[column[-1]] + sizes.row_gap if column else 0.0
    heights[node] = sizes.height
    column.append(node)


def _relax(
    column: Sequence[str], drawing: _Drawing, tops: dict[str, float], heights: Mapping[str, float], gap: float
) -> None:
    if not column:
        return
    wanted = [_wanted(node, drawing, tops, heights) for node in column]
    steps = [heights[node] + _gap(node, below, drawing, gap) for node, below in pairwise(column)]
    placed = [wanted[0]]
    for want, step in zip(wanted[1:], steps, strict=True):
        placed.append(max(want, placed[-1] + step))
    for place in range(len(column) - 2, -1, -1):
        placed[place] = min(placed[place], placed[place + 1] - steps[place])
    shift = (sum(wanted) - sum(placed)) / len(column)
    for node, top in zip(column, placed, strict=True):
        tops[node] = top + shift


def _gap(node: str, below: str, drawing: _Drawing, gap: float) -> float:
    """Lines may run closer to each other than nodes stand."""
    return gap / 3 if node in drawing.stand_ins and below in drawing.stand_ins else gap


def _wanted(node: str, drawing: _Drawing, tops: Mapping[str, float], heights: Mapping[str, float]) -> float:
    beside = drawing.before[node] + drawing.after[node]
    if not beside:
        return tops[node]
    return sum(tops[other] + heights[other] / 2 for other in beside) / len(beside) - heights[node] / 2


def _finish(
    drawing: _Drawing, edges: Iterable[Edge], tops: Mapping[str, float], heights: Mapping[str, float], sizes: Sizes
) -> Layout:
    step = sizes.width + sizes.column_gap
    lefts = {node: place * step for place, column in enumerate(drawing.columns) for node in column}
    real = [node for node in lefts if node not in drawing.stand_ins]

    def route(edge: Edge) -> tuple[Point, ...]:
        points: list[Point] = []
        for node in drawing.chains.get(edge, edge):
            middle = tops[node] + heights[node] / 2
            if node != edge[0]:
                points.append((lefts[node], middle))
            if node != edge[1]:
                points.append((lefts[node] + sizes.width, middle))
        return tuple(points)

    return Layout(
        columns=tuple(tuple(node for node in column if node not in drawing.stand_ins) for column in drawing.columns),
        places={node: (lefts[node], tops[node]) for node in real},
        routes={edge: route(edge) for edge in edges},
        width=len(drawing.columns) * step - sizes.column_gap,
        height=max(tops[node] + sizes.height for node in real),
    )
