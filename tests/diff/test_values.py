"""How values, prose and files are told apart: what a person sees of typical edits."""

import json

import pytest

from mkdocs_specthis.core.diff.content import diff_content
from mkdocs_specthis.core.diff.prose import FORM_ALONE, diff_prose
from mkdocs_specthis.core.diff.values import diff_values
from mkdocs_specthis.core.model.difference import Difference, Edit, Form, Measure
from mkdocs_specthis.core.model.entry import VariesRule
from mkdocs_specthis.core.views.difference import amount, counts


def told(before: object, after: object, **measure: object) -> list[str]:
    found = diff_values(before, after, Measure(**measure))  # type: ignore[arg-type]
    return [f"{one.path}: {one.before} → {one.after}" for one in found.values]


def test_keys_and_places() -> None:
    before = {"slope": 0.5, "n": [1, 2, 3], "a b": "x", "gone": None}
    after = {"slope": 0.25, "n": [1, 4], "a b": "y", "new": {"deep": [1]}}
    assert told(before, after) == [
        "slope: 0.5 → 0.25",
        "n[1]: 2 → 4",
        "n[2]: 3 → None",
        '["a b"]: "x" → "y"',
        "gone: null → None",
        'new: None → {"deep": [1]}',
    ]


def test_kinds_count_and_spelling_does_not() -> None:
    assert told({"a": 1, "b": 1.0}, {"a": True, "b": 1}) == ["a: 1 → true"]
    found = diff_content("x.json", b'{"a": 1}', b'{ "a": 1.0 }', Measure())
    assert (found.values, found.note) == ((), "The bytes differ and no value does.")


AGE, SEX = {"name": "age", "b": 1}, {"name": "sex", "b": 2}


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ([AGE, SEX], [SEX, {**AGE, "b": 3}], "[name=age].b"),
        ([{"year": 2020, "b": 1}], [{"year": 2019, "b": 1}, {"year": 2020, "b": 3}], "[year=2020].b"),
        ([{"wave": "w1", "b": 1}], [{"wave": "w0", "b": 1}, {"wave": "w1", "b": 3}], "[wave=w1].b"),
        ([{"n": 7, "b": 1}], [{"n": 7, "b": 3}], "[0].b"),
        ([{"name": "x", "b": 1}, {"name": "x", "b": 1}], [{"name": "x", "b": 1}, {"name": "x", "b": 3}], "[1].b"),
        ([{"p": "x", "q": "y", "b": 1}], [{"p": "x", "q": "y", "b": 3}], "[p=x].b"),
        ([{"p": "x", "q": "y", "b": 1}], [{"p": "x", "q": "z", "b": 1}, {"p": "w", "q": "y", "b": 1}], "[0].q"),
    ],
    ids=["a name", "a year", "the only text", "numbers are no names", "not unique", "they agree", "they disagree"],
)  # fmt: skip
def test_records_are_matched_by_a_name_where_that_is_unambiguous(before: object, after: object, path: str) -> None:
    assert path in [one.path for one in diff_values(before, after, Measure()).values]


def test_amounts() -> None:
    found = diff_values({"a": 2, "b": 0, "c": -4.0, "d": 10**400}, {"a": 3, "b": 1, "c": -3.0, "d": 1}, Measure())
    assert [(one.absolute, one.relative) for one in found.values] == [(1, 0.5), (1, None), (1, 0.25), (None, None)]
    assert [amount(one.absolute, one.relative) for one in found.values] == ["+1, +50 %", "+1", "+1, +25 %", ""]
    assert amount(-0.000123456, -2.5) == "−0.0001235, −250 %"


