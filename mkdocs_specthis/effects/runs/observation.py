"""Watches which files a command opens: through strace, else through a hook in every Python, else not at all.

Imports the standard library and what imports no more, so that any worker can take it; knows no entry. What counts as
read is told by `core/parse/opened.py`, strace's text by `core/parse/strace.py`.

strace runs beside the command (`-D`): the command stays our child, and its process group, status and signals are its
own. The trace comes through a pipe with a name, so that nothing grows on disk however long the run.
"""

import ast
import contextlib
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_specthis.core.model.observation import NOT_OBSERVED, OBSERVED, PYTHON_ONLY, UNWATCHED, Observation
from mkdocs_specthis.core.parse.opened import OpenedFiles
from mkdocs_specthis.core.parse.strace import CALLS, MAX_LINE, StraceReader
from mkdocs_specthis.effects import hook
from mkdocs_specthis.effects.runs.visible_names import names_and_age

AUTO, STRACE, PYTHON, OFF = "auto", "strace", "python", "off"
RECORD, PLACES = "SPECTHIS_OPENED", "SPECTHIS_FOLDERS"
PATIENCE = 20.0
"""Seconds to wait for strace to have told of what is over."""
PIPE_BYTES = 1024 * 1024
_OPTIONS = ("-D", "-I3", "-f", "-y", "-q", "-s", "0", "-e", "signal=none", "-e", "trace=" + ",".join(CALLS))
_AS_SHELL = ("/bin/sh", "-c", 'exec "$@"', "sh")
"""Between strace and the program, so that a text without `#!` is run as it would be without strace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRequest:
    how: str = OFF
    """`auto`, `strace`, `python` or `off`, as `[run] observe` has it."""
    folders: tuple[str, ...] = ()
    """Absolute, links resolved: what is opened elsewhere is of no interest."""
    start: str = ""
    """Absolute path of the folder that the command starts in."""


class WatchRefused(Exception):
    """strace was demanded, and cannot be used; the text says why."""


class Unwatched:
    """Looks away."""

    def __init__(self, note: str = "") -> None:
        self._note = note

    def before(self) -> tuple[str, ...]:
        """Words to put before the program and its arguments."""
        return ()

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The command's environment, with what the watch needs."""
        return dict(environment)

    def settle(self, process: int) -> None:
        """The command has ended; what it started may still run. Called before that is killed."""

    def result(self, *, cut_off: bool = False) -> Observation:
        """Everything that was seen. Called when nothing runs any more; `cut_off`: because we ended it."""
        return Observation(note=self._note) if self._note else UNWATCHED


@contextlib.contextmanager
def watching(request: WatchRequest) -> Iterator[Unwatched]:
    """As closely as was asked for and is possible here; whatever it needs is gone afterwards. Raises WatchRefused."""
    with contextlib.ExitStack() as stack:
        try:
            watch = _watch(request, stack)
        except OSError as error:
            watch = Unwatched(f"nothing can be written for the watch of a run ({error.strerror})")
        yield watch


