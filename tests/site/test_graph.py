"""What the graph shows beside entries: sections of the paper, names of columns, specs that cannot be read."""

import re
from pathlib import Path

import pytest
from site_builds import PROJECT, make, write

from mkdocs_specthis.core.views.graph import SECTION, GraphView, Node, stages
from mkdocs_specthis.core.views.graph_paper import SECTIONS_DRAWN, entry_graph_to_paper, spec_graph_to_paper
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.mark import Mark
from mkdocs_specthis.core.views.shown_in import PLACES_SHOWN
from mkdocs_specthis.core.views.vocabulary import headline_word
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.render.drawing import draw
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.paper import read_papers

PAPER = """\\documentclass{article}
\\begin{document}
\\section{First}\\label{sec:first}
\\section{Second}\\label{sec:a}
\\subsection{Inner}
\\begin{table}\\caption{It}\\label{tab:a}\\input{tables/tab-a}\\end{table}
\\section{Third}
\\end{document}
"""


def looked_up(root: Path) -> Lookups:
    snapshot = load_snapshot(root)
    return Lookups(snapshot, read_papers(root, snapshot))


def sections(view: GraphView) -> list[Node]:
    return [node for node in view.nodes if node.kind == SECTION]


@pytest.mark.parametrize(
    ("make_graph", "end"), [(entry_graph_to_paper, "tab-a"), (spec_graph_to_paper, "specs/report-a.md")]
)
def test_the_section_that_shows_an_export_comes_last(make_graph, end: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Of a part of a section, the section."""
    view = make_graph(looked_up(make(tmp_path, {"reports/paper.tex": PAPER})))
    (node,) = sections(view)
    assert (node.label, node.paper, node.anchor) == ("Second", "reports/paper.tex", "s.sec:a")
    assert (end, node.id) in view.edges
    assert view.at_least[node.id] == max(view.at_least.values())


def test_a_paper_of_very_many_sections_is_left_out(tmp_path: Path) -> None:
    body = "".join(f"\\section{{S{number}}}\n\\input{{tables/tab-a}}\n" for number in range(SECTIONS_DRAWN + 1))
    root = make(tmp_path, {"reports/paper.tex": f"\\begin{{document}}\n{body}\\end{{document}}\n"})
    assert sections(entry_graph_to_paper(looked_up(root))) == []
    fewer = body.rsplit("\\section", 1)[0]
    write(root, {"reports/paper.tex": f"\\begin{{document}}\n{fewer}\\end{{document}}\n"})
    assert len(sections(entry_graph_to_paper(looked_up(root)))) == SECTIONS_DRAWN


def test_an_entry_reaches_the_paper_through_others(tmp_path: Path) -> None:
    lookups = looked_up(make(tmp_path, {"reports/paper.tex": PAPER}))
    for name in ("alpha", "beta", "tab-a"):
        (place,) = lookups.reached[name]
        assert (place.name, place.through, place.chapter.title) == ("Table", "tab-a", "Second")
        assert place.anchor == "x.tab:a"


def test_the_places_of_one_entry_are_bounded(tmp_path: Path) -> None:
    body = "\\input{tables/tab-a}\n" * (PLACES_SHOWN + 5)
    root = make(tmp_path, {"reports/paper.tex": f"\\begin{{document}}\n\\section{{S}}\n{body}\\end{{document}}\n"})
    assert len(looked_up(root).reached["alpha"]) == PLACES_SHOWN + 1


def test_a_column_is_called_by_the_spec_that_all_in_it_come_from() -> None:
    nodes = {
        "a": Node(id="a", label="a", kind="compute", stage="Trend"),
        "b": Node(id="b", label="b", kind="compute", stage="Trend"),
        "c": Node(id="c", label="c", kind="compute", stage="Cycle"),
        "r": Node(id="r", label="r", kind="report"),
        "s": Node(id="s", label="s", kind=SECTION),
    }
    assert stages((("a", "b"), ("b", "c"), ("r",), ("s",)), nodes) == ("Trend", "Compute", "Report and figure", "Paper")


def test_a_spec_that_cannot_be_read_stands_where_entries_are_made(tmp_path: Path) -> None:
    broken = PROJECT["specs/compute-a.md"].replace("depends_on: [definitions.md]", "depends_on: [definitions.md")
    view = spec_graph_to_paper(looked_up(make(tmp_path, {"specs/compute-a.md": broken})))
    node = next(node for node in view.nodes if node.spec == "specs/compute-a.md")
    assert (node.kind, node.word and node.word.key) == ("unknown", "unknown")
    assert stages(((node.id,),), {node.id: node}) == ("Compute",)


def test_the_places_of_an_entry_stand_in_the_order_of_the_paper(tmp_path: Path) -> None:
    other = PROJECT["specs/report-a.md"].replace("report-a", "report-b").replace("tab-a", "tab-b")
    paper = PAPER.replace("\\section{First}", "\\section{Zero}\\input{tables/tab-b}\n\\section{First}")
    root = make(tmp_path, {"reports/paper.tex": paper, "specs/report-b.md": other})
    assert [place.through for place in looked_up(root).reached["beta"]] == ["tab-b", "tab-a"]


@pytest.mark.parametrize(("specs", "marks"), [(2, 4), (9, 2)])
def test_a_node_has_as_many_marks_as_fit(specs: int, marks: int) -> None:
    """Many columns make narrow nodes; the most pressing states are those that stay."""
    states = ("rejected", "script-tbd", "uncertified", "never-run")
    entries = tuple(Mark(name=f"{state}-{n}", word=headline_word(state)) for state in states for n in range(21))
    nodes = tuple(Node(id=str(n), label=f"compute-{n}", kind="compute", marks=entries) for n in range(specs))
    view = GraphView(nodes=nodes, edges=tuple((str(n), str(n + 1)) for n in range(specs - 1)))
    links = Links(
        root="", urls={}, specs_folder="", spec_paths={}, papers={}, dashboard_name="", foreign=(), commands=False
    )
    html = str(draw(view, "g", "Graph", links))
    shown = re.findall(r'<span class="st-nm".*?</span>', html)
    assert len(shown) == specs and all(re.findall('st-([a-z-]+)"></i>', one) == [*states[:marks]] for one in shown)
    assert html.count("84 entries: 21 Rejected") == specs
