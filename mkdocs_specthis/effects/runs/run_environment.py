"""What a command finds when it starts: which `python` it gets, its environment variables.

Knows this machine; not what the command does.

A leading `python` or `python3` is the one of the virtual or conda environment that is active; if none is, the
interpreter that runs us. So `specthis refresh` uses the packages beside which it was installed, unless told otherwise.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mkdocs_specthis.core.model.settings import BUILT_IN_ENVIRONMENT, Settings

SCRATCH_VARIABLE = "SPECTHIS_SCRATCH"
_OF_MAKE = frozenset({"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_TERMERR", "MAKE_TERMOUT"})
_PYTHONS = ("python", "python3")
_VERSIONED = ("python", "python3", "Rscript", "julia", "node", "perl", "ruby")
"""Programs that answer `--version` at once and do nothing else."""


def environment_of(settings: Settings, *, ours: Mapping[str, str], is_remote: bool, scratch: Path) -> dict[str, str]:
    """The whole environment of a command; elsewhere, of ours only the variables that `[run] pass_env` names."""
    inherited = {name: ours[name] for name in settings.pass_env if name in ours} if is_remote else own_environment(ours)
    return {**inherited, **BUILT_IN_ENVIRONMENT, **settings.env, SCRATCH_VARIABLE: str(scratch)}


def own_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Our environment; where we run in a virtual environment that is not active, its programs come first.

    What a make around us tells its own children is not meant for a make that we call.
    """
    if "MAKELEVEL" in ours:
        ours = {name: text for name, text in ours.items() if name not in _OF_MAKE}
    if sys.prefix == sys.base_prefix or _active_environment(ours):
        return dict(ours)
    folder = os.path.join(sys.prefix, "bin")
    return {**ours, "PATH": os.pathsep.join((folder, ours.get("PATH", os.defpath)))}


def resolve_program(argv: tuple[str, ...], environment: Mapping[str, str]) -> tuple[str, ...]:
    """`argv` with a leading `python` made the one to use."""
    if argv[0] not in _PYTHONS:
        return argv
    active = _active_environment(environment)
    found = shutil.which(argv[0], path=os.path.join(active, "bin")) if active else None
    return (found or sys.executable, *argv[1:])


def _active_environment(environment: Mapping[str, str]) -> str:
    return environment.get("VIRTUAL_ENV") or environment.get("CONDA_PREFIX") or ""


def describe_program(program: str, environment: Mapping[str, str]) -> str:
    """Name and version for a receipt: `CPython 3.11.7`, `Rscript 4.3`; the bare name if it does not tell."""
    if program == sys.executable:
        return f"{platform.python_implementation()} {platform.python_version()}"
    name = os.path.basename(program)
    return _version_of(program, environment.get("PATH", os.defpath)) or name if name in _VERSIONED else name


@lru_cache(maxsize=64)
def _version_of(program: str, path: str) -> str:
    found = shutil.which(program, path=path)
    if found is None:
        return ""
    try:
        said = subprocess.run(
            (found, "--version"), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    lines = (said.stdout or said.stderr).strip().splitlines()
    return lines[0][:100] if lines and said.returncode == 0 else ""


def describe_platform() -> str:
    """Operating system and processor family; no host, no user."""
    return f"{platform.system()} {platform.machine()}"
