"""What a refresh tells the commands that run for it elsewhere: that it lives, or has stopped; which attempt counts.

Files in a folder that both sides see, so that any engine can be used; knows no engine, no command and no graph. Imports
the standard library and what imports no more, so that any worker can take it.

    .specthis/lease/<run>/beat            written anew every few seconds by the driver; `stop` when it has stopped
    .specthis/lease/<run>/<n>.begun       made by the worker that runs attempt n, so that nobody else does; `stop`, from
                                          the driver, when it has to end
    .specthis/lease/<run>/<n>.void        made by the driver: attempt n must not begin any more
    .specthis/lease/<run>/<n>.ended       made by the worker when nothing of attempt n runs any more

Network file systems remember for a while that a file is not there. They look again when a file is opened, or a folder.
So what has to be heard at once is written into a file that is there.
"""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.model.errors import LeadsOutside
from mkdocs_specthis.effects.records.state_folder import STATE, make_state_folder
from mkdocs_specthis.effects.runs.process import GRACE_SECONDS, LOOK_SECONDS
from mkdocs_specthis.effects.tree.atomic import inside, make_folder, refusals_typed

FOLDER = f"{STATE}/lease"
BEAT_SECONDS = 5.0
"""How often a driver says that it lives."""
SILENCE_SECONDS = 30.0
"""After so long without a word from its driver a command is ended."""
SIGHT_SECONDS = 10.0
"""How long a worker may take to see what was written elsewhere: network file systems remember what they saw."""
FENCE_SECONDS = LOOK_SECONDS + GRACE_SECONDS + 4.0
"""After so long nothing runs any more of an attempt that was called off, on a worker that sees the folder."""
STOP = b"stop\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    folder: str
    """Absolute path of the refresh's lease, the same on both sides."""
    number: int
    silence: float = SILENCE_SECONDS
    """Seconds without a word after which it ends."""

    def place(self, word: str) -> str:
        return os.path.join(self.folder, f"{self.number}.{word}")


class Lease:
    """The driver's side, for one refresh."""

    def __init__(self, root: Path, run: str) -> None:
        """Begin to beat. Raises LeadsOutside, WriteFailed."""
        make_state_folder(root)
        with refusals_typed(FOLDER):
            self._folder = str(make_folder(root, Path(FOLDER) / run))
            self._count, self._attempts = 0, 0
            self._lock = threading.Lock()
            self._over = threading.Event()
            self._beat()
        self._thread = threading.Thread(target=self._go_on, name="specthis-lease", daemon=True)
        self._thread.start()

    @property
    def folder(self) -> str:
        return self._folder

    def next_attempt(self) -> Attempt:
        with self._lock:
            self._attempts += 1
            return Attempt(folder=self._folder, number=self._attempts)

    def call_off(self, attempt: Attempt) -> None:
        """Whatever runs of it has to end, and what has not begun must not."""
        _make(attempt.place("void"))
        with contextlib.suppress(OSError):
            _write(attempt.place("begun"), STOP, os.O_WRONLY)

    def stop(self) -> None:
        """Nothing that runs under this lease is wanted any more."""
        self._over.set()
        self._thread.join()
        with contextlib.suppress(OSError):
            _write(_beat_of(self._folder), STOP)

    def close(self) -> None:
        """Stop, and leave nothing: only once nothing runs."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _beat(self) -> None:
        self._count += 1
        _write(_beat_of(self._folder), b"%d\n" % self._count)

    def _go_on(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            with contextlib.suppress(OSError):  # a file server that is away for a moment
                self._beat()


class Claim:
    """The worker's side, for one attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._heard, self._word = time.monotonic(), b""
        self._is_void = False
        self.is_silent = False
        """True if it was called off because nothing was heard of the driver."""

    def take(self) -> str:
        """Begin it, as the only one. Why not, as a clause; empty if it is ours."""
        if not sees_lease(self._attempt.folder):
            return "the worker does not see what this refresh writes into the project"
        self._heard = time.monotonic()
        try:
            _make(self._attempt.place("begun"), exclusive=True)
        except FileExistsError:
            return "the worker that ran it is gone"
        except OSError as error:
            return f"the worker cannot write into the project: {error.strerror or error}"
        self._is_void = os.path.lexists(self._attempt.place("void"))
        return ""

    def is_called_off(self) -> bool:
        """Whether the command has to end: the driver says so, or is not heard of."""
        word = _read(_beat_of(self._attempt.folder))
        if self._is_void or STOP in (word, _read(self._attempt.place("begun"))):
            return True
        if word and word != self._word:
            self._word, self._heard = word, time.monotonic()
        self.is_silent = time.monotonic() - self._heard > self._attempt.silence
        return self.is_silent

    def end(self) -> None:
        """Nothing of it runs any more."""
        with contextlib.suppress(OSError):
            _make(self._attempt.place("ended"))


def sees_lease(folder: str) -> bool:
    """Whether a driver's word can be read here; waits a little for it to come into sight."""
    return wait_until(lambda: bool(_read(_beat_of(folder))), SIGHT_SECONDS)


def has_begun(attempt: Attempt) -> bool:
    return os.path.lexists(attempt.place("begun"))


def has_ended(attempt: Attempt) -> bool:
    look_again_at(attempt.folder)
    return os.path.lexists(attempt.place("ended"))


def end_left_leases(root: Path, tell: Callable[[int], None]) -> None:
    """Call off what still runs for drivers that are gone, and wait until it has ended. Only for who holds the tree.

    `tell` hears how many commands are waited for. Raises LeadsOutside.
    """
    if not os.path.isdir(root / FOLDER):
        return
    folders = [folder for folder in inside(root, root / FOLDER).iterdir() if folder.is_dir()]
    for folder in folders:
        if folder.is_symlink():
            raise LeadsOutside(f"{FOLDER}/{folder.name} is a link", hint="remove it")
        with contextlib.suppress(OSError):
            _write(_beat_of(str(folder)), STOP)
    running = [attempt for folder in folders for attempt in _running_in(folder)]
    if running:
        tell(len(running))
    wait_until(lambda: all(map(has_ended, running)), FENCE_SECONDS if running else 0.0)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _running_in(folder: Path) -> list[Attempt]:
    """Attempts that have begun and, as far as is known, not ended."""
    numbers = (int(place.stem) for place in folder.glob("*.begun") if place.stem.isdecimal())
    attempts = [Attempt(folder=str(folder), number=number) for number in numbers]
    return [attempt for attempt in attempts if not has_ended(attempt)]


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether it became so in that time."""
    deadline, pause = time.monotonic() + seconds, 0.01
    while not is_so():
        if time.monotonic() >= deadline:
            return False
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
        pause = min(0.5, pause * 2)
    return True


def look_again_at(folder: str) -> None:
    """Have a network file system forget what it remembers not to be there."""
    with contextlib.suppress(OSError), os.scandir(folder):
        pass


def _beat_of(folder: str) -> str:
    return os.path.join(folder, "beat")


def _read(place: str) -> bytes:
    """The last word there; empty if it cannot be read now."""
    try:
        with open(place, "rb") as file:
            return file.read(64)
    except OSError:
        return b""


def _write(place: str, word: bytes, flags: int = os.O_WRONLY | os.O_CREAT) -> None:
    """Written and closed, so that whoever opens it on another machine reads it."""
    descriptor = os.open(place, flags | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with open(descriptor, "wb") as file:
        file.write(word)


def _make(place: str, *, exclusive: bool = False) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    os.close(os.open(place, flags | (os.O_EXCL if exclusive else 0), 0o666))
