"""An environment for each tool, made on first use in a folder outside of any project.

Knows pip and the PATH; not what a tool does.
"""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.ours import OURS
from benchmarks.peers.doit import DOIT
from benchmarks.peers.dvc import DVC
from benchmarks.peers.make import MAKE
from benchmarks.peers.pytask import PYTASK
from benchmarks.peers.snakemake import SNAKEMAKE
from benchmarks.peers.specthis_0_1 import SPECTHIS_0_1
from benchmarks.tool import OWN_BIN, Programs, Tool, Unavailable, system_version

TOOLS = {tool.name: tool for tool in (OURS, MAKE, DOIT, SNAKEMAKE, DVC, PYTASK, SPECTHIS_0_1)}
"""All that are measured, in the order of the tables."""


def default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "specthis-benchmarks"


def programs_of(tool: Tool, cache: Path) -> Programs:
    """Raises Unavailable if it is not here and cannot be installed."""
    if tool is OURS:
        return Programs(folder=OWN_BIN, version=f"specthis {version('mkdocs-specthis')}")
    if not tool.requirement:
        return Programs(folder=None, version=system_version(tool.name))
    return environment_of(tool.requirement, cache)


def environment_of(requirement: str, cache: Path) -> Programs:
    """Raises Unavailable if it cannot be installed."""
    folder = cache / "venvs" / requirement
    if not (folder / "installed").exists():
        _install(requirement, folder)
    return Programs(folder=folder / "bin", version=requirement.replace("==", " "))


def _install(requirement: str, folder: Path) -> None:
    print(f"installing {requirement} into {folder}", file=sys.stderr)
    for command in (
        (sys.executable, "-m", "venv", "--clear", str(folder)),
        (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", requirement),
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"{requirement} could not be installed: {done.stderr.strip()[-300:]}")
    (folder / "installed").touch()
