"""Refresh, for real: what is out of date is made, in order, as the lock allows, and nothing wrong becomes a receipt."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from refresh_bench import COPY, Bench, chain, entry, made, of, one, spec

from mkdocs_specthis.core.model.errors import LedgerUnreadable, SpecthisError, UnknownName
from mkdocs_specthis.core.model.observation import LEVELS
from mkdocs_specthis.core.model.plan import Hold
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.effects.records.events import read_failures
from mkdocs_specthis.usecases.refresh import Silence, exit_status_of, exit_status_of_plan
from mkdocs_specthis.usecases.refresh.watch import OutputWatch


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "project", chain())


def alone(tmp_path: Path, script: str, **fields: str) -> Bench:
    return Bench(tmp_path / "project", one(script, **fields))


WRITE = "import json, os\njson.dump({'n': 1}, open('results/a/a.json', 'w'))\n"


def test_a_project_is_made_once(bench: Bench) -> None:
    report = bench.refresh()
    assert made(report) == {"a", "b", "c", "z"}
    assert exit_status_of(report) == 0
    assert set(bench.states().values()) == {"fresh"}
    assert bench.outcomes() == dict.fromkeys("abcz", "skipped")
    assert bench.leftovers() == []


def test_receipts_say_what_was_made_from_what(bench: Bench) -> None:
    bench.refresh()
    receipt = json.loads(bench.receipt("b"))
    assert receipt["signature"] == bench.load().statuses["b"].signature
    assert list(receipt["outputs"]) == ["results/b/b.json"]
    assert receipt["outputs"]["results/b/b.json"]["bytes"] == (bench.root / "results/b/b.json").stat().st_size
    assert receipt["from"] == "run" and receipt["engine"] == "local" and receipt["observed"] in LEVELS
    assert "upstream results/a/a.json" in receipt["parts"]
    assert receipt["seconds"] > 0
    assert os.uname().nodename not in bench.receipt("b").decode()


def test_only_what_moved_and_what_rests_on_it_runs(bench: Bench) -> None:
    bench.refresh()
    bench.write({"data/x.txt": "two\n"})
    assert bench.outcomes() == {"a": "made", "b": "made", "c": "made", "z": "skipped"}
    bench.write({"scripts/b.py": COPY + "# b, with another comment\n"})
    assert bench.outcomes() == {"a": "skipped", "b": "made", "c": "skipped", "z": "skipped"}


def test_bytes_that_come_out_as_they_were_stop_the_wave(bench: Bench) -> None:
    bench.refresh()
    before = bench.receipt("b"), bench.receipt("c")
    bench.write({"scripts/a.py": COPY + "# other code, same bytes\n"})
    report = bench.refresh()
    assert made(report) == {"a"}
    assert of(report, "b").outcome is Outcome.SKIPPED
    assert (bench.receipt("b"), bench.receipt("c")) == before


def test_the_answer_does_not_rest_on_modification_times(bench: Bench) -> None:
    bench.refresh()
    for path in bench.root.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    assert set(bench.outcomes().values()) == {"skipped"}


def test_a_selection_brings_what_is_upstream(bench: Bench) -> None:
    report = bench.refresh("b")
    assert {result.entry for result in report.results} == {"a", "b"}
    with pytest.raises(UnknownName, match="`bb`"):
        bench.refresh("bb")


def test_force_reruns_what_is_asked_for_and_reproduces_it(bench: Bench) -> None:
    bench.refresh()
    before = {name: bench.receipt(name) for name in "abcz"}
    report = bench.refresh("b", force=True)
    assert {result.entry: str(result.outcome) for result in report.results} == {"a": "skipped", "b": "reproduced"}
    assert set(bench.outcomes(force=True).values()) == {"reproduced"}
    assert {name: bench.receipt(name) for name in "abcz"} == before


def test_a_clone_without_bytes_reproduces_and_leaves_the_ledgers_alone(bench: Bench) -> None:
    bench.refresh()
    before = {name: bench.receipt(name) for name in "abcz"}
    for path in sorted((bench.root / "results").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert set(bench.states().values()) == {"absent"}
    assert set(bench.outcomes().values()) == {"reproduced"}
    assert {name: bench.receipt(name) for name in "abcz"} == before
    assert set(bench.states().values()) == {"fresh"}


def test_a_script_turned_into_a_no_op_is_a_failure(bench: Bench) -> None:
    """Status 0 and the old bytes still there is not a product."""
    bench.refresh()
    before, artefact = bench.receipt("a"), bench.read("results/a/a.json")
    bench.write({"scripts/a.py": "pass\n"})
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.FAILED
    assert "did not write `results/a/a.json`" in of(report, "a").text
    assert (of(report, "b").outcome, of(report, "b").text) == (Outcome.SKIPPED, "nothing of its own moved; `a` failed")
    bench.write({"scripts/b.py": COPY + "# moved too\n"})
    again = bench.refresh()
    assert of(again, "b").hold is Hold.FAILED
    assert of(again, "c").outcome is of(again, "z").outcome is Outcome.SKIPPED
    assert exit_status_of(report) == 1
    assert (bench.receipt("a"), bench.read("results/a/a.json")) == (before, artefact)
    assert bench.states()["a"] == "stale"
    assert bench.leftovers() == []


def test_a_failure_holds_every_descendant_that_has_to_run_and_nothing_else(bench: Bench) -> None:
    bench.refresh()
    bench.write({"scripts/a.py": "raise SystemExit(1)\n"})
    bench.write({f"scripts/{name}.py": COPY + "# moved\n" for name in "cz"})
    report = bench.refresh()
    assert of(report, "b").outcome is Outcome.SKIPPED
    assert (of(report, "c").hold, of(report, "c").text) == (Hold.FAILED, "`a` failed")
    assert of(report, "z").outcome is Outcome.MADE


class Edits(Silence):
    """Edits a file as soon as an entry is decided."""

    def __init__(self, name: str, file: Path) -> None:
        self.name, self.file = name, file

    def finished(self, result: EntryResult) -> None:
        if result.entry == self.name:
            self.file.write_text("edited in between")


def test_bytes_that_move_between_the_plan_and_the_start_are_not_consumed(bench: Bench) -> None:
    bench.refresh()
    bench.write({"scripts/b.py": COPY + "# moved\n"})
    report = bench.refresh(progress=Edits("a", bench.root / "results/a/a.json"))
    assert of(report, "a").outcome is Outcome.SKIPPED
    assert of(report, "b").hold is Hold.UPSTREAM
    assert "edited" not in bench.read("results/b/b.json")


class Judges(Silence):
    """Judges an entry as soon as another one is made."""

    def __init__(self, after: str, judge: Callable[[], None]) -> None:
        self.after, self.judge = after, judge

    def finished(self, result: EntryResult) -> None:
        if result.entry == self.after:
            self.judge()


def test_what_somebody_rejects_while_it_waits_for_its_turn_is_held(bench: Bench) -> None:
    bench.certify("a", "b")
    report = bench.refresh(progress=Judges("a", lambda: bench.reject("b", note="not this")), jobs=1)
    assert (of(report, "b").hold, of(report, "c").hold) == (Hold.DECISION, Hold.UPSTREAM)
    assert "rejected: Bob rejected exactly this" in of(report, "b").text
    assert exit_status_of(report) == 3


def test_a_ledger_that_breaks_meanwhile_holds_what_has_not_begun(bench: Bench) -> None:
    lock = bench.root / "specs/_lock.json"
    report = bench.refresh(progress=Judges("a", lambda: void(lock.write_text("<<<<<<< ours"))), jobs=1)
    assert of(report, "a").outcome is Outcome.MADE
    assert of(report, "b").hold is Hold.UNKNOWN
    assert lock.read_text() == "<<<<<<< ours"


@pytest.mark.parametrize(
    ("certified", "old", "new", "outcome", "said"),
    [
        (True, "- Consumes: `a`\n", "- Consumes: `a`\n\nMore.\n\n", "held", "drifted: the entry's own block moved"),
        (False, "- Consumes: `a`\n", "- Consumes: `a`\n\nMore.\n\n", "made", "no record of a run"),
        (True, "# compute-chain", "\n\n# compute-chain", "made", "no record of a run"),
        (False, "### b\n", "### bb\n", "failed", "its spec was edited since this refresh began"),
        (
            False,
            "results/b/b.json`\n",
            "results/b/bb.json`\n",
            "failed",
            "its spec was edited since this refresh began",
        ),
        (False, "- Consumes: `a`\n", "- Consumes: `z`\n", "failed", "its spec was edited since this refresh began"),
    ],
)
def test_what_its_spec_says_when_its_turn_comes_counts(
    bench: Bench, certified: bool, old: str, new: str, outcome: str, said: str
) -> None:
    if certified:
        bench.certify("b")
    text = bench.read("specs/compute-chain.md")
    assert old in text
    edit = Judges("a", lambda: bench.write({"specs/compute-chain.md": text.replace(old, new, 1)}))
    result = of(bench.refresh("b", progress=edit, jobs=1), "b")
    assert (str(result.outcome), said in result.text) == (outcome, True), result.text
    assert (bench.root / "specs/_runs/b.json").exists() is (outcome == "made")
    assert not list((bench.root / "results/b").glob("*")) or outcome == "made"


def test_words_that_are_written_about_what_is_at_work_cost_no_run(tmp_path: Path) -> None:
    """The script writes into its own spec, and another entry of that spec begins before it has ended."""
    path = "specs/compute-two.md"
    write = f"import time\npath = {path!r}\n"
    write += "text = open(path).read()\nopen(path, 'w').write(text.replace('### b', 'More.\\n\\n### b'))\n"
    write += "open('data', 'w')\ntime.sleep(2)\n" + WRITE
    wait = "import os, time\nwhile not os.path.exists('data'):\n    time.sleep(0.02)\n"
    scripts = {"scripts/a.py": write, "scripts/b.py": wait + WRITE.replace("/a", "/b"), "scripts/c.py": COPY}
    entries = (entry("a"), entry("b"), entry("c", consumes="`b`", Run="`python {script} {output} results/b/b.json`"))
    bench = Bench(tmp_path / "project", {**scripts, path: spec("compute-two", *entries)})
    assert bench.outcomes() == {"a": "made", "b": "made", "c": "made"}
    assert "More." in bench.read(path)


def void(_: object) -> None:
    return None


def test_scripts_that_move_between_the_plan_and_the_start_are_judged_as_they_are(bench: Bench) -> None:
    bench.certify("b")
    report = bench.refresh(progress=Edits("a", bench.root / "scripts/b.py"))
    assert of(report, "b").hold is Hold.DECISION


AWHILE = """\
import json, os, time
path, place = "data/x.txt", os.environ["SPECTHIS_SCRATCH"] + "/before"
before = open(path).read()
os.replace(path, place)
open(path, "w").write({!r})
time.sleep(2.5)
seen = open(path).read()
os.replace(place, path)
json.dump({{"seen": seen}}, open("results/a/a.json", "w"))
"""
"""A run while which somebody checks out another branch, and leaves it again."""


class Remarks(Silence):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def remarked(self, text: str) -> None:
        self.texts.append(text)


def test_what_moved_for_a_while_is_no_ground_to_stand_on(tmp_path: Path) -> None:
    remarks = Remarks()
    bench = alone(tmp_path, AWHILE.format("two"), Inputs="`data/x.txt`")
    bench.write({"data/x.txt": "one"})
    result = of(bench.refresh(progress=remarks), "a")
    assert (result.outcome, result.text) == (Outcome.FAILED, "`data/x.txt` moved while it ran, and is back as it was")
    assert "`data/x.txt` moved while `a` runs: this run will not count" in remarks.texts
    assert bench.read("data/x.txt") == "one" and bench.states()["a"] == "never-run"
    assert bench.read(".specthis/failed/a/results/a/a.json") == '{"seen": "two"}'


def test_what_was_saved_as_it_is_has_not_moved(tmp_path: Path) -> None:
    bench = alone(tmp_path, AWHILE.format("one"), Inputs="`data/x.txt`")
    bench.write({"data/x.txt": "one"})
    assert bench.outcomes() == {"a": "made"}


def test_an_output_that_went_to_another_entry_is_left_to_it(tmp_path: Path) -> None:
    """The old receipt of `a` still names it when `a` runs again."""
    write = "import json, pathlib\njson.dump([], open('results/{0}/{0}.json', 'w'))\n"
    extra = "pathlib.Path('results/a/extra.csv').write_text('{0}')\n"
    before = spec("compute-x", entry("a", Sidecars="`results/a/extra.csv`"), entry("z"))
    after = spec("compute-x", entry("a"), entry("z", Sidecars="`results/a/extra.csv`"))
    files = {f"scripts/{name}.py": write.format(name) + (extra.format(name) if name == "a" else "") for name in "az"}
    bench = Bench(tmp_path / "project", {"specs/compute-x.md": before, **files})
    bench.refresh()
    bench.write({"specs/compute-x.md": after, "scripts/z.py": write.format("z") + extra.format("z")})
    bench.write({"scripts/a.py": write.format("a")})
    moved = of(bench.refresh("z"), "z")
    assert (moved.outcome, moved.aside) == (Outcome.MADE, ())
    assert of(bench.refresh("a"), "a").outcome is Outcome.MADE
    assert bench.read("results/a/extra.csv") == "z"
    assert bench.states() == {"a": "fresh", "z": "fresh"}


def test_outputs_deleted_are_not_ready_and_are_made_again(bench: Bench) -> None:
    bench.refresh()
    (bench.root / "results/a/a.json").unlink()
    assert bench.states()["a"] == "absent"
    assert bench.outcomes()["a"] == "reproduced"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("raise SystemExit(3)", "status 3"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("open('results/a/a.json', 'w').write('{')", "is not JSON"),
        ("open('results/a/a.json', 'w').write('[1]')", "demands keys"),
        ("open('results/a/a.json', 'w').write('{\"m\": 1}')", "lacks `n`"),
        ("import os; os.mkdir('results/a/a.json')", "no regular file"),
        ("import os; os.symlink('/etc/hostname', 'results/a/a.json')", "no regular file"),
        ("import time; time.sleep(60)", "not done after 1 seconds"),
        (WRITE + "open('data/in.txt', 'a').write('more')", "input data/in.txt moved while it ran"),
        (WRITE + "open('scripts/a.py', 'a').write('#')", "script scripts/a.py moved while it ran"),
    ],
)
def test_what_is_no_product_is_a_failure_and_the_tree_is_as_before(tmp_path: Path, script: str, said: str) -> None:
    bench = alone(tmp_path, WRITE, Keys="n", Inputs="`data/in.txt`", Timeout="1s")
    bench.write({"data/in.txt": "x"})
    bench.refresh()
    before = bench.read("results/a/a.json"), bench.receipt("a")
    bench.write({"scripts/a.py": "import os\nassert not os.path.lexists('results/a/a.json')\n" + script})
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.FAILED
    assert said in of(report, "a").text
    assert (bench.read("results/a/a.json"), bench.receipt("a")) == before
    assert sorted(path.name for path in (bench.root / "results/a").iterdir()) == ["a.json"]
    failure = read_failures(bench.root).failures["a"]
    assert said in failure.text
    assert (bench.root / failure.log).exists()


def test_a_first_run_that_fails_leaves_no_artefact(tmp_path: Path) -> None:
    bench = alone(
        tmp_path, WRITE + "open('results/a/part-1.csv', 'w')\nraise SystemExit(1)", Sidecars="`results/a/*.csv`"
    )
    assert bench.outcomes() == {"a": "failed"}
    assert list((bench.root / "results/a").iterdir()) == []
    assert (bench.root / ".specthis/failed/a/results/a/a.json").exists()
    assert (bench.root / ".specthis/failed/a/results/a/part-1.csv").exists()
    assert bench.states() == {"a": "never-run"}


def test_json_must_parse_even_where_no_keys_are_demanded(tmp_path: Path) -> None:
    report = alone(tmp_path, "open('results/a/a.json', 'w').write('{\"n\": 1,}')").refresh()
    assert "is not JSON" in of(report, "a").text


def test_sidecars_by_glob_are_resolved_after_the_run(tmp_path: Path) -> None:
    script = WRITE + "for n in range(COUNT): open(f'results/a/part-{n}.csv', 'w').write(str(n))\n"
    bench = alone(tmp_path, script.replace("COUNT", "3"), Sidecars="`results/a/part-*.csv`")
    bench.refresh()
    assert len(json.loads(bench.receipt("a"))["outputs"]) == 4
    bench.write({"scripts/a.py": script.replace("COUNT", "1")})
    bench.refresh()
    assert len(json.loads(bench.receipt("a"))["outputs"]) == 2
    assert sorted(path.name for path in (bench.root / "results/a").iterdir()) == ["a.json", "part-0.csv"]
    bench.write({"scripts/a.py": script.replace("COUNT", "0")})
    assert "nothing that `results/a/part-*.csv` matches" in of(bench.refresh(), "a").text
    assert sorted(path.name for path in (bench.root / "results/a").iterdir()) == ["a.json", "part-0.csv"]
    assert bench.states() == {"a": "stale"}


def test_a_run_that_touches_another_entrys_output_fails(bench: Bench) -> None:
    bench.refresh()
    bench.write({"scripts/z.py": COPY + "open('/'.join(['results', 'a', 'a.json']), 'r+').write(' ')\n"})
    report = bench.refresh()
    assert of(report, "z").outcome is Outcome.FAILED
    assert "`results/a/a.json`, an output of `a`, was touched" in of(report, "z").text
    assert bench.states()["a"] == "stale"


def test_what_had_ended_before_anybody_looked_is_taken_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others' outputs are looked at now and then; a receipt of the time between does not stand where one moved."""
    bench.refresh()
    before = bench.receipt("z")
    bench.write({"scripts/z.py": COPY + "open('/'.join(['results', 'a', 'a.json']), 'r+').write(' ')\n"})
    monkeypatch.setattr(OutputWatch, "is_due", False)
    report = bench.refresh()
    assert of(report, "z").outcome is Outcome.FAILED
    assert "`results/a/a.json`, an output of `a`, was touched" in of(report, "z").text
    assert bench.receipt("z") == before and not (bench.root / "results/z/z.json").exists()
    assert (bench.root / ".specthis/failed/z/results/z/z.json").exists()
    assert {name: bench.states()[name] for name in "az"} == {"a": "stale", "z": "stale"}
    assert read_failures(bench.root).failures.keys() == {"z"}
    monkeypatch.undo()
    bench.write({"scripts/z.py": COPY})
    assert bench.outcomes() == {"a": "reproduced", "b": "skipped", "c": "skipped", "z": "made"}


