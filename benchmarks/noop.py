"""How long "is anything out of date?" takes when nothing is. `python -m benchmarks.noop --help`

Each tool answers for the same DAG, in its own environment; all take turns, so that what disturbs one disturbs all.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
from benchmarks.tool import Programs, Tool, TooSlow, Unavailable

SIZES = (100, 1000, 5000, 20000)
BASE = "doit"
"""Ratios are to this one."""
STATUS = ("specthis", "status")
DRY_RUN = ("specthis-refresh", "--dry-run")


Rows = dict[str, list[str]]
"""First cell of a row to its others."""
Prepare = Callable[["Contestant"], None]
"""What happens before each run, unmeasured."""


@dataclass(slots=True, kw_only=True)
class Contestant:
    """One row of the table, for one size."""

    title: str
    tool: Tool
    argv: tuple[str, ...]
    root: Path
    programs: Programs
    memory: Path
    """What this software remembers between commands lies here, as in a user's cache folder."""
    prepare: Prepare
    runs: list[Measured] = field(default_factory=list)
    reason: str = ""
    """Why there is no figure."""

    def run(self, entries: int, limit: float) -> None:
        """Once more, unless it was too slow or wrong before."""
        if self.reason:
            return
        self.prepare(self)
        measured = self.measure(limit)
        problem = "" if measured.timed_out else self.tool.problem(measured, entries)
        if measured.timed_out:
            self.reason = f"> {limit:g} s"
        elif problem:
            self.reason = "wrong"
            print(f"{self.title}: not a no-op: {problem}", file=sys.stderr)
        else:
            self.runs.append(measured)

    def measure(self, limit: float) -> Measured:
        env = {**self.programs.env, "XDG_CACHE_HOME": str(self.memory)} if self.tool is OURS else self.programs.env
        return measure(self.argv, self.root, env, limit)


def _as_it_is(contestant: Contestant) -> None:
    """For tools that keep nothing but what a run of theirs leaves in the project."""


def _forget(contestant: Contestant) -> None:
    """Cold: nothing is remembered, while the system still has the files in memory."""
    shutil.rmtree(contestant.memory, ignore_errors=True)
    shutil.rmtree(contestant.root / ".specthis", ignore_errors=True)


def _ask_once(contestant: Contestant) -> None:
    """Warm: the same was asked right before, and nothing moved since."""
    contestant.measure(SETTLE_SECONDS)


def _save_a_script(contestant: Contestant) -> None:
    """After an edit: one script has been written anew, with the bytes that it had."""
    _ask_once(contestant)
    script = min((contestant.root / "scripts").iterdir())
    script.write_bytes(script.read_bytes())


def main() -> int:
    options = _options()
    wall: Rows = {}
    processor: Rows = {}
    versions: dict[str, str] = {}
    machine = list(machine_lines(["VERSIONS"]))
    for entries in options.sizes:
        contestants = [one for name in options.tool for one in _contestants(TOOLS[name], entries, options, versions)]
        for _ in range(options.repeats):
            for contestant in contestants:
                contestant.run(entries, options.limit)
        base = next((one for one in contestants if one.tool.name == BASE and one.runs), None)
        for one in contestants:
            wall.setdefault(one.title, []).append(_wall_cell(one, base))
            processor.setdefault(one.title, []).append(_processor_cell(one))
        print(f"{entries} entries: done", file=sys.stderr)
    publish(f"noop-{options.shape}", _text(wall, processor, versions, machine, options), write=options.write)
    return int(any("wrong" in cell for cells in wall.values() for cell in cells))


def _contestants(
    tool: Tool, entries: int, options: argparse.Namespace, versions: dict[str, str]
) -> Iterator[Contestant]:
    """The rows of one tool; those that cannot be run here have a reason instead of figures."""
    try:
        programs = programs_of(tool, options.cache)
        versions[tool.name] = programs.version
        root, reason = _settled(tool, dag_of(options.shape, entries), programs, options), ""
    except Unavailable as error:
        print(f"{tool.name} at {entries}: left out, {error}", file=sys.stderr)
        root, programs = options.cache, Programs(folder=None, version="")
        reason = f"not set up in {options.settle_limit:g} s" if isinstance(error, TooSlow) else "left out"
    for title, argv, prepare in _questions(tool, root, programs):
        yield Contestant(
            title=title,
            tool=tool,
            argv=argv,
            root=root,
            programs=programs,
            memory=options.cache / "memory" / root.name,
            prepare=prepare,
            reason=reason,
        )


