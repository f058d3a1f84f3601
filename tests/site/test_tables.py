"""Exported LaTeX tables on the pages of their entries: drawn whole, or shown as source with the reason."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from site_builds import Element, Site, built, make, settle

TABLE = r"""\begin{table}
\caption{Rain by \emph{station} & more}\label{tab:rain}
\begin{tabular}{lS[table-format=2.1]r}
\toprule
 & \multicolumn{2}{c}{Year\tnote{a}} \\
\cmidrule(lr){2-3}
Station & {Rain} & Sun \\
\midrule
\multirow{2}{*}{Both} & 12.5 & <script>alert(1)</script> \\
 & 3 & \textbf{4} \\
\addlinespace
Last & -0.25 & $x^{2}$ and $\sqrt{2}$ \\
\bottomrule
\end{tabular}
\begin{tablenotes}\item[a] Made up.\end{tablenotes}
\end{table}
""".replace("station} & more", r"station} \& more")
PAGE = "entries/tab-a/"


def page(root: Path, text: str, more: Mapping[str, str] | None = None, **options: object) -> tuple[Element, Site]:
    """The page of an entry that exports this text."""
    copy = "import sys, shutil\nshutil.copy('scripts/table.txt', sys.argv[1])\n"
    files = {"scripts/table.py": copy, "scripts/table.txt": text}
    root.mkdir(parents=True, exist_ok=True)
    make(root, {**files, **(more or {})}, options=options)
    spec = root / "specs/report-a.md"
    spec.write_text(spec.read_text().replace("- Consumes: beta\n", "- Consumes: beta\n- Inputs: `scripts/table.txt`\n"))
    site = built(settle(root))
    return site.page(PAGE), site


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Element, Site]:
    return page(tmp_path_factory.mktemp("tables"), TABLE)


@pytest.fixture(scope="module")
def drawn(shown: tuple[Element, Site]) -> Element:
    return shown[0].one("table", "st-tex")


def test_artefacts_come_first(shown: tuple[Element, Site]) -> None:
    headings = [heading.text for heading in shown[0].find("h2") if heading.attributes.get("id")]
    assert headings[0].startswith("Artefacts")
    assert "Artefacts" in shown[0].one("nav", "st-toc").text


def test_the_table_has_its_caption_and_its_cells_in_order(drawn: Element) -> None:
    assert drawn.one("caption").text == "Rain by station & more"
    rows = [[cell.text for cell in row.children if isinstance(cell, Element)] for row in drawn.find("tr")]
    assert rows == [
        ["", "Yeara"],
        ["Station", "Rain", "Sun"],
        ["Both", "12.5", "<script>alert(1)</script>"],
        ["3", "4"],
        ["Last", "−0.25", "x2 and \\(\\sqrt {2}\\)"],
    ]


def test_headings_say_what_they_head(drawn: Element) -> None:
    assert [(th.text, th.attributes["scope"]) for th in drawn.find("th")] == [
        ("Yeara", "colgroup"),
        *((name, "col") for name in ("Station", "Rain", "Sun")),
        ("Both", "rowgroup"),
        ("Last", "row"),
    ]
    assert drawn.one("th", scope="colgroup").attributes["colspan"] == "2"
    assert drawn.one("th", scope="rowgroup").attributes["rowspan"] == "2"


def test_rules_and_trims_are_drawn(drawn: Element) -> None:
    rows = drawn.find("tr")
    assert [row.classes for row in rows] == [["st-t1"], [], ["st-t2"], [], ["st-tsp"]]
    ruled = [(cell.text, cell.classes) for cell in drawn.find(class_="st-tu")]
    assert ruled == [("Rain", ["st-tc", "st-tu", "st-tv"]), ("Sun", ["st-tr", "st-tu", "st-tw"])]
    assert "st-t1" in drawn.classes


def test_numbers_stand_with_their_markers_below_each_other(drawn: Element) -> None:
    halves = [[span.text for span in cell.find("span")] for cell in drawn.find("td", "st-td")]
    assert halves == [["12", ".5"], ["3", ""], ["−0", ".25"]]
    styles = {span.attributes["style"] for cell in drawn.find("td", "st-td") for span in cell.find("span")[::2]}
    assert styles == {"--w:2"}


def test_what_text_cannot_show_is_left_to_the_renderer_of_formulas(drawn: Element) -> None:
    assert drawn.one("span", "arithmatex").text == "\\(\\sqrt {2}\\)"


def test_notes_stand_below(shown: tuple[Element, Site]) -> None:
    assert shown[0].one("p", "st-tn").text == "a Made up."


def test_the_source_is_closed_and_can_be_downloaded(shown: tuple[Element, Site]) -> None:
    article, site = shown[0].one("article", "st-art"), shown[1]
    details = article.one("details")
    assert "open" not in details.attributes and "\\toprule" in details.text
    copy = site.folder / "assets/specthis/files/reports/tables/tab-a.tex"
    assert copy.read_text(encoding="utf-8") == TABLE
    assert article.one("a", "st-h-aside").attributes["href"] == "../../assets/specthis/files/reports/tables/tab-a.tex"


def test_markup_in_cells_is_text(shown: tuple[Element, Site]) -> None:
    assert shown[0].find("script") == [] or "alert(1)" not in "".join(one.text for one in shown[0].find("script"))


def test_what_is_not_understood_is_shown_as_source_with_the_reason(tmp_path: Path) -> None:
    shown, _ = page(tmp_path / "p", "\\begin{tabular}{ll}\na & b \\\\\nc & \\mystery{d} \\\\\n\\end{tabular}\n")
    article = shown.one("article", "st-art")
    assert article.find("table", "st-tex") == []
    assert "not understood: the command \\mystery (line 3)" in article.text
    assert "open" in article.one("details").attributes and "\\mystery" in article.one("details").text


def test_one_table_that_is_not_understood_leaves_the_others(tmp_path: Path) -> None:
    body = "\\begin{table}\n\\begin{tabular}{l}\n%s \\\\\n\\end{tabular}\n\\end{table}\n"
    text = body % "a" + body % "\\mystery{<i>}" + body % "b"
    article = page(tmp_path / "open", text)[0].one("article", "st-art")
    sheets = [one.text for one in article.find("table", "st-tex")]
    assert [text[-1] for text in sheets] == ["a", "b"]
    assert "not understood: the command \\mystery (line 8). Its source is below." in article.text
    piece = next(one for one in article.find("pre") if "mystery" in one.text)
    assert piece.text.split() == (body % "\\mystery{<i>}").split()
    closed = page(tmp_path / "closed", text, publish_sources=False)[0].one("article", "st-art")
    assert "mystery{" not in closed.text and "Its source is not published" in closed.text


def test_unpublished_sources_leave_the_table_alone(tmp_path: Path) -> None:
    shown, site = page(tmp_path / "p", TABLE, publish_sources=False)
    assert shown.one("table", "st-tex").one("caption").text == "Rain by station & more"
    assert shown.one("article", "st-art").find("details") == []
    assert list(site.folder.rglob("*.tex")) == []


def test_a_file_without_a_table_is_no_artefact_to_draw(tmp_path: Path) -> None:
    shown, _ = page(tmp_path / "p", "\\newcommand{\\Rain}{12.5}\n\\begin{tikzpicture}a & b \\\\\\end{tikzpicture}\n")
    assert shown.one("article", "st-art").find("table") == []


def test_a_file_that_is_too_large_says_so(tmp_path: Path) -> None:
    shown, _ = page(tmp_path / "p", TABLE, max_publish_bytes=200)
    article = shown.one("article", "st-art")
    assert "Too large" in article.text and article.find("table") == []


def test_panels_have_headings_of_their_own(tmp_path: Path) -> None:
    text = (
        "\\begin{table}\\caption{Two}\n\\textbf{Panel A}\n\\begin{tabular}{l}a\\\\\\end{tabular}\n\n"
        "\\textbf{Panel B}\n\\begin{tabular}{|l|}b\\\\\\hline\\end{tabular}\n\nSaid below.\n\\end{table}\n"
    )
    shown, _ = page(tmp_path / "p", text)
    sheet = shown.one("div", "st-sheet")
    assert [one.text for one in sheet.find("p")] == ["Two", "Panel A", "Panel B", "Said below."]
    captions = [one.text for one in sheet.find("caption")]
    assert captions == [f"Table of reports/tables/tab-a.tex, part {part} of 2" for part in (1, 2)]


def test_rows_without_a_tabular_say_so(tmp_path: Path) -> None:
    shown, _ = page(tmp_path / "p", "rain & 1.5 \\\\\nsun & 2.5 \\\\\n")
    assert "rows without a tabular around them (line 1)" in shown.one("article", "st-art").text


def test_commands_of_the_papers_preamble_are_known(tmp_path: Path) -> None:
    paper = """\\documentclass{article}
\\input{macros}
% \\input{commented}
\\begin{document}
\\section{A}\\label{sec:a}
\\input{tables/tab-a}
\\end{document}
"""
    more = {
        "reports/paper.tex": paper,
        "reports/macros.tex": "\\newcommand{\\COtwo}{CO$_2$} % the gas\n\\input{deeper}\n",
        "reports/deeper.tex": "\\newcommand{\\unit}[1]{(#1)}\n",
        "reports/commented.tex": "\\renewcommand{\\COtwo}{wrong}\n",
    }
    shown, _ = page(tmp_path / "p", "\\begin{tabular}{ll}\\COtwo & \\unit{ppm}\\\\\\end{tabular}\n", more)
    assert [cell.text for cell in shown.one("table", "st-tex").find("td")] == ["(ppm)"]
    assert shown.one("table", "st-tex").one("th").text == "CO2"
