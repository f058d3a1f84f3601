"""What must never happen to whoever runs a long computation and trusts what is said of it afterwards.

Each through the real commands, as a person would meet it.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from conftest import REPOSITORY, run_command
from random_project import RandomProject, draw

from mkdocs_specthis.core.questions.looked_at import looked_at
from mkdocs_specthis.usecases.certify import JudgeRequest, record
from mkdocs_specthis.usecases.load import load_snapshot


@pytest.fixture
def project(tmp_path: Path) -> RandomProject:
    project = draw(tmp_path / "project", Random(31), '[cache]\nurl = "../shared"\npush = true\n')
    project.write()
    return project


def specthis(project: RandomProject, *words: str) -> "subprocess.CompletedProcess[str]":
    return run_command(*words, cwd=project.root, environment=project.environment())


def states(project: RandomProject) -> dict[str, str]:
    return {name: str(status.realization) for name, status in load_snapshot(project.root).statuses.items()}


@pytest.mark.parametrize(
    "body", ["", pytest.param("raise SystemExit(0)\n", marks=pytest.mark.long)], ids=["empty", "ends"]
)
def test_old_bytes_never_become_the_product_of_new_code(project: RandomProject, body: str) -> None:
    """A script that does nothing, and says that all went well."""
    assert specthis(project, "refresh").returncode == 0
    old, receipt = project.here(project.expected()), (project.root / "specs/_runs/e0.json").read_bytes()
    (project.root / "scripts/e0.py").write_text(body)
    for words in (("refresh",), ("refresh", "--force", "e0"), ("refresh", "--accept"), ("refresh", "--trial", "e0")):
        done = specthis(project, *words)
        assert done.returncode == 1 and "e0" in done.stdout, done.stdout + done.stderr
        assert project.here(old) == old
        assert (project.root / "specs/_runs/e0.json").read_bytes() == receipt
        assert states(project)["e0"] == "stale"
    assert specthis(project, "status", "--check").returncode == 1


def test_a_ledger_cut_short_is_never_taken_for_a_shorter_one(project: RandomProject) -> None:
    """By a kill, a full disk, a bad copy: it is named with its line, counts for nothing, and nothing overwrites it."""
    names = tuple(project.parts)
    record(project.root, JudgeRequest(entries=names, author="Ada"), now=lambda: "2026-01-01T00:00:00Z")
    assert specthis(project, "refresh").returncode == 0
    chance = Random(6)
    for path in ("specs/_lock.json", "specs/_runs/e0.json"):
        whole = (project.root / path).read_bytes()
        last = len(whole.rstrip()) - 1
        for size in (0, 1, last, *(chance.randrange(2, last) for _ in range(5))):
            (project.root / path).write_bytes(whole[:size])
            snapshot = load_snapshot(project.root)
            status = snapshot.statuses["e0"]
            assert "unknown" in (status.certification, status.realization) and not status.ready, (path, size)
            assert path not in ("specs/_lock.json",) or not any(one.ready for one in snapshot.statuses.values())
            assert any(f"{finding.location}".startswith(f"{path}:") for finding in snapshot.findings), (path, size)
        for words in (
            ("refresh", "--force"),
            ("cache", "fetch"),
            ("adopt", "e0"),
            _judging(project),
            ("lock", "clear", "e0", "--yes"),
        ):
            done = specthis(project, *words)
            assert done.returncode or words[0] != "refresh", (path, words)
            assert "Traceback" not in done.stderr
            assert (project.root / path).read_bytes() == whole[:size], (path, words)
        (project.root / path).write_bytes(whole)
        assert specthis(project, "status", "--check=bytes").returncode in (0, 1)


def _judging(project: RandomProject) -> tuple[str, ...]:
    at = looked_at(load_snapshot(project.root), ("e0",))
    return ("lock", "record", "e0", "--author", "Ada", "--at", at)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_had_finished_is_never_computed_again(project: RandomProject, number: signal.Signals) -> None:
    """Whatever ends the refresh after some entries: they are recorded, and the next one takes up the rest."""
    project.pause = 0.15
    project.write()
    command = [sys.executable, "-m", "mkdocs_specthis", "refresh"]
    environment = {**project.environment(), "PYTHONPATH": str(REPOSITORY)}
    driver = subprocess.Popen(
        command, cwd=project.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    runs = project.root / "specs/_runs"
    deadline = time.monotonic() + 30
    while not runs.is_dir() or len(list(runs.glob("*.json"))) < 3:
        assert time.monotonic() < deadline and driver.poll() is None
        time.sleep(0.005)
    os.kill(driver.pid, number)
    driver.communicate(timeout=30)
    assert driver.returncode == (-number if number == signal.SIGKILL else 130)
    recorded = project.standing()
    assert len(recorded) >= 2
    project.begun()
    assert specthis(project, "refresh").returncode == 0
    again = project.begun()
    assert recorded.isdisjoint(again) and set(again) == set(project.parts) - recorded
    assert project.standing() == set(project.parts)


def test_a_script_that_hangs_never_hangs_the_refresh(project: RandomProject) -> None:
    """Nor do its children, nor a script that will not hear; what does not wait for it is made."""
    spec = project.root / "specs/compute-base.md"
    spec.write_text(spec.read_text().replace("### e0\n", "### e0\n\n- Timeout: 1s\n"))
    deaf = "import signal, subprocess, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    (project.root / "scripts/e0.py").write_text(f"{deaf}subprocess.Popen(['sleep', '600'])\ntime.sleep(600)\n")
    began = time.monotonic()
    done = specthis(project, "refresh", "-j", "2")
    assert time.monotonic() - began < 30
    assert done.returncode == 1 and "it was not done after 1 second" in done.stdout, done.stdout
    waiting = {name for name in project.parts if "e0" in (name, *project.all_above(name))}
    found = states(project)
    assert {name for name, state in found.items() if state == "fresh"} == set(project.parts) - waiting
    assert _sleeping(project) == []


def _sleeping(project: RandomProject) -> list[str]:
    """Processes that still work in the project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(project.root.resolve()):
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found
