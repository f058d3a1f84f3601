"""Scripts, data and artefacts of a generated project: what every tool finds on disk before it is asked anything.

Artefacts are computed here by the same sum as in the scripts, so that thousands of them need no thousands of runs.
"""

import json
import os
from pathlib import Path

from benchmarks.dag import Dag, Node

STEPS = "steps.json"
"""The DAG for those tools whose files are programs."""
MODULUS = 9973
ROWS = 12
LONG_AGO = 1_600_000_000
"""Seconds since 1970: files as old as in a project that nobody touched today."""

PYTHON_SCRIPT = '''\
"""{name}: a weighted sum of what it reads, and a row for each step."""

import json
from pathlib import Path

WEIGHT = {weight}
SOURCES = [
{sources}
]
OUTPUT = Path("{output}")


def total_of(path):
    return json.loads(Path(path).read_text())["total"]


total = (WEIGHT + sum(total_of(path) for path in SOURCES)) % {modulus}
rows = [(total + WEIGHT * step) % {modulus} for step in range({rows})]
OUTPUT.parent.mkdir(parents=True, exist_ok=True)
OUTPUT.write_text(json.dumps({{"rows": rows, "total": total}}) + "\\n")
'''

SHELL_SCRIPT = """\
# {name}: as little work as a step can be.
[ -d {folder} ] || mkdir -p {folder}
printf '{{"rows": [], "total": {weight}}}\\n' >{output}
"""


def write_sources(root: Path, dag: Dag) -> None:
    """Everything that a person would have written, and a folder for each result."""
    for folder in ("scripts", "data", "results"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for node in dag.nodes:
        (root / node.script).write_text(_script(node, dag.suffix))
        if node.data:
            (root / node.data).write_text(json.dumps({"total": node.number}) + "\n")
        (root / node.output).parent.mkdir(exist_ok=True)
    steps = {
        node.name: {"script": node.script, "sources": node.sources, "output": node.output, "command": command_of(node)}
        for node in dag.nodes
    }
    (root / STEPS).write_text(json.dumps(steps, indent=1) + "\n")


def write_artefacts(root: Path, dag: Dag) -> None:
    """What the scripts would make, byte for byte."""
    totals: dict[str, int] = {}
    for node in dag.nodes:
        read = sum(totals[name] for name in node.above) if node.above else node.number
        weight = _weight(node)
        total = weight if dag.suffix == ".sh" else (weight + read) % MODULUS
        rows = [] if dag.suffix == ".sh" else [(total + weight * step) % MODULUS for step in range(ROWS)]
        totals[node.name] = total
        (root / node.output).write_text(json.dumps({"rows": rows, "total": total}) + "\n")


def age(root: Path, dag: Dag) -> None:
    """Give every file the time of one that was made in order, for the tools that go by it."""
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (LONG_AGO, LONG_AGO))
    for rank, node in enumerate(dag.nodes, start=1):
        os.utime(root / node.output, (LONG_AGO + rank, LONG_AGO + rank))


def command_of(node: Node) -> str:
    return f"{'sh' if node.script.endswith('.sh') else 'python'} {node.script}"


def _weight(node: Node) -> int:
    return 2 * node.number + 3


def _script(node: Node, suffix: str) -> str:
    template = SHELL_SCRIPT if suffix == ".sh" else PYTHON_SCRIPT
    return template.format(
        name=node.name,
        weight=_weight(node),
        sources="\n".join(f'    "{path}",' for path in node.sources),
        output=node.output,
        folder=os.path.dirname(node.output),
        modulus=MODULUS,
        rows=ROWS,
    )
