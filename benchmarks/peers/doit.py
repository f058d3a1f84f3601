"""doit: one sub-task for each entry, its database tells what moved."""

from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured
from benchmarks.tool import Programs, Tool

DODO = """\
import json

with open("steps.json") as file:
    STEPS = json.load(file)


def task_fit():
    for name, step in STEPS.items():
        yield {
            "name": name,
            "file_dep": [step["script"], *step["sources"]],
            "targets": [step["output"]],
            "actions": [step["command"]],
        }
"""


def write(root: Path, dag: Dag) -> None:
    (root / "dodo.py").write_text(DODO)


def settle(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    programs.run(("doit", "reset-dep"), root, limit)


def problem(asked: Measured, entries: int) -> str:
    skipped = sum(line.startswith("-- fit:") for line in asked.output.splitlines())
    return "" if (asked.status, skipped) == (0, entries) else f"doit skipped {skipped} of {entries}"


DOIT = Tool(
    name="doit",
    requirement="doit==0.37.0",
    write=write,
    settle=settle,
    noop=("doit",),
    problem=problem,
    make_all=("doit", "-n", "2"),
)