def test_what_never_had_a_receipt_has_none_when_it_is_taken_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.refresh("c")
    bench.write({"scripts/z.py": COPY + "open('/'.join(['results', 'a', 'a.json']), 'r+').write(' ')\n"})
    monkeypatch.setattr(OutputWatch, "is_due", False)
    assert of(bench.refresh(), "z").outcome is Outcome.FAILED
    assert bench.states()["z"] == "never-run"


def test_consumed_bytes_that_were_edited_are_not_consumed(bench: Bench) -> None:
    """The edit makes `a` stale; it is made again first, and the edit is kept and named."""
    bench.refresh()
    bench.write({"results/a/a.json": "edited by hand", "scripts/b.py": COPY + "# moved\n"})
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.REPRODUCED
    assert of(report, "b").outcome is Outcome.MADE
    (kept,) = of(report, "a").aside
    assert kept.startswith(".specthis/aside/") and kept.endswith("results/a/a.json")
    assert bench.read(kept) == "edited by hand"
    assert "edited" not in bench.read("results/b/b.json")


def test_a_hand_edit_comes_back_if_the_run_fails(bench: Bench) -> None:
    bench.refresh()
    bench.write({"results/z/z.json": "edited by hand", "scripts/z.py": "raise SystemExit(1)"})
    report = bench.refresh()
    assert of(report, "z").aside == ()
    assert bench.read("results/z/z.json") == "edited by hand"


