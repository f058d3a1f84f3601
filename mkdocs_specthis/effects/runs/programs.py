"""Programs of this machine: where they are, and what version they say they are.

A program that lies in the project is found and never called: looking at a project executes nothing of it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10.0
MOST = 4096
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    name: str
    place: str = ""
    """Absolute path; empty if it is not on the PATH."""
    in_project: bool = False
    """True if it lies in the project, and therefore was not called."""
    version: str = ""
    """The first line of its answer; empty if it was not asked."""
    problem: str = ""
    """Why it did not answer, as a clause."""


def find_program(name: str, root: Path | None, environment: Mapping[str, str], flag: str = "") -> Program:
    """The program as a run would find it, asked for its version with `flag`, if there is one."""
    found = shutil.which(name, path=environment.get("PATH", os.defpath))
    if found is None:
        return Program(name=name)
    place = os.path.abspath(found)
    if root is not None and lies_in(place, root):
        return Program(name=name, place=place, in_project=True)
    version, problem = _ask(place, flag, root, environment) if flag else ("", "")
    return Program(name=name, place=place, version=version, problem=problem)


def lies_in(place: str, root: Path) -> bool:
    """Whether a path is in the project, by its name or by where it leads."""
    real = os.path.realpath(root)
    return any(Path(one).is_relative_to(base) for one in (place, os.path.realpath(place)) for base in (root, real))


def _ask(place: str, flag: str, root: Path | None, environment: Mapping[str, str]) -> tuple[str, str]:
    """(first line of the answer, problem), called in an empty folder, without input, with nothing of the project."""
    with tempfile.TemporaryDirectory(prefix="specthis-") as folder, tempfile.TemporaryFile() as answer:
        try:
            child = subprocess.Popen(
                (place, flag),
                cwd=folder,
                env=_outside(environment, root),
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return "", f"it cannot be started: {error.strerror or error}"
        status = _wait(child)
        answer.seek(0)
        line = _first_line(answer.read(MOST))
    if status is None:
        return "", f"it did not tell its version within {SECONDS:.0f} seconds"
    return (
        (line, "")
        if status == 0
        else ("", f"it leaves with {status} when asked for its version" + (f": {line}" * bool(line)))
    )


def _wait(child: "subprocess.Popen[bytes]") -> int | None:
    """Its exit status; None if its time was up. Nothing of it is left."""
    try:
        return child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _outside(environment: Mapping[str, str], root: Path | None) -> dict[str, str]:
    """The environment without what would lead a program into the project."""
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    kept = [folder for folder in folders if os.path.isabs(folder) and not (root and lies_in(folder, root))]
    return {
        **{name: text for name, text in environment.items() if not name.startswith("PYTHON")},
        "PATH": os.pathsep.join(kept),
        "LC_ALL": "C",
    }


def _first_line(content: bytes) -> str:
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    return next((line for line in lines if line), "")[:160]
