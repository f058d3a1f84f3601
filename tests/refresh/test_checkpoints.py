"""What a run goes on from: what the attempts before read for their checkpoints counts as if it had read it itself."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest
from refresh_bench import Bench, made, of, one, wait_for

from mkdocs_specthis.core.model.run import Outcome
from mkdocs_specthis.effects.runs.observation import find_strace

needs_strace = pytest.mark.skipif(not find_strace().options, reason="strace is not here, or may not look")
WATCHED = [pytest.param("strace", marks=needs_strace), "python"]
RESUMES = """\
import glob, json, os, pathlib, time

def place(name):
    return "/".join(["data", name])

def read(name):
    try:
        return open(place(name)).read()
    except FileNotFoundError:
        return ""

def wait():
    pathlib.Path("../started").touch()
    while not os.path.exists("../go"):
        time.sleep(0.01)

checkpoint = pathlib.Path(os.environ["SPECTHIS_SCRATCH"], "half")
is_first = not checkpoint.exists()
if is_first:
    {before}
    checkpoint.write_text(json.dumps({what}))
    {after}
json.dump(json.loads(checkpoint.read_text()), open("results/a/a.json", "w"))
"""
READS, LISTS, SEEKS = 'read("u.csv")', 'len(glob.glob(place("*.csv")))', 'read("n.csv")'
FAILS, HANGS, WAITS = "raise SystemExit(1)", "time.sleep(60)", "wait()"


def bench(
    tmp_path: Path, what: str = READS, *, before: str = "", after: str = "", how: str = "auto", **fields: str
) -> Bench:
    script = RESUMES.format(what=what, before=before or "pass", after=after or "pass")
    files = {"data/u.csv": "1\n", "data/x.csv": "1\n", "specthis.toml": f'[run]\nobserve = "{how}"\n'}
    return Bench(tmp_path / "project", {**one(script, **fields), **files})


def result(two: Bench) -> object:
    return json.loads(two.read("results/a/a.json"))


@pytest.mark.parametrize("how", WATCHED)
@pytest.mark.parametrize(("after", "limit"), [(FAILS, "60s"), (HANGS, "1s")])
def test_what_the_first_attempt_read_counts_for_the_second(tmp_path: Path, after: str, limit: str, how: str) -> None:
    two = bench(tmp_path, after=after, how=how, Retries="1", Timeout=limit)
    assert of(two.refresh(), "a").undeclared == ("data/u.csv",)
    two.write({"data/u.csv": "2\n"})
    assert two.states() == {"a": "stale"}


@pytest.mark.parametrize("how", WATCHED)
def test_it_counts_for_the_next_refresh_too(tmp_path: Path, how: str) -> None:
    two = bench(tmp_path, after=FAILS, how=how)
    assert of(two.refresh(), "a").outcome is Outcome.FAILED
    assert of(two.refresh(), "a").undeclared == ("data/u.csv",)
    assert two.said("a")["observed"] == ("observed" if how == "strace" else "Python-level opens only")
    assert two.leftovers() == []


@pytest.mark.parametrize("how", WATCHED)
@pytest.mark.parametrize(
    ("what", "edit", "then"),
    [(READS, {"data/u.csv": "2\n"}, "2\n"), (LISTS, {"data/y.csv": ""}, 3), (SEEKS, {"data/n.csv": "new"}, "new")],
)
def test_checkpoints_of_what_has_moved_since_are_thrown_away(
    tmp_path: Path, what: str, edit: Mapping[str, str], then: object, how: str
) -> None:
    two = bench(tmp_path, what, after=FAILS, how=how)
    two.refresh()
    two.write(edit)
    assert of(two.refresh(), "a").outcome is Outcome.FAILED, "it began anew"
    assert made(two.refresh()) == {"a"}
    assert result(two) == then


AGAIN = """
if not is_first:
    wait()
