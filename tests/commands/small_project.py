"""A small project for tests of the commands, and shorthands to bring it into a state.

Four entries: `clean`, two fits that rest on it and on a definition, and one whose script is still to be written.
"""

import atexit
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conftest import REPOSITORY, write_files

from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis

CLEAN = """\
---
name: compute-clean
kind: compute
---

# Clean

## Entries

### clean

- Script: `scripts/clean.py`
- Output: `results/clean/clean.json`
- Inputs: `data/raw.txt`
- Consumes: none
- Run: `python {script} {output}`
- Status: script ready

Counts the lines.
"""

FIT = """\
---
name: compute-fit
kind: compute
depends_on: [compute-clean, definitions-words]
---

# Fit

What a *line* is: `definitions-words`. Rests on `compute-clean`.

## Entries

### fit-one

- Script: `scripts/fit.py`
- Output: `results/fit-one/fit.json`
- Consumes: clean
- Run: `python {script} {output} 1`
- Status: script ready

### fit-two

- Script: `scripts/fit.py`
- Output: `results/fit-two/fit.json`
- Consumes: clean
- Run: `python {script} {output} 2`
- Status: script ready

### later

- Script: `scripts/later.py`
- Output: `results/later/later.json`
- Consumes: none
- Status: script TBD
"""

WORDS = """\
---
name: definitions-words
kind: definitions
---

# Words

A *line* ends with a line feed.
"""

CLEAN_SCRIPT = """\
import json, pathlib, sys
count = len(pathlib.Path("data/raw.txt").read_text().splitlines())
pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
pathlib.Path(sys.argv[1]).write_text(json.dumps({"count": count}))
"""

FIT_SCRIPT = """\
import json, pathlib, sys
count = json.loads(pathlib.Path("results/clean/clean.json").read_text())["count"]
pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
pathlib.Path(sys.argv[1]).write_text(json.dumps({"fit": count * int(sys.argv[2])}))
"""

FILES: Mapping[str, str] = {
    "specs/compute-clean.md": CLEAN,
    "specs/compute-fit.md": FIT,
    "specs/definitions-words.md": WORDS,
    "scripts/clean.py": CLEAN_SCRIPT,
    "scripts/fit.py": FIT_SCRIPT,
    "data/raw.txt": "a\nb\nc\n",
}

READY = ("clean", "fit-one", "fit-two")
AUTHOR = "Test <test@example.org>"


def in_process(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command run right here, which is quicker."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as said:
        status = run(specthis, "specthis", ["-C", str(root), *arguments])
    return status, out.getvalue(), said.getvalue()


def json_of(root: Path, *arguments: str) -> Any:
    """What a command prints with `--json`; it must be one value and nothing else."""
    return json.loads(in_process(root, *arguments, "--json")[1])


def entries_of(root: Path) -> dict[str, Any]:
    return {entry["entry"]: entry for entry in json_of(root, "status")["entries"]}


def judge(root: Path, verb: str, *names: str, more: tuple[str, ...] = ()) -> None:
    """Record or reject, as a program does."""
    at = json_of(root, "lock", "status", *names)["at"]
    status, _, said = in_process(root, "lock", verb, *names, "--at", at, "--author", AUTHOR, *more)
    assert status == 0, said


def settle(root: Path) -> None:
    """Everything but `later` certified and made."""
    judge(root, "record", *READY)
    status, out, said = in_process(root, "refresh")
    assert status == 0, out + said


_cache: list[Path] = []


def settled(folder: Path) -> Path:
    """A fresh copy, in `folder`, of the project with everything but `later` certified and made."""
    if not _cache:
        made = Path(tempfile.mkdtemp(prefix="specthis-tests-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        settle(write_files(made / "settled", FILES))
        _cache.append(made / "settled")
    return Path(shutil.copytree(_cache[0], folder / "settled"))


def append(root: Path, path: str, text: str) -> None:
    (root / path).write_text((root / path).read_text() + text)


def python(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a piece of Python that may call a command's entry point."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, env=environment, timeout=60
    )
