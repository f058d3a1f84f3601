"""The lock of the ledgers: taken at once where it is free, waited for where it isn't, one and the same either way."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from mkdocs_specthis.effects.records.state_folder import LEDGER_LOCK, STATE, ledger_lock

HOLD = """\
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def test_the_library_meets_who_has_taken_it_at_once(tmp_path: Path) -> None:
    lock = tmp_path / STATE / LEDGER_LOCK
    with ledger_lock(tmp_path), pytest.raises(Timeout):
        FileLock(lock, timeout=0.05).acquire()
    FileLock(lock, timeout=0.05).acquire()


def test_whoever_holds_it_through_the_library_is_waited_for(tmp_path: Path) -> None:
    with ledger_lock(tmp_path):
        pass
    command = [sys.executable, "-c", HOLD, str(tmp_path / STATE / LEDGER_LOCK), "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        began = time.monotonic()
        with ledger_lock(tmp_path):
            assert time.monotonic() - began > 0.3
            assert other.stdout.read() == ""


def test_threads_of_one_process_hold_each_other_off(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(10):
            with ledger_lock(tmp_path):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_a_child_that_has_the_descriptor_does_not_hold_it(tmp_path: Path) -> None:
    """A command that begins in that very moment: what it inherits must not keep the next writer out."""
    with ledger_lock(tmp_path):
        mine = {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if _is_open(name)}
        (held,) = (int(name) for name, place in mine.items() if place.endswith(LEDGER_LOCK))
        copy = os.dup(held)
    try:
        FileLock(tmp_path / STATE / LEDGER_LOCK, timeout=0.05).acquire()
    finally:
        os.close(copy)


def _is_open(name: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{name}")


def test_a_lock_that_was_removed_holds_nobody_off_and_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening it and locking it somebody may have removed the whole folder."""
    with ledger_lock(tmp_path):
        pass
    lock = tmp_path / STATE / LEDGER_LOCK
    fstat, gone = os.fstat, []

    def removed_meanwhile(descriptor: int) -> os.stat_result:
        if not gone:
            gone.append(descriptor)
            lock.unlink()
        return fstat(descriptor)

    monkeypatch.setattr(os, "fstat", removed_meanwhile)
    with ledger_lock(tmp_path), pytest.raises(Timeout):
        FileLock(lock, timeout=0.05).acquire()
    assert gone
