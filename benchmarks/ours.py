"""This software: specs of a generated project, and ledgers in which every entry is fresh and certified.

Receipts are composed by the functions that a refresh composes them with, of artefacts that are there already.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from benchmarks.dag import Dag, Node
from benchmarks.measure import Measured
from benchmarks.tool import Programs, Tool
from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.snapshot import analyze
from mkdocs_specthis.core.steps.product import product_of
from mkdocs_specthis.effects.records.ledgers import receipt_path, render_receipt
from mkdocs_specthis.effects.runs.run_environment import describe_platform
from mkdocs_specthis.effects.tree.atomic import write_note
from mkdocs_specthis.usecases.certify import JudgeRequest, record
from mkdocs_specthis.usecases.load import load_project

WHEN = "2026-01-01T00:00:00Z"
PROSE = """\
Each of these fits adds up what it reads, weighs the sum and lists how it grows over a dozen steps. The weight is a
constant of the script, and all arithmetic is done modulo a prime so that numbers stay small.

## Artefact design

One JSON object. `total` is the weighted sum; `rows` holds $t_k = t + w k$ for $k = 0, \\dots, 11$, in that order.
"""


def write(root: Path, dag: Dag) -> None:
    (root / "specs").mkdir(exist_ok=True)
    (root / "specthis.toml").write_text("# The defaults do.\n")
    for number, nodes in groupby(dag.nodes, key=lambda node: node.spec):
        (root / "specs" / f"compute-{number:04}.md").write_text("".join(_spec(number, list(nodes))))


def _spec(number: int, nodes: list[Node]) -> Iterator[str]:
    name = f"compute-{number:04}"
    yield f"---\nname: {name}\nkind: compute\ntitle: Fits, part {number}\n---\n\n# Fits, part {number}\n\n{PROSE}"
    yield "\n## Entries\n"
    for node in nodes:
        inputs = f"- **Inputs:** `{node.data}`\n" if node.data else ""
        yield (
            f"\n### {node.name}\n\nA weighted sum of what it reads.\n\n- **Script:** `{node.script}`\n"
            f"- **Output:** `{node.output}`\n- **Keys:** `rows`, `total`\n{inputs}"
            f"- **Consumes:** {', '.join(node.above) or 'none'}\n- **Status:** script ready\n"
        )


def settle(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    """Receipts upstream first, then one judgment of everything."""
    project = load_project(root)
    consumption = analyze(project).consumption
    receipts = dict(project.receipts)
    project = replace(project, receipts=receipts)
    for node in dag.nodes:
        contract = contract_of(project, node.name, consumption)
        run = _run(project.entries[node.name].spec, node)
        receipts[node.name] = product_of(project, consumption, contract, run).receipt
    for name, receipt in receipts.items():
        write_note(root, receipt_path("specs", name), render_receipt(root, "specs", receipt))
    record(root, JudgeRequest(entries=tuple(receipts), author="A benchmark", via="benchmark"), now=lambda: WHEN)


def _run(spec: str, node: Node) -> Receipt:
    return Receipt(
        entry=node.name, signature="", spec=spec, ts=WHEN, engine="local", platform=describe_platform(), seconds=0.02
    )


def problem(asked: Measured, entries: int) -> str:
    """For `status`, `status --json` and `refresh --dry-run` alike."""
    if asked.status == 0 and _left_as_they_are(asked.output) == entries:
        return ""
    return asked.output[-300:]


def _left_as_they_are(said: str) -> int:
    """How many entries the answer calls settled, or leaves alone; 0 if anything else is to be done."""
    if said.startswith("{"):
        return int(json.loads(said)["counts"]["headline.settled"])
    closing = said.rstrip().rpartition("\n")[2].replace(",", "")
    found = re.fullmatch(r"All (\d+) entries are settled\.|(\d+) to leave as they are\.", closing)
    return int(found[1] or found[2]) if found else 0


OURS = Tool(
    name="specthis",
    write=write,
    settle=settle,
    noop=("specthis", "status", "--check", "--strict"),
    problem=problem,
    make_all=("specthis", "refresh", "-j", "2"),
)
