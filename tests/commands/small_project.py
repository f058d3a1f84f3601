"""A small project for tests of the commands, and shorthands to bring it into a state.

Four entries: `clean`, two fits that rest on it and on a definition, and one whose script is still to be written.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conftest import REPOSITORY, run_command, write_files

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


def json_of(root: Path, *arguments: str) -> Any:
    """What a command prints with `--json`; it must be one value and nothing else."""
    done = run_command(*arguments, "--json", cwd=root)
    return json.loads(done.stdout)


def entries_of(root: Path) -> dict[str, Any]:
    return {entry["entry"]: entry for entry in json_of(root, "status")["entries"]}


def judge(root: Path, verb: str, *names: str, more: tuple[str, ...] = ()) -> None:
    """Record or reject, as a program does."""
    at = json_of(root, "lock", "status", *names)["at"]
    done = run_command("lock", verb, *names, "--at", at, "--author", AUTHOR, *more, cwd=root)
    assert done.returncode == 0, done.stderr


def settle(root: Path) -> None:
    """Everything but `later` certified and made."""
    judge(root, "record", *READY)
    done = run_command("refresh", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


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
