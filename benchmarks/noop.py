"""How long "is anything out of date?" takes when nothing is. `python -m benchmarks.noop --help`

Each tool answers for the same DAG, in its own environment; all take turns, so that what disturbs one disturbs all.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.dag import SHAPES, Dag, dag_of
from benchmarks.environments import TOOLS, default_cache, programs_of
from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.ours import OURS
from benchmarks.projects import SETTLE_SECONDS, write_settled
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import Programs, Tool, Unavailable

SIZES = (100, 1000, 5000, 20000)
BASE = "doit"
"""Ratios are to this one."""
STATUS = ("specthis", "status")
DRY_RUN = ("specthis-refresh", "--dry-run")


@dataclass(slots=True, kw_only=True)
class Contestant:
    """One row of the table, for one size."""

    title: str
    tool: Tool
    argv: tuple[str, ...]
    root: Path
    programs: Programs
    prepare: Callable[[Path], None]
    runs: list[Measured] = field(default_factory=list)
    reason: str = ""
    """Why there is no figure."""

    def run(self, entries: int, limit: float) -> None:
        """Once more, unless it was too slow or wrong before."""
        if self.reason:
            return
        self.prepare(self.root)
        measured = measure(self.argv, self.root, self.programs.env, limit)
        problem = "" if measured.timed_out else self.tool.problem(measured, entries)
        if measured.timed_out:
            self.reason = f"> {limit:g} s"
        elif problem:
            self.reason = "wrong"
            print(f"{self.title}: not a no-op: {problem}", file=sys.stderr)
        else:
            self.runs.append(measured)


def main() -> int:
    options = _options()
    rows: dict[str, list[str]] = {}
    versions: dict[str, str] = {}
    machine = list(machine_lines(["VERSIONS"]))
    for entries in options.sizes:
        contestants = [one for name in options.tool for one in _contestants(TOOLS[name], entries, options, versions)]
        for _ in range(options.repeats):
            for contestant in contestants:
                contestant.run(entries, options.limit)
        for title, cell in _cells(contestants):
            rows.setdefault(title, []).append(cell)
        print(f"{entries} entries: done", file=sys.stderr)
    publish(f"noop-{options.shape}", _text(rows, versions, machine, options), write=options.write)
    return int(any("wrong" in cell for cells in rows.values() for cell in cells))


def _contestants(
    tool: Tool, entries: int, options: argparse.Namespace, versions: dict[str, str]
) -> Iterator[Contestant]:
    """The rows of one tool; those that cannot be run here have a reason instead of figures."""
    dag = dag_of(options.shape, entries)
    try:
        programs = programs_of(tool, options.cache)
        versions[tool.name] = programs.version
        root = _settled(tool, dag, programs, options)
    except Unavailable as error:
        print(f"{tool.name} at {entries}: left out, {error}", file=sys.stderr)
        root, programs = options.cache, Programs(folder=None, version="")
        rows: Iterable[tuple[str, tuple[str, ...], bool]] = [(" ".join(tool.noop), tool.noop, False)]
        reason = "left out"
    else:
        rows, reason = _questions(tool, root, programs), ""
    for title, argv, cold in rows:
        prepare = _forget if cold else _leave
        yield Contestant(
            title=title if tool is not TOOLS["specthis 0.1.15"] else f"{tool.name} check",
            tool=replace(tool, noop=argv),
            argv=argv,
            root=root,
            programs=programs,
            prepare=prepare,
            reason=reason,
        )


def _questions(tool: Tool, root: Path, programs: Programs) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """(row, command, whether our caches are removed first)."""
    if tool is not OURS:
        yield " ".join(tool.noop), tool.noop, False
        return
    programs.run((*STATUS, "--check", "--strict"), root, SETTLE_SECONDS)
    yield "`specthis status`, cold", STATUS, True
    yield "`specthis status`", STATUS, False
    yield "`specthis status --json`", (*STATUS, "--json"), False
    yield "`specthis-refresh --dry-run`, cold", DRY_RUN, True
    yield "`specthis-refresh --dry-run`", DRY_RUN, False
    for command in (STATUS, DRY_RUN):
        told = measure((*command, "--help"), root, programs.env, 60)
        if "--paranoid" in told.output:
            yield f"`{' '.join(command)} --paranoid`", (*command, "--paranoid"), False
        else:
            print(f"{' '.join(command)} --paranoid: left out, there is no such option yet", file=sys.stderr)


def _settled(tool: Tool, dag: Dag, programs: Programs, options: argparse.Namespace) -> Path:
    """A project that the tool holds for up to date; the one of an earlier benchmark if the generator is the same."""
    name = f"{tool.name.replace(' ', '-')}-{dag.shape}-{len(dag.nodes)}-{_generator(tool)}"
    root: Path = options.cache / "projects" / name
    if not (root / "settled").exists():
        shutil.rmtree(root, ignore_errors=True)
        print(f"writing {root}", file=sys.stderr)
        write_settled(root, tool, dag, programs, options.settle_limit)
        (root / "settled").touch()
    return root


def _generator(tool: Tool) -> str:
    """Short digest of the code that writes projects, and of the tool's version."""
    folder = Path(__file__).parent
    files = [*(folder / name for name in ("dag.py", "sources.py", "ours.py")), *sorted((folder / "peers").glob("*.py"))]
    return sha256(b"".join(path.read_bytes() for path in files) + tool.requirement.encode()).hexdigest()[:8]


