"""How long a refresh may still take: what is worked out from the runs before, and in which words it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mkdocs_specthis.core.steps.forecast import Forecast, seconds_left
from mkdocs_specthis.core.steps.schedule import elapsed_of, tails_of
from mkdocs_specthis.core.views.sentence import clock_in_words, time_left_in_words

CHAIN = {"a": (), "b": ("a",), "c": ("b",), "z": ()}


def forecast(seconds: dict[str, float | None], jobs: int = 1) -> Forecast:
    return Forecast(up=CHAIN, seconds=seconds, unit_of={name: name for name in CHAIN}, jobs=jobs)


def test_one_after_the_other_and_side_by_side() -> None:
    seconds = {"a": 10.0, "b": 20.0, "c": 30.0, "z": 40.0}
    assert seconds_left(forecast(seconds), (), {}) == 100
    assert seconds_left(forecast(seconds, jobs=2), (), {}) == 60


def test_what_runs_has_less_left_and_what_is_done_has_nothing() -> None:
    seconds = {"a": 10.0, "b": 20.0, "c": 30.0, "z": 40.0}
    assert seconds_left(forecast(seconds), ("a",), {"b": 15.0}) == 5 + 30 + 40
    assert seconds_left(forecast(seconds, jobs=2), ("a",), {"b": 15.0, "z": 39.0}) == 35
    assert seconds_left(forecast(seconds), "abc", {"z": 90.0}) == 0, "it takes longer than last time"


def test_what_is_only_passed_through_takes_no_time_and_keeps_the_order() -> None:
    assert seconds_left(forecast({"a": 10.0, "c": 30.0}, jobs=4), (), {}) == 40


def test_nothing_is_said_where_half_was_never_timed() -> None:
    assert seconds_left(forecast({"a": 10.0, "b": None}), (), {}) is None
    assert seconds_left(forecast({"a": 10.0, "b": None, "c": 20.0}), (), {}) == 45, "the average for what is not known"
    assert seconds_left(forecast({"a": 10.0, "b": None, "c": 20.0}), ("a",), {}) is None
    assert seconds_left(forecast({}), (), {}) is None
    assert seconds_left(Forecast(), ("a",), {"b": 1.0}) is None


@some.composite
def works(draw: some.DrawFn) -> tuple[dict[str, tuple[str, ...]], dict[str, float], int]:
    names = [f"u{number}" for number in range(draw(some.integers(1, 12)))]
    up = {
        name: tuple(draw(some.lists(some.sampled_from(names[:place]), unique=True))) if place else ()
        for place, name in enumerate(names)
    }
    seconds = {name: float(draw(some.integers(0, 50))) for name in names}
    return up, seconds, draw(some.integers(1, 5))


@given(works())
def test_it_takes_no_less_than_the_longest_path_and_no_more_than_all(
    work: tuple[dict[str, tuple[str, ...]], dict[str, float], int],
) -> None:
    up, seconds, jobs = work
    elapsed = elapsed_of(up, seconds, jobs)
    longest, total = max(tails_of(up, seconds).values()), sum(seconds.values())
    assert max(longest, total / jobs) - 1e-9 <= elapsed <= total
    assert elapsed_of(up, seconds, 1) == total
    assert elapsed_of(up, seconds, len(up)) == longest


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute left"),
        (59, "less than a minute left"),
        (61, "about 1 min left"),
        (12.4 * 60, "about 12 min left"),
        (33 * 60, "about 35 min left"),
        (59.9 * 60, "about 1 h left"),
        (133 * 60, "about 2 h 10 min left"),
        (40 * 3600, "about 40 h left"),
    ],
)
def test_the_time_left_is_said_as_roughly_as_it_is_known(seconds: float, words: str) -> None:
    assert time_left_in_words(seconds) == words


def test_a_duration_that_grows_is_said_in_whole_seconds() -> None:
    assert [clock_in_words(seconds) for seconds in (0.9, 59.9, 70.2)] == ["0 s", "59 s", "1 min 10 s"]
