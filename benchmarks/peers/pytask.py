"""pytask: one task for each entry, its database tells what moved.

The database comes from one run in which the tasks find their products there and do nothing.
"""

from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured
from benchmarks.tool import Programs, Tool

SETTLING = "BENCHMARK_SETTLING"
TASKS = """\
import json
import os
import subprocess
from pathlib import Path

from pytask import task

ROOT = Path(__file__).parent
STEPS = json.loads((ROOT / "steps.json").read_text())

for name, step in STEPS.items():

    @task(id=name)
    def task_fit(
        script: Path = ROOT / step["script"],
        sources: list[Path] = [ROOT / path for path in step["sources"]],
        produces: Path = ROOT / step["output"],
        command: str = step["command"],
    ) -> None:
        if "BENCHMARK_SETTLING" not in os.environ:
            subprocess.run(command.split(), cwd=ROOT, check=True)
"""


def write(root: Path, dag: Dag) -> None:
    (root / "task_fit.py").write_text(TASKS)
    (root / "pyproject.toml").write_text("[tool.pytask.ini_options]\npaths = ['task_fit.py']\n")


def settle(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    programs.run(("pytask",), root, limit, {SETTLING: "1"})


def problem(asked: Measured, entries: int) -> str:
    said = f"{entries}  Skipped because unchanged"
    return "" if asked.status == 0 and said in asked.output else asked.output[-300:]


PYTASK = Tool(
    name="pytask",
    requirement="pytask==0.6.0",
    write=write,
    settle=settle,
    noop=("pytask",),
    problem=problem,
    make_all=("pytask",),
    serial=True,
)
