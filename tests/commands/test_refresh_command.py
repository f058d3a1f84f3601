"""`specthis refresh` and `specthis-refresh`: what is told, what is printed, with which status it leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import REPOSITORY, RunCommand, commit_all, git, write_files
from small_project import CLEAN_SCRIPT, FILES, append, entries_of, json_of, judge, python, settled

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

SLOW_SCRIPT = """\
import os, pathlib, time
pathlib.Path(os.environ["SPECTHIS_SCRATCH"], "started").write_text(str(os.getpid()))
time.sleep(60)
"""
WAITING_SCRIPT = f"""\
import os, pathlib, time
pathlib.Path(os.environ["SPECTHIS_SCRATCH"], "started").write_text(str(os.getpid()))
for _ in range(1500):
    if os.path.exists("data/go"):
        break
    time.sleep(0.02)
{CLEAN_SCRIPT}"""
FAILING_SCRIPT = """\
print("\\x1b[31mall is lost\\x1b[0m")
for number in range(40):
    print("line", number)
raise SystemExit(7)
"""


def test_the_first_refresh(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    done = specthis("refresh", cwd=root)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert sorted(line.split()[:2] for line in lines[:-1]) == [
        ["held", "later"],
        ["made", "clean"],
        ["made", "fit-one"],
        ["made", "fit-two"],
    ]
    assert lines[-1] == "Three made and one held."
    assert "clean runs: there is no record of a run\n" in done.stderr
    assert "clean made in " in done.stderr
    assert json.loads((root / "results" / "fit-two" / "fit.json").read_text()) == {"fit": 6}


def test_the_second_refresh_does_nothing(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    done = specthis("refresh", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "One held and three left as they are."


def test_a_spec_that_cannot_be_read_is_told_by_whatever_works_on_all(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    write_files(root, {"specs/compute-broken.md": b"---\nname: compute-broken\nkind: compute\n---\n\n\xff\n"})
    commands = [["refresh"], ["refresh", "--dry-run"], ["refresh", "--explain"]]
    commands += [["cache", name] for name in ("push", "has", "fetch")] + [["cache", "fetch", "--dry-run"]]
    for command in commands:
        done = specthis(*command, cwd=root)
        assert done.returncode == 2, command
        assert "specs/compute-broken.md:6: not-utf8 error: byte 45 is not UTF-8" in done.stdout
        assert "One spec cannot be read: nobody knows which entries it should have." in done.stdout
        told = json.loads(specthis(*command, "--json", cwd=root).stdout)
        assert ([one["rule"] for one in told["unreadable"]], told["exit_status"]) == (["not-utf8"], 2)
    assert specthis("refresh", "clean", cwd=root).returncode == 0


def test_what_only_looks_at_all_says_so_too(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    git(root, "init", "--quiet")
    commit_all(root)
    looks = [["lock", "status"], ["declare"], ["impact", "--since", "HEAD"], ["impact", "clean"]]
    assert [specthis(*command, cwd=root).returncode for command in looks] == [0, 0, 0, 0]
    write_files(root, {"specs/compute-broken.md": b"\xff\n"})
    for command in looks:
        done = specthis(*command, cwd=root)
        assert (done.returncode, "cannot be read" in done.stdout + done.stderr) == (2, True), command
    assert specthis("lock", "status", "clean", cwd=root).returncode == 0


def test_one_is_left_as_it_is(specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis("refresh", "clean", cwd=settled(tmp_path))
    assert done.stdout.splitlines()[-1] == "One left as it is."


def test_a_dry_run_touches_nothing_and_says_why(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    done = specthis("refresh", "--dry-run", cwd=root)
    assert done.returncode == 0
    rows = {line.split()[1]: line for line in done.stdout.splitlines()[:-1]}
    assert rows["clean"].split(maxsplit=2) == ["run", "clean", "there is no record of a run"]
    assert rows["later"].split(maxsplit=2) == ["held", "later", "script TBD"]
    assert done.stdout.splitlines()[-1] == "Three to run and one held."
    assert not (root / "results").exists()
    view = json_of(root, "refresh", "--dry-run")
    assert (view["dry_run"], view["results"], view["planned"]["run"]) == (True, [], 3)
    assert [name for step in view["steps"] for name in step["entries"] if step["action"] == "held"] == ["later"]


def test_json_is_one_value_and_progress_goes_elsewhere(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    done = specthis("refresh", "--json", "clean", cwd=root)
    view = json.loads(done.stdout)
    assert view["exit_status"] == done.returncode == 0
    assert view["counts"]["made"] == 1
    (result,) = [result for result in view["results"] if result["outcome"] == "made"]
    assert (result["entry"], result["receipt"]) == ("clean", "specs/_runs/clean.json")
    assert "clean made in " in done.stderr


def test_a_glob_brings_along_what_is_upstream(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    view = json_of(root, "refresh", "fit-o*")
    assert {result["entry"] for result in view["results"]} == {"clean", "fit-one"}


def test_a_name_that_is_not_there(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    for arguments in (["claen"], ["--trial", "claen"], ["z*"], ["--dry-run", "claen"]):
        done = specthis("refresh", *arguments, cwd=root)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert done.stderr.startswith("specthis: error: ")


def test_a_failure_shows_the_end_of_its_log(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "scripts/clean.py": FAILING_SCRIPT})
    done = specthis("refresh", cwd=root)
    assert done.returncode == 1
    assert "clean failed: " in done.stderr
    assert "    | line 39\n" in done.stderr
    assert "    | line 1\n" not in done.stderr
    log = next(line.split()[-1] for line in done.stderr.splitlines() if line.strip().startswith("log: "))
    assert "all is lost" in (root / log).read_text()
    assert "\x1b" not in done.stderr
    assert "one failed" in done.stdout.lower().splitlines()[-1]
    assert entries_of(root)["fit-one"]["realization"] == "never-run"


def test_drift_is_for_a_person_and_a_trial_lifts_it(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    done = specthis("refresh", cwd=root)
    assert done.returncode == 3
    row = next(line for line in done.stdout.splitlines() if line.split()[1] == "clean")
    assert row.startswith("held ") and "scripts/clean.py" in row
    assert specthis("refresh", "--dry-run", cwd=root).returncode == 3
    tried = json_of(root, "refresh", "--trial", "clean")
    assert [result["trial"] for result in tried["results"] if result["entry"] == "clean"] == [True]
    assert json.loads((root / "specs" / "_runs" / "clean.json").read_text())["from"] == "trial"


def test_fail_fast_begins_nothing_more(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "scripts/fit.py": "raise SystemExit(7)\n"})
    going_on = specthis("refresh", "--keep-going", cwd=root)
    assert (going_on.returncode, going_on.stdout.splitlines()[-1]) == (1, "One made, two failed and one held.")
    done = specthis("refresh", "--fail-fast", cwd=root)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        1,
        "One failed, one held, one left as it is and one not begun.",
    )
    assert "nothing more is begun" not in done.stderr, "there is nothing to wait for"


def test_explain_says_which_part_moved(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    was = json_of(root, "status")["entries"][0]
    append(root, "scripts/clean.py", "# edited\n")
    said = specthis("refresh", "--explain", "clean", cwd=root).stdout
    assert said.startswith("clean: held, drifted: script `scripts/clean.py` moved since ")
    assert re.search(r"^ +moved  script scripts/clean.py +[0-9a-f]{7} -> [0-9a-f]{7}$", said, re.MULTILINE)
    assert re.search(r"^ +same +results/clean/clean.json +[0-9a-f]{7}$", said, re.MULTILINE)
    assert "    cache: not asked: it is empty\n" in said
    view = json_of(root, "refresh", "--explain", "fit-one", "clean")
    (clean, fit) = view["explanations"]
    (moved,) = [part for part in clean["certification"]["parts"] if part["then"] == "moved"]
    assert moved["name"] == "script scripts/clean.py"
    assert moved["was"] != moved["now"] and moved["was"].startswith("sha256:")
    assert clean["realization"]["parts"][0] == moved
    assert (was["entry"], clean["entry"], clean["certification"]["state"]) == ("clean", "clean", "drifted")
    assert {part["then"] for part in fit["realization"]["parts"]} == {"same"}
    assert view["dry_run"] and view["results"] == []


def test_today_is_held_against_the_certificate_and_not_a_refusal_after_it(tmp_path: Path) -> None:
    """The same one that the reasons of the drift speak of."""
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# tried\n")
    judge(root, "reject", "clean", more=("--note", "no"))
    append(root, "scripts/clean.py", "# and more\n")
    claim = json_of(root, "refresh", "--explain", "clean")["explanations"][0]["certification"]
    assert claim["state"] == "drifted" and claim["who"].startswith("certified by")
    (reason,) = (one for one in entries_of(root)["clean"]["reasons"] if one["axis"] == "certification")
    (part,) = (one for one in claim["parts"] if one["then"] == "moved")
    assert (part["name"], part["was"]) == (reason["subject"], reason["was"])


def test_a_receipt_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Whatever else there is to say of the entry."""
    root = write_files(tmp_path / "project", {**FILES, "specs/_runs/clean.json": "{"})
    steps = json_of(root, "refresh", "--dry-run")["steps"]
    (clean,) = (step for step in steps if "clean" in step["entries"])
    assert clean["text"] == "its receipt `specs/_runs/clean.json` cannot be read"


