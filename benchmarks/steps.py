"""What one step costs beyond the work that it does. `python -m benchmarks.steps --help`

Everything is made from nothing, two steps at once where a tool can; the scripts print a line into a file and end.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.dag import SHAPES, Dag, dag_of
from benchmarks.environments import TOOLS, default_cache, programs_of
from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.ours import OURS
from benchmarks.projects import write_project
from benchmarks.sources import command_of, write_sources
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import Programs, Tool, Unavailable

MEASURED = ("specthis", "make", "doit", "pytask", "snakemake", "dvc")
OBSERVERS = ("off", "python", "strace")
"""Ways to observe a run, as `[run] observe` names them."""


@dataclass(slots=True, kw_only=True)
class Contestant:
    title: str
    tool: Tool
    programs: Programs
    observe: str = ""
    """Value of `[run] observe`; empty: as the settings have it."""
    runs: list[Measured] = field(default_factory=list)
    again: list[Measured] = field(default_factory=list)
    """The same command once more, with nothing left to do."""
    reason: str = ""

    def run(self, dag: Dag, limit: float) -> None:
        """Make everything once, in a fresh folder."""
        if self.reason:
            return
        with tempfile.TemporaryDirectory(prefix="specthis-steps-") as folder:
            root = Path(folder) / "project"
            write_project(root, self.tool, dag)
            if self.observe:
                (root / "specthis.toml").write_text(f'[run]\nobserve = "{self.observe}"\n')
            made = measure(self.tool.make_all, root, self.programs.env, limit)
            self.reason = self._fault(made, root, dag)
            if not self.reason:
                self.runs.append(made)
                self.again.append(measure(self.tool.make_all, root, self.programs.env, limit))

    def _fault(self, made: Measured, root: Path, dag: Dag) -> str:
        if made.timed_out:
            return f"> {made.seconds:.0f} s"
        missing = sum(not (root / node.output).is_file() for node in dag.nodes)
        if made.status or missing:
            print(f"{self.title}: {missing} not made: {made.output[-300:]}", file=sys.stderr)
            return "failed"
        if self.observe and self.observe != "off" and _was_not_observed(root, dag):
            print(f"{self.title}: left out, runs are not observed that way here", file=sys.stderr)
            return "left out"
        return ""


@dataclass(slots=True, kw_only=True)
class Loop:
    """A program of this folder that starts the scripts in the order in which they stand."""

    title: str
    program: str
    runs: list[Measured] = field(default_factory=list)
    again: list[Measured] = field(default_factory=list)
    """The same program with nothing to start."""

    def run(self, dag: Dag, limit: float) -> None:
        with tempfile.TemporaryDirectory(prefix="specthis-steps-") as folder:
            root = Path(folder)
            write_sources(root, dag)
            lines = (f"{command_of(node)}\t{node.output}\n" for node in dag.nodes)
            self.runs.append(self._measure(root, "".join(lines), limit))
            self.again.append(self._measure(root, "", limit))

    def _measure(self, root: Path, commands: str, limit: float) -> Measured:
        (root / "commands").write_text(commands)
        program = Path(__file__).with_name(self.program)
        measured = measure((sys.executable, str(program)), root, Programs(folder=None, version="").env, limit)
        if measured.status:
            raise SystemExit(f"{self.program} ended with {measured.status}: {measured.output[-500:]}")
        return measured


def _loops() -> tuple[Loop, ...]:
    least = "the least that a driver in Python does: isolate, digest, receipt and log on the disk"
    return Loop(title="a bare loop, two at once", program="bare_loop.py"), Loop(title=least, program="least_driver.py")


def _was_not_observed(root: Path, dag: Dag) -> bool:
    receipt = json.loads((root / "specs" / "_runs" / f"{dag.nodes[-1].name}.json").read_text())
    return bool(receipt["observed"] == "not observed")


def main() -> int:
    options = _options()
    dag = dag_of(options.shape, options.entries, f".{options.language}")
    contestants = [one for name in options.tool for one in _contestants(TOOLS[name], options.cache)]
    machine = list(machine_lines(one.programs.version for one in contestants if not one.observe))
    loops = _loops()
    for _ in range(options.repeats):
        for one in (*loops, *contestants):
            one.run(dag, options.limit)
    publish(f"steps-{options.language}", _text(loops, contestants, machine, options), write=options.write)
    return int(any(one.reason == "failed" for one in contestants))


def _contestants(tool: Tool, cache: Path) -> Iterator[Contestant]:
    try:
        programs = programs_of(tool, cache)
    except Unavailable as error:
        print(f"{tool.name}: left out, {error}", file=sys.stderr)
        return
    how = "one at a time" if tool.serial else "two at once"
    if tool is not OURS:
        yield Contestant(title=f"`{' '.join(tool.make_all)}`, {how}", tool=tool, programs=programs)
        return
    yield Contestant(title=f"`{' '.join(tool.make_all)}`", tool=tool, programs=programs)
    for way in OBSERVERS:
        yield Contestant(title=f'the same, `observe = "{way}"`', tool=tool, programs=programs, observe=way)


def _text(
    loops: tuple[Loop, ...], contestants: list[Contestant], machine: list[str], options: argparse.Namespace
) -> str:
    rows = (_row(one, options.entries) for one in (*loops, *contestants))
    body = table(("", "seconds", "again", "ms a step", "of processor", "peak MB"), rows)
    return f"""\
# What a step costs

{chr(10).join(machine)}
- {options.entries} steps of a trivial `.{options.language}` script, shape {options.shape}, everything made from nothing
- best of {options.repeats} (median), all took turns; a step costs what the build took beyond the same command again

{body}"""


def _row(one: Loop | Contestant, entries: int) -> tuple[str, ...]:
    if not one.runs:
        return one.title, one.reason if isinstance(one, Contestant) else "", "", "", "", ""
    made, again = ([run.seconds for run in runs] for runs in (one.runs, one.again))
    peak = max(run.megabytes for run in one.runs)
    step = 1000 * (min(made) - min(again)) / entries
    busy = 1000 * (min(run.cpu for run in one.runs) - min(run.cpu for run in one.again)) / entries
    return one.title, _best_of(made), _best_of(again), f"{step:.1f}", f"{busy:.1f}", f"{peak:.0f}"


def _best_of(took: list[float]) -> str:
    return f"{seconds(min(took))} ({seconds(median(took))})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.steps",
        description="Time a build of trivial steps from nothing, with this software and others.",
        epilog="example: python -m benchmarks.steps --entries 200 --tool specthis --tool make",
    )
    parser.add_argument("--entries", type=int, default=200, metavar="N")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="fan20")
    parser.add_argument("--language", choices=("py", "sh"), default="sh", help="of the scripts")
    parser.add_argument("--tool", action="append", choices=MEASURED, help="may be repeated; default: all")
    parser.add_argument("--repeats", type=int, default=3, metavar="N")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="for one build")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where the tools are installed")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    options = parser.parse_args()
    options.tool = [name for name in MEASURED if not options.tool or name in options.tool]
    return options


if __name__ == "__main__":
    sys.exit(main())