def test_tolerances_and_keys_that_are_left_out() -> None:
    before = {"loss": 1.0, "timing": {"fit": 3, "all": [1]}, "big": 1e9, "n": 4}
    after = {"loss": 1.0000001, "timing": {"fit": 4, "all": [2]}, "big": 1e9 + 1, "n": 5}
    found = diff_values(before, after, Measure(relative=1e-6, ignore=("timing",)))
    assert ([one.path for one in found.values], found.within, found.ignored) == (["n"], 2, 2)
    rules = (VariesRule(pattern="loss", tolerance=1e-3), VariesRule(pattern="tim*"))
    found = diff_values(before, after, Measure(varies=rules))
    assert ([one.path for one in found.values], found.within, found.ignored) == (["big", "n"], 1, 2)
    assert told(before, after, ignore=("**.fit", "**.all.*", "b?g", "loss.x")) == ["loss: 1.0 → 1.0000001", "n: 4 → 5"]
    assert counts("values", 0, 0, 2, 1, 2) == "2 values changed; 1 within tolerance and 2 ignored"


def test_thousands_of_changes_are_summed_up_by_place() -> None:
    before = {"draws": [{"x": float(i), "y": 1} for i in range(3000)], "n": 1}
    after = {"draws": [{"x": i + 0.5, "y": 1} for i in range(3000)], "n": 2}
    found = diff_values(before, after, Measure(most=10))
    assert (len(found.values), found.left_out, found.changed) == (10, 2991, 3001)
    assert [(one.pattern, one.count, one.absolute) for one in found.groups] == [("draws[*].x", 3000, 0.5), ("n", 1, 1)]


def prose(before: str, after: str) -> list[str]:
    marks = {Edit.SAME: "{}", Edit.REMOVED: "[-{}-]", Edit.ADDED: "{{+{}+}}"}
    found = diff_prose(before, after, 99)
    return ["".join(marks[one.edit].format(one.text) for one in passage.pieces) for passage in found.passages]


def test_prose_is_told_by_words_and_only_where_some_moved() -> None:
    before = "# Title\n\nThe slope is estimated by OLS\nwith robust errors.\n\n- one\n- two\n\nThe end."
    after = "# Title\n\nThe slope is estimated by\nGLS with robust errors.\n\n- one\n- three\n\nThe end."
    assert prose(before, after) == [
        "The slope is estimated by\n[-OLS-]{+GLS+} with robust errors.",
        "- [-two-]{+three+}",
    ]


def test_a_word_that_says_nothing_between_two_that_moved_moves_with_them() -> None:
    assert prose("the mean of wages", "the median in income") == ["the [-mean of wages-]{+median in income+}"]


def test_a_list_item_that_became_part_of_a_sentence_is_told() -> None:
    assert prose("Some words\n- and an item", "Some words - and an item") != []


def test_form_alone_is_said_to_be_form_alone() -> None:
    assert diff_prose("caf\u00e9  x", "cafe\u0301 x", 9).note == FORM_ALONE
    found = diff_content("x.py", "a = 'caf\u00e9'\nb\n".encode(), "a = 'cafe\u0301'\nb\n".encode(), Measure())
    assert (found.hunks, found.note) == ((), "1 line differs only in the form of characters (Unicode normalisation).")
    assert diff_content("x.csv", b"a\r\nb\r\n", b"a\nb\n", Measure()).note == "Only line ends differ."


