"""What it costs to watch which files a script opens. `python -m benchmarks.observing --help`

Four scripts that do the work of seconds, each as a run without watching, with the hook in Python, and with strace.
With `--work 20` they compute for longer and open no more: what is told of each call then counts for less.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.environments import default_cache, environment_of
from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.scripts import SCRIPTS, TABLE_ROWS, Script, write_data
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import OWN_BIN, Programs, Unavailable

WAYS = {"off": "not observed", "python": "Python-level opens only", "strace": "observed"}
"""Values of `[run] observe`, and what a receipt then says."""
PANDAS = "pandas==2.3.3"


@dataclass(slots=True, kw_only=True)
class Contest:
    script: Script
    env: dict[str, str]
    alone: list[Measured] = field(default_factory=list)
    runs: dict[str, list[Measured]] = field(default_factory=lambda: {way: [] for way in WAYS})
    """A shell's script has none with the hook, which sees nothing of it."""

    def round(self, root: Path) -> None:
        """The script by itself, and once in each way."""
        alone = {**self.env, "SPECTHIS_SCRATCH": str(root)}
        self.alone.append(_measure(self.script.command, root, alone))
        for way, runs in self.runs.items():
            if way == "python" and not self.script.is_python:
                continue
            (root / "specthis.toml").write_text(f'[run]\nobserve = "{way}"\n')
            _receipt(root, self.script.name).unlink(missing_ok=True)  # one that is reproduced is left as it is
            runs.append(_measure(("specthis", "refresh", self.script.name, "--force"), root, self.env))
            _check(root, self.script.name, way)


def main() -> int:
    options = _options()
    programs = Programs(folder=OWN_BIN, version="")
    machine = list(machine_lines(_versions(programs)))
    with tempfile.TemporaryDirectory(prefix="specthis-observing-") as folder:
        root = Path(folder)
        write_data(root, options.rows)
        contests = [Contest(script=script, env=env) for script, env in _scripts(programs, options)]
        for contest in contests:
            (root / contest.script.path).write_text(contest.script.text(options.work))
            (root / "specs" / f"compute-{contest.script.name}.md").write_text(contest.script.spec)
        for contest in contests:
            for _ in range(options.repeats):
                contest.round(root)
    name = "observing" if options.work == 1 else f"observing-{options.work}"
    publish(name, _text(contests, machine, options), write=options.write)
    return 0


def _versions(programs: Programs) -> Iterator[str]:
    yield measure(("specthis", "--version"), Path.cwd(), programs.env, 60).output.strip()
    yield measure(("strace", "--version"), Path.cwd(), programs.env, 60).output.partition("\n")[0]


def _scripts(programs: Programs, options: argparse.Namespace) -> Iterator[tuple[Script, dict[str, str]]]:
    for script in (one for one in SCRIPTS if not options.script or one.name in options.script):
        if not script.needs_pandas:
            yield script, programs.env
            continue
        try:
            folder = environment_of(PANDAS, options.cache).folder
        except Unavailable as error:
            print(f"{script.name}: left out, {error}", file=sys.stderr)
        else:
            assert folder is not None
            env = {**programs.env, "VIRTUAL_ENV": str(folder.parent)}
            yield script, {**env, "PATH": f"{folder}:{env['PATH']}"}


def _measure(argv: tuple[str, ...], root: Path, env: dict[str, str]) -> Measured:
    measured = measure(argv, root, env, 600)
    if measured.status:
        raise SystemExit(f"{' '.join(argv)} ended with {measured.status}: {measured.output[-500:]}")
    return measured


def _receipt(root: Path, name: str) -> Path:
    return root / "specs" / "_runs" / f"{name}.json"


def _check(root: Path, name: str, way: str) -> None:
    """A figure of a run that was not watched as it says would be a lie."""
    receipt = json.loads(_receipt(root, name).read_text())
    if receipt["observed"] != WAYS[way]:
        raise SystemExit(f'{name}: `observe = "{way}"` gave a receipt that says `{receipt["observed"]}`')


def _text(contests: list[Contest], machine: list[str], options: argparse.Namespace) -> str:
    head = ("", "alone, s", "not watched, s", "hook in Python, s", "beyond", "strace, s", "beyond")
    more = f"- each script computes {options.work} times as much as by itself, of the same files\n"
    return f"""\
# What watching a run costs

{chr(10).join(machine)}
- `specthis refresh ENTRY --force` of one entry; best of {options.repeats} (median), all took turns
- beyond: what a watched run took beyond the one that was not watched, and its share of the script's time
{more * (options.work > 1)}
{table(head, map(_row, contests))}"""


def _row(one: Contest) -> tuple[str, ...]:
    alone = min(run.seconds for run in one.alone)
    off, hook, strace = ([run.seconds for run in one.runs[way]] for way in WAYS)
    title = f"`{' '.join(one.script.command)}`: {one.script.title}"
    beyond = [_beyond(min(took) - min(off), alone) if took else "" for took in (hook, strace)]
    return title, seconds(alone), _best_of(off), _best_of(hook), beyond[0], _best_of(strace), beyond[1]


def _beyond(took: float, alone: float) -> str:
    return f"{took:+.2f} s, {100 * took / alone:+.0f} %"


def _best_of(took: list[float]) -> str:
    if not took:
        return ""
    return f"{seconds(min(took))} ({seconds(median(took))})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.observing",
        description="Time runs of real scripts, unwatched and watched.",
        epilog="example: python -m benchmarks.observing --script resample --repeats 1",
    )
    names = [script.name for script in SCRIPTS]
    parser.add_argument("--script", action="append", choices=names, help="may be repeated; default: all")
    parser.add_argument("--rows", type=int, default=TABLE_ROWS, metavar="N", help="of the table that most of them read")
    parser.add_argument("--work", type=int, default=1, metavar="N", help="how often each computes what it computes")
    parser.add_argument("--repeats", type=int, default=5, metavar="N")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where pandas is installed")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
