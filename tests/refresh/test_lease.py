"""What ties a command elsewhere to the refresh that wants it. Drivers and workers are real processes."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from clusters import is_alive, read_when_there, wait_until
from conftest import REPOSITORY

from mkdocs_specthis.core.model.errors import LeadsOutside, WriteFailed
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.runs.lease import Attempt, Claim, Lease, end_left_leases, has_begun, has_ended
from mkdocs_specthis.effects.runs.process import CommandRequest
from mkdocs_specthis.effects.runs.remote import RemoteRequest, run_remotely

HOLDER = """
import sys, time
from pathlib import Path
from mkdocs_specthis.effects.runs.lease import Lease
lease = Lease(Path(sys.argv[1]), "0")
print(flush=True)
time.sleep(60)
"""
WORKER = """
import pickle, sys
from mkdocs_specthis.effects.runs.remote import run_remotely
request = pickle.load(open(sys.argv[1], "rb"))
outcome = run_remotely(request)
print(outcome.killed, outcome.lost, outcome.error)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve()


def python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def request(root: Path, attempt: Attempt, line: str) -> RemoteRequest:
    command = CommandRequest(
        argv=("sh", "-c", line), cwd=str(root), env={"WORD": "sent"}, log=str(root / "log"), timeout=60, grace=0.2
    )
    return RemoteRequest(command=command, attempt=attempt, settings=Settings())


def test_an_attempt_is_run_once(root: Path) -> None:
    lease = Lease(root, "0")
    sent = request(root, lease.next_attempt(), "echo ran >> ran")
    assert not has_begun(sent.attempt)
    assert run_remotely(sent).succeeded
    assert has_begun(sent.attempt) and has_ended(sent.attempt)
    again = run_remotely(sent)
    assert again.lost and again.error == "the worker that ran it is gone"
    assert (root / "ran").read_text() == "ran\n"
    lease.close()
    assert not os.path.exists(lease.folder)


def test_one_of_two_is_called_off(root: Path) -> None:
    lease = Lease(root, "0")
    other = lease.next_attempt()
    claim = Claim(other)
    assert claim.take() == ""
    attempt = lease.next_attempt()
    worker, command = running(root, attempt)
    lease.call_off(attempt)
    assert worker.communicate(timeout=20)[0] == "True False \n"
    assert not is_alive(command) and not claim.is_called_off()
    lease.close()


def test_what_was_called_off_does_not_begin(root: Path) -> None:
    lease = Lease(root, "0")
    sent = request(root, lease.next_attempt(), "touch ran")
    lease.call_off(sent.attempt)
    assert run_remotely(sent).killed
    late = request(root, lease.next_attempt(), "touch ran")
    lease.stop()
    assert run_remotely(late).killed
    assert not (root / "ran").exists()


def test_another_copy_of_the_project_is_no_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_specthis.effects.runs.lease.SIGHT_SECONDS", 0.1)
    lease = Lease(root, "0")
    sent = request(root, lease.next_attempt(), "touch ran")
    lease.close()
    assert "does not see what this refresh writes" in run_remotely(sent).error
    (root / "link").symlink_to(root)
    through = RemoteRequest(
        command=CommandRequest(argv=("true",), cwd=str(root / "link"), env={}, log=str(root / "log")),
        attempt=sent.attempt,
        settings=Settings(),
    )
    assert "does not see the project at" in run_remotely(through).error
    assert not (root / "ran").exists()


def running(root: Path, attempt: Attempt) -> "tuple[subprocess.Popen[str], int]":
    """A worker in a process of its own, and the process of the command that it runs."""
    (root / "request").write_bytes(pickle.dumps(request(root, attempt, "echo $$ > pid; sleep 60")))
    return python(WORKER, root / "request"), int(read_when_there(root / "pid"))


def test_called_off_it_ends(root: Path) -> None:
    lease = Lease(root, "0")
    worker, command = running(root, lease.next_attempt())
    lease.stop()
    assert worker.communicate(timeout=20)[0] == "True False \n"
    assert not is_alive(command)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_driver_that_is_not_heard_of_any_more(root: Path, number: signal.Signals) -> None:
    """Its words stay where they are; only new ones count."""
    driver = python(HOLDER, root)
    assert driver.stdout is not None and driver.stdout.readline()
    attempt = Attempt(folder=str(root / ".specthis/lease/0"), number=1, silence=3.0)
    worker, command = running(root, attempt)
    driver.send_signal(number)
    try:
        said = worker.communicate(timeout=40)[0]
        assert said == "False True its worker heard nothing more of the refresh\n"
        assert not is_alive(command)
    finally:
        driver.kill()
        driver.wait(10)


def test_the_next_driver_ends_what_was_left(root: Path) -> None:
    lease = Lease(root, "0")
    worker, command = running(root, lease.next_attempt())
    told: list[int] = []
    end_left_leases(root, told.append)
    assert told == [1] and not is_alive(command)
    assert worker.communicate(timeout=20)[0] == "True False \n"
    assert list((root / ".specthis/lease").iterdir()) == []
    end_left_leases(root, told.append)
    assert told == [1]
    lease.stop()


def test_a_file_in_the_place_of_leases(root: Path) -> None:
    (root / ".specthis").mkdir()
    (root / ".specthis/lease").write_text("no folder")
    end_left_leases(root, print)
    with pytest.raises(WriteFailed):
        Lease(root, "0")


def test_a_link_in_the_place_of_leases_is_not_followed(root: Path, tmp_path: Path) -> None:
    victim = tmp_path.parent / f"{tmp_path.name}-victim"
    (victim / "run").mkdir(parents=True)
    (victim / "run/beat").write_text("keep")
    (root / ".specthis").mkdir()
    (root / ".specthis/lease").symlink_to(victim)
    with pytest.raises(LeadsOutside):
        end_left_leases(root, print)
    assert (victim / "run/beat").read_text() == "keep"


def test_words_come_one_after_another(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_specthis.effects.runs.lease.BEAT_SECONDS", 0.05)
    lease = Lease(root, "0")
    beat = Path(lease.folder) / "beat"
    first = beat.read_bytes()
    assert wait_until(lambda: beat.read_bytes() not in (first, b""))
    claim = Claim(lease.next_attempt())
    assert claim.take() == ""
    time.sleep(0.2)
    assert not claim.is_called_off()
    lease.stop()
    assert claim.is_called_off() and not claim.is_silent
