"""An artefact that was produced elsewhere is recorded as it is, as adopted and never as run."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from conftest import run_command
from refresh_bench import chain, entry, spec

from mkdocs_specthis.core.model.errors import DriverHeld, Refused
from mkdocs_specthis.effects.runs.driver_lock import driver_lock
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.usecases import adopt as usecase
from mkdocs_specthis.usecases.adopt import AdoptRequest

ACCEPTED = "[policy]\naccept_adopted = true\n"
MADE = '{"seen": {"data/x.txt": "one\\n"}}'
"""What `a` makes when it is run."""


def project(root: Path, **more: str) -> Path:
    for path, text in {**chain(), **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def deliver(root: Path, name: str, text: str = MADE) -> None:
    (root / "results" / name).mkdir(parents=True, exist_ok=True)
    (root / "results" / name / f"{name}.json").write_text(text)


def run(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run_command("-C", str(root), *words, cwd=root.parent)


def status_of(root: Path, name: str) -> Any:
    view = json.loads(run(root, "status", "--json").stdout)
    return next(row for row in view["entries"] if row["entry"] == name)


def receipt(root: Path, name: str) -> Any:
    return json.loads((root / "specs" / "_runs" / f"{name}.json").read_text())


def certify(root: Path, name: str) -> None:
    at = json.loads(run(root, "lock", "status", name, "--json").stdout)["at"]
    done = run(root, "lock", "record", name, "--at", at, "--author", "Test <test@example.org>")
    assert done.returncode == 0, done.stderr


def test_it_is_recorded_as_adopted_and_not_ready(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    done = run(root, "adopt", "a", "--note", "from the enclave")
    assert done.returncode == 0, done.stderr
    assert "does not accept adopted artefacts" in done.stdout
    said = receipt(root, "a")
    assert (said["from"], said["note"], said["seconds"], said["engine"]) == ("adopted", "from the enclave", 0.0, "")
    assert run(root, "log", "validate").returncode == 0
    event = json.loads(run(root, "log", "tail", "--json").stdout)["events"][-1]
    assert (event["event"], event["subject"], event["data"]["text"]) == ("adopted", "a", "from the enclave")
    certify(root, "a")
    row = status_of(root, "a")
    assert (row["realization"], row["headline"], row["ready"], row["settled"]) == ("fresh", "adopted", False, False)
    (root / "specthis.toml").write_text(ACCEPTED)
    row = status_of(root, "a")
    assert (row["headline"], row["ready"], row["settled"]) == ("settled", True, True)


def test_a_dry_run_shows_what_would_be_recorded_and_writes_nothing(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    view = json.loads(run(root, "adopt", "a", "--dry-run", "--json").stdout)
    assert list(jsonschema_rs.Draft202012Validator(read_schema("adopt")).iter_errors(view)) == []
    assert view.keys() == read_schema("adopt")["properties"].keys()
    assert (view["outcome"], view["receipt"], view["dry_run"]) == ("adopted", None, True)
    assert not (root / "specs" / "_runs").exists()
    assert "would be adopted" in run(root, "adopt", "a", "--dry-run").stdout
    done = json.loads(run(root, "adopt", "a", "--json").stdout)
    assert (done["signature"], done["outputs"]) == (view["signature"], view["outputs"])
    assert done["receipt"] == "specs/_runs/a.json"
    again = json.loads(run(root, "adopt", "a", "--json").stdout)
    assert (again["outcome"], again["receipt"]) == ("fresh", None)


def test_a_note_that_comes_later_is_kept(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    run(root, "adopt", "a")
    done = json.loads(run(root, "adopt", "a", "--note", "from the enclave", "--json").stdout)
    assert (done["outcome"], done["receipt"]) == ("adopted", "specs/_runs/a.json")
    assert receipt(root, "a")["note"] == "from the enclave"
    again = json.loads(run(root, "adopt", "a", "--note", "from the enclave", "--json").stdout)
    assert again["outcome"] == "fresh"


def test_a_refresh_leaves_it_and_a_forced_one_makes_it_a_run(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    run(root, "adopt", "a", "--note", "from the enclave")
    rows = {row["entry"]: row for row in json.loads(run(root, "refresh", "--json").stdout)["results"]}
    assert (rows["a"]["outcome"], rows["b"]["outcome"]) == ("skipped", "made")
    assert receipt(root, "a")["from"] == "adopted"
    assert run(root, "refresh", "a", "--force").returncode == 0
    said = receipt(root, "a")
    assert said["from"] == "run"
    assert "note" not in said


def test_a_run_that_gives_other_bytes_is_a_failure_and_they_stay(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a", '{"seen": "elsewhere"}')
    run(root, "adopt", "a")
    before = receipt(root, "a")
    done = run(root, "refresh", "a", "--force")
    assert done.returncode == 1
    assert "the same inputs gave other bytes" in done.stdout + done.stderr
    told = receipt(root, "a")
    assert {**told, "seal": before["seal"]} == {**before, "contradicted": told["contradicted"]}
    assert (root / "results/a/a.json").read_text() == '{"seen": "elsewhere"}'
    assert run(root, "refresh", "a", "--force", "--accept").returncode == 0
    assert receipt(root, "a")["from"] == "run"


def test_a_second_delivery_replaces_an_adopted_one(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a", "{}")
    assert run(root, "adopt", "a").returncode == 0
    deliver(root, "a", '{"better": 1}')
    assert status_of(root, "a")["realization"] == "stale"
    assert run(root, "adopt", "a").returncode == 0
    assert status_of(root, "a")["realization"] == "fresh"


def test_it_goes_stale_like_any_other(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    run(root, "adopt", "a")
    (root / "data" / "x.txt").write_text("two\n")
    assert status_of(root, "a")["realization"] == "stale"


def test_bytes_that_contradict_a_run_are_not_adopted(tmp_path: Path) -> None:
    root = project(tmp_path)
    run(root, "refresh", "a")
    assert "fresh already" in run(root, "adopt", "a").stdout
    deliver(root, "a", '{"edited": "by hand"}')
    before = receipt(root, "a")
    done = run(root, "adopt", "a")
    assert done.returncode == 3
    assert "its receipt, of a run from the very same content, has other bytes" in done.stderr
    assert receipt(root, "a") == before


def refused(root: Path, name: str, said: str) -> None:
    for words in (("adopt", name, "--dry-run"), ("adopt", name)):
        done = run(root, *words)
        assert done.returncode == 3, done.stdout
        assert said in done.stderr
        assert "hint: " in done.stderr
    assert not (root / "specs" / "_runs" / f"{name}.json").exists()


def keyed(**fields: str) -> str:
    return spec("compute-one", entry("one", **fields))


@pytest.mark.parametrize(
    ("fields", "files", "said"),
    [
        ({}, {}, "`results/one/one.json` is not there"),
        ({}, {"results/one/one.json": "{"}, "`results/one/one.json`"),
        ({"Keys": "`mean`"}, {"results/one/one.json": "{}"}, "`mean`"),
        ({"Sidecars": "`results/one/*.csv`"}, {"results/one/one.json": "{}"}, "nothing is there that"),
        ({"Sidecars": "`results/one/t.csv`"}, {"results/one/one.json": "{}"}, "`results/one/t.csv` is not there"),
        ({"Inputs": "`data/none.txt`"}, {"results/one/one.json": "{}"}, "error of its own"),
        ({"Ouput": "x"}, {"results/one/one.json": "{}"}, "error of its own"),
        (
            {},
            {
                "results/one/one.json": "version https://git-lfs.github.com/spec/v1\n"
                f"oid sha256:{'a' * 64}\nsize 12345\n"
            },
            "Git LFS pointer",
        ),
    ],
)
def test_what_is_not_whole_is_refused(fields: dict[str, str], files: dict[str, str], said: str, tmp_path: Path) -> None:
    root = project(tmp_path, **{"specs/compute-one.md": keyed(**fields), "scripts/one.py": "", **files})
    refused(root, "one", said)


def test_what_rests_on_something_that_is_not_fresh_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "c")
    refused(root, "c", "`b`, which it rests on, was never run")
    run(root, "refresh", "b")
    (root / "data" / "x.txt").write_text("two\n")
    refused(root, "c", "`a`, which it rests on, is stale")
    run(root, "refresh", "b")
    assert run(root, "adopt", "c").returncode == 0


def test_an_artefact_outside_of_the_project_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "paper", **{"specs/compute-one.md": keyed(), "scripts/one.py": ""})
    (tmp_path / "elsewhere.json").write_text("{}")
    (root / "results" / "one").mkdir(parents=True)
    os.symlink(tmp_path / "elsewhere.json", root / "results" / "one" / "one.json")
    refused(root, "one", "`results/one/one.json`")


def test_an_unreadable_spec_or_ledger_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    run(root, "adopt", "a")
    (root / "specs" / "_runs" / "a.json").write_text("{")
    done = run(root, "adopt", "a")
    assert (done.returncode, (root / "specs" / "_runs" / "a.json").read_text()) == (3, "{")
    assert run(root, "adopt", "aa").returncode == 2


def test_a_driver_holds_it_off(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    with driver_lock(root, command="specthis refresh", since="2026-01-01T00:00:00Z"):
        done = run(root, "adopt", "a")
    assert done.returncode == 4
    assert "`specthis refresh`" in done.stderr


def test_of_two_at_once_one_writes_or_finds_it_done(tmp_path: Path) -> None:
    root = project(tmp_path)
    deliver(root, "a")
    command = [sys.executable, "-m", "mkdocs_specthis", "-C", str(root), "adopt", "a"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    found = sorted(one.wait(60) for one in both)
    assert found in ([0, 0], [0, 4])
    assert receipt(root, "a")["from"] == "adopted"
    events = json.loads(run(root, "log", "tail", "--json").stdout)["events"]
    assert [event["event"] for event in events] == ["adopted"]


@pytest.mark.parametrize("moves", ["results/a/a.json", "data/x.txt", "scripts/a.py"])
def test_what_moves_while_it_is_looked_at_is_not_signed(
    moves: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes at the worst moment: after all was looked at, before the receipt is written."""
    root = project(tmp_path)
    deliver(root, "a")
    synced = usecase.sync_outputs

    def sync_and_move(*arguments: Any) -> None:
        synced(*arguments)
        writer = threading.Thread(target=(root / moves).write_text, args=('{"other": 1}',))
        writer.start()
        writer.join()

    monkeypatch.setattr(usecase, "sync_outputs", sync_and_move)
    with pytest.raises(Refused, match="moved while it was looked at"):
        usecase.adopt(root, AdoptRequest(entry="a"), now=lambda: "2026-01-01T00:00:00Z")
    assert not (root / "specs" / "_runs" / "a.json").exists()
    monkeypatch.undo()
    with driver_lock(root, command="x", since=""), pytest.raises(DriverHeld):
        usecase.adopt(root, AdoptRequest(entry="a"), now=lambda: "2026-01-01T00:00:00Z")
