"""Snakemake: one rule with a wildcard. Its dry run goes by times of files and by what it noted of earlier runs.

Nothing is noted here, so it has less to compare than after runs of its own: that is in its favour.
"""

from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured
from benchmarks.tool import Tool, no_settling

SNAKEFILE = """\
import json

with open("steps.json") as file:
    STEPS = json.load(file)


rule all:
    input:
        [step["output"] for step in STEPS.values()],


rule fit:
    input:
        script=lambda wildcards: STEPS[wildcards.name]["script"],
        sources=lambda wildcards: STEPS[wildcards.name]["sources"],
    output:
        "results/{name}/{name}.json",
    params:
        command=lambda wildcards: STEPS[wildcards.name]["command"],
    shell:
        "{params.command}"
"""


def write(root: Path, dag: Dag) -> None:
    (root / "Snakefile").write_text(SNAKEFILE)


def problem(asked: Measured, entries: int) -> str:
    return "" if asked.status == 0 and "Nothing to be done" in asked.output else asked.output[-300:]


SNAKEMAKE = Tool(
    name="snakemake",
    requirement="snakemake==9.27.1",
    write=write,
    settle=no_settling,
    noop=("snakemake", "-n"),
    problem=problem,
    make_all=("snakemake", "--cores", "2", "--quiet", "all"),
)
