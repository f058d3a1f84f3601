"""GNU make: one rule for each entry, times of files decide."""

from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured
from benchmarks.sources import command_of
from benchmarks.tool import Tool, no_settling


def write(root: Path, dag: Dag) -> None:
    rules = (f"{node.output}: {node.script} {' '.join(node.sources)}\n\t@{command_of(node)}\n" for node in dag.nodes)
    everything = " ".join(node.output for node in dag.nodes)
    (root / "Makefile").write_text(f".PHONY: all\nall: {everything}\n\n" + "\n".join(rules))


def problem(asked: Measured, entries: int) -> str:
    return f"make -q ended with {asked.status}" if asked.status else ""


MAKE = Tool(
    name="make", write=write, settle=no_settling, noop=("make", "-q"), problem=problem, make_all=("make", "-j2")
)
