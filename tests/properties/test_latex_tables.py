"""Reading LaTeX tables never raises, gives whole grids, takes time linear in the text, and always comes to an end."""

import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.exhibits.latex_cells import table_rows
from mkdocs_specthis.core.model.latex_table import Grid, LatexTables, NotShown
from mkdocs_specthis.core.parse.latex_table import MOST_CHARACTERS, parse_tables
from mkdocs_specthis.core.parse.latex_table.preamble import read_preamble

ENVIRONMENTS = ["tabular", "table", "longtable", "tabularx", "tablenotes", "center", "subtable", "comment", "document"]
ENVIRONMENTS += ["tblr", "longtblr", "deluxetable"]
COMMANDS = [
    *("multicolumn", "multirow", "hline", "toprule", "cmidrule", "cline", "hhline", "addlinespace", "specialrule"),
    *("textbf", "emph", "bfseries", "makecell", "shortstack", "rotatebox", "cellcolor", "rowcolor", "textcolor"),
    *("num", "SI", "si", "ang", "sisetup", "tablenum", "numlist", "caption", "label", "ref", "tnote", "item"),
    *("newcommand", "def", "let", "newif", "iffalse", "else", "fi", "ifmmode", "newcolumntype", "definecolor"),
    *("(", ")", "\\", "%", "&", "'", '"', ",", " ", "frac", "alpha", "times", "resizebox", "footnotesize", "noalign"),
    *("SetCell", "SetRow", "SetHline", "tablehead", "colhead", "startdata", "enddata", "cutinhead", "tablenotetext"),
    *("endhead", "endfoot", "kill", "tabularnewline", "bgroup", "egroup", "endinput", "rule", "mystery", "a", "b"),
]
parts = st.one_of(
    st.sampled_from([f"\\{name}" for name in COMMANDS]),
    st.sampled_from([f"\\{verb}{{{name}}}" for verb in ("begin", "end") for name in ENVIRONMENTS]),
    st.sampled_from(["{", "}", "[", "]", "%", "&", "$", "#1", "#", "^", "_", "~", "\n", "\n\n", " ", "\r\n", "|"]),
    st.sampled_from(
        ["{2}", "{-2}", "{l}", "{lc}", "{S}", "{*{3}{r}}", "{D{.}{.}{2}}", "{2-3}", "(lr)", "{a}", "{red!20}"]
    ),
    st.sampled_from(
        ["[r=2,c=2]", "{hlines,vlines}", "{cell{1}{1-Z}={c=2}{c}}", "{colspec={lX[r]},rowhead=1}", "{LhD}"]
    ),
    st.sampled_from(["1.5", "-0.25(3)", "1e5", "12345.678", "text", "é", "\0", "\u202e", "--", "``x''", "*", "="]),
    st.text(max_size=4),
)
texts = st.lists(parts, max_size=60).map("".join)
cells = st.sampled_from(
    ["", "a", "1.5", "\\multicolumn{2}{c}{w}", "\\multirow{2}{*}{h}", "\\multirow{-2}{*}{u}", "\\multirow{9}{*}{long}"]
)
lines = st.sampled_from(["", "\\hline ", "\\cline{1-2}", "\\midrule ", "\\cmidrule(lr){2-3}", "\\addlinespace "])
rows = st.lists(st.tuples(lines, st.lists(cells, max_size=4)), max_size=12)


@given(texts)
@example("\\newcommand")
@example("\\begin{tabular}{l}")
@example("\\begin{tabular}{*{9999}{*{9999}{l}}}\\end{tabular}")
@example("\\hline")
@example("\\def\\a{\\a}\\a")
@example("\\begin{tabular}{l}\\multirow{2}{*}{\\multirow{2}{*}{a}}\\end{tabular}")
@example("\\begin{tabular}{l}$\\end{tabular}$")
def test_no_text_makes_it_raise(text: str) -> None:
    found = parse_tables(text)
    if isinstance(found, NotShown):
        assert found.construct
        assert 1 <= found.line <= text.count("\n") + text.count("\r") + 1
    else:
        assert all(len(row) > 0 for grid in table_rows(found) for row in grid)


@given(texts, texts)
@example("\\def\\x", "")
@example("\\newcommand{\\x}{\\x\\x}", "\\begin{tabular}{l}\\x\\end{tabular}")
@example("\\newcolumntype{l}{ll}", "\\begin{tabular}{l}a\\end{tabular}")
def test_no_preamble_makes_it_raise(before: str, text: str) -> None:
    preamble = read_preamble(f"{before}\\begin{{document}}")
    found = parse_tables(text, preamble)
    if isinstance(found, NotShown):
        assert 1 <= found.line <= text.count("\n") + text.count("\r") + 1


