"""What may differ between equal runs: laws over any JSON, any rules and any difference."""

import json
from copy import deepcopy
from decimal import localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from mkdocs_specthis.core.contracts.varying import difference_from_record, first_difference, is_near, sum_up, tokens_of
from mkdocs_specthis.core.model.entry import VariesRule
from mkdocs_specthis.effects.artefacts import json_events
from mkdocs_specthis.effects.artefacts.json_events import NotJson, read_json_events

KEYS = some.sampled_from(["a", "b", "ab", "seconds", "0", "x.y", "NaN"])
VALUES = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=True) | some.text(max_size=6)
JSON = some.recursive(
    VALUES, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)
PATTERNS = some.sampled_from(["a", "*", "a.*", "**.seconds", "*b.0", "b.**", "**", "x.y", "a?", "**.a.**.b"])
RULES = some.lists(some.builds(VariesRule, pattern=PATTERNS, tolerance=some.none() | some.just(0.5)), max_size=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json")


def tokens(folder: Path, value: Any, rules: list[VariesRule]) -> list[Any]:
    return tokens_of_text(folder, json.dumps(value), rules)


def tokens_of_text(folder: Path, text: str, rules: list[VariesRule]) -> list[Any]:
    place = folder / "value.json"
    place.write_text(text)
    return list(tokens_of(read_json_events(place), rules))


def difference(folder: Path, before: Any, after: Any, rules: list[VariesRule]) -> str:
    return first_difference(tokens(folder, before, rules), tokens(folder, after, rules))


def from_record(folder: Path, before: Any, after: Any, rules: list[VariesRule]) -> str:
    was, now = (sum_up(tokens(folder, value, rules), rules) for value in (before, after))
    return difference_from_record(was.steady, now)


def matches(pattern: tuple[str, ...], place: tuple[str, ...]) -> bool:
    """The plainest way to say what a pattern means."""
    from fnmatch import fnmatchcase

    if not pattern:
        return not place
    if pattern[0] == "**":
        return matches(pattern[1:], place) or (bool(place) and matches(pattern, place[1:]))
    return bool(place) and fnmatchcase(place[0], pattern[0]) and matches(pattern[1:], place[1:])


def masked(value: Any, rules: list[VariesRule], place: tuple[str, ...] = ()) -> Any:
    """A copy in which everything that may be anything is the same thing."""
    if any(rule.tolerance is None and matches(tuple(rule.pattern.split(".")), place) for rule in rules):
        return "anything"
    if isinstance(value, dict):
        return {key: masked(inner, rules, (*place, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, rules, (*place, str(index))) for index, inner in enumerate(value)]
    return value


@given(JSON, JSON, RULES)
def test_without_tolerances_it_is_equality_of_what_is_left(
    folder: Path, before: Any, after: Any, rules: list[VariesRule]
) -> None:
    rules = [VariesRule(pattern=rule.pattern) for rule in rules]
    same = json.dumps(masked(before, rules)) == json.dumps(masked(after, rules))
    assert (difference(folder, before, after, rules) == "") == same
    assert (from_record(folder, before, after, rules) == "") == same


@given(JSON, RULES)
def test_nothing_differs_from_itself(folder: Path, value: Any, rules: list[VariesRule]) -> None:
    assert difference(folder, value, deepcopy(value), rules) == ""
    assert from_record(folder, value, value, rules) == ""


@given(JSON, JSON, RULES)
def test_a_record_and_the_bytes_give_the_same_answer(
    folder: Path, before: Any, after: Any, rules: list[VariesRule]
) -> None:
    by_bytes, by_record = (way(folder, before, after, rules) for way in (difference, from_record))
    assert (by_bytes == "") == (by_record == "")


@given(JSON, JSON, RULES)
def test_more_rules_never_allow_less(folder: Path, before: Any, after: Any, rules: list[VariesRule]) -> None:
    assume(difference(folder, before, after, rules) == "")
    assert difference(folder, before, after, [*rules, VariesRule(pattern="zzz"), VariesRule(pattern="*.a")]) == ""


@given(JSON, JSON)
def test_without_rules_only_the_same_is_the_same(folder: Path, before: Any, after: Any) -> None:
    assert (difference(folder, before, after, []) == "") == (json.dumps(before) == json.dumps(after))


@pytest.mark.parametrize(
    ("before", "after", "rule", "said"),
    [
        ('{"a": 1}', '{"a": 1.0}', "b", "`a` is not as it was: 1 became 1.0"),
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', "c", "`b` stands where `a` stood"),
        ('{"a": 1}', '{"a": 1, "b": 2}', "b", "`b` stands where the whole stood"),
        ('{"a": NaN}', '{"a": Infinity}', "b", "`a` is not as it was: NaN became Infinity"),
        ('{"a": NaN}', '{"a": 0}', "a ~ 1", "`a` is not as it was: NaN became 0"),
        ('{"a": 1}', '{"a": "1"}', "a ~ 1", '`a` is not as it was: 1 became "1"'),
        ('{"a": true}', '{"a": false}', "a ~ 1", "`a` is not as it was: true became false"),
        ('{"a": 1}', '{"a": 1.0000011}', "a ~ 1e-6", "`a` was 1 and is 1.0000011, more than 1e-06 apart"),
        ('{"a": 1}', '{"a": 1.000001}', "a ~ 1e-6", ""),
        ('{"a": [1, 2]}', '{"a": [1, 3]}', "a ~ 1", "`a.1` is not as it was: 2 became 3"),
        ('{"a": [1, 2]}', '{"a": [1, 3]}', "a.* ~ 1", ""),
        ('{"a": {"b": 1}}', '{"a": [2]}', "a", ""),
        ('{"a": {"b": 1}}', '{"c": 1}', "a", "`c` stands where `a` stood"),
        ('{"a.b": 1}', '{"a.b": 2}', "a.b", "`a.b` is not as it was: 1 became 2"),
        ("[1]", "[1, 2]", "0", "`1` stands where the whole stood"),
    ],
)
def test_what_is_said_of_a_difference(folder: Path, before: str, after: str, rule: str, said: str) -> None:
    pattern, _, tolerance = rule.partition(" ~ ")
    rules = [VariesRule(pattern=pattern, tolerance=float(tolerance) if tolerance else None)]
    was, now = (tokens_of_text(folder, text, rules) for text in (before, after))
    assert first_difference(was, now) == said


def test_a_record_of_other_rules_or_of_too_many_numbers_compares_with_nothing(folder: Path) -> None:
    one, other = [VariesRule(pattern="a")], [VariesRule(pattern="a", tolerance=0.1)]
    was, now = (sum_up(tokens(folder, {"a": 1}, rules), rules) for rules in (one, other))
    assert "was another then" in difference_from_record(was.steady, now)
    assert "does not say" in difference_from_record(None, now)
    many = [VariesRule(pattern="*", tolerance=0.1)]
    large = sum_up(tokens(folder, [0] * 201, many), many)
    assert large.steady.numbers is None
    assert "more than 200 numbers" in difference_from_record(large.steady, large)


@given(some.decimals(allow_nan=False, allow_infinity=False, places=6), some.integers(-3, 3))
def test_nearness_is_exact(number: Any, steps: int) -> None:
    with localcontext(prec=400):
        other = number + steps
    assert is_near(str(number), str(other), 2.0) == (abs(steps) <= 2)


@given(some.text("aN.-_ \"', é", max_size=40), some.integers(1, 12))
def test_words_that_json_lacks_are_found_wherever_a_file_is_cut(folder: Path, text: str, chunk: int) -> None:
    values = [float("nan"), text, float("-inf"), [float("inf"), "NaN x"], 30401]
    with pytest.MonkeyPatch.context() as patch:
        whole = tokens(folder, values, [])
        patch.setattr(json_events, "_CHUNK", chunk)
        assert tokens(folder, values, []) == whole
    assert [token.value for token in whole if token.kind == "constant"] == ["NaN", "-Infinity", "Infinity"]


@pytest.mark.parametrize("text", ["", "{", '{"a": 1} x', "[" * 1500 + "]" * 1500, '{"a": 1e99999999999999999999}'])
def test_what_is_no_json_is_said_so(folder: Path, text: str) -> None:
    with pytest.raises(NotJson):
        tokens_of_text(folder, text, [])


def test_what_is_left_out_may_be_large_and_deep(folder: Path) -> None:
    deep: Any = 1
    for _ in range(400):
        deep = {"x": [deep, "a" * 1000]}
    assert difference(folder, {"a": deep, "b": 1}, {"a": 0, "b": 1}, [VariesRule(pattern="a")]) == ""
