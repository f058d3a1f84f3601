"""A large JSON file, read piece by piece, holds the same keys as a small one, and is JSON when that is."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.artefact import json_pieces
from mkdocs_specthis.core.artefact.json_signs import left_open
from mkdocs_specthis.core.model.facts import JsonFacts
from mkdocs_specthis.effects.artefacts import json_stream
from mkdocs_specthis.effects.artefacts.json_events import NotJson, read_json_events
from mkdocs_specthis.effects.artefacts.json_stream import read_json_facts

numbers = st.one_of(
    st.integers(-(10**25), 10**25),
    st.floats(),
    st.sampled_from([0, -0.0, 1e300, 10**400, -1]),
)
runs = st.lists(numbers, max_size=12)
keys = st.sampled_from(
    [
        "a",
        "b",
        "NaN",
        "x, 1, 2, 3, 4, 5, 6",
        "[1, 2, 3, 4, 5]",
        "-Infinity",
        "0e-30403",
        "a\\\\",
        '"q',
        "é",
        ",[1],[2],",
    ]
)
values = st.recursive(
    st.one_of(numbers, runs, st.lists(runs, max_size=6), st.none(), st.booleans(), keys),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=8,
)
texts = st.builds(
    lambda value, indent: json.dumps(value, indent=indent, ensure_ascii=False).replace("e+400", "e400"),
    st.one_of(values, st.dictionaries(keys, values, max_size=4)),
    st.sampled_from([None, 0, 1]),
)
SIGNS = [*'[]{},:"0123456789.eE+- \n\t\\', "NaN", "Infinity", "1,", "[1],", "01", "1e999", "null", "\\u00"]
edits = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 2), st.sampled_from(SIGNS)), max_size=3)


def edited(text: str, changes: list[tuple[int, int, str]]) -> str:
    for place, gone, come in changes:
        place %= len(text) + 1
        text = text[:place] + come + text[place + gone :]
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json")


def by_pieces(place: Path, chunk: int) -> JsonFacts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "SMALL", -1)
        patch.setattr(json_stream, "CHUNK", chunk)
        return read_json_facts(place)


@given(texts, edits, st.integers(1, 80))
@example('{"a": 1, 2, 3, 4, 5, 6, "b": 7}', [], 1)
@example('{"a": [1, 2, 3, 4, 5, "x"], "b": -NaN}', [], 1)
@example('["x,\n1,2,3,4,5,6"]', [], 1)
@example('{"s": [1, 2, 12345678901234567890, 3e999]}', [], 1)
@example('{"a": 1} "', [], 1)
@example('\ufeff{"a": NaN}', [], 1)
@example('{"a\\NaN": 1}', [], 1)
@example('{"NaN": NaN, "[]": [Infinity, -Infinity]}', [], 1)
@example('{"a": [, 1]}', [], 1)
@example('{"a": {, "b": 1}}', [], 1)
@example("{, 1: 2}", [], 1)
@example('{"a": 1}, {"b": 2}', [], 1)
@example('{"a": [1}, "b": 2]', [], 1)
@example('{"a": "' + "\\u00e9é" * 20 + '", "' + "é" * 40 + '": ""}', [], 7)
@example('{"a": ["' + "é€😀" * 20 + '", {"b": "' + "😀€é" * 20 + '"}]}', [], 5)
@example('{"": [1, {"": 2, "x": 3}], "b": ["\\ud800", "\\ud83d\\ude00"]}', [], 1)
@example("[" + " " * 200 + "1" + " " * 200 + "]" + " " * 200, [], 3)
def test_by_pieces_it_is_the_same_file(
    folder: Path, text: str, changes: list[tuple[int, int, str]], chunk: int
) -> None:
    place = folder / "a.json"
    place.write_text(edited(text, changes), encoding="utf-8")
    whole, parted = read_json_facts(place), by_pieces(place, chunk)
    assert (parted.keys, bool(parted.error)) == (whole.keys, bool(whole.error)), parted.error


@given(st.binary(max_size=12), st.integers(0, 40), st.integers(1, 20))
@example(b"\xed\xa0\x80", 12, 1)
@example(b"\xff", 12, 20)
def test_bytes_that_are_no_text_are_seen_in_every_piece(folder: Path, some: bytes, place: int, chunk: int) -> None:
    file = folder / "bytes.json"
    text = '{"a": ["é, ü", NaN], "b": {"c": "ö"}}'.encode()
    file.write_bytes(b"{ " + text[1:place] + some + text[max(1, place) :])
    whole, parted = read_json_facts(file), by_pieces(file, chunk)
    assert (parted.keys, bool(parted.error)) == (whole.keys, bool(whole.error)), parted.error


@given(st.lists(st.sampled_from("[{]}"), max_size=60).map("".join), st.integers(1, 6))
@example("[[[[]]]]", 3)
@example("[[[[]]]]", 4)
def test_brackets_that_are_left_open_are_those_of_a_walk(signs: str, most: int) -> None:
    walked: list[str] | None = []
    for sign in signs:
        if sign in "[{":
            walked.append(sign)
        elif walked:
            walked.pop()
        if len(walked) > most:
            walked = None
            break
    assert left_open(b"", signs.encode(), most) == (None if walked is None else "".join(walked).encode())


@pytest.mark.parametrize("depth", [500, 502, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}"), ("[1,", ",1]"), ('[{"a":1,"b":', "}]")])
def test_what_is_nested_deeply_is_told_by_its_depth_alone(folder: Path, opened: str, closed: str, depth: int) -> None:
    place = folder / "deep.json"
    times = depth // (opened.count("[") + opened.count("{"))
    place.write_text(opened * times + "1" + closed * times)
    error = "it is nested too deeply" if depth > 500 else ""
    assert (by_pieces(place, 512).error, read_json_facts(place).error) == (error, error)


def test_of_very_many_keys_those_that_are_wanted_are_found(folder: Path) -> None:
    place = folder / "many.json"
    place.write_text("{" + ",".join(f'"k{number}": 0' for number in range(10_050)) + "}")
    for small in (json_stream.SMALL, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_stream, "SMALL", small)
            patch.setattr(json_stream, "CHUNK", 1024)
            assert "k10049" not in (read_json_facts(place).keys or ())
            found = read_json_facts(place, wanted=("k10049", "k1", "none")).keys or ()
            assert found[-1] == "k10049" and len(found) == 10_001


@pytest.mark.parametrize("behind", ['"', ' "x', " 1", " tru", "}"])
def test_what_stands_behind_a_value_makes_it_no_json(folder: Path, behind: str) -> None:
    place = folder / "behind.json"
    place.write_text('{"a": 1}' + behind)
    assert by_pieces(place, 1).error
    with pytest.raises(NotJson):
        list(read_json_events(place))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'{"a": [1, 2, 3],\n "b": [1, 2, tru], "c": 1}', "Expecting value: byte 31"),
        (b'{"a": "' + b"x" * 300 + b'\t", "b": 1}', "Invalid control character at: byte 308"),
        (b'{"a": [1, 2, "\xff"], "b": 1}', "byte 15 is no UTF-8"),
        (b'{"a": [1, 2, 3], "b": [1', "Expecting ',' delimiter: byte 25"),
        ('{"a": 1}'.encode("utf-16"), "it is UTF-16: a large file has to be UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, content: bytes, error: str) -> None:
    place = folder / "wrong.json"
    place.write_bytes(content)
    assert by_pieces(place, 16).error == error


def test_a_text_that_cannot_be_cut_is_not_waited_for_without_end(folder: Path) -> None:
    place = folder / "long.json"
    place.write_text("1" * 3_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_pieces, "MOST_HELD", 1_000)
        assert by_pieces(place, 64).error == "a value in it is too long to be read"
        place.write_text('{"a": "' + "é, " * 3_000 + '"' + " " * 3_000 + "}")
        assert by_pieces(place, 64) == JsonFacts(keys=("a",))
