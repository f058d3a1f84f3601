"""One driver per working tree and folder of artefacts: operating-system locks, which a dead holder's death frees.

Knows nothing of what the driver does.
"""

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs_specthis.core.model.errors import DriverHeld, WriteFailed
from mkdocs_specthis.effects.records.state_folder import STATE, check_state_folder, make_state_folder
from mkdocs_specthis.effects.tree.atomic import refusals_typed, write_note
from mkdocs_specthis.effects.tree.file_system import is_locked

LOCK = "driver.lock"
HOLDER = f"{STATE}/driver.json"
SHARED_LOCK = ".specthis.lock"
"""In a folder of artefacts that lies elsewhere."""
MOMENT = 0.5
"""Seconds that a holder is given to say who it is: it says so right after it has taken the lock."""


@contextlib.contextmanager
def driver_lock(root: Path, *, command: str, since: str) -> Iterator[None]:
    """Hold the tree until left. Raises DriverHeld at once if another process, or this one, holds it; LeadsOutside."""
    from filelock import FileLock, Timeout

    lock = FileLock(make_state_folder(root) / LOCK, timeout=0)
    check_state_folder(root)
    try:
        with refusals_typed(f"{STATE}/{LOCK}"):
            lock.acquire()
    except (Timeout, WriteFailed) as refusal:
        if isinstance(refusal, Timeout) or isinstance(refusal.__cause__, Timeout):
            raise _held_by_somebody(root) from None
        raise
    try:
        holder = {"pid": os.getpid(), "since": since, "command": command}
        write_note(root, HOLDER, (json.dumps(holder) + "\n").encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            (root / HOLDER).unlink()
        lock.release()


@contextlib.contextmanager
def artefacts_lock(root: Path, folders: Iterable[str]) -> Iterator[None]:
    """Hold the folders of artefacts that are links to elsewhere: another tree may have its own there, too.

    Its run would write into ours. Raises DriverHeld. Where nothing can be written, nobody is kept off.
    """
    from filelock import FileLock, Timeout

    with contextlib.ExitStack() as stack:
        for folder, place in _elsewhere(root, folders).items():
            try:
                stack.enter_context(FileLock(Path(place, SHARED_LOCK), timeout=0))
            except Timeout:
                text = f"{folder}/, which leads to {place} and which another project has, too"
                raise DriverHeld(pid=None, since="", command="", place=text) from None
            except (OSError, NotImplementedError):
                continue
        yield


def _elsewhere(root: Path, folders: Iterable[str]) -> dict[str, str]:
    """Folder to where it lies, each place once; none that is inside of the project, or not there."""
    places = {os.path.realpath(root / folder): folder for folder in folders}
    inside = os.path.join(os.path.realpath(root), "")
    return {folder: place for place, folder in places.items() if not place.startswith(inside) and os.path.isdir(place)}


def find_driver(root: Path) -> DriverHeld | None:
    """Who is at work in the tree. The lock is looked at and not taken: somebody may be about to take it."""
    held = is_locked(root / STATE / LOCK)
    if held is False:
        return None
    holder = _held(root)
    return holder if held or (holder.pid is not None and _is_alive(holder.pid)) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _held_by_somebody(root: Path) -> DriverHeld:
    given_up = time.monotonic() + MOMENT
    while (holder := _held(root)).pid is None and time.monotonic() < given_up:
        time.sleep(0.02)
    return holder


def _held(root: Path) -> DriverHeld:
    """Who holds it, as far as the holder has said so."""
    try:
        holder = json.loads((root / HOLDER).read_bytes()[:65_536])
        pid, since, command = holder["pid"], holder["since"], holder["command"]
        return DriverHeld(pid=int(pid), since=str(since), command=str(command))
    except (OSError, ValueError, KeyError, TypeError):
        return DriverHeld(pid=None, since="", command="")
