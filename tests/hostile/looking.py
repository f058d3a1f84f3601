"""Looks at a project in a process of its own, so that a crash, a hang or a leak is seen and costs nobody else.

Run as a program, it imports everything once and then forks a process for every project that it is asked about.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).resolve().parents[2]
MEMORY_LIMIT = 3 * 1024**3
"""Bytes of address space: what runs away is stopped before it hurts the machine."""
HUNG = "it was still at work after {seconds} seconds"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one process saw."""

    rules: tuple[str, ...]
    """Rule of every finding, in order."""
    places: tuple[str, ...]
    """`path:line rule` of every finding."""
    entries: int
    ready: int
    states: dict[str, str]
    """Entry to `certification realization`, of the first hundred."""
    outside: tuple[str, ...]
    """Paths out of the project that were opened or listed."""
    megabytes: float
    """Largest resident set."""
    seconds: float


@cache
def forker() -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )


def look_at(root: Path, *, seconds: int = 20) -> Look:
    """Load the project at `root` in a fresh process. A crash, a traceback or a hang there fails the test that asks."""
    process = forker()
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps({"root": str(root), "seconds": seconds}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert answer["status"] == 0, f"status {answer['status']}: {answer['error'][-2000:]}"
    found = json.loads(answer["output"])
    return Look(
        **{**found, **{key: tuple(found[key]) for key in ("rules", "places", "outside")}}, seconds=answer["seconds"]
    )


def answer_questions() -> None:
    """The forking process: one line in, one line out."""
    from mkdocs_specthis.usecases.load import load_snapshot

    load_snapshot(Path(__file__).parent / "nowhere")
    for line in sys.stdin:
        question = json.loads(line)
        with TemporaryDirectory() as folder:
            place = Path(folder)
            start = time.monotonic()
            status = in_process(partial(show, Path(question["root"])), place, question["seconds"])
            error = (place / "error").read_text(errors="replace")
            if status is None:
                error = HUNG.format(**question)
            row = {
                "status": status,
                "output": (place / "output").read_text(),
                "error": error,
                "seconds": time.monotonic() - start,
            }
        print(json.dumps(row), flush=True)


def in_process(act: Callable[[], None], place: Path, seconds: float) -> int | None:
    """Carry out `act` in a forked process, its output in files; gives its exit status, None if time ran out."""
    child = os.fork()
    if child == 0:
        with run_quietly(place):
            act()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


@contextlib.contextmanager
def run_quietly(place: Path) -> Iterator[None]:
    """In a forked process: output and errors into files below `place`, then an end without clean-up."""
    status = 1
    try:
        for number, name in ((1, "output"), (2, "error")):
            os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        yield
        sys.stdout.flush()
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        os._exit(status)


def show(root: Path) -> None:
    from mkdocs_specthis.effects.remembered.memory import memory_folder
    from mkdocs_specthis.usecases.load import load_snapshot

    outside: list[str] = []
    watch(root, str(memory_folder(root)), outside)
    snapshot = load_snapshot(root)
    statuses = snapshot.statuses
    print(
        json.dumps(
            {
                "rules": [finding.rule for finding in snapshot.findings],
                "places": [f"{finding.location} {finding.rule}" for finding in snapshot.findings],
                "entries": len(statuses),
                "ready": sum(status.ready for status in statuses.values()),
                "states": {
                    name: f"{status.certification} {status.realization}"
                    for name, status in list(statuses.items())[:100]
                },
                "outside": sorted(set(outside)),
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def watch(root: Path, memory: str, outside: list[str]) -> None:
    """Note every path out of `root` that Python opens or lists.

    Late imports, `memory`, and what the kernel tells of its mounts do not count.
    """
    allowed = (
        str(root.resolve()),
        sys.prefix,
        sys.base_prefix,
        str(REPOSITORY / "mkdocs_specthis"),
        memory,
    )
    mounts = f"/proc/{os.getpid()}/mountinfo"
    code = (".py", ".pyc", ".so", "__pycache__", "<unknown>")

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.listdir", "os.scandir") and arguments and isinstance(arguments[0], str | bytes):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if path not in (str(REPOSITORY), mounts) and not path.startswith(allowed) and not path.endswith(code):
                outside.append(path)

    sys.addaudithook(note)


if __name__ == "__main__":
    answer_questions()