@given(rows)
def test_every_place_of_a_grid_is_covered_once(written: list[tuple[str, list[str]]]) -> None:
    body = " \\\\\n".join(f"{line}{' & '.join(row)}" for line, row in written)
    found = parse_tables(f"\\begin{{tabular}}{{lccr}}\n{body} \\\\\n\\end{{tabular}}")
    if isinstance(found, LatexTables):
        for table in found.shown:
            for grid in table.grids:
                assert covered(grid) == dict.fromkeys(all_places(grid), 1)


def covered(grid: Grid) -> dict[tuple[int, int], int]:
    places: Counter[tuple[int, int]] = Counter()
    for number, row in enumerate(grid.rows):
        for cell in row.cells:
            for below in range(cell.rows):
                places.update((number + below, cell.column + right) for right in range(cell.columns))
    return dict(places)


def all_places(grid: Grid) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(grid.rows)) for column in range(len(grid.columns))]


spans = st.sampled_from(
    ["", "", "a", "\\SetCell[c=2]{c} w", "\\SetCell[r=2]{c} h", "\\SetCell[r=2,c=3]{c} b", "{x \\\\ y}"]
)


@given(
    st.lists(st.lists(spans, min_size=1, max_size=4), min_size=1, max_size=8),
    st.sampled_from(["lccr", "hlines", "rowhead=1"]),
)
def test_every_place_of_a_tblr_is_covered_once(written: list[list[str]], options: str) -> None:
    body = " \\\\\n".join(" & ".join(row) for row in written)
    found = parse_tables(f"\\begin{{tblr}}{{{options}}}\n{body} \\\\\n\\end{{tblr}}")
    for table in found.shown if isinstance(found, LatexTables) else ():
        for grid in table.grids:
            assert covered(grid) == dict.fromkeys(all_places(grid), 1)


@given(st.text("lhDC", min_size=1, max_size=6), st.integers(0, 4), st.booleans())
def test_every_place_of_a_deluxetable_is_covered_once(columns: str, rows: int, numbered: bool) -> None:
    data = " \\\\ ".join(" & ".join(f"{row}.{place}" for place in range(len(columns))) for row in range(rows))
    head = "\\colnumbers" * numbered
    found = parse_tables(f"\\begin{{deluxetable}}{{{columns}}}{head}\\startdata {data} \\enddata\\end{{deluxetable}}")
    if isinstance(found, NotShown):
        assert set(columns) == {"h"} or not (rows or numbered)
        return
    (grid,) = found.shown[0].grids
    assert covered(grid) == dict.fromkeys(all_places(grid), 1)
    seen = [one for row in table_rows(found)[0][numbered:] for one in row if one]
    assert seen == [f"{row}.{place}" for row in range(rows) for place, one in enumerate(columns) if one != "h"]


@given(rows)
def test_no_cell_reaches_from_the_head_into_the_body(written: list[tuple[str, list[str]]]) -> None:
    body = " \\\\\n".join(f"{line}{' & '.join(row)}" for line, row in written)
    found = parse_tables(f"\\begin{{tabular}}{{lccr}}\n{body} \\\\\n\\end{{tabular}}")
    if isinstance(found, LatexTables):
        for table in found.shown:
            for grid in table.grids:
                for group in (grid.head, *grid.groups):
                    for number, row in enumerate(group):
                        assert all(number + cell.rows <= len(group) for cell in row.cells)


@given(rows)
def test_every_text_of_a_cell_is_shown_once(written: list[tuple[str, list[str]]]) -> None:
    marked = [
        [cell and cell.replace("a", f"x{n}.{m}") for m, cell in enumerate(row)] for n, (_, row) in enumerate(written)
    ]
    body = " \\\\\n".join(" & ".join(row) for row in marked)
    found = parse_tables(f"\\begin{{tabular}}{{lccr}}\n{body} \\\\\n\\end{{tabular}}")
    if isinstance(found, LatexTables):
        shown = Counter(text for grid in table_rows(found) for row in grid for text in row if text)
        sources = Counter(cell for row in marked for cell in row if cell.startswith("x"))
        assert all(shown[text] == number for text, number in sources.items())
        spans = sum(cell.startswith("\\m") for row in marked for cell in row)
        assert sum(shown.values()) == sum(sources.values()) + spans + sum(
            cell == "1.5" for row in marked for cell in row
        )


