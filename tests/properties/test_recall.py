"""What was worked out of a project is given again only if nothing that was read for it has changed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from mkdocs_specthis.core.model.project import Attempt, Project
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.recall import Recall

ONE, TWO = Attempt(ts="1", text="one"), Attempt(ts="2", text="two")
BEFORE = Project(settings=Settings(), specs=(), entries={}, failures={"a": ONE}, matches={"*": ("x", "y")})
READS: Mapping[str, Callable[[Project], object]] = {
    "by name": lambda seen: seen.failures["a"].text,
    "by name, if there": lambda seen: seen.failures.get("a"),
    "whether there": lambda seen: "a" in seen.failures,
    "all": lambda seen: [*seen.failures.values()],
    "how many": lambda seen: len(seen.failures),
    "names": lambda seen: sorted(seen.failures),
    "what matches": lambda seen: seen.matches["*"],
    "a flag": lambda seen: seen.unreadable_judgments,
    "a set": lambda seen: "a" in seen.unreadable_receipts,
    "a setting": lambda seen: seen.settings.results,
}
NOTICED: Mapping[str, tuple[Project, frozenset[str]]] = {
    "another record": (
        replace(BEFORE, failures={"a": TWO}),
        frozenset({"by name", "by name, if there", "whether there", "all", "how many", "names"}),
    ),
    "one more": (replace(BEFORE, failures={"a": ONE, "b": TWO}), frozenset({"all", "how many", "names"})),
    "one gone": (
        replace(BEFORE, failures={}),
        frozenset({"by name, if there", "whether there", "all", "how many", "names"}),
    ),
    "one more that matches": (replace(BEFORE, matches={"*": ("x", "y", "z")}), frozenset({"what matches"})),
    "a flag": (replace(BEFORE, unreadable_judgments=True), frozenset({"a flag"})),
    "a set": (replace(BEFORE, unreadable_receipts=frozenset({"a"})), frozenset({"a set"})),
    "a setting": (replace(BEFORE, settings=Settings(results="made")), frozenset(READS)),
    "nothing": (
        replace(BEFORE, failures={"a": ONE}, matches={"*": tuple("xy")}),
        frozenset({"all", "how many", "names"}),
    ),
}


def asked(recall: Recall, project: Project, read: Callable[[Project], object], given: object = ()) -> tuple[Any, bool]:
    """What is given, and whether it was worked out for that."""
    worked: list[None] = []

    def work(seen: Project) -> object:
        worked.append(None)
        return read(seen)

    recall.begin(project)
    value = recall.value("key", given, project, work)
    recall.end()
    return value, bool(worked)


@pytest.mark.parametrize("change", NOTICED)
@pytest.mark.parametrize("read", READS)
def test_what_was_read_is_noticed(read: str, change: str) -> None:
    recall, (after, noticed) = Recall(), NOTICED[change]
    if (read, change) == ("by name", "one gone"):
        return
    assert asked(recall, BEFORE, READS[read]) == (READS[read](BEFORE), True)
    assert asked(recall, BEFORE, READS[read]) == (READS[read](BEFORE), False)
    assert asked(recall, after, READS[read]) == (READS[read](after), read in noticed)


def test_what_else_was_given_is_noticed() -> None:
    recall = Recall()
    assert [asked(recall, BEFORE, READS["by name"], given)[1] for given in (1, 1, 2)] == [True, False, True]


def test_what_is_not_asked_for_is_forgotten() -> None:
    recall = Recall()
    asked(recall, BEFORE, READS["by name"])
    recall.begin(BEFORE)
    recall.end()
    assert asked(recall, BEFORE, READS["by name"])[1]


def test_an_equal_value_is_the_very_object_of_before() -> None:
    """So that what rests on it stands."""
    recall = Recall()
    first, _ = asked(recall, BEFORE, lambda seen: (seen.failures["a"].ts, "a row"))
    again, worked = asked(
        recall, replace(BEFORE, failures={"a": replace(TWO, ts="1")}), lambda seen: (seen.failures["a"].ts, "a row")
    )
    assert worked and again is first
