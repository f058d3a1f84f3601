"""A large JSON file, read in a stream and in short, holds the same keys as a small one, and is JSON when that is."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.effects.artefacts import json_shape, json_stream
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


@given(texts, edits, st.integers(1, 80), st.integers(2, 40))
@example('{"a": 1, 2, 3, 4, 5, 6, "b": 7}', [], 400, 2)
@example('{"a": [1, 2, 3, 4, 5, "x"], "b": -NaN}', [], 400, 2)
@example('["x,\n1,2,3,4,5,6"]', [], 400, 2)
@example('{"s": [1, 2, 12345678901234567890, 3e999]}', [], 400, 2)
@example('{"a": 1} "', [], 400, 2)
@example('\ufeff{"a": NaN}', [], 1, 2)
def test_in_a_stream_it_is_the_same_file(
    folder: Path, text: str, changes: list[tuple[int, int, str]], chunk: int, long: int
) -> None:
    place = folder / "a.json"
    place.write_text(edited(text, changes), encoding="utf-8")
    whole = read_json_facts(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "SMALL", -1)
        patch.setattr(json_shape, "CHUNK", chunk)
        patch.setattr(json_shape, "LONG", long)
        streamed = read_json_facts(place)
    assert (streamed.keys, bool(streamed.error)) == (whole.keys, bool(whole.error)), streamed.error


def test_of_very_many_keys_those_that_are_wanted_are_found(folder: Path) -> None:
    place = folder / "many.json"
    place.write_text("{" + ",".join(f'"k{number}": 0' for number in range(10_050)) + "}")
    for small in (json_stream.SMALL, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_stream, "SMALL", small)
            assert "k10049" not in (read_json_facts(place).keys or ())
            found = read_json_facts(place, wanted=("k10049", "k1", "none")).keys or ()
            assert found[-1] == "k10049" and len(found) == 10_001


@pytest.mark.parametrize("behind", ['"', ' "x', " 1", " tru", "}"])
def test_what_stands_behind_a_value_makes_it_no_json(folder: Path, behind: str) -> None:
    place = folder / "behind.json"
    place.write_text('{"a": 1}' + behind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "SMALL", -1)
        assert read_json_facts(place).error
    with pytest.raises(NotJson):
        list(read_json_events(place))