def test_bytes_of_before_the_first_run_are_kept_unless_they_come_out_the_same(tmp_path: Path) -> None:
    bench = alone(tmp_path, WRITE, Sidecars="`results/a/note.txt`")
    bench.write({"scripts/a.py": WRITE + "open('results/a/note.txt', 'w').write('new')\n"})
    bench.write({"results/a/a.json": '{"n": 1}', "results/a/note.txt": "mine"})
    (kept,) = of(bench.refresh(), "a").aside
    assert bench.read(kept) == "mine"


def test_other_bytes_under_the_same_signature_are_refused_unless_accepted(tmp_path: Path) -> None:
    bench = alone(tmp_path, "import json, uuid\njson.dump({'n': str(uuid.uuid4())}, open('results/a/a.json', 'w'))\n")
    bench.refresh()
    before = bench.read("results/a/a.json"), bench.receipt("a")
    result = of(bench.refresh(force=True), "a")
    assert result.outcome is Outcome.FAILED
    assert "other bytes: `results/a/a.json`" in result.text
    assert bench.read("results/a/a.json") == before[0]
    assert bench.said("a") == {**json.loads(before[1]), **bench.said("a", "contradicted", "seal")}
    assert bench.read(result.aside[0]) != before[0]
    assert bench.states() == {"a": "fresh"}
    (bench.root / "results/a/a.json").unlink()
    assert of(bench.refresh(), "a").outcome is Outcome.FAILED
    assert not (bench.root / "results/a/a.json").exists()
    assert of(bench.refresh(accept=True), "a").outcome is Outcome.MADE
    assert bench.receipt("a") != before[1]
    assert bench.states() == {"a": "fresh"}


