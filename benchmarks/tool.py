"""What a benchmark has to know of a tool: how it is told the DAG, how it is asked whether all is up to date.

One file in `benchmarks/peers` for each; knows no figure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured

OWN_BIN = Path(sys.executable).parent


class Unavailable(Exception):
    """A tool cannot be measured here; says why in one clause."""


class TooSlow(Unavailable):
    """It could not even be brought to hold everything for up to date in the time given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Where a tool's programs are, and what its commands find."""

    folder: Path | None
    """The `bin` of its virtual environment; None for what lies on the PATH."""
    version: str

    @property
    def env(self) -> dict[str, str]:
        """Nothing of whoever runs the benchmark but the PATH and the home folder."""
        path = os.pathsep.join(str(part) for part in (self.folder, OWN_BIN, os.environ.get("PATH", os.defpath)) if part)
        kept = {name: os.environ[name] for name in ("HOME", "TMPDIR", "LANG") if name in os.environ}
        return {**kept, "PATH": path, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": ""}

    def run(self, argv: tuple[str, ...], cwd: Path, limit: float, extra: Mapping[str, str] | None = None) -> None:
        """Raises Unavailable with its last words if it fails or takes longer than `limit` seconds."""
        try:
            done = subprocess.run(
                argv,
                cwd=cwd,
                env={**self.env, **(extra or {})},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=limit,
            )
        except FileNotFoundError:
            raise Unavailable(f"there is no `{argv[0]}` here") from None
        except subprocess.TimeoutExpired:
            raise TooSlow(f"`{' '.join(argv[:2])}` was not ready to be asked after {limit:.0f} s") from None
        if done.returncode:
            raise Unavailable(f"`{' '.join(argv[:2])}` ended with {done.returncode}: {done.stderr[-500:]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    name: str
    requirement: str = ""
    """For pip, with its version; empty for a program of the system."""
    write: Callable[[Path, Dag], None]
    """Write the tool's own files beside scripts and data."""
    settle: Callable[[Path, Dag, Programs, float], None]
    """Make it believe, by its own means and within so many seconds, that the artefacts there are its products."""
    noop: tuple[str, ...]
    """Asks whether anything is out of date."""
    problem: Callable[[Measured, int], str]
    """Why the answer to `noop`, for so many entries, is not a plain "nothing is out of date"; empty if it is."""
    make_all: tuple[str, ...]
    """Makes everything, two at once where the tool can."""
    serial: bool = False
    """True if it takes one step after the other whatever one says."""


def no_settling(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    """For a tool that goes by the files alone."""


def system_version(program: str) -> str:
    """First line of `program --version`. Raises Unavailable if it is not there."""
    if shutil.which(program) is None:
        raise Unavailable(f"there is no `{program}` here")
    said = subprocess.run((program, "--version"), capture_output=True, text=True, check=False)
    return said.stdout.splitlines()[0]
