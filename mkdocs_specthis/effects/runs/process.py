"""Runs one command, alone in its process group, and leaves nothing of it behind.

Imports the standard library and what imports no more, so that any worker can take it; knows no entry, no ledger, no
graph.

The command starts under a watcher: a shell in the command's own group that reads a pipe which only the worker holds
open. If the worker dies, however it dies, the pipe closes and the watcher kills the group, so that no orphan goes on
writing. The watcher is no child of the command, which may therefore wait for all of its children.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from mkdocs_specthis.core.model.observation import OBSERVED, UNWATCHED, Observation
from mkdocs_specthis.effects.runs.observation import STRACE, Unwatched, WatchRefused, WatchRequest, watching

WATCHED = '( ( trap "" HUP INT TERM; read _; kill -KILL 0 ) <&3 >/dev/null 2>&1 & ) 3<&0; exec "$@" </dev/null'
GRACE_SECONDS = 5.0
LOOK_SECONDS = 1.0
"""How often a command that may be called off is asked for."""
TAIL_BYTES = 4096
CalledOff = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class CommandRequest:
    argv: tuple[str, ...]
    cwd: str
    """Absolute path of the folder to run in."""
    env: Mapping[str, str]
    """The whole environment of the command."""
    log: str
    """Absolute path of the file that takes standard output and error; written anew."""
    timeout: float | None = None
    """Seconds of wall time; None: no limit."""
    grace: float = GRACE_SECONDS
    """Seconds between SIGTERM and SIGKILL."""
    watch: WatchRequest = field(default_factory=WatchRequest)


@dataclass(frozen=True, kw_only=True)
class CommandOutcome:
    status: int | None
    """Exit status; minus the signal's number if one ended it; None if it never started."""
    seconds: float
    timed_out: bool = False
    killed: bool = False
    """True if it was ended, or not begun, because we were interrupted."""
    error: str = ""
    """Why it never started, or counts for nothing."""
    lost: bool = False
    """True if the worker that had it is gone: nobody knows how it ended."""
    tail: str = field(default="", repr=False)
    """The last lines of its log."""
    observation: Observation = UNWATCHED
    """The files that it opened."""
    made: Mapping[str, tuple[str, int]] | None = None
    """Declared outputs as whoever ran it elsewhere sees them: path to digest and bytes; None if it ran here."""
    program: str = ""
    """Name and version of the program, from whoever ran it elsewhere; so is `platform`."""
    platform: str = ""

    @property
    def succeeded(self) -> bool:
        return self.status == 0 and not self.error and not self.timed_out and not self.killed