def test_the_policy_can_accept_other_bytes(tmp_path: Path) -> None:
    bench = alone(tmp_path, "import json, uuid\njson.dump({'n': str(uuid.uuid4())}, open('results/a/a.json', 'w'))\n")
    bench.write({"specthis.toml": '[policy]\nnondeterminism = "accept"\n'})
    bench.refresh()
    assert bench.outcomes(force=True) == {"a": "made"}


def test_the_environment_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import json, os\nkeys = ['TZ', 'LC_ALL', 'PYTHONHASHSEED', 'SOURCE_DATE_EPOCH', 'MINE', 'THEIRS']\n"
        "seen = {key: os.environ.get(key) for key in keys}\nseen['cwd'] = os.getcwd()\n"
        "seen['scratch'] = os.path.isdir(os.environ['SPECTHIS_SCRATCH'])\n"
        "json.dump(seen, open('results/a/a.json', 'w'))\n"
    )
    monkeypatch.setenv("THEIRS", "here")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    bench = alone(tmp_path, script)
    bench.write({"specthis.toml": '[run.env]\nMINE = "7"\nLC_ALL = "C"\n'})
    bench.refresh()
    assert json.loads(bench.read("results/a/a.json")) == {
        "TZ": "UTC",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "315532800",
        "MINE": "7",
        "THEIRS": "here",
        "cwd": str(bench.root.resolve()),
        "scratch": True,
    }
    assert bench.leftovers() == []


