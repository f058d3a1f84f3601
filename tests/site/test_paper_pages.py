"""Pages of papers and the replication index, read back from strict builds."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from site_builds import Element, Site, built, make, settle, write

from mkdocs_specthis.frontends.mkdocs.watch import watched_paths
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.paper import read_papers

PAPER = r"""\documentclass{article}
\newcommand{\gas}{CO$_2$}
\begin{document}
\section{Intro}
\section{Results}\label{sec:a}
\begin{table}
  \caption{Means of \gas{}}\label{tab:a}
  \input{tables/tab-a}
\end{table}
\begin{figure}\includegraphics{drawing}\caption{A map}\label{fig:map}\end{figure}
\subsection{More}
\input{tables/tab-a}
\end{document}
"""
AUX = r"""\newlabel{sec:a}{{2}{1}{Results}{section.2}{}}
\newlabel{tab:a}{{1}{3}{Means}{table.caption.1}{}}
"""
FILES: Mapping[str, str] = {"reports/paper.tex": PAPER, "reports/drawing.png": "no picture"}
NO_EXPORTS = ("specs/report-a.md", "scripts/table.py", "reports/paper.tex")


def rows_of(page: Element) -> dict[str, Element]:
    return {row.one("b").text: row for row in page.find("li", "st-pa")}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = {**FILES, "reports/paper.aux": AUX}
    root = make(tmp_path_factory.mktemp("fresh"), files, theme="material", options={"audience": "serve"})
    return built(settle(root), "--clean")


def test_the_outline_shows_each_exhibit_with_its_origin(fresh: Site) -> None:
    page = fresh.own("paper/")
    assert [one.text.rstrip("¶") for one in page.find("h2")] == ["Intro", "2 Results", "Stale routing"]
    assert [one.text.rstrip("¶") for one in page.find("h3")] == ["More"]
    rows = rows_of(page)
    assert list(rows) == ["Table 1", "Figure", "tab-a.tex"]
    table = rows["Table 1"]
    assert table.attributes["id"] == "x.tab:a"
    assert table.one("span", "st-chip").text == "Fresh"
    assert [one.text for one in table.find("p")] == [
        "Means of CO₂",
        "reports/tables/tab-a.tex from tab-a ← scripts/table.py ← beta",
    ]
    assert table.one("span", "st-ln").text == "Line 6"
    assert "no entry makes it" in rows["Figure"].text and "reports/drawing.png" in rows["Figure"].text
    assert "read in the text" in rows["tab-a.tex"].text


def test_the_page_says_how_the_exhibits_stand(fresh: Site) -> None:
    lede = fresh.own("paper/").one("p", "st-sub").text
    assert "The one exhibit is fresh. No entry makes one more." in lede
    assert "One got no number then." in lede
    assert "The one exhibit is fresh." in fresh.own("").one("div", "st-hero").text


def test_the_page_says_that_an_exhibit_stands_under_a_condition(tmp_path: Path) -> None:
    paper = "\\begin{document}\n\\section{S}\\label{sec:a}\n\\ifx\\a\\b\n"
    paper += "\\begin{table}\\caption{It}\\input{tables/tab-a}\\end{table}\n\\fi\n\\end{document}\n"
    site = built(make(tmp_path, {"reports/paper.tex": paper}))
    lede = site.own("paper/").one("p", "st-sub").text
    assert "The one exhibit is not fresh. Whether it can be seen in the paper, LaTeX alone can tell." in lede


def test_the_spine_is_to_scale(fresh: Site) -> None:
    spine = fresh.own("paper/").one("ol", "st-spine")
    assert [one.attributes["style"] for one in spine.find("li")] == ["flex:1", "flex:9"]
    link = spine.find("a")[1]
    assert link.attributes["href"] == "#s.sec:a"
    assert link.text == "2 Results: Table 1, Fresh"
    assert [one.attributes["style"] for one in link.find("i")] == ["left:11%"]


def test_the_entry_page_leads_to_the_exhibit(fresh: Site) -> None:
    links = [one for one in fresh.own("entries/tab-a/").find("a") if "Table 1" in one.text]
    assert [(one.text, one.attributes["href"]) for one in links] == [
        ("Table 1 in section “Results”", "../../paper/#x.tab%3Aa")
    ]
    assert fresh.broken_links() == []


def test_a_section_without_exhibits_says_so(fresh: Site) -> None:
    assert [one.text for one in fresh.own("paper/").find("p", "st-none")] == ["No exhibits. Prose only."]


def test_what_is_computed_leads_to_the_paper_through_its_exports(fresh: Site) -> None:
    for entry in ("alpha", "beta"):
        page = fresh.own(f"entries/{entry}/")
        places = page.one("ul", "st-places").find("li")
        assert [one.text for one in places] == [
            "2 Results, Table 1 through tab-a, reports/paper.tex:8",
            "2 Results through tab-a, reports/paper.tex:12",
        ]
        assert places[0].find("a")[0].attributes["href"] == "../../paper/#x.tab%3Aa"


def test_lineage_and_graph_end_in_the_paper(fresh: Site) -> None:
    (below,) = fresh.own("entries/tab-a/").one("div", "st-lin").find("a", "st-k-section")
    assert below.text == "2 Results, section of the paper"
    assert below.attributes["href"] == "../../paper/#s.sec%3Aa"
    for url in ("graph/", "graph/specs/"):
        layers = fresh.own(url).find("ol", "st-layer")
        assert layers[-1].attributes["aria-label"] == "Paper"
        (node,) = layers[-1].find("a")
        assert node.attributes["href"] == f"{'../' * url.count('/')}paper/#s.sec%3Aa"


def test_an_export_has_its_tests_beside_it(fresh: Site) -> None:
    steps = fresh.own("entries/tab-a/").one("ol", "st-steps").find("li")
    assert [one.one("b").text for one in steps] == ["yes"] * 4
    assert fresh.own("entries/alpha/").find("ol", "st-steps") == []


def test_captions_are_found(fresh: Site) -> None:
    index = json.loads(fresh.html("search/search_index.json"))["docs"]
    found = {row["location"]: row["text"] for row in index}
    assert "A map" in found["paper/"] and "Results" in found["paper/"]
    assert "program" in found["paper/replication/"]


def test_the_replication_index_has_programs_data_and_times(fresh: Site) -> None:
    page = fresh.own("paper/replication/")
    tables = {one.one("caption").text: one for one in page.find("table")}
    assert list(tables) == ["Tables and figures", "Numbers in the text", "Programs, in the order in which they run"]
    rows = [[cell.text for cell in (row.one("th"), *row.find("td"))] for row in _rows(tables["Tables and figures"])]
    assert rows == [
        ["Table 1Means of CO₂", "3", "scripts/table.pytab-a", "–", "reports/tables/tab-a.tex", "Fresh"],
        ["FigureA map", "–", "–", "–", "reports/drawing.png", "no entry makes it"],
    ]
    programs = [row.one("th").text for row in _rows(tables["Programs, in the order in which they run"])]
    assert programs == ["alpha", "beta", "tab-a"]


def _rows(table: Element) -> list[Element]:
    return table.one("tbody").find("tr")


def test_what_is_nowhere_says_what_to_do(tmp_path: Path) -> None:
    files = {"reports/paper.tex": "\\section{A}\\label{sec:a}\nText.\n\\section{B}\nMore.\n"}
    root = make(tmp_path, files, options={"audience": "serve"})
    page = built(root, "--clean").own("paper/")
    missing = page.one("li", "st-miss")
    assert missing.one("b").text == "tab-a.tex" and "not included" in missing.text
    orphan = next(one for one in page.find("table") if "does not include" in one.one("caption").text)
    assert orphan.one("div", "st-cmd").one("code").text == "\\input{tables/tab-a}"
    write(root, {"mkdocs.yml": (root / "mkdocs.yml").read_text().replace('"serve"', '"public"')})
    public = built(root, "--clean").own("paper/")
    assert public.find("div", "st-cmd") == [] and len(public.find("li", "st-miss")) == 1


def test_bytes_that_are_elsewhere_are_no_fault(tmp_path: Path) -> None:
    root = settle(
        make(tmp_path, {"reports/paper.tex": PAPER.replace("\\includegraphics{drawing}", "\\input{tables/tab-a}")})
    )
    for path in (root / "reports/tables/tab-a.tex", root / "results/beta/beta.json"):
        path.unlink()
    site = built(root, "--clean")
    lede = site.own("paper/").one("p", "st-sub").text
    assert "Neither of the two exhibits is fresh." in lede
    assert "The bytes of two are not on this machine, and nothing else speaks against them." in lede


def test_a_paper_that_is_not_there_says_so(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "reports/paper.tex").unlink()
    site = built(root, "--clean")
    assert "It is not there" in site.own("paper/").one("section", "st-err").text
    assert "reports/paper.tex cannot be read." in site.own("paper/replication/").one("p", "st-sub").text


def test_several_papers_have_a_page_each(tmp_path: Path) -> None:
    settings = '[paper]\nhost_docs = ["talks/paper.tex", "talks/replication.tex"]\n'
    talk = "\\section{T}\\input{../reports/tables/tab-a}\n"
    files = {"specthis.toml": settings, "talks/paper.tex": talk, "talks/replication.tex": talk}
    site = built(make(tmp_path, files, theme="material"), "--clean")
    links = {one.text: one.attributes["href"] for one in site.own("paper/").one("table").find("a")}
    assert links == {
        "reports/paper.tex": "../paper/paper/",
        "talks/paper.tex": "../paper/talks-paper/",
        "talks/replication.tex": "../paper/talks-replication/",
    }
    assert site.broken_links() == []
    assert site.own("paper/talks-paper/").one("h1").text == "talks/paper.tex"


def test_without_exports_and_paper_there_is_no_tab(tmp_path: Path) -> None:
    root = make(tmp_path, theme="material")
    for path in NO_EXPORTS:
        (root / path).unlink()
    site = built(root, "--clean")
    assert not site.has("paper/") and not site.has("paper/replication/")
    assert "Paper" not in [one.text for one in site.page("").find("a")]


def test_exports_without_a_paper_are_listed_with_the_setting(tmp_path: Path) -> None:
    spec = (
        "---\nname: figure-a\nkind: figure\n---\n# F\n\n## Entry\n\n### fig-a\n\n- Export script: `scripts/table.py`\n"
        "- Export outputs: `reports/fig.tex`\n- Consumes: none\n- Status: script ready\n"
    )
    root = make(tmp_path, {"specs/figure-a.md": spec}, options={"audience": "serve"})
    for path in ("specs/report-a.md", "reports/paper.tex"):
        (root / path).unlink()
    page = built(root, "--clean").own("paper/")
    assert "host_docs" in page.one("pre").text
    assert [row.one("th").text for row in _rows(page.one("table"))] == ["reports/fig.tex"]


def test_a_compilation_at_the_root_is_watched(tmp_path: Path) -> None:
    spec = (make(tmp_path) / "specs/report-a.md").read_text().replace("reports/paper.tex", "main.tex")
    root = make(tmp_path, {"specs/report-a.md": spec, "main.tex": PAPER, "main.aux": AUX})
    papers = read_papers(root, load_snapshot(root))
    assert [paper.aux_path for paper in papers.values()] == ["main.aux"]
    watched = watched_paths(load_snapshot(root), root, root / "site", ["main.aux"])
    assert {str(root / "main.tex"), str(root / "main.aux")} <= set(watched)


def test_what_is_withheld_tells_nothing_in_captions(tmp_path: Path) -> None:
    own = "\\newcommand{\\secret}{4711}\\begin{table}\\caption{Own 4711}\\label{own}\\end{table}\n"
    paper = "\\section{A}\\label{sec:a}\n\\input{tables/tab-a}\n\\begin{table}\\caption{It is \\secret}\\end{table}\n"
    for options, said in (({}, True), ({"unpublished": ["tab-a"]}, False)):
        files = {"reports/paper.tex": paper, "reports/tables/tab-a.tex": own}
        site = built(make(tmp_path / str(said), files, options=options), "--clean")
        assert all(("4711" in site.page(url).text) is said for url in ("paper/", "paper/replication/"))
        assert said or "4711" not in site.page("entries/tab-a/").text


HOSTILE = r"""\section{<script>alert(1)</script>}\label{"onclick="x}
\begin{table}\caption{<img src=x onerror=alert(1)> \href{javascript:x}{y} {{7*7}}}\label{x" y}\input{tables/tab-a}
\end{table}
"""


def test_a_hostile_paper_is_text(tmp_path: Path) -> None:
    sections = "".join(f"\\section{{S{number}}}\n" for number in range(10_000))
    aux = r"\newlabel{x\" y}{{<b>1</b>}{<i>}}" + r"\contentsline{table}{\numberline{<b>}}{<i>}"
    files = {"reports/paper.tex": HOSTILE + sections, "reports/paper.aux": aux}
    start = time.monotonic()
    site = built(make(tmp_path, files), "--clean")
    assert time.monotonic() - start < 60
    for url in ("paper/", "paper/replication/", "entries/tab-a/", ""):
        page = site.own(url)
        assert page.find("script") == [] and page.find("img") == []
        assert all(not name.startswith("on") for one in page.walk() for name in one.attributes)
    page = site.own("paper/")
    assert "<img src=x onerror=alert(1)>" in rows_of(page)["Table"].text
    assert "9,999 sections without exhibits left out." in page.text or "10,000 sections" in page.text
    assert len(site.html("paper/").encode()) < 200_000


def test_every_table_and_region_has_a_name(fresh: Site) -> None:
    for url in ("paper/", "paper/replication/"):
        page = fresh.own(url)
        assert all(one.find("caption") for one in page.find("table"))
        assert all(one.attributes.get("scope") for one in page.find("th"))
        assert all(one.attributes.get("aria-label") for one in page.find("nav"))
        ids = [one.attributes["id"] for one in fresh.page(url).walk() if "id" in one.attributes]
        assert len(ids) == len(set(ids))