def _watch(request: WatchRequest, stack: contextlib.ExitStack) -> Unwatched:
    strace = find_strace() if request.how in (AUTO, STRACE) else Strace()
    if request.how == OFF:
        return Unwatched()
    if request.how == STRACE and not strace.options:
        raise WatchRefused(strace.refusal or "strace is not installed here")
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="specthis-", ignore_cleanup_errors=True))
    if not strace.options:
        return PythonWatch(request, folder, strace.refusal)
    return stack.enter_context(StraceWatch(request, strace.options, os.path.join(folder, "trace")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strace:
    """What there is of strace on this machine."""

    options: tuple[str, ...] = ()
    """The program and its options, without the file to write to; empty if it cannot be used."""
    refusal: str = ""
    """Why not, if it is there."""


def find_strace() -> Strace:
    program = shutil.which("strace")
    return _tried(program) if program else Strace()


@lru_cache(maxsize=4)
def _tried(program: str) -> Strace:
    """Whether it may look at another process: in many containers it may not. Tried once."""
    refusal = ""
    for filtered in (("--seccomp-bpf",), ()):
        options = (program, *filtered, *_OPTIONS)
        refusal = _refusal(options)
        if not refusal:
            return Strace(options=options)
    return Strace(refusal=f"strace cannot be used here ({refusal})")


def _refusal(options: tuple[str, ...]) -> str:
    """Why strace cannot follow a command to its end; empty if it can."""
    with tempfile.TemporaryDirectory(prefix="specthis-") as folder:
        trace = os.path.join(folder, "trace")
        try:
            said = subprocess.run(
                (*options, "-o", trace, "/bin/sh", "-c", ":"),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
                start_new_session=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)
        deadline = time.monotonic() + PATIENCE
        while said.returncode == 0 and time.monotonic() < deadline:
            if _tells_the_end(trace):
                return ""
            time.sleep(0.005)
    lines = said.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("strace: ")[:200] if lines else f"it ended with status {said.returncode}"


def _tells_the_end(trace: str) -> bool:
    try:
        with open(trace, "rb") as file:
            content = file.read(PIPE_BYTES)
    except OSError:
        return False
    return b"+++ exited with 0 +++" in content and b"/bin/sh" in content


class StraceWatch(Unwatched):
    """Reads strace's lines in a thread while the command runs."""

    def __init__(self, request: WatchRequest, options: tuple[str, ...], pipe: str) -> None:
        super().__init__()
        self._options, self._pipe = options, pipe
        opened = OpenedFiles(request.folders, time.time_ns, names_and_age)
        self._reader = StraceReader(opened=opened, main=0, start=request.start, resolve=os.path.realpath)
        self._changed = threading.Condition()
        self._over = False
        os.mkfifo(pipe, 0o600)
        self._descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._read, name="specthis-watch", daemon=True)
        self._thread.start()

    def __enter__(self) -> "StraceWatch":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def before(self) -> tuple[str, ...]:
        return (*self._options, "-o", self._pipe, *_AS_SHELL)

    def settle(self, process: int) -> None:
        """Wait until strace has told of the command's end: it does so right after everybody else is told."""
        with self._changed:
            self._reader.main = process
            self._changed.wait_for(lambda: self._over or self._reader.has_ended(), PATIENCE)

    def result(self, *, cut_off: bool = False) -> Observation:
        """strace may be ended together with the command; until then it has told of everything."""
        self._close()
        if self._thread.is_alive() or not (cut_off or self._reader.has_ended()):
            return Observation(note="strace ended before the run did")
        blind = self._reader.blind
        return _seen(NOT_OBSERVED if blind else OBSERVED, self._reader.opened, blind)

    def _close(self) -> None:
        """Read what is left, to the end of the last writer."""
        with contextlib.suppress(OSError):  # one more writer that comes and goes: nobody may ever have come
            os.close(os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        self._thread.join(PATIENCE)

    def _read(self) -> None:
        rest = b""
        try:
            self._widen()
            for content in self._contents():
                *lines, rest = (rest + content).split(b"\n")
                self._take(lines)
                rest = rest if len(rest) <= MAX_LINE else b""
        finally:
            os.close(self._descriptor)
            with self._changed:
                self._reader.finish()
                self._over = True
                self._changed.notify_all()

    def _contents(self) -> Iterator[bytes]:
        """What is written, until the last writer has gone; one that comes right then wakes us for nothing."""
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        while poll.poll():
            with contextlib.suppress(BlockingIOError):
                content = os.read(self._descriptor, PIPE_BYTES)
                if not content:
                    return
                yield content

    def _take(self, lines: list[bytes]) -> None:
        with self._changed:
            for line in lines:
                self._reader.take(line)
            self._changed.notify_all()

    def _widen(self) -> None:
        """Fewer waits of the command for us."""
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import fcntl

            fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


class PythonWatch(Unwatched):
    """Puts a hook into every Python that the command starts."""

    def __init__(self, request: WatchRequest, folder: str, note: str) -> None:
        super().__init__(note)
        self._folders, self._record = request.folders, os.path.join(folder, "opened")

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The command's environment, with the hook's folder first on its module path."""
        place = os.path.dirname(os.path.abspath(hook.__file__))
        path = os.pathsep.join(folder for folder in (place, environment.get("PYTHONPATH", "")) if folder)
        return {**environment, "PYTHONPATH": path, RECORD: self._record, PLACES: ascii(self._folders)}

    def result(self, *, cut_off: bool = False) -> Observation:
        """What the Pythons noted; if none of them began, nobody watched."""
        opened, begun = OpenedFiles(self._folders), False
        with contextlib.suppress(OSError), open(self._record, "rb") as record:
            for line in record:
                match _words(line):
                    case ("begin", _):
                        begun = True
                    case ("new", str(path)):
                        opened.make(path)
                    case ("read", str(path), str(named)):
                        opened.read(path, named)
                    case ("list", str(folder)):
                        opened.list_names(folder)
                    case ("miss", str(path)):
                        opened.miss(path)
                    case ("move", str(old), str(new)):
                        opened.move(old, new)
        if not begun:
            return Observation(note=self._note)
        return _seen(PYTHON_ONLY, opened, self._note)


def _seen(level: str, files: OpenedFiles, note: str = "") -> Observation:
    return Observation(
        level=level,
        opened=files.result(),
        listed=files.listed(),
        missed=files.missed(),
        written=files.written(),
        replaced=files.replaced(),
        made=files.made(),
        stirred=files.stirred(),
        names=files.names(),
        note=note,
    )


def _words(line: bytes) -> object:
    """One line of the record; None for what is none."""
    try:
        return ast.literal_eval(line.decode("ascii")) if len(line) <= MAX_LINE else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