def _forget(root: Path) -> None:
    """Cold: nothing that this software keeps on this machine, while the system still has the files in memory."""
    shutil.rmtree(root / ".specthis", ignore_errors=True)


def _leave(root: Path) -> None:
    """Warm: whatever the run before left."""


def _cells(contestants: list[Contestant]) -> Iterator[tuple[str, str]]:
    base = next((_best(one) for one in contestants if one.tool.name == BASE and one.runs), None)
    for one in contestants:
        if not one.runs:
            yield one.title, one.reason
            continue
        peak = max(run.megabytes for run in one.runs)
        ratio = f", ×{_best(one) / base:.2g}" if base else ""
        middle = median(run.seconds for run in one.runs)
        yield one.title, f"{seconds(_best(one))} ({seconds(middle)}) [{peak:.0f}]{ratio}"


def _best(contestant: Contestant) -> float:
    return min(run.seconds for run in contestant.runs)


def _text(rows: dict[str, list[str]], versions: dict[str, str], machine: list[str], options: argparse.Namespace) -> str:
    about = "\n".join(machine).replace("VERSIONS", ", ".join(versions.values()))
    head = [f"shape {options.shape}", *(f"{size:,}" for size in options.sizes)]
    body = table(head, ([title, *cells] for title, cells in rows.items()))
    return f"""\
# Is anything out of date? Nothing is.

{about}
- best of {options.repeats} (median) in seconds of wall time, [peak MB], × the time of {BASE}; all took turns
- cold: `.specthis` removed before each run, files still in the system's memory; else the caches of the run before

{body}"""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.noop",
        description="Time the answer to `is anything out of date?` when nothing is, of this software and others.",
        epilog="example: python -m benchmarks.noop --sizes 100 1000 --tool specthis --tool make --tool doit",
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="N", help="entries")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="fan20")
    parser.add_argument("--tool", action="append", choices=list(TOOLS), help="may be repeated; default: all")
    parser.add_argument("--repeats", type=int, default=3, metavar="N")
    parser.add_argument("--limit", type=float, default=180.0, metavar="SECONDS", help="for one answer")
    parser.add_argument("--settle-limit", type=float, default=SETTLE_SECONDS, metavar="SECONDS", help="to set one up")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where tools and projects are kept")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    options = parser.parse_args()
    options.tool = options.tool or list(TOOLS)
    return options


if __name__ == "__main__":
    sys.exit(main())