def test_scratch_survives_failures_and_retries(tmp_path: Path) -> None:
    script = (
        "import os, pathlib\nmark = pathlib.Path(os.environ['SPECTHIS_SCRATCH'], 'tries')\n"
        "tries = len(mark.read_text()) + 1 if mark.exists() else 1\nmark.write_text('x' * tries)\n"
        "if tries < 3: raise SystemExit(1)\n" + WRITE
    )
    bench = alone(tmp_path, script, Retries="1")
    first = of(bench.refresh(), "a")
    assert first.outcome is Outcome.FAILED
    assert of(bench.refresh(), "a").outcome is Outcome.MADE
    assert bench.leftovers() == []


def test_entries_of_one_run_are_one_step_with_a_receipt_each(tmp_path: Path) -> None:
    count = tmp_path / "count"
    script = f"import json\nopen({str(count)!r}, 'a').write('x')\n"
    script += "for n in 'pq': json.dump({'n': n}, open(f'results/{n}/{n}.json', 'w'))\n"
    block = "### {0}\n- Script: scripts/both.py\n- Output: results/{0}/{0}.json\n- Status: script ready\n\n"
    bench = Bench(tmp_path / "project", {"scripts/both.py": script})
    bench.write({"specs/compute-both.md": spec("compute-both", block.format("p"), block.format("q"))})
    assert bench.outcomes() == {"p": "made", "q": "made"}
    assert count.read_text() == "x"
    (step,) = bench.plan().steps
    assert step.entries == ("p", "q")
    (bench.root / "results/q/q.json").unlink()
    assert bench.outcomes("q") == {"p": "reproduced", "q": "reproduced"}
    bench.write({"scripts/both.py": script.replace("'pq'", "'p'")})
    assert bench.outcomes() == {"p": "made", "q": "failed"}
    assert bench.states() == {"p": "fresh", "q": "stale"}


