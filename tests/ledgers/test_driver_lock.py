"""One driver per tree; a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from filelock import FileLock

from mkdocs_specthis.core.model.errors import DriverHeld
from mkdocs_specthis.effects.records.state_folder import make_state_folder
from mkdocs_specthis.effects.runs.driver_lock import HOLDER as NOTE
from mkdocs_specthis.effects.runs.driver_lock import LOCK, driver_lock

HOLDER = """
import sys, time
from pathlib import Path
from mkdocs_specthis.effects.runs.driver_lock import driver_lock
with driver_lock(Path(sys.argv[1]), command="specthis refresh -j 4", since="2026-01-01T00:00:00Z"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_driver_hears_who_since_when_and_with_what(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline()
    try:
        with pytest.raises(DriverHeld) as caught, driver_lock(tmp_path, command="x", since="y"):
            pass
        held = caught.value
        assert (held.pid, held.since, held.command) == (holder.pid, "2026-01-01T00:00:00Z", "specthis refresh -j 4")
        assert held.exit_status == 4
        assert str(holder.pid) in held.message and "specthis refresh -j 4" in held.message
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with driver_lock(tmp_path, command="x", since="y"):
        pass


def test_it_is_free_again_and_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with driver_lock(tmp_path, command="one", since="t"):
        with pytest.raises(DriverHeld), driver_lock(tmp_path, command="two", since="t"):
            pass
        with pytest.raises(DriverHeld) as caught, driver_lock(tmp_path, command="three", since="t"):
            pass
        assert caught.value.command == "one"
    with driver_lock(tmp_path, command="four", since="t"):
        pass


def test_a_driver_that_has_just_begun_is_given_a_moment_to_say_who_it_is(tmp_path: Path) -> None:
    note = tmp_path / NOTE
    with FileLock(make_state_folder(tmp_path) / LOCK):
        begun = Timer(0.1, note.write_text, ['{"pid": 7, "since": "t", "command": "one"}'])
        begun.start()
        with pytest.raises(DriverHeld) as caught, driver_lock(tmp_path, command="two", since="t"):
            pass
        begun.join()
    assert (caught.value.pid, caught.value.command) == (7, "one")