def test_explain_tells_what_the_cache_said(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    assert specthis("cache", "push", "clean", cwd=root).returncode == 0
    for name in ("clean", "fit-one"):
        for path in (root / "results" / name).iterdir():
            path.unlink()
    view = json_of(root, "refresh", "--explain")
    assert {one["entry"]: one["cache"] for one in view["explanations"]} == {
        "clean": "has it",
        "fit-one": "does not have it",
        "fit-two": "not asked: nothing of it is out of date",
        "later": "does not have it",
    }
    (clean,) = [one for one in view["explanations"] if one["entry"] == "clean"]
    assert [(part["name"], part["then"]) for part in clean["outputs"]] == [("results/clean/clean.json", "elsewhere")]


def test_force_and_accept(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    view = json_of(root, "refresh", "clean", "--force")
    assert [result["outcome"] for result in view["results"]] == ["reproduced"]
    timed = CLEAN_SCRIPT.replace('"count": count', '"count": count, "at": __import__("time").time()')
    (root / "scripts" / "clean.py").write_text(timed)
    judge(root, "record", "clean")
    assert specthis("refresh", "clean", cwd=root).returncode == 0
    refused = specthis("refresh", "clean", "--force", cwd=root)
    assert refused.returncode == 1
    assert specthis("refresh", "clean", "--force", "--accept", cwd=root).returncode == 0


def test_specthis_refresh_is_the_same_command(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    code = "from mkdocs_specthis.frontends.cli.main import refresh\nrefresh()\n"
    shown = python(code, "-h", cwd=root)
    assert shown.stdout.startswith("Usage: specthis-refresh ")
    done = python(code, "--project", ".", "-j", "2", cwd=root)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Three made and one held.")
    bad = python(code, "--dryrun", cwd=root)
    assert (bad.returncode, bad.stderr) == (
        2,
        "specthis: error: there is no option `--dryrun`\n  hint: did you mean `--dry-run`?\n",
    )


def start(root: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A refresh in the background, returned when its script runs."""
    child = subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", "refresh", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    deadline = time.monotonic() + 30
    while not running_script(root):
        assert time.monotonic() < deadline and child.poll() is None
        time.sleep(0.05)
    return child


def running_script(root: Path) -> int:
    """Process number of the slow script; 0 until it has started."""
    told = "".join(file.read_text() for file in (root / ".specthis" / "scratch").glob("*/started"))
    return int(told or 0)


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def ends(root: Path, number: signal.Signals, times: int = 1) -> None:
    child = start(root, "clean")
    script = running_script(root)
    for _ in range(times):
        child.send_signal(number)
        time.sleep(0.05)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert said.endswith("specthis: interrupted; what had finished is kept\n")
    assert "Traceback" not in said
    assert not is_alive(script)


def test_the_interrupt_key_twice_stops_what_runs(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "scripts/clean.py": SLOW_SCRIPT})
    ends(root, signal.SIGINT, times=2)
    assert running_script(root), "its scratch folder is kept"


def test_the_interrupt_key_once_lets_what_runs_come_to_its_end(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "scripts/clean.py": WAITING_SCRIPT})
    child = start(root, "--json")
    child.send_signal(signal.SIGINT)
    assert child.stderr is not None
    said = [child.stderr.readline() for _ in range(2)]
    assert said[1] == (
        "specthis: interrupted: nothing more is begun; clean comes to its end; once more ends it at once\n"
    )
    assert child.poll() is None and is_alive(running_script(root))
    (root / "data" / "go").touch()
    printed, rest = child.communicate(timeout=30)
    view = json.loads(printed)
    assert (child.returncode, view["exit_status"], view["interrupted"]) == (130, 130, True)
    assert {result["entry"]: result["outcome"] for result in view["results"]}["clean"] == "made"
    assert view["not_begun"] == ["fit-one", "fit-two"]
    assert rest.endswith("specthis: interrupted; what had finished is kept\n")
    assert entries_of(root)["clean"]["realization"] == "fresh"


def test_a_request_to_end_is_the_same(write_tree: WriteTree) -> None:
    ends(write_tree({**FILES, "scripts/clean.py": SLOW_SCRIPT}), signal.SIGTERM)


def test_an_impatient_person_loses_nothing(write_tree: WriteTree) -> None:
    ends(write_tree({**FILES, "scripts/clean.py": SLOW_SCRIPT}), signal.SIGINT, times=4)


def test_what_a_killed_driver_left_is_told_until_it_is_tidied_up(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "scripts/clean.py": SLOW_SCRIPT})
    assert specthis("status", cwd=root).stderr == ""
    child = start(root, "clean", "-j", "1")
    child.kill()
    child.communicate(timeout=30)
    for words in (("status",), ("refresh", "--dry-run"), ("refresh", "--explain")):
        assert "specthis: a refresh was cut off while it made `clean`; " in specthis(*words, cwd=root).stderr
    (root / "scripts/clean.py").write_text(FILES["scripts/clean.py"], encoding="utf-8")
    assert "clean: an earlier run was cut off" in specthis("refresh", cwd=root).stderr
    assert specthis("status", cwd=root).stderr == ""


def test_a_second_driver_is_told_who_is_at_work(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "scripts/clean.py": SLOW_SCRIPT})
    child = start(root, "clean", "-j", "1")
    try:
        done = specthis("refresh", cwd=root)
        assert (done.returncode, done.stdout) == (4, "")
        assert "`specthis refresh clean -j 1` is at work in this project, process " in done.stderr
        assert specthis("status", cwd=root).returncode == 0
        assert specthis("refresh", "--dry-run", cwd=root).returncode == 0
    finally:
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=30)


def test_a_reader_that_goes_away_stops_no_work(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs_specthis", "refresh"],
            cwd=root,
            stdout=nobody,
            stderr=nobody,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            timeout=60,
        )
    assert done.returncode == 0
    assert (root / "results" / "fit-two" / "fit.json").exists()
