"""Which run a judgment's numbers are those of, and which parts are told to have moved."""

import pytest

from mkdocs_specthis.core.diff.sides import Side, moved_between, run_of
from mkdocs_specthis.core.model.difference import Moment
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, Verdict

JUDGED = {"block": "b", "script x": "1", "command": "c"}
JUDGMENT = Judgment(inputs_certified="", verdict=Verdict.CERTIFIED, parts=JUDGED, ts="2026-05-10T12:00:00Z")


def run(day: int, script: str = "1", **more: str) -> Receipt:
    parts = {"script x": script, "command": "c", "input data": "any", **more}
    return Receipt(entry="x", signature=f"{day}", parts=parts, ts=f"2026-05-{day:02d}T12:00:00Z")


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((run(1), run(8), run(9, "2"), run(12)), "8"),
        ((run(9, "2"), run(14), run(12)), "12"),
        ((run(10),), "10"),
        ((run(9, "2"), run(8, variable="v")), "8"),
        ((run(9, "2"), run(8, **{"module y": "m"})), None),
        ((), None),
    ],
    ids=[
        "last before",
        "first after",
        "on trial, then judged",
        "other roles are the run's own",
        "made by more",
        "none",
    ],
)
def test_the_numbers_of_a_judgment_are_those_that_its_judge_saw(
    runs: tuple[Receipt, ...], expected: str | None
) -> None:
    found = run_of(JUDGMENT, runs)
    assert (found.signature if found else None) == expected


def side(parts: dict[str, str], outputs: dict[str, str]) -> Side:
    return Side(moment=Moment(kind="run", label=""), parts=parts, outputs=outputs)


def test_what_moved_is_told_in_the_order_of_its_weight() -> None:
    before = side(
        {"command": "1", "block": "1", "input b": "1", "input a": "1", "script x": "missing"}, {"r.json": "1"}
    )
    after = side({"command": "2", "block": "2", "input b": "2", "script x": "2"}, {"r.json": "2", "s.json": "1"})
    assert [(one.name, one.before, one.after) for one in moved_between(before, after)] == [
        ("block", "1", "2"),
        ("script x", "", "2"),
        ("command", "1", "2"),
        ("input a", "1", ""),
        ("input b", "1", "2"),
        ("artefact r.json", "1", "2"),
        ("artefact s.json", "", "1"),
    ]
    assert moved_between(side({}, {"r.json": "1"}), side({}, {})) == ()
