"""What the dashboard puts together and what it leaves out, as views of small projects."""

import re
from pathlib import Path

import pytest
from conftest import run_command
from hypothesis import given
from hypothesis import strategies as st
from site_builds import PROJECT, WRITE, built, certify, make, refresh, settle, write

from mkdocs_specthis.core.model.state import Actor
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.dashboard import Dashboard, dashboard
from mkdocs_specthis.core.views.entries import entries_index
from mkdocs_specthis.core.views.queues import NAMES_IN_ROW, QueueRow
from mkdocs_specthis.core.views.sentence import seconds_in_words
from mkdocs_specthis.usecases.load import load_snapshot

ENTRY = """
### {name}

- Script: `scripts/alpha.py`
- Output: `results/{name}/{name}.json`
- Run: `python {{script}} {{output}}`
- Consumes: none
- Status: script ready
"""


def many(root: Path, names: list[str], **consumes: str) -> Path:
    """`consumes` says of some what they consume; the others consume nothing."""
    text = "---\nname: compute-many\nkind: compute\n---\n# Many\n\n## Entries\n"
    for name in names:
        text += ENTRY.format(name=name).replace("Consumes: none", f"Consumes: {consumes.get(name, 'none')}")
    return make(root, {"specs/compute-many.md": text})


def shown(root: Path) -> tuple[Snapshot, Dashboard]:
    snapshot = load_snapshot(root)
    return snapshot, dashboard(snapshot)


def rows(view: Dashboard, actor: Actor) -> tuple[QueueRow, ...]:
    return next((queue.rows for queue in view.queues if queue.actor is actor), ())


def test_what_one_run_mends_stands_in_one_row(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(NAMES_IN_ROW + 2)]
    root = many(tmp_path, names)
    certify(root)
    snapshot, view = shown(root)
    (row,) = rows(view, Actor.MACHINE)
    assert set(row.entries) == set(snapshot.entries) and row.word.key == "never-run"
    assert row.repair and row.repair.command == "specthis refresh"
    assert row.holds_up == 0, "what stands in the row itself is not held up by it"
    assert not view.queues[0].is_whole, "names are left out, so the queue leads to all of them"


def test_each_judgment_stands_by_itself(tmp_path: Path) -> None:
    """A row for many would ask to sign them unread."""
    _, view = shown(many(tmp_path, ["one", "two"]))
    judged = [row.entries for row in rows(view, Actor.MIND)]
    assert all(len(entries) == 1 for entries in judged) and len(judged) == 5


@pytest.mark.parametrize(("more", "says_so"), [(-1, True), (2, False)])
def test_what_waits_for_the_same_stands_in_one_row(tmp_path: Path, more: int, says_so: bool) -> None:
    """However many they are. That one who is named waits for something else besides is said."""
    names = [f"n{number}" for number in range(NAMES_IN_ROW + more)]
    consumes = {**dict.fromkeys(names, "first"), "both": "first, second", "other": "second"}
    root = settle(many(tmp_path, ["first", "second", *consumes], **consumes))
    text = (root / "specs/compute-many.md").read_text()
    moved = text.replace("### first\n", "### first\n\nMoved.\n").replace("### second\n", "### second\n\nMoved.\n")
    _, view = shown(write(root, {"specs/compute-many.md": moved}))
    found = {row.after: (set(row.entries), row.after_more) for row in rows(view, Actor.PATIENCE)}
    assert found == {("first",): ({*names, "both"}, says_so), ("second",): ({"other"}, False)}