def test_a_held_member_holds_the_run_that_would_write_its_output(tmp_path: Path) -> None:
    script = "import json\nfor n in 'pq': json.dump({'n': n}, open(f'results/{n}/{n}.json', 'w'))\n"
    block = "### {0}\n- Script: scripts/both.py\n- Output: results/{0}/{0}.json\n- Status: script ready\n\n"
    bench = Bench(tmp_path / "project", {"scripts/both.py": script})
    bench.write({"specs/compute-both.md": spec("compute-both", block.format("p"), block.format("q"))})
    bench.reject("q")
    report = bench.refresh()
    assert {result.hold for result in report.results} == {Hold.DECISION}
    assert "`q`" in of(report, "p").text


def test_what_is_drifted_or_rejected_is_held_and_what_does_not_wait_is_not(bench: Bench) -> None:
    bench.refresh()
    bench.certify("a", "b")
    bench.write({"scripts/b.py": COPY + "# drifted\n", "data/x.txt": "two\n", "scripts/c.py": COPY + "# moved\n"})
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.MADE
    assert of(report, "b").hold is Hold.DECISION
    assert "drifted" in of(report, "b").text
    assert of(report, "c").outcome is Outcome.MADE  # b's artefact is here and is the receipt's
    assert exit_status_of(report) == 3
    bench.reject("b", note="wrong sign")
    held = of(bench.refresh(force=True), "b")
    assert held.hold is Hold.DECISION and "wrong sign" in held.text