def _questions(tool: Tool, root: Path, programs: Programs) -> Iterator[tuple[str, tuple[str, ...], Prepare]]:
    """(row, command, what happens before)."""
    if tool is not OURS:
        name = f"{tool.name} check" if tool.name.startswith("specthis") else " ".join(tool.noop)
        yield f"`{name}`", tool.noop, _as_it_is
        return
    yield "`specthis status`, cold", STATUS, _forget
    yield "`specthis status`", STATUS, _ask_once
    yield "`specthis status --json`", (*STATUS, "--json"), _ask_once
    yield "`specthis-refresh --dry-run`, cold", DRY_RUN, _forget
    yield "`specthis-refresh --dry-run`", DRY_RUN, _ask_once
    for command in (STATUS, DRY_RUN):
        if "--paranoid" in measure((*command, "--help"), programs.folder or Path(), programs.env, 60).output:
            yield f"`{' '.join(command)} --paranoid`", (*command, "--paranoid"), _as_it_is
        else:
            print(f"{' '.join(command)} --paranoid: left out, there is no such option", file=sys.stderr)
    yield "`specthis status`, one script saved again", STATUS, _save_a_script


def _settled(tool: Tool, dag: Dag, programs: Programs, options: argparse.Namespace) -> Path:
    """A project that the tool holds for up to date; the one of an earlier benchmark if the generator is the same."""
    name = f"{tool.name.replace(' ', '-')}-{dag.shape}-{len(dag.nodes)}-{_generator(tool)}"
    root: Path = options.cache / "projects" / name
    if not (root / "settled").exists():
        shutil.rmtree(root, ignore_errors=True)
        print(f"writing {root}", file=sys.stderr)
        write_settled(root, tool, dag, programs, options.settle_limit)
        if tool is OURS:
            programs.run((*STATUS, "--check", "--strict"), root, SETTLE_SECONDS)
        (root / "settled").touch()
    return root


def _generator(tool: Tool) -> str:
    """Short digest of the code that writes projects, and of the tool's version."""
    folder = Path(__file__).parent
    files = [*(folder / name for name in ("dag.py", "sources.py", "ours.py")), *sorted((folder / "peers").glob("*.py"))]
    return sha256(b"".join(path.read_bytes() for path in files) + tool.requirement.encode()).hexdigest()[:8]


def _wall_cell(one: Contestant, base: Contestant | None) -> str:
    if not one.runs:
        return one.reason
    took = [run.seconds for run in one.runs]
    peak = max(run.megabytes for run in one.runs)
    ratio = f", ×{min(took) / min(run.seconds for run in base.runs):.2g}" if base else ""
    return f"{seconds(min(took))} ({seconds(median(took))}) [{peak:.0f}]{ratio}"


def _processor_cell(one: Contestant) -> str:
    return seconds(min(run.cpu for run in one.runs)) if one.runs else one.reason


def _text(
    wall: Rows, processor: Rows, versions: dict[str, str], machine: list[str], options: argparse.Namespace
) -> str:
    about = "\n".join(machine).replace("VERSIONS", ", ".join(versions.values()))
    sizes = [f"{size:,}" for size in options.sizes]
    return f"""\
# Is anything out of date? Nothing is.

{about}
- cold: nothing is remembered from any run before, files are in the system's memory; otherwise the same was asked before

Best of {options.repeats} (median) in seconds of wall time, [peak MB], × the time of {BASE}; all took turns.

{table([f"shape {options.shape}", *sizes], ([title, *cells] for title, cells in wall.items()))}
Processor seconds, user and system, best of {options.repeats}: other work on the machine disturbs these less.

{table([f"shape {options.shape}", *sizes], ([title, *cells] for title, cells in processor.items()))}"""


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
    options.tool = [name for name in TOOLS if not options.tool or name in options.tool]
    return options


if __name__ == "__main__":
    sys.exit(main())
