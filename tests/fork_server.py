"""Runs commands of Python in forks of a process that has imported everything: processes of their own, without start-up.

Half the time of a small command is imports. Reads a request a line, answers a line. Holds no expectation.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

REPOSITORY = Path(__file__).resolve().parent.parent
IMPORTED: Mapping[str, tuple[str, ...]] = {
    "mkdocs": (
        "markdown.extensions.footnotes",
        "material.plugins.search.plugin",
        "mkdocs.commands.build",
        "mkdocs.config.base",
        "mkdocs.livereload",
        "mkdocs.theme",
        "mkdocs_specthis.frontends.mkdocs.plugin",
        "pygments.lexers.python",
        "pymdownx.arithmatex",
        "pymdownx.highlight",
        "pymdownx.superfences",
    ),
    "mkdocs_specthis": (
        "mkdocs_specthis.core.views.refresh_json",
        "mkdocs_specthis.frontends.cli.main",
        "mkdocs_specthis.usecases.answer",
        "mkdocs_specthis.usecases.certify",
        "mkdocs_specthis.usecases.load",
        "mkdocs_specthis.usecases.refresh",
    ),
}
"""What can be run, and what is imported for it beforehand."""
OF_START = ("PYTHON", "LC_", "LANG")
"""How the names of environment variables begin that Python heeds when it starts."""


def run_module(
    module: str,
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: str = "",
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """`python -m module arguments`, without a terminal. Raises TimeoutExpired."""
    of_start = {name: value for name, value in env.items() if name.startswith(OF_START)}
    servers = _idle(module, tuple(sorted(of_start.items())))
    # Another one where several are at work at once.
    server = servers.pop() if servers else _start(module, env)
    answer = server.ask({"arguments": list(arguments), "cwd": str(cwd), "env": dict(env), "in": stdin, "time": timeout})
    servers.append(server)
    if answer["late"]:
        raise subprocess.TimeoutExpired([module, *arguments], timeout, answer["out"], answer["err"])
    return subprocess.CompletedProcess([module, *arguments], answer["status"], answer["out"], answer["err"])


class _Server:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, request: Mapping[str, object]) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@cache
def _idle(module: str, of_start: tuple[tuple[str, str], ...]) -> list[_Server]:
    """Servers that wait for a request; each ends when this process does, for its input ends then."""
    return []


def _start(module: str, env: Mapping[str, str]) -> _Server:
    command = [sys.executable, __file__, module]
    # Away from us, so that an interrupt key is not for it.
    return _Server(
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
        )
    )


def _serve(module: str) -> None:
    """Answer until there are no more requests; a fork goes on as the command, and comes back from it by no way."""
    for name in IMPORTED[module]:
        import_module(name)
    gc.freeze()
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    for line in requests:
        request = json.loads(line)
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(request["in"].encode())
            given.seek(0)
            child = os.fork()
            if child == 0:
                _become(module, request, given, out, err)
            said = {**_wait(child, request["time"]), "out": _text(out), "err": _text(err)}
        print(json.dumps(said), file=answers, flush=True)


def _wait(child: int, seconds: float) -> dict[str, Any]:
    late = []

    def end(number: int, frame: FrameType | None) -> None:
        late.append(number)
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {"status": status, "late": bool(late)}


def _become(module: str, request: Mapping[str, Any], given: IO[bytes], out: IO[bytes], err: IO[bytes]) -> NoReturn:
    """In the fork: what `python -m` does, and an end as an interpreter has it."""
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for number, file in enumerate((given, out, err)):
            os.dup2(file.fileno(), number)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        sys.path[0] = os.getcwd()
        sys.argv = [module, *request["arguments"]]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as left:
        status = _status_of(left)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        _leave(status)


def _status_of(left: SystemExit) -> int:
    if left.code is None or isinstance(left.code, int):
        return left.code or 0
    print(left.code, file=sys.stderr)
    return 1


def _leave(status: int) -> NoReturn:
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status & 0xFF)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


if __name__ == "__main__":
    _serve(sys.argv[1])
