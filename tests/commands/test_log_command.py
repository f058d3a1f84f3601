"""`specthis log`: the last events, statistics over them, and files held against their schemas.

Events are those of real refreshes where what matters is that they are written; else written by hand.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from small_project import FILES, append, in_process, json_of, judge, settled

from mkdocs_specthis.core.model.event import Event, FailureClass
from mkdocs_specthis.effects.records.events import append_event
from mkdocs_specthis.effects.schemas import read_schema

WriteTree = Callable[[Mapping[str, str | bytes]], Path]


def faults(name: str, value: object) -> list[str]:
    return [error.message for error in jsonschema_rs.Draft202012Validator(read_schema(name)).iter_errors(value)]


def put(root: Path, what: str, subject: str, minute: int, **data: object) -> None:
    ts = f"2026-01-01T00:{minute:02}:00Z"
    append_event(root, Event(ts=ts, run="r", actor="refresh", event=what, subject=subject, data=data))


def history(root: Path) -> None:
    """`clean`: at once in 1 s, then 2 failures and a run of 3 s; `fit-one`: fetched; `gone`: failed, long ago."""
    put(root, "failed", "gone", 0, text="it ended with status 3", seconds=7.0)
    put(root, "made", "clean", 1, seconds=1.0)
    put(root, "retried", "clean", 2, **{"class": "timed-out", "text": "it was not done in time", "seconds": 60.0})
    put(root, "failed", "clean", 3, **{"class": "exit-status", "text": "it ended with status 1", "seconds": 2.0})
    put(root, "made", "clean", 4, seconds=3.0)
    put(root, "fetched", "fit-one", 5, bytes=1200)


def of(view: Any, name: str) -> Any:
    return next(entry for entry in view["entries"] if entry["entry"] == name)


def test_the_last_events_come_newest_last(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    assert in_process(root, "log") == (0, "No events.\n", "")
    history(root)
    status, out, said = in_process(root, "log", "tail", "-n", "3")
    assert (status, said) == (0, "")
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "2026-01-01T00:03:00Z failed clean it ended with status 1, 2.0 s",
        "2026-01-01T00:04:00Z made clean 3.0 s",
        "2026-01-01T00:05:00Z fetched fit-one 1.2 KB",
    ]
    assert len(in_process(root, "log")[1].splitlines()) == 6


def test_events_of_some_entries(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    history(root)
    view = json_of(root, "log", "tail", "-n", "2", "cl*", "gone")
    assert faults("log-tail", view) == []
    assert view.keys() == read_schema("log-tail")["properties"].keys()
    assert [(event["event"], event["subject"]) for event in view["events"]] == [("failed", "clean"), ("made", "clean")]
    status, _, said = in_process(root, "log", "tail", "claen")
    assert status == 2
    assert "did you mean `clean`?" in said


def test_lines_that_are_no_events_are_told_and_drive_no_terminal(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    put(root, "made", "clean", 1, text="\x1b[31mred\nnext line")
    append(root, ".specthis/events.jsonl", 'oops\n{"v": 1}\n{"v":1,"ev')
    status, out, said = in_process(root, "log")
    assert status == 0
    assert "\x1b" not in out
    assert len(out.splitlines()) == 1
    assert said.startswith("specthis: 3 lines are no events")
    assert json_of(root, "log", "stats")["unread"] == 3


def test_statistics(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    history(root)
    view = json_of(root, "log", "stats")
    assert faults("log-stats", view) == []
    schema = read_schema("log-stats")
    assert view.keys() == schema["properties"].keys()
    assert view["entries"][0].keys() == schema["$defs"]["entry"]["properties"].keys()
    clean = of(view, "clean")
    assert clean["seconds"] == {"runs": 2, "median": 2.0, "p90": 3.0, "from": "events"}
    assert (clean["runs"], clean["failures"], clean["rounds"], clean["first_tries"]) == (2, 2, 2, 1)
    assert clean["first_try_rate"] == 0.5
    assert [loss["class"] for loss in clean["lost"]] == ["timed-out", "exit-status"]
    assert of(view, "gone")["lost"] == [{"class": "other", "count": 1, "seconds": 7.0}]
    assert of(view, "later")["seconds"] is None
    assert (view["since"], view["fetched"], view["fetched_rate"]) == ("2026-01-01T00:00:00Z", 1, 0.3333)
    assert [entry["entry"] for entry in view["entries"]] == ["clean", "fit-one", "fit-two", "later", "gone"]
    assert [entry["entry"] for entry in json_of(root, "log", "stats", "fit-*")["entries"]] == ["fit-one", "fit-two"]


def test_nine_of_ten_runs_took_no_longer(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    for minute in range(20):
        put(root, "made", "clean", minute, seconds=float(minute + 1))
    assert of(json_of(root, "log", "stats"), "clean")["seconds"] == {
        "runs": 20, "median": 10.5, "p90": 18.0, "from": "events",
    }  # fmt: skip


def test_a_command_that_makes_several_entries_loses_its_time_once(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    for name in ("fit-one", "fit-two"):
        put(root, "failed", name, 1, **{"class": "exit-status", "seconds": 10.0, "entries": 2})
    assert json_of(root, "log", "stats")["lost"] == [{"class": "exit-status", "count": 2, "seconds": 10.0}]


def test_numbers_that_are_none_are_passed_over(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    for number, seconds in enumerate((True, "3", None, -1, float("nan"), float("inf"), 10**400)):
        put(root, "made", "clean", number, seconds=seconds, bytes=seconds)
        put(root, "failed", "clean", number, **{"seconds": seconds, "class": ["x"], "entries": seconds})
    assert in_process(root, "log")[0] == 0
    view = json_of(root, "log", "stats")
    assert faults("log-stats", view) == []
    assert of(view, "clean")["seconds"] is None
    assert view["lost"] == [{"class": "other", "count": 5, "seconds": 0.0}]
    assert view["unread"] == 4


def test_without_a_log_the_receipts_say_how_long_it_takes(tmp_path: Path) -> None:
    root = settled(tmp_path)
    before = of(json_of(root, "log", "stats"), "clean")
    (root / ".specthis" / "events.jsonl").unlink()
    after = of(json_of(root, "log", "stats"), "clean")
    assert before["seconds"]["from"] == "events"
    assert after["seconds"] == {**before["seconds"], "from": "receipt"}
    assert "(receipt)" in in_process(root, "log", "stats")[1]


SCRIPTS = {
    "exit-status": ("raise SystemExit(3)", ""),
    "timed-out": ("import time; time.sleep(60)", "- Timeout: 1s\n"),
    "signal": ("import os; os.kill(os.getpid(), 9)", ""),
    "output-missing": ("", ""),
    "output-invalid": (
        "import os, sys; os.makedirs('results/clean', exist_ok=True); open(sys.argv[1], 'w').write('{')",
        "",
    ),
    "not-started": (None, "- Run: `no-such-program {script}`\n"),
    "inputs-moved": (
        "import os, sys; os.makedirs('results/clean', exist_ok=True); open(sys.argv[1], 'w').write('{}');"
        " open('data/raw.txt', 'w').write('x')",
        "",
    ),
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_a_failure_says_its_class(kind: str, write_tree: WriteTree) -> None:
    script, field = SCRIPTS[kind]
    spec = FILES["specs/compute-clean.md"]
    spec = spec.replace("- Run: `python {script} {output}`\n", field) if "Run" in field else spec.replace(
        "- Status", f"{field}- Status"
    )  # fmt: skip
    root = write_tree({**FILES, "specs/compute-clean.md": spec, "scripts/clean.py": script or ""})
    in_process(root, "refresh", "clean")
    failed = json_of(root, "log", "tail", "clean")["events"]
    assert [(event["event"], event["data"]["class"]) for event in failed] == [("failed", kind)]
    assert [loss["class"] for loss in json_of(root, "log", "stats")["lost"]] == [kind]
    assert in_process(root, "log", "validate")[0] == 0


def test_other_bytes_are_a_class_of_their_own(tmp_path: Path) -> None:
    root = settled(tmp_path)
    script = "import json, sys, uuid\njson.dump({'count': uuid.uuid4().hex}, open(sys.argv[1], 'w'))\n"
    (root / "scripts" / "clean.py").write_text(script)

    judge(root, "record", "clean")
    in_process(root, "refresh", "clean")
    in_process(root, "refresh", "clean", "--force")
    assert json_of(root, "log", "tail", "-n", "1", "clean")["events"][0]["data"]["class"] == "nondeterminism"


def test_an_attempt_that_is_begun_again_counts(write_tree: WriteTree) -> None:
    script = (
        "import os, sys\nif not os.path.exists('data/tried'):\n    open('data/tried', 'w').close()\n    sys.exit(1)\n"
        "os.makedirs('results/clean', exist_ok=True)\nopen(sys.argv[1], 'w').write('{}')\n"
    )
    spec = FILES["specs/compute-clean.md"].replace("- Status", "- Retries: 1\n- Status")
    root = write_tree({**FILES, "specs/compute-clean.md": spec, "scripts/clean.py": script})
    in_process(root, "refresh", "clean")
    assert [event["event"] for event in json_of(root, "log", "tail", "clean")["events"]] == ["retried", "made"]
    clean = of(json_of(root, "log", "stats"), "clean")
    assert (clean["failures"], clean["first_tries"], clean["rounds"]) == (1, 0, 1)
    assert "failed" not in str(json_of(root, "status", "clean")["entries"][0]["reasons"])


def test_every_class_is_in_the_schema() -> None:
    assert read_schema("log-stats")["$defs"]["loss"]["properties"]["class"]["enum"] == [*map(str, FailureClass)]


def test_what_was_written_is_as_its_schema_says(tmp_path: Path) -> None:
    root = settled(tmp_path)
    in_process(root, "index")
    status, out, _ = in_process(root, "log", "validate")
    assert status == 0, out
    assert out == "7 files checked: all as they should be.\n"
    assert faults("log-validate", json_of(root, "log", "validate")) == []


def test_faults_are_named_with_file_and_line(tmp_path: Path) -> None:
    root = settled(tmp_path)
    in_process(root, "index")
    log = root / ".specthis" / "events.jsonl"
    number = len(log.read_text().splitlines())
    log.write_text(log.read_text() + 'oops\n\n{"v":1,"ts":1}\n{"v":1,"ev')
    receipt = root / "specs" / "_runs" / "clean.json"
    receipt.write_text(receipt.read_text().replace('"from": "run"', '"from": "ran"'))
    line = next(n for n, text in enumerate(receipt.read_text().splitlines(), 1) if "ran" in text.split('"'))
    index = root / "specs" / "_index.json"
    index.write_text(index.read_text().replace('"version": 1', '"version": 7'))
    status, out, _ = in_process(root, "log", "validate")
    assert status == 1
    assert [text.split(": ")[:2] for text in out.splitlines() if not text.startswith("  hint")][:5] == [
        [f".specthis/events.jsonl:{number + 1}", "event-unreadable warning"],
        [f".specthis/events.jsonl:{number + 3}", "event-unreadable warning"],
        [f".specthis/events.jsonl:{number + 4}", "event-torn warning"],
        [f"specs/_runs/clean.json:{line}", "ledger-unreadable error"],
        [f"specs/_index.json:{len(index.read_text().splitlines()) - 1}", "index-malformed warning"],
    ]
    view = json_of(root, "log", "validate")
    assert faults("log-validate", view) == []
    assert view["files"][0].keys() == read_schema("log-validate")["$defs"]["file"]["properties"].keys()
    assert in_process(root, "log", "validate", str(root / "specs" / "_lock.json"))[0] == 0


def test_a_thousand_bad_lines_are_told_in_a_hundred(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, ".specthis/events.jsonl": "x\n" * 1000})
    view = json_of(root, "log", "validate")
    assert (len(view["files"][0]["findings"]), view["files"][0]["more"]) == (100, True)


@pytest.mark.parametrize(
    ("file", "said"),
    [("specs/_lock.json", "is not there"), ("specthis.toml", "has a schema"), ("../x.json", "not in the project")],
)
def test_what_is_no_file_of_ours_is_refused(file: str, said: str, write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    status, _, text = in_process(root, "log", "validate", str(root / file))
    assert status == 2
    assert said in text


@pytest.mark.parametrize("words", [("tail",), ("stats",), ("validate",)])
def test_a_long_log_is_not_loaded_whole(words: tuple[str, ...], write_tree: WriteTree) -> None:
    """100 MB, and one line of 20 MB in it."""
    root = write_tree(FILES)
    put(root, "made", "clean", 1, seconds=1.0, text="x" * 500)
    log = root / ".specthis" / "events.jsonl"
    line = log.read_bytes()
    with log.open("wb") as file:
        for _ in range(100):
            file.write(line * (1_000_000 // len(line)))
        file.write(b"y" * 20_000_000 + b"\n" + line)
    code = (
        "import sys; from mkdocs_specthis.frontends.cli.main import main\n"
        "sys.argv = ['specthis', *sys.argv[1:]]\n"
        "try: main()\n"
        "finally: print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-C", str(root), "log", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == (1 if words == ("validate",) else 0), done.stderr
    assert "clean" in done.stdout or "event-unreadable" in done.stdout
    assert int(done.stderr.splitlines()[-1]) < 110_000  # KiB


def test_a_pipe_in_the_place_of_the_log_blocks_nothing(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    (root / ".specthis").mkdir()
    os.mkfifo(root / ".specthis" / "events.jsonl")
    status, _, said = in_process(root, "log")
    assert status == 2
    assert "no regular file" in said


def test_a_refresh_says_when_it_began_and_ended(tmp_path: Path) -> None:
    root = settled(tmp_path)
    events = json_of(root, "log", "tail", "-n", "100")["events"]
    began, *attempts, ended = events
    assert (began["event"], began["subject"], began["data"]["number"]) == ("began", "", 1)
    assert began["data"]["jobs"] >= 1 and began["data"]["engine"] == "local" and began["data"]["text"]
    assert (ended["event"], ended["subject"], len({event["run"] for event in events})) == ("ended", "", 1)
    assert ended["data"]["counts"] == {"made": len(attempts), "held": 1}
    assert {event["subject"]: event["data"].get("after", "") for event in attempts} == {
        "clean": "", "fit-one": "clean", "fit-two": "clean",
    }  # fmt: skip
    for event in attempts:
        times = event["data"]
        assert times["waited"] >= 0 and 0 <= times["began"] <= ended["data"]["seconds"] and times["because"]


def test_a_refresh_that_has_nothing_to_do_leaves_no_line(tmp_path: Path) -> None:
    root = settled(tmp_path)
    before = (root / ".specthis/events.jsonl").read_bytes()
    assert in_process(root, "refresh")[0] == 0
    assert (root / ".specthis/events.jsonl").read_bytes() == before
    assert in_process(root, "refresh", "--force", "clean")[0] == 0
    events = json_of(root, "log", "tail", "-n", "100")["events"]
    assert [event["data"]["number"] for event in events if event["event"] == "began"] == [1, 2]
