"""Laws of differences: what is told of two states leads from one to the other, of equal ones nothing is told."""

import json
import math
import time
import unicodedata
from collections.abc import Sequence
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.diff.align import Run, align
from mkdocs_specthis.core.diff.cells import diff_cells
from mkdocs_specthis.core.diff.content import diff_content
from mkdocs_specthis.core.diff.lines import diff_lines
from mkdocs_specthis.core.diff.prose import diff_prose
from mkdocs_specthis.core.diff.values import diff_values
from mkdocs_specthis.core.model.difference import Difference, Edit, Form, Measure

ALL = 10**6
items = st.lists(st.sampled_from("abcde"), max_size=30)
lines = st.lists(st.sampled_from(["a", "b", "c", "", "  x"]), max_size=25).map("\n".join)
words = st.lists(st.sampled_from(["the", "slope", "of", "robust", "estimates", "wages", "in", "1.5"]), max_size=25)
numbers = st.one_of(st.integers(-5, 5), st.floats(allow_nan=True), st.just(10**400), st.booleans(), st.none())
values = st.recursive(
    numbers,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(["a", "b.c", "d e"]), inner)),
    max_leaves=12,
)
"""Without texts, so that no record has a name."""


def applied(runs: Sequence[Run], before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both sides, put together from what the runs say stays, goes and comes."""
    was = [before[i] for run in runs if run.edit is not Edit.ADDED for i in run.before]
    now = [before[i] if run.edit is Edit.SAME else after[j] for run in runs for i, j in pairs(run)]
    return was, now


def pairs(run: Run) -> list[tuple[int, int]]:
    return list(zip(run.before, run.after, strict=True)) if run.edit is Edit.SAME else [(0, j) for j in run.after]


@given(items, items)
def test_runs_lead_from_one_to_the_other(before: list[str], after: list[str]) -> None:
    assert applied(align(before, after), before, after) == (before, after)


@given(items, items)
def test_runs_read_the_same_from_the_other_side(before: list[str], after: list[str]) -> None:
    there, back = align(before, after), align(after, before)
    assert {(run.before, run.after) for run in there if run.edit is Edit.SAME} == {
        (run.after, run.before) for run in back if run.edit is Edit.SAME
    }


@given(items)
def test_what_is_equal_is_one_run(same: list[str]) -> None:
    assert [run.edit for run in align(same, same)] == [Edit.SAME] * bool(same)


def test_no_pair_takes_long() -> None:
    random = Random(1)
    long = [str(random.random()) for _ in range(20_000)]
    shuffled = random.sample(long, len(long))
    noise = [[random.choice("ab") for _ in range(20_000)] for _ in range(2)]
    for before, after in ((long, shuffled), (long, [f"{one}!" for one in long]), (noise[0], noise[1])):
        began = time.process_time()
        assert applied(align(before, after), before, after) == (before, after)
        assert time.process_time() - began < 20


@given(lines, lines)
@example("a\n", "a")
@example("", "a\n")
def test_hunks_patch_the_file(before: str, after: str) -> None:
    found = diff_lines(before, after, ALL)
    was = before.split("\n")[: -1 if before.endswith("\n") or not before else None]
    now: list[str] = []
    place = 0
    for hunk in found.hunks:
        first = next((row.before for row in hunk.rows if row.before), place + 1)
        now += was[place : first - 1]
        place = first - 1
        for row in hunk.rows:
            if row.edit is not Edit.ADDED:
                assert (was[place], place + 1) == (row.text, row.before)
                place += 1
            if row.edit is not Edit.REMOVED:
                now.append(row.text)
    now += was[place:]
    assert now == after.split("\n")[: -1 if after.endswith("\n") or not after else None]
    assert (before == after) == (not found.hunks and not found.note)


@given(words, words)
def test_pieces_of_a_paragraph_give_both_texts(before: list[str], after: list[str]) -> None:
    found = diff_prose(" ".join(before), " ".join(after), ALL)
    pieces = [piece for passage in found.passages for piece in passage.pieces]
    sides = [
        "".join(piece.text for piece in pieces if piece.edit in (Edit.SAME, edit))
        for edit in (Edit.REMOVED, Edit.ADDED)
    ]
    assert sides == ([" ".join(before), " ".join(after)] if before != after else ["", ""])


@given(st.text(max_size=80), st.integers(1, 9))
def test_a_text_differs_from_itself_in_nothing_whatever_its_form(text: str, most: int) -> None:
    for form in ("NFC", "NFD"):
        for other in (text, text.replace("\n", "\r\n")):
            found = diff_prose(text, unicodedata.normalize(form, other), most)
            assert (found.passages, found.added, found.removed) == ((), 0, 0) or "\r" in text


@given(st.lists(st.sampled_from(["word", "other", "third"]), min_size=2, max_size=20), st.data())
def test_a_paragraph_wrapped_anew_is_the_same(said: list[str], data: st.DataObject) -> None:
    spaces = st.sampled_from([" ", "\n", "  ", " \n"])
    texts = ["".join(word + data.draw(spaces) for word in said) for _ in range(2)]
    assert diff_prose(*texts, ALL).passages == ()


def same(a: object, b: object) -> bool:
    """Another way to say what is equal: numbers by value, all else by kind and value."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, int | float) or not isinstance(b, int | float):
        return type(a) is type(b) and a == b
    return a == b or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


@given(values, values)
@example({"a": 1}, {"a": True})
@example([1], [1.0])
@example([], [[]])
@example({"a": 0, "b": 0, "c": 1}, {"a": 1, "c": None, "b": 1})
def test_values_differ_where_they_are_not_the_same(before: object, after: object) -> None:
    found = diff_values(before, after, Measure())
    assert (not found.values) == same(before, after)
    back = diff_values(after, before, Measure())
    assert (found.added, found.removed, found.changed) == (back.removed, back.added, back.changed)
    texts = [str(one.before) for one in found.values], [str(one.after) for one in back.values]
    assert sorted(texts[0]) == sorted(texts[1]), "keys may stand in another order"


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3), st.lists(st.floats(-10, 10), min_size=3, max_size=3))
@example([0.0, 0.0, 0.0], [0.5, 0.5000001, -1.0])
def test_what_is_within_tolerance_is_counted_and_not_told(before: list[float], after: list[float]) -> None:
    found = diff_values(before, after, Measure(absolute=0.5))
    assert all(abs(one.absolute or 0) > 0.5 for one in found.values)
    assert found.within + found.changed == sum(1 for a, b in zip(before, after, strict=True) if a != b)


