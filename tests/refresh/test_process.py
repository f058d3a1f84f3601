"""One command, its own process group, and nothing of it left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mkdocs_specthis.effects.runs.observation import WatchRequest, find_strace
from mkdocs_specthis.effects.runs.process import (
    CommandOutcome,
    CommandRequest,
    allow_commands,
    run_command,
    stop_commands,
)


@pytest.fixture(params=["off", "strace", "python"], autouse=True)
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything holds however closely a command is watched."""
    if request.param == "strace" and not find_strace().options:
        pytest.skip(find_strace().refusal or "strace is not installed")
    monkeypatch.setattr(sys.modules[__name__], "HOW", request.param)
    return str(request.param)


HOW = "off"


def request(tmp_path: Path, *argv: str, timeout: float | None = 20, grace: float = 0.5) -> CommandRequest:
    return CommandRequest(
        argv=argv,
        cwd=str(tmp_path),
        env={"PATH": os.environ["PATH"], "X": "1"},
        log=str(tmp_path / "logs/x.log"),
        timeout=timeout,
        grace=grace,
        watch=WatchRequest(how=HOW, folders=(str(tmp_path.resolve()),), start=str(tmp_path.resolve())),
    )


def shell(tmp_path: Path, line: str, **options: float) -> CommandOutcome:
    return run_command(request(tmp_path, "sh", "-c", line, **options))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition, seconds: float = 10) -> bool:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def pids(tmp_path: Path, count: int) -> list[int]:
    file = tmp_path / "pids"
    assert wait_until(lambda: file.exists() and len(file.read_text().split()) == count)
    return [int(word) for word in file.read_text().split()]


@pytest.mark.parametrize(("line", "status"), [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", -9), ("kill -TERM $$", -15)])
def test_the_status_is_the_commands_own(tmp_path: Path, line: str, status: int) -> None:
    outcome = shell(tmp_path, line)
    assert outcome.status == status
    assert outcome.succeeded == (status == 0)


def test_output_goes_to_the_log_and_its_end_comes_back(tmp_path: Path) -> None:
    outcome = shell(tmp_path, "echo out; echo err >&2; pwd; echo X=$X")
    log = (tmp_path / "logs/x.log").read_text()
    assert log.splitlines()[0].startswith("$ sh -c")
    assert log.splitlines()[1:] == ["out", "err", str(tmp_path.resolve()), "X=1"]
    assert outcome.tail == log
    assert len(shell(tmp_path, "yes 0123456789 | head -5000").tail) < 5000


def test_standard_input_is_empty(tmp_path: Path) -> None:
    assert shell(tmp_path, 'test -z "$(cat)"', timeout=5).status == 0


def test_a_missing_program_is_an_answer(tmp_path: Path) -> None:
    outcome = run_command(request(tmp_path, "no-such-program"))
    assert outcome.status is None
    assert "no-such-program" in outcome.error
    (tmp_path / "plain").write_text("x")
    assert "no program" in run_command(request(tmp_path, "./plain")).error


def test_a_program_below_the_project_runs(tmp_path: Path) -> None:
    (tmp_path / "go").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "go").chmod(0o755)
    assert run_command(request(tmp_path, "./go")).status == 3


def test_a_command_may_wait_for_all_its_children(tmp_path: Path) -> None:
    code = "import os\ntry:\n    os.wait()\nexcept ChildProcessError:\n    raise SystemExit(5)"
    assert run_command(request(tmp_path, sys.executable, "-c", code, timeout=5)).status == 5


def test_time_is_up(tmp_path: Path) -> None:
    started = time.monotonic()
    outcome = shell(tmp_path, "trap 'echo bye; exit 0' TERM; sleep 60 & wait", timeout=0.3)
    assert outcome.timed_out and not outcome.succeeded
    assert "bye" in outcome.tail
    assert time.monotonic() - started < 5


def test_what_ignores_sigterm_is_killed_with_its_grandchildren(tmp_path: Path) -> None:
    line = "trap '' TERM; (trap '' TERM; echo $$ >> pids; sleep 60) & (sleep 60 & echo $! >> pids; wait) & sleep 60"
    outcome = shell(tmp_path, line, timeout=0.4, grace=0.3)
    assert outcome.timed_out
    assert wait_until(lambda: not any(map(is_alive, pids(tmp_path, 2))))


def test_what_a_command_leaves_behind_is_ended(tmp_path: Path) -> None:
    outcome = shell(tmp_path, "sleep 60 & echo $! > pids; exit 0")
    assert outcome.status == 0
    assert outcome.seconds < 5
    assert wait_until(lambda: not is_alive(pids(tmp_path, 1)[0]))


def test_stopping_ends_what_runs_and_begins_no_more(tmp_path: Path) -> None:
    outcomes: list[CommandOutcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(shell(tmp_path, "echo $$ > pids; sleep 60", timeout=30)))
    thread.start()
    (pid,) = pids(tmp_path, 1)
    try:
        stop_commands()
        thread.join(10)
        assert outcomes[0].killed and not outcomes[0].succeeded
        assert not is_alive(pid)
        assert shell(tmp_path, "touch begun").killed
        assert not (tmp_path / "begun").exists()
    finally:
        allow_commands()
    assert shell(tmp_path, "true").succeeded


WORKER = """
import os, sys
from mkdocs_specthis.effects.runs.process import CommandRequest, run_command
from mkdocs_specthis.effects.runs.observation import WatchRequest
argv = ("sh", "-c", sys.argv[2])
watch = WatchRequest(how=sys.argv[3], folders=(sys.argv[1],), start=sys.argv[1])
run_command(CommandRequest(argv=argv, cwd=sys.argv[1], env=dict(os.environ), log=sys.argv[1] + "/log", watch=watch))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_dies_takes_everything_with_it(tmp_path: Path, number: signal.Signals) -> None:
    line = "trap '' TERM HUP; (sleep 60 & echo $! >> pids; wait) & echo $$ >> pids; sleep 60; touch late"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), line, HOW])
    found = pids(tmp_path, 2)
    assert all(map(is_alive, found))
    worker.send_signal(number)
    worker.wait(10)
    assert wait_until(lambda: not any(map(is_alive, found)))


def test_no_watcher_outlives_its_command(tmp_path: Path) -> None:
    shell(tmp_path, "ps -o pgid= -p $$ | tr -d ' ' > pids")
    (group,) = pids(tmp_path, 1)
    with pytest.raises(ProcessLookupError):
        for _ in range(200):
            os.killpg(group, 0)
            time.sleep(0.01)


def test_the_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "victim").write_text("keep")
    (tmp_path / "logs/x.log").symlink_to(tmp_path / "victim")
    assert shell(tmp_path, "echo x").error
    assert (tmp_path / "victim").read_text() == "keep"
