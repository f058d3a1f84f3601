"""Laws of the layered layout, on graphs of any shape."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.views.layout import BAND, Layout, Sizes, crossings, lay_out

SIZES = Sizes(width=100, height=20, column_gap=40, row_gap=10)
NODES = tuple(f"n{number}" for number in range(12))
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=40)


@given(EDGES)
def test_nodes_stand_apart_and_every_edge_is_drawn(edges: list[tuple[str, str]]) -> None:
    layout = lay_out(NODES, edges, SIZES)
    assert sorted(node for column in layout.columns for node in column) == sorted(NODES)
    for column in layout.columns:
        tops = [layout.places[node][1] for node in column]
        assert all(below - above >= SIZES.height + SIZES.row_gap - 0.001 for above, below in pairwise(tops))
    assert set(layout.routes) == {edge for edge in edges if edge[0] != edge[1]}
    assert all(top >= 0 and top + SIZES.height <= layout.height + 0.001 for _, top in layout.places.values())


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_without_cycles_every_edge_leads_to_the_right(pairs: list[tuple[int, int]]) -> None:
    edges = [(NODES[min(pair)], NODES[max(pair)]) for pair in pairs if pair[0] != pair[1]]
    layout = lay_out(NODES, edges, SIZES)
    columns = {node: place for place, column in enumerate(layout.columns) for node in column}
    assert all(columns[start] < columns[end] for start, end in edges)
    for points in layout.routes.values():
        assert all(before[0] <= after[0] for before, after in pairwise(points))


@given(EDGES)
def test_the_same_graph_gives_the_same_drawing(edges: list[tuple[str, str]]) -> None:
    assert lay_out(NODES, edges, SIZES) == lay_out(NODES, edges, SIZES)


def test_a_smallest_column_is_kept() -> None:
    layout = lay_out(("a", "b"), [], SIZES, at_least={"b": 3})
    assert layout.columns == (("a",), (), (), ("b",))


def test_crossings_are_counted() -> None:
    columns, after = [["a", "b"], ["c", "d"]], {"a": ["d"], "b": ["c"], "c": [], "d": []}
    assert crossings(columns, after) == 1
    assert crossings([["b", "a"], ["c", "d"]], after) == 0


def test_lines_are_untangled() -> None:
    layout = lay_out(("a", "b", "c", "d", "e", "f"), [("a", "f"), ("b", "e"), ("c", "d")], SIZES)
    after = {start: [end] for start, end in layout.routes} | {"d": [], "e": [], "f": []}
    assert crossings(layout.columns, after) == 0


def test_a_chain_of_thousands_does_not_recurse() -> None:
    nodes = tuple(str(number) for number in range(6000))
    layout = lay_out(nodes, list(pairwise(nodes)), SIZES)
    assert len(layout.columns) == 6000


def test_nothing_at_all() -> None:
    assert lay_out((), [], SIZES) == Layout(columns=(), places={}, routes={}, width=0, height=0)


def test_a_node_without_edges_pushes_nothing_aside() -> None:
    edges = [("a", "b"), ("b", "c")]
    alone = lay_out(("a", "x", "b", "c"), edges, SIZES, at_least={"x": 1})
    without = lay_out(("a", "b", "c"), edges, SIZES)
    assert alone.columns == (("a",), ("b", "x"), ("c",))
    assert {node: place for node, place in alone.places.items() if node != "x"} == without.places


def test_no_wide_band_is_left_empty() -> None:
    """Parts that share no column with each other may drift apart; the page does not grow by that."""
    columns, rows = 9, 24
    edges = [
        (f"{column - 1}-{above}", f"{column}-{row}")
        for column in range(1, columns)
        for row in range(rows)
        if row % 6 != 5
        for above in (row, (7 * row + 3) % rows)
    ]
    nodes = tuple(f"{column}-{row}" for column in range(columns) for row in range(rows))
    layout = lay_out(nodes, edges, SIZES)
    spans = [(top, top + SIZES.height) for _, top in layout.places.values()]
    spans += [(y, y) for points in layout.routes.values() for _, y in points]
    lowest = 0.0
    for top, bottom in sorted(spans):
        assert top - lowest <= (BAND + 1) * SIZES.row_gap
        lowest = max(lowest, bottom)
