"""Runs `mkdocs` in forks of a process that has imported everything: processes of their own, without start-up.

Half the time of a small build is imports. Reads a request a line, answers a line. Holds no expectation.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any

USED = (
    "markdown.extensions.footnotes",
    "material.plugins.search.plugin",
    "mkdocs.__main__",
    "mkdocs.commands.build",
    "mkdocs_specthis.frontends.mkdocs.plugin",
    "pygments.lexers.python",
    "pymdownx.arithmatex",
    "pymdownx.highlight",
    "pymdownx.superfences",
)
TIMEOUT = 120
"""Seconds that one build may take."""


def mkdocs(arguments: Sequence[str], cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`mkdocs` with these arguments. Raises TimeoutExpired."""
    server = _server()
    assert server.stdin and server.stdout
    request = {"arguments": list(arguments), "cwd": str(cwd), "env": env}
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    if not select.select([server.stdout], [], [], TIMEOUT)[0]:
        server.kill()
        _server.cache_clear()
        raise subprocess.TimeoutExpired(["mkdocs", *arguments], TIMEOUT)
    answer = json.loads(server.stdout.readline())
    return subprocess.CompletedProcess(
        ["mkdocs", *arguments], answer["status"], stdout=answer["out"], stderr=answer["err"]
    )


@cache
def _server() -> subprocess.Popen[str]:
    """Started with the first build; ends when this process does, for its input ends then."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    )


def _serve() -> None:
    _import_all()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _run(json.loads(line), out, err)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print(json.dumps({"status": status, "out": _text(out), "err": _text(err)}), flush=True)


def _import_all() -> None:
    for name in USED:
        import_module(name)


def _run(request: dict[str, Any], out: IO[bytes], err: IO[bytes]) -> None:
    """In the fork: become the command, and leave with its status."""
    from mkdocs.__main__ import cli

    status = 1
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        sys.argv = ["mkdocs", *request["arguments"]]
        cli()
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")


if __name__ == "__main__":
    _serve()