def test_what_waits_for_bytes_that_are_held_is_held_with_it(bench: Bench) -> None:
    bench.reject("b")
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.MADE
    assert of(report, "c").hold is Hold.UPSTREAM
    assert "`b`" in of(report, "c").text
    assert of(report, "z").outcome is Outcome.MADE


def test_a_trial_runs_what_is_held_and_its_receipt_says_so(bench: Bench) -> None:
    bench.reject("a")
    report = bench.refresh(trial=["a"])
    assert of(report, "a").outcome is Outcome.MADE and of(report, "a").trial
    assert json.loads(bench.receipt("a"))["from"] == "trial"
    assert bench.states()["a"] == "fresh"
    bench.refresh("z", trial=["z"])
    assert json.loads(bench.receipt("z"))["from"] == "run"


@pytest.mark.parametrize(
    ("change", "hold"),
    [
        ({"status": "script TBD"}, Hold.UNFINISHED),
        ({"Keys": "n", "Ouput": "x"}, Hold.ERROR),
        ({"Run": "`python {scrpt}`"}, Hold.ERROR),
    ],
)
def test_what_the_author_has_not_finished_is_held(tmp_path: Path, change: dict[str, str], hold: Hold) -> None:
    bench = alone(tmp_path, WRITE, **change)
    assert of(bench.refresh(force=True), "a").hold is hold
    assert not (bench.root / "results").exists()


def test_a_draft_is_held_and_so_is_what_waits_for_it(tmp_path: Path) -> None:
    files = {
        "specs/compute-d.md": spec("compute-d", entry("d"), draft="true"),
        "specs/compute-e.md": spec("compute-e", entry("e", consumes="`d`"), depends_on="compute-d.md"),
        "scripts/d.py": "x = 1\n",
        "scripts/e.py": "y = 1\n",
    }
    report = Bench(tmp_path / "project", files).refresh()
    assert (of(report, "d").hold, of(report, "e").hold) == (Hold.UNFINISHED, Hold.UPSTREAM)
    assert exit_status_of(report) == 0
    assert exit_status_of(replace(report, named=frozenset({"e"}))) == 3


def test_the_policy_can_demand_a_certificate(bench: Bench) -> None:
    bench.write({"specthis.toml": "[policy]\nrequire_certified = true\n"})
    bench.certify("a")
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.MADE
    assert of(report, "b").hold is Hold.DECISION
    assert of(report, "c").hold is Hold.DECISION
    assert exit_status_of(report) == 3


def test_an_unreadable_lock_file_holds_everything_and_stays(bench: Bench) -> None:
    bench.certify("a")
    bench.write({"specs/_lock.json": bench.read("specs/_lock.json")[:-9]})
    before = bench.read("specs/_lock.json")
    report = bench.refresh()
    assert {result.hold for result in report.results} == {Hold.UNKNOWN}
    assert exit_status_of(report) == 2
    with pytest.raises(LedgerUnreadable):
        bench.certify("a")
    assert bench.read("specs/_lock.json") == before


def test_an_unreadable_receipt_holds_its_entry_alone(bench: Bench) -> None:
    bench.refresh()
    bench.write({"specs/_runs/b.json": "<<<<<<< HEAD\n", "data/x.txt": "two\n"})
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.MADE
    assert of(report, "b").hold is Hold.UNKNOWN
    assert of(report, "c").outcome is not Outcome.MADE
    assert bench.read("specs/_runs/b.json") == "<<<<<<< HEAD\n"