def test_vocabulary_that_moved_is_one_row_with_one_command(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    write(root, {"specs/definitions.md": PROJECT["specs/definitions.md"].replace("a number", "one number")})
    _, view = shown(root)
    row = next(row for row in rows(view, Actor.MIND) if row.word.key == "vocabulary-moved")
    assert row.entries == ("alpha", "beta", "tab-a")
    assert row.repair and row.repair.command == "specthis lock confirm definitions"


def test_other_causes_make_other_rows(tmp_path: Path) -> None:
    root = settle(many(tmp_path, ["one", "two"]))
    write(root, {"scripts/alpha.py": WRITE + "# moved\n"})
    certify(root)
    (root / "results/beta/beta.json").write_text("{}\n")
    _, view = shown(root)
    found = {row.entries: row.cause for row in rows(view, Actor.MACHINE)}
    assert set(map(frozenset, found)) == {frozenset({"alpha", "one", "two"}), frozenset({"beta"})}
    assert len(set(found.values())) == 2


def test_marks_of_one_kind_stand_together(tmp_path: Path) -> None:
    """Whatever the order of the project is: the most pressing first."""
    root = settle(many(tmp_path, ["one", "two"]))
    spec = PROJECT["specs/compute-a.md"].replace("Status: script ready", "Status: script TBD", 1)
    write(root, {"specs/compute-a.md": spec})
    text = (root / "specs/compute-many.md").read_text()
    write(root, {"specs/compute-many.md": text.replace("# Many", "# Very many")})
    _, view = shown(root)
    words = [mark.word.key for actor, marks in view.marks if actor is Actor.MIND for mark in marks if mark.word]
    assert words == ["drifted", "drifted", "script-tbd"]


def test_the_cross_table_has_absent_only_where_it_occurs(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    assert [word.key for word in shown(root)[1].cross.columns] == ["never-run", "stale", "fresh"]
    (root / "results/alpha/alpha.json").unlink()
    view = shown(root)[1]
    assert [word.key for word in view.cross.columns] == ["never-run", "stale", "absent", "fresh"]
    assert sum(sum(numbers) for _, numbers in view.cross.rows) == view.entries


def test_a_day_of_runs_is_one_line(tmp_path: Path) -> None:
    root = make(tmp_path)
    certify(root)
    refresh(root)
    activity = shown(root)[1].activity
    assert [(one.text, len(one.entries), one.who) for one in activity] == [("ran", 3, ""), ("certified", 3, "A. Judge")]


def test_what_failed_leads_to_the_failed_run(tmp_path: Path) -> None:
    """And what to do about it stands below the claim that it is about."""
    root = make(tmp_path, {"scripts/alpha.py": "raise SystemExit('no')\n"}, options={"audience": "serve"})
    certify(root)
    run_command("refresh", cwd=root)
    site = built(root)
    home = site.own("")
    certification, realization = site.own("entries/alpha/").one("section", "st-axes").find("div", "st-ax")
    assert (certification.find("div", "st-cmd"), len(realization.find("div", "st-cmd"))) == ([], 1)
    row = next(row for row in home.find("li", "st-q") if row.find("a")[0].text == "alpha")
    assert (row.find("a")[-1].text, row.find("a")[-1].attributes["href"]) == (
        "See the failed run",
        "entries/alpha/#run",
    )


def test_without_findings_one_sentence_says_so(tmp_path: Path) -> None:
    """And the rest of the row has the room: no empty column."""
    spec = PROJECT["specs/report-a.md"].replace(
        "## Entry", "## Artefact design\n\nOne row, to be read at once.\n\n## Entry"
    )
    home = built(settle(make(tmp_path, {"specs/report-a.md": spec}))).own("")
    assert "The audit found nothing." in [one.text for one in home.find("p", "st-stamp")]
    assert home.find("ul", "st-probs") == []
    assert len(home.one("div", "st-two").find("section")) == 2


def test_filters_come_in_the_order_in_which_people_act(tmp_path: Path) -> None:
    root = many(tmp_path, ["one", "two", "three"])
    certify(root, "one", "two")
    refresh(root)
    text = (root / "specs/compute-many.md").read_text()
    write(root, {"specs/compute-many.md": text.replace("### two\n", "### two\n\nMoved.\n")})
    found = {facet.label: [word.key for word, _ in facet.words] for facet in entries_index(load_snapshot(root)).facets}
    assert found["Who acts"] == ["mind", "settled"]
    assert found["Certification"] == ["drifted", "uncertified", "certified"]


def test_what_failed_or_was_adopted_has_its_word(tmp_path: Path) -> None:
    root = many(tmp_path, ["one"])
    write(root, {"scripts/alpha.py": "raise SystemExit('no')\n", "results/one/one.json": '{"value": 1}\n'})
    certify(root)
    assert run_command("adopt", "one", cwd=root).returncode == 0
    run_command("refresh", "alpha", cwd=root)
    rows = {row.name: [word.key for word in row.overlays] for row in entries_index(load_snapshot(root)).rows}
    assert (rows["alpha"], rows["one"]) == (["failed"], ["adopted"])
    marks = {mark.name: mark.word for _, group in shown(root)[1].marks for mark in group}
    assert marks["one"] and marks["one"].key == "adopted"


@given(st.floats(min_value=1e-9, max_value=1e6))
def test_what_took_a_while_is_not_said_to_have_taken_none(seconds: float) -> None:
    text = seconds_in_words(seconds)
    assert re.search("[1-9]", text) and seconds_in_words(0) == "0 s"
    said = re.fullmatch(r"([\d.]+) (ms|s)", text)
    if said:
        assert abs(float(said[1]) * (0.001 if said[2] == "ms" else 1) - seconds) <= 0.0501