class _Children:
    """The commands that this process runs now, for whoever must stop them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.stopped: set[int] = set()
        self.closed = False


_children = _Children()


def run_command(request: CommandRequest, called_off: CalledOff | None = None) -> CommandOutcome:
    """Run it to its end, its timeout or our interruption. Never raises on what the command does.

    `called_off` is asked about once a second; the first time that it says True the command is ended.
    """
    try:
        with watching(request.watch) as watch:
            return _run(request, watch, called_off)
    except WatchRefused as refusal:
        return CommandOutcome(status=None, seconds=0.0, error=_unwatched(str(refusal)))
    except OSError as error:
        return CommandOutcome(status=None, seconds=0.0, error=_why(error))


def _run(request: CommandRequest, watch: Unwatched, called_off: CalledOff | None) -> CommandOutcome:
    started = time.monotonic()
    child = _start(request, watch)
    if child is None:
        return CommandOutcome(status=None, seconds=0.0, killed=True)
    timed_out = _wait(child, request, watch, called_off)
    was_stopped = _forget(child)
    observation = watch.result(cut_off=timed_out or was_stopped)
    return CommandOutcome(
        status=child.returncode,
        seconds=time.monotonic() - started,
        error=_missed(request, child.returncode, observation),
        timed_out=timed_out,
        killed=was_stopped and not timed_out,
        tail=read_tail(request.log),
        observation=observation,
    )


def stop_commands(grace: float = GRACE_SECONDS) -> None:
    """End every command of this process and begin no more; each `run_command` then comes back by itself."""
    with _children.lock:
        _children.closed = True
        _children.stopped.update(_children.running)
    deadline = time.monotonic() + grace
    try:
        _signal_running(signal.SIGTERM)
        while _children.running and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        _signal_running(signal.SIGKILL)


def allow_commands() -> None:
    """Take commands again after `stop_commands`."""
    with _children.lock:
        _children.closed = False


def read_tail(log: str, limit: int = TAIL_BYTES) -> str:
    """The end of a log, whole lines, with what is not UTF-8 replaced."""
    try:
        with open(log, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - limit))
            content = file.read(limit)
    except OSError:
        return ""
    text = content.decode("utf-8", "replace")
    return text.partition("\n")[2] if size > limit else text


def _start(request: CommandRequest, watch: Unwatched) -> "subprocess.Popen[bytes] | None":
    """The command as leader of a new session; None if we take no commands any more."""
    program = _find_program(request)
    with _open_log(request) as log, _children.lock:
        if _children.closed:
            return None
        child = subprocess.Popen(
            ("/bin/sh", "-c", WATCHED, "sh", *watch.before(), program, *request.argv[1:]),
            cwd=request.cwd,
            env=watch.variables(request.env),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _children.running[child.pid] = child
        return child


def _find_program(request: CommandRequest) -> str:
    """The program as it will be called. Raises FileNotFoundError with a sentence if there is none."""
    name = request.argv[0]
    if "/" in name:
        if not os.access(os.path.join(request.cwd, name), os.X_OK):
            raise FileNotFoundError(f"`{name}` is no program that can be run")
        return name
    found = shutil.which(name, path=request.env.get("PATH", os.defpath))
    if found is None:
        raise FileNotFoundError(f"there is no program `{name}` on the PATH")
    return os.path.abspath(found)


@contextlib.contextmanager
def _open_log(request: CommandRequest) -> Iterator[IO[bytes]]:
    os.makedirs(os.path.dirname(request.log), exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(request.log, flags, 0o666), "wb") as log:
        log.write(f"$ {shlex.join(request.argv)}\n".encode("utf-8", "surrogateescape"))
        log.flush()
        yield log


def _wait(
    child: "subprocess.Popen[bytes]", request: CommandRequest, watch: Unwatched, called_off: CalledOff | None
) -> bool:
    """True if it had to be ended because its time was up. On return nothing of its group is alive."""
    try:
        if _wait_while_wanted(child, request.timeout, called_off):
            watch.settle(child.pid)
        else:
            _mark_stopped(child)
            _end_group(child, request.grace)
        return False
    except subprocess.TimeoutExpired:
        _end_group(child, request.grace)
        return True
    except BaseException:
        _end_group(child, request.grace)
        _forget(child)
        raise
    finally:
        _signal_group(child, signal.SIGKILL)
        if child.stdin is not None:
            child.stdin.close()


def _wait_while_wanted(child: "subprocess.Popen[bytes]", timeout: float | None, called_off: CalledOff | None) -> bool:
    """True once it has ended, False as soon as it is called off. Raises TimeoutExpired."""
    if called_off is None:
        child.wait(timeout)
        return True
    deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
    while True:
        left = deadline - time.monotonic()
        try:
            child.wait(max(0.0, min(LOOK_SECONDS, left)))
            return True
        except subprocess.TimeoutExpired:
            if left <= LOOK_SECONDS:
                raise
            if called_off():
                return False


def _end_group(child: "subprocess.Popen[bytes]", grace: float) -> None:
    _signal_group(child, signal.SIGTERM)
    try:
        child.wait(grace)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGKILL)
        child.wait()


def _mark_stopped(child: "subprocess.Popen[bytes]") -> None:
    with _children.lock:
        _children.stopped.add(child.pid)


def _forget(child: "subprocess.Popen[bytes]") -> bool:
    """Take it off the list; True if it was stopped from there."""
    with _children.lock:
        _children.running.pop(child.pid, None)
        stopped = child.pid in _children.stopped
        _children.stopped.discard(child.pid)
        return stopped


def _signal_running(number: signal.Signals) -> None:
    with _children.lock:
        for child in _children.running.values():
            _signal_group(child, number)


def _signal_group(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """To the whole group: the watcher in it keeps the number from being anybody else's."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _missed(request: CommandRequest, status: int, observation: Observation) -> str:
    """Why a command that went well counts for nothing: it had to be watched to its end. Empty if it was."""
    demanded = request.watch.how == STRACE and status == 0
    return _unwatched(observation.note) if demanded and observation.level != OBSERVED else ""


def _unwatched(why: str) -> str:
    return f'{why}, and `[run] observe = "strace"` demands it'


def _why(error: OSError) -> str:
    if error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