@given(values, values, st.integers(1, 3))
def test_what_is_left_out_is_counted(before: object, after: object, most: int) -> None:
    whole, cut = (diff_values(before, after, Measure(most=number)) for number in (ALL, most))
    assert cut.values == whole.values[:most]
    assert cut.left_out == len(whole.values) - len(cut.values)
    assert not cut.left_out or sum(group.count for group in cut.groups) == len(whole.values)


tables = st.lists(st.lists(st.sampled_from(["a", "b", "1", ""]), min_size=3, max_size=3), max_size=4)


def as_tabular(rows: list[list[str]]) -> str:
    body = "".join(" & ".join(row) + r" \\" + "\n" for row in [["x", "p", "q"], *rows])
    return f"\\begin{{tabular}}{{lrr}}\n{body}\\end{{tabular}}\n"


@given(tables, tables)
def test_cells_are_told_from_both_sides_alike(before: list[list[str]], after: list[list[str]]) -> None:
    there, back = (diff_cells(*map(as_tabular, pair), ALL) for pair in ((before, after), (after, before)))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert sorted((str(one.before), str(one.after)) for one in there.cells) == sorted(
            (str(one.after), str(one.before)) for one in back.cells
        )
    filled = [[row for row in rows if any(row)] for rows in (before, after)]
    assert (there is None) <= (filled[0] == filled[1])


contents = st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore")))
names = st.sampled_from(["x.json", "x.ipynb", "x.py", "x.tex", "x.png", "x"])


@given(names, contents, contents)
@example("x.json", b"[" * 100_000, b"[]")
@example("x.json", b"1" * 5000, b"2")
@example("x.json", b'{"a": NaN}', b'{"a": Infinity}')
@example("x.ipynb", b'{"cells": [{"cell_type": "code", "source": ["a"]}]}', b"{}")
def test_no_content_makes_it_raise(name: str, before: bytes, after: bytes) -> None:
    found = diff_content(name, before, after, Measure(largest=10_000))
    assert isinstance(found, Difference)
    assert found.form is not Form.DIGESTS or found.note
    json.dumps([one.absolute for one in found.values], allow_nan=False)