HOSTILE = {
    "braces": "{" * 1000,
    "pairs": "{}" * 1000,
    "environments": "\\begin{center}" * 1000,
    "cells": "&" * 1000,
    "rows": "\\\\" * 1000,
    "formulas": "$x_1$ " * 1000,
    "open formulas": "$" * 999,
    "definitions": "\\newcommand{\\x}[1]{#1}" * 200,
    "calls": "\\newcommand{\\x}[1]{(#1)}" + "\\x{a}" * 1000,
    "nested calls": "\\newcommand{\\x}[1]{(#1)}" + "\\x{" * 30 + "}" * 30,
    "spans": "\\begin{tabular}{llll}" + "\\multirow{9999}{*}{a}&\\multirow{-9999}{*}{}&&\\\\" * 300 + "\\end{tabular}",
    "tall": "\\begin{tabular}{llll}" + "\\multirow{9999}{*}{a}&b&&\\\\" + "&&&\\\\" * 1000 + "\\end{tabular}",
    "options": "\\num[" + "a=b," * 500 + "]{1}",
    "digits": "\\begin{tabular}{S}" + "9" * 1000 + "\\end{tabular}",
    "places": "\\num[round-mode=figures,round-precision=99]{1e99}",
    "colours": "\\textcolor{" + "red!50!" * 500 + "blue}{a}",
    "comments": "%\n" * 1000,
    "blanks": " \n \n" * 500,
    "columns": "\\begin{tabular}{" + "*{9}{" * 30 + "l" + "}" * 30 + "}a\\end{tabular}",
    "around cells": "\\begin{tabular}{>{" + "\\small" * 250 + "}l}" + "a\\\\" * 250 + "\\end{tabular}",
    "cells left out": "\\begin{tabular}{*{200}{l}}" + "a\\\\" * 2000 + "\\end{tabular}",
    "options of cells": "\\begin{tblr}{" + "cells={c}," * 50 + "}" + "a & b \\\\" * 100 + "\\end{tblr}",
    "long options": "\\begin{tblr}{cells={" + "c," * 500 + "}}" + "a & b \\\\" * 100 + "\\end{tblr}",
    "lines": "\\begin{tblr}{" + "hlines,vlines," * 50 + "}" + "a & b \\\\" * 100 + "\\end{tblr}",
    "looks for all": "\\begin{tblr}{l}" + "\\SetCells{c} a \\\\" * 300 + "\\end{tblr}",
    "spans of a tblr": "\\begin{tblr}{l}" + "\\SetCell[r=9999,c=9999]{c} a & b \\\\" * 300 + "\\end{tblr}",
    "heads": "\\begin{deluxetable}{"
    + "h" * 190
    + "l}\\startdata"
    + "\\cutinhead{a}" * 300
    + "\\enddata\\end{deluxetable}",
    "column types": "\\newcolumntype{A}{BB}\\newcolumntype{B}{AA}\\begin{tabular}{A}\\end{tabular}",
    "before cells": "\\begin{tabular}{>{" + "x" * 500 + "}l}" + "a\\\\" * 500 + "\\end{tabular}",
    "unclosed comments": "\\begin{comment}" * 300,
    "false branches": "\\iffalse" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time_linear_in_it(name: str) -> None:
    text = HOSTILE[name]
    length = MOST_CHARACTERS // 4
    began = time.process_time()
    parse_tables((text * (length // len(text) + 1))[:length])
    assert time.process_time() - began < 10


GROWING = {
    "text before cells": "\\begin{tabular}{>{" + "x" * 20_000 + "}l}" + "a\\\\" * 500 + "\\end{tabular}",
    "text before cells of a tblr": "\\begin{tblr}{cells={preto=" + "x" * 20_000 + "}}" + "a\\\\" * 500 + "\\end{tblr}",
    "commands before cells": "\\begin{tabular}{>{" + "\\small" * 400 + "}l}a\\end{tabular}",
    "a font of commands": "\\begin{tblr}{cells={font={" + "\\small" * 400 + "}}}a\\end{tblr}",
    "cells left out": "\\begin{tabular}{*{200}{l}}" + "a\\\\" * 600 + "\\end{tabular}",
}


@pytest.mark.parametrize("name", GROWING)
def test_what_would_grow_far_beyond_its_text_is_not_shown(name: str) -> None:
    found = parse_tables(GROWING[name])
    assert isinstance(found, NotShown)
    assert "more than" in found.construct


def test_a_file_that_is_too_long_is_not_read() -> None:
    found = parse_tables("x" * (MOST_CHARACTERS + 1))
    assert isinstance(found, NotShown)


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    row = "\\multirow{2}{*}{Name} & \\num{1.5} & $x_1$ & \\textbf{b} \\\\\n & 2 & 3 & 4 \\\\\n"

    def seconds(number: int) -> float:
        text = f"\\begin{{tabular}}{{lccr}}{row * number}\\end{{tabular}}"
        began = time.process_time()
        assert isinstance(parse_tables(text), LatexTables)
        return time.process_time() - began

    seconds(50)
    short, long = min(seconds(150) for _ in range(3)), min(seconds(1500) for _ in range(2))
    assert long < 30 * short
