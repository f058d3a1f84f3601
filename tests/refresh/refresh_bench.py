"""Small projects for tests of refresh: entries that copy, count and fail, and a clock that moves.

Knows how a spec is written; holds no expectation.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from conftest import write_files

from mkdocs_specthis.core.model.plan import Plan, PlanOptions
from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.usecases.certify import JudgeRequest, record, reject
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.refresh import Brake, Progress, RefreshRequest, plan, refresh

COPY = """\
import json, sys
seen = {path: open(path).read() for path in sys.argv[2:]}
json.dump({"seen": seen}, open(sys.argv[1], "w"))
"""
"""A script that writes what it read: `{script} {output} INPUT…`."""


def entry(name: str, *, consumes: str = "none", status: str = "script ready", output: str = "", **fields: str) -> str:
    """One entry block. `_` in a field's name stands for a space."""
    lines = {
        "Script": f"`scripts/{name}.py`",
        "Output": f"`{output or f'results/{name}/{name}.json'}`",
        "Consumes": consumes,
        **{key.replace("_", " "): text for key, text in fields.items()},
        "Status": status,
    }
    return f"### {name}\n\n" + "".join(f"- {key}: {text}\n" for key, text in lines.items() if text) + "\n"


def spec(name: str, *entries: str, kind: str = "compute", depends_on: str = "", **keys: str) -> str:
    head = {"name": name, "kind": kind, **({"depends_on": f"[{depends_on}]"} if depends_on else {}), **keys}
    front = "".join(f"{key}: {text}\n" for key, text in head.items())
    mentioned = f"\nSee {depends_on}.\n" if depends_on else ""
    return f"---\n{front}---\n\n# {name}\n{mentioned}\n" + ("## Entries\n\n" if entries else "") + "".join(entries)


def chain() -> dict[str, str]:
    """a reads data/x.txt; b reads a's artefact; c reads b's; z stands alone."""
    return {
        "specs/compute-chain.md": spec(
            "compute-chain",
            entry("a", Inputs="`data/x.txt`", Run="`python {script} {output} data/x.txt`"),
            entry("b", consumes="`a`", Run="`python {script} {output} results/a/a.json`"),
            entry("c", consumes="`b`", Run="`python {script} {output} results/b/b.json`"),
            entry("z", Run="`python {script} {output}`"),
        ),
        "scripts/a.py": COPY,
        "scripts/b.py": COPY + "# b\n",
        "scripts/c.py": COPY + "# c\n",
        "scripts/z.py": COPY + "# z\n",
        "data/x.txt": "one\n",
    }


def one(script: str, **fields: str) -> dict[str, str]:
    """A project of the one entry `a`."""
    return {"specs/compute-one.md": spec("compute-one", entry("a", **fields)), "scripts/a.py": script}


def clock() -> Callable[[], str]:
    seconds = count()
    return lambda: f"2026-01-01T00:{next(seconds) // 60:02}:{next(seconds) % 60:02}Z"


class Bench:
    """A project on disk, and what one does to it."""

    def __init__(self, root: Path, files: Mapping[str, str]) -> None:
        self.root = root
        self.now = clock()
        root.mkdir(parents=True, exist_ok=True)
        self.write(files)

    def write(self, files: Mapping[str, str]) -> None:
        write_files(self.root, files)

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def receipt(self, name: str) -> bytes:
        return (self.root / f"specs/_runs/{name}.json").read_bytes()

    def said(self, name: str, *keys: str) -> dict[str, Any]:
        """What the receipt holds, or some keys of it."""
        record: dict[str, Any] = json.loads(self.receipt(name))
        return {key: record[key] for key in keys} if keys else record

    def refresh(
        self,
        *selected: str,
        force: bool = False,
        trial: Iterable[str] = (),
        accept: bool = False,
        jobs: int = 2,
        fail_fast: bool = False,
        progress: Progress | None = None,
        brake: Brake | None = None,
    ) -> RefreshReport:
        names = frozenset(selected) if selected else None
        options = PlanOptions(selected=names, force=force, trial=frozenset(trial))
        request = RefreshRequest(options=options, accept=accept, jobs=jobs, fail_fast=fail_fast)
        return refresh(self.root, request, now=self.now, progress=progress, brake=brake)

    def outcomes(self, *selected: str, **options: bool) -> dict[str, str]:
        report = self.refresh(*selected, **options)  # type: ignore[arg-type]
        return {result.entry: str(result.outcome) for result in report.results}

    def plan(self, *selected: str, force: bool = False, trial: Iterable[str] = ()) -> Plan:
        names = frozenset(selected) if selected else None
        options = PlanOptions(selected=names, force=force, trial=frozenset(trial))
        return plan(self.root, RefreshRequest(options=options))

    def load(self) -> Snapshot:
        return load_snapshot(self.root)

    def states(self) -> dict[str, str]:
        """Entry to its realization."""
        return {name: str(status.realization) for name, status in self.load().statuses.items()}

    def certify(self, *names: str) -> None:
        record(self.root, JudgeRequest(entries=names, author="Ada"), now=self.now)

    def reject(self, *names: str, note: str = "") -> None:
        reject(self.root, JudgeRequest(entries=names, author="Bob", note=note), now=self.now)

    def leftovers(self) -> list[str]:
        """Files of runs that are over and should not be there any more."""
        state = self.root / ".specthis"
        found = [path for name in ("journal", "held", "scratch") for path in (state / name).rglob("*")]
        return [path.relative_to(state).as_posix() for path in found]


def of(report: RefreshReport, name: str) -> EntryResult:
    (result,) = (result for result in report.results if result.entry == name)
    return result


def wait_for(is_so: Callable[[], bool]) -> None:
    """Look again and again, for a minute at most."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def made(report: RefreshReport) -> set[str]:
    return {result.entry for result in report.results if result.outcome is Outcome.MADE}
