"""Scripts that do real work, with the data that they read: what is watched in `benchmarks.observing`.

Knows no tool. Each writes one artefact, the same at every run. WORK says how often it computes what it computes; it
opens the same files all the same.
"""

import random
from dataclasses import dataclass
from pathlib import Path

FOLDERS = 2000
TABLE_ROWS = 400_000

RESAMPLE = """\
import json
import random
import statistics

with open("data/table.csv") as file:
    next(file)
    values = [float(line.rsplit(",", 1)[1]) for _, line in zip(range(4000), file)]
draw = random.Random(1)
means = [statistics.fmean(draw.choices(values, k=len(values))) for _ in range(WORK * 2500)]
with open("results/resample/resample.json", "w") as file:
    json.dump({"low": sorted(means)[62], "high": sorted(means)[2437]}, file)
"""
MANY_FILES = """\
import csv
import json
import statistics

deviations = []
for number in range(FOLDERS):
    with open(f"data/runs/run-{number:04d}.csv", newline="") as file:
        lines = file.readlines()
    for _ in range(WORK):
        deviation = statistics.pstdev(float(row["value"]) for row in csv.DictReader(lines))
    deviations.append(deviation)
with open("results/many-files/many-files.json", "w") as file:
    json.dump({"mean": statistics.fmean(deviations)}, file)
"""
PANDAS = """\
import json

import numpy as np
import pandas as pd

table = pd.read_csv("data/table.csv")
groups = table.groupby("group")["value"].agg(["mean", "std", "median"])
draw = np.random.default_rng(1)
values = table["value"].to_numpy()
means = [draw.choice(values, size=len(values)).mean() for _ in range(WORK * 200)]
with open("results/groups/groups.json", "w") as file:
    json.dump({"groups": groups.round(6).to_dict("index"), "se": float(np.std(means))}, file)
"""
SORT = """\
set -e
for _ in $(seq WORK); do
    sort -t, -k2,2 -k3,3g data/table.csv > "$SPECTHIS_SCRATCH/sorted.csv"
done
awk -F, '{ sum[$2] += $3; n[$2]++ } END { for (g in n) print g, sum[g] / n[g] }' "$SPECTHIS_SCRATCH/sorted.csv" \\
    | sort | awk 'BEGIN { printf "{" } { printf "%s\\"%s\\": %f", (NR > 1 ? ", " : ""), $1, $2 } END { print "}" }' \\
    > results/sort/sort.json
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    name: str
    title: str
    inputs: str
    template: str
    suffix: str = ".py"
    needs_pandas: bool = False

    def text(self, work: int) -> str:
        return self.template.replace("WORK", str(work)).replace("FOLDERS", str(FOLDERS))

    @property
    def is_python(self) -> bool:
        return self.suffix == ".py"

    @property
    def path(self) -> str:
        return f"scripts/{self.name}{self.suffix}"

    @property
    def command(self) -> tuple[str, ...]:
        return ("python" if self.is_python else "sh", self.path)

    @property
    def spec(self) -> str:
        return f"""\
---
name: compute-{self.name}
kind: compute
---

## Entry

### {self.name}

- Script: `{self.path}`
- Inputs: `{self.inputs}`
- Output: `results/{self.name}/{self.name}.json`
- Status: script ready
"""


SCRIPTS = (
    Script(name="resample", title="2,500 resamples, one file", inputs="data/table.csv", template=RESAMPLE),
    Script(name="many-files", title=f"{FOLDERS:,} CSV files", inputs="data/runs/", template=MANY_FILES),
    Script(name="groups", title="pandas and numpy", inputs="data/table.csv", template=PANDAS, needs_pandas=True),
    Script(name="sort", title="five programs", inputs="data/table.csv", template=SORT, suffix=".sh"),
)


def write_data(root: Path, rows: int = TABLE_ROWS) -> None:
    """The folders of a project, a table of so many rows and 2,000 small ones."""
    for folder in ("specs", "scripts", "data/runs", *(f"results/{script.name}" for script in SCRIPTS)):
        (root / folder).mkdir(parents=True)
    draw = random.Random(0)
    lines = (f"{number},{draw.choice('abcdefgh')},{draw.gauss(0, 1):.12f}\n" for number in range(rows))
    (root / "data" / "table.csv").write_text("number,group,value\n" + "".join(lines))
    for number in range(FOLDERS):
        values = "".join(f"{step},{draw.gauss(0, 1):.12f}\n" for step in range(200))
        (root / "data" / "runs" / f"run-{number:04d}.csv").write_text("step,value\n" + values)