def cell(source: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": [source], "outputs": [1]}], "metadata": {}}).encode()


@pytest.mark.parametrize(
    ("path", "before", "after", "form", "note"),
    [
        ("x.png", b"\x89PNG\0", b"\x89PNG\0\0", Form.DIGESTS, "It is binary: 5 bytes before, 6 bytes after."),
        ("x.txt", b"\xff", b"a", Form.DIGESTS, "It is binary: 1 bytes before, 1 bytes after."),
        ("x.txt", b"a" * 101, b"a", Form.DIGESTS, "More than 100 bytes: only digests are compared."),
        ("x.json", b"{", b"{}", Form.LINES, ""),
        ("x.ipynb", cell("a = 1"), cell("a = 2"), Form.LINES, ""),
    ],
)
def test_forms(path: str, before: bytes, after: bytes, form: Form, note: str) -> None:
    found = diff_content(path, before, after, Measure(largest=100 if path == "x.txt" else 1000))
    assert (found.form, found.note) == (form, note)


def test_of_a_notebook_sources_are_compared() -> None:
    found: Difference = diff_content("x.ipynb", cell("a = 1\nb"), cell("a = 2\nb"), Measure())
    assert [f"{row.edit} {row.text}" for row in found.hunks[0].rows] == [
        "same # code cell", "removed a = 1", "added a = 2", "same b",
    ]  # fmt: skip


def tabular(*rows: str, columns: str = "lrr", caption: str = "Wages") -> str:
    body = " \\\\\n".join(rows)
    head = f"\\begin{{table}}\\caption{{{caption}}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n"
    return f"{head}{body} \\\\\n\\bottomrule\n\\end{{tabular}}\n\\end{{table}}\n"


HEAD, AGE_ROW, ERROR = r" & OLS & GLS", r"Age & 0.10$^{*}$ & 0.20", r" & (0.01) & (0.02)"


def cells(before: str, after: str) -> list[str]:
    found = diff_content("x.tex", before.encode(), after.encode(), Measure())
    assert found.form is Form.CELLS
    return [f"{one.row},{one.column} {one.heads}: {one.before} → {one.after}" for one in found.cells]


def test_tables_are_told_cell_by_cell() -> None:
    before = tabular(HEAD, AGE_ROW, ERROR)
    after = tabular(HEAD, r"Age   & 0.11$^{*}$ & $0.20$", r"  & (0.01)&(0.03)")
    assert cells(before, after) == ["2,2 Age, OLS: 0.10∗ → 0.11∗", "3,3 Age, GLS: (0.02) → (0.03)"]


def test_a_row_that_came_moves_no_other() -> None:
    before, after = tabular(HEAD, AGE_ROW, ERROR), tabular(HEAD, r"Sex & 1 & 2", AGE_ROW, ERROR)
    assert cells(before, after) == ["2,1 Sex: None → Sex", "2,2 Sex, OLS: None → 1", "2,3 Sex, GLS: None → 2"]
    assert cells(after, before) == ["2,1 Sex: Sex → None", "2,2 Sex, OLS: 1 → None", "2,3 Sex, GLS: 2 → None"]


def test_a_column_that_came_moves_no_other() -> None:
    after = tabular(r" & OLS & IV & GLS", r"Age & 0.10$^{*}$ & 7 & 0.20", columns="lrrr")
    assert cells(tabular(HEAD, AGE_ROW), after) == ["1,3 IV: None → IV", "2,3 Age, IV: None → 7"]


def test_a_row_that_was_renamed_keeps_its_cells() -> None:
    assert cells(tabular(HEAD, AGE_ROW), tabular(HEAD, AGE_ROW.replace("Age", "Years"))) == ["2,1 Years: Age → Years"]


def test_what_stands_around_the_cells_is_told_by_lines() -> None:
    before, after = tabular(HEAD, AGE_ROW), tabular(HEAD, AGE_ROW.replace("10", "11"), caption="Wages of men")
    found = diff_content("x.tex", before.encode(), after.encode(), Measure())
    assert (len(found.cells), len(found.hunks)) == (1, 1)
    alone = diff_content("x.tex", before.encode(), tabular(HEAD, AGE_ROW, caption="Pay").encode(), Measure())
    assert (alone.form, alone.cells, alone.added) == (Form.LINES, (), 1)


@pytest.mark.parametrize("other", ["no table", tabular(HEAD, r"\unknown{x} & \tikz & 1"), tabular(HEAD) * 2])
def test_what_is_no_pair_of_tables_is_told_by_lines(other: str) -> None:
    assert diff_content("x.tex", tabular(HEAD, AGE_ROW).encode(), other.encode(), Measure()).form is Form.LINES