"""


@pytest.mark.parametrize("how", WATCHED)
@pytest.mark.parametrize(
    ("what", "edit", "text"),
    [
        (READS, {"data/u.csv": "2\n"}, "`data/u.csv`, which its checkpoints rest on, moved while it ran"),
        (LISTS, {"data/y.csv": ""}, "`data`, which its checkpoints rest on, moved while it ran"),
        (SEEKS, {"data/n.csv": "new"}, "`data/n.csv`, for which it looked, came while it ran"),
    ],
)
def test_what_checkpoints_rest_on_may_not_move_while_a_run_goes_on_from_them(
    tmp_path: Path, what: str, edit: Mapping[str, str], text: str, how: str
) -> None:
    two = bench(tmp_path, what, after=FAILS + AGAIN, how=how)
    two.refresh()
    results = []
    refresh = Thread(target=lambda: results.append(of(two.refresh(), "a")))
    refresh.start()
    wait_for((tmp_path / "started").exists)
    two.write({**edit, "../go": ""})
    refresh.join()
    assert [(result.outcome, result.text) for result in results] == [(Outcome.FAILED, text)]
    assert of(two.refresh(), "a").outcome is Outcome.FAILED, "it began anew"
    assert made(two.refresh()) == {"a"} and two.states() == {"a": "fresh"}


@needs_strace
def test_what_a_run_makes_that_goes_on_from_checkpoints_is_its_own(tmp_path: Path) -> None:
    what = '[read("n.csv"), len(glob.glob(place("*.csv"))), glob.glob(place("own/*"))]'
    work = '\nif not is_first:\n    pathlib.Path(place("n.csv")).touch()\n'
    work += '    os.mkdir(place("own"))\n    pathlib.Path(place("own/x")).touch()\n'
    two = bench(tmp_path, what, after=FAILS + work)
    two.refresh()
    assert made(two.refresh()) == {"a"}
    names = json.loads(two.receipt("a"))["parts"]
    assert not [name for name in names if name.startswith(("sought", "listing"))]


@pytest.mark.parametrize("after", [FAILS, ""])
def test_checkpoints_of_data_that_was_there_for_a_while_are_thrown_away(tmp_path: Path, after: str) -> None:
    two = bench(tmp_path, 'read("x.csv")', before=WAITS, after=after, Inputs="`data/x.csv`")
    refresh = Thread(target=two.refresh)
    refresh.start()
    wait_for((tmp_path / "started").exists)
    two.write({"data/x.csv": "2\n", "../go": ""})
    refresh.join()
    two.write({"data/x.csv": "1\n"})
    assert made(two.refresh()) == (set() if after else {"a"}), "it began anew"
    assert after == "" or made(two.refresh()) == {"a"}
    assert result(two) == "1\n"


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("how", WATCHED)
def test_of_a_refresh_that_was_killed_nobody_knows_what_its_run_read(tmp_path: Path, how: str, is_seen: bool) -> None:
    """But if it had seen that something moved meanwhile, it has said so; and who must know takes nothing up."""
    two = bench(tmp_path, after=WAITS, how=how, Inputs="`data/x.csv`")
    command = (sys.executable, "-m", "mkdocs_specthis", "refresh")
    driver = subprocess.Popen(command, cwd=two.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    wait_for((tmp_path / "started").exists)
    if is_seen:
        two.write({"data/x.csv": "2\n"})
        assert driver.stderr is not None
        assert any("this run will not count" in line for line in driver.stderr)
        two.write({"data/x.csv": "1\n"})
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    two.write({"data/u.csv": "2\n", "../go": ""})
    assert made(two.refresh()) == {"a"}
    is_taken_up = not is_seen and how == "python"
    assert result(two) == ("1\n" if is_taken_up else "2\n")
    assert (two.said("a")["observed"] == "not observed") is is_taken_up


def test_a_note_that_says_nothing_is_none(tmp_path: Path) -> None:
    two = bench(tmp_path, after=FAILS)
    for note in ("", "[]", "{}", '{"opened": [1], "listed": {}, "missed": []}', None):
        two.refresh(force=True)
        (place,) = (two.root / ".specthis/scratch").glob("*.json")
        told = {**json.loads(place.read_text()), "opened": [["../../etc/passwd", "", "sha256:0"]]}
        place.write_text(json.dumps(told) if note is None else note)
        assert made(two.refresh(force=True)) == {"a"}
        assert two.said("a")["observed"] == "not observed"
        assert two.leftovers() == []
        (two.root / "specs/_runs/a.json").unlink()