def test_one_broken_spec_stops_nothing_else(bench: Bench) -> None:
    bench.write({"specs/compute-broken.md": "---\nname: [\n---\n"})
    bench.write(
        {"specs/compute-cycle.md": spec("compute-cycle", entry("m", consumes="`n`"), entry("n", consumes="`m`"))}
    )
    bench.write({"scripts/m.py": COPY, "scripts/n.py": COPY})
    report = bench.refresh()
    assert made(report) == {"a", "b", "c", "z"}
    assert of(report, "m").hold is Hold.ERROR


def test_a_spec_that_nobody_can_read_is_never_nothing_to_do(bench: Bench) -> None:
    """No ledger knows what it should hold: all the rest is fresh, and all is not well."""
    bench.refresh()
    bench.write({"specs/compute-broken.md": "---\nname: [\n---\n"})
    report, planned = bench.refresh(), bench.plan()
    assert [finding.location.path for finding in (*report.unread, *planned.unread)] == ["specs/compute-broken.md"] * 2
    assert exit_status_of(report) == exit_status_of_plan(planned) == 2
    assert exit_status_of(bench.refresh("b")) == exit_status_of_plan(bench.plan("b")) == 0


def test_broken_settings_are_no_start(bench: Bench) -> None:
    bench.write({"specthis.toml": "[run]\njbos = 3\n"})
    with pytest.raises(SpecthisError) as caught:
        bench.refresh()
    assert "specthis.toml:2" in caught.value.message
    assert caught.value.exit_status == 2


def test_a_chain_of_two_thousand_entries(tmp_path: Path) -> None:
    """Planned, not run: no recursion anywhere."""
    count = 2000
    entries = [entry(f"e{n}", consumes=f"`e{n - 1}`" if n else "none", Script="`scripts/s.py`") for n in range(count)]
    entries = [text.replace(f"scripts/e{n}.py", "scripts/s.py") for n, text in enumerate(entries)]
    bench = Bench(
        tmp_path / "project", {"specs/compute-long.md": spec("compute-long", *entries), "scripts/s.py": "x=1\n"}
    )
    steps = bench.plan().steps
    assert [step.entries[0] for step in steps] == [f"e{n}" for n in range(count)]


def test_results_may_be_a_link_to_elsewhere_and_nothing_below_may(tmp_path: Path) -> None:
    bench = alone(tmp_path, WRITE)
    (tmp_path / "scratch-disk").mkdir()
    (bench.root / "results").symlink_to(tmp_path / "scratch-disk")
    assert bench.outcomes() == {"a": "made"}
    assert (tmp_path / "scratch-disk/a/a.json").exists()
    assert bench.outcomes(force=True) == {"a": "reproduced"}
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.json").write_text("keep")
    for path in (tmp_path / "scratch-disk/a").iterdir():
        path.unlink()
    (tmp_path / "scratch-disk/a").rmdir()
    (tmp_path / "scratch-disk/a").symlink_to(tmp_path / "elsewhere")
    report = bench.refresh(force=True)
    assert of(report, "a").outcome is not Outcome.MADE
    assert (tmp_path / "elsewhere/a.json").read_text() == "keep"


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "results/../../x.json", "scripts/a.py"])
def test_no_output_path_leads_out(tmp_path: Path, path: str) -> None:
    bench = alone(tmp_path, f"open({path!r}, 'w').write('owned')", output=path)
    assert of(bench.refresh(force=True, trial=["a"]), "a").hold is Hold.ERROR


def test_make_takes_consumed_outputs_for_finished(bench: Bench) -> None:
    makefile = "results/b/b.json: results/a/a.json scripts/b.py\n\tpython scripts/b.py $@ $<\n"
    makefile += "results/a/a.json: always\n\ttouch remade\nalways:\n"
    bench.write({"Makefile": makefile})
    bench.write(
        {
            "specs/compute-chain.md": chain()["specs/compute-chain.md"].replace(
                "python {script} {output} results/a/a.json", "make {output}"
            )
        }
    )
    report = bench.refresh("b")
    assert made(report) == {"a", "b"}, [result.tail for result in report.results]
    assert not (bench.root / "remade").exists()
