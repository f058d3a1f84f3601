"""specthis 0.1.15, the tool on PyPI that grew out of the same convention: specs, map, pipeline, two ledgers."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.dag import Dag, Node
from benchmarks.measure import Measured
from benchmarks.sources import command_of
from benchmarks.tool import Programs, Tool

SETTLING = Path(__file__).with_name("settle_specthis_0_1.py")


def write(root: Path, dag: Dag) -> None:
    (root / "specs").mkdir(exist_ok=True)
    for number, nodes in groupby(dag.nodes, key=lambda node: node.spec):
        (root / "specs" / f"compute-{number:04}.md").write_text("".join(_spec(number, list(nodes))))
    bound = (f'[entries.{node.name}]\nscripts = ["{node.script}"]\n' for node in dag.nodes)
    (root / "specs" / "bindings.toml").write_text("\n".join(bound))
    (root / "pipeline.toml").write_text("\n".join(map(_step, dag.nodes)))


def _spec(number: int, nodes: list[Node]) -> Iterator[str]:
    yield f"---\nname: compute-{number:04}\nkind: compute\ntier: quick\n---\n\n# Fits, part {number}\n\n## Entries\n"
    for node in nodes:
        consumes = f"- consumes: {', '.join(node.above)}\n\n" if node.above else ""
        yield f"\n### {node.name}\n\nA weighted sum of what it reads.\n\n{consumes}Output: `{node.output}`\n"


def _step(node: Node) -> str:
    deps = ", ".join(f'"{path}"' for path in (node.script, *node.sources))
    return f'[steps.{node.name}]\ncommand = "{command_of(node)}"\ndeps = [{deps}]\nouts = ["{node.output}"]\n'


def settle(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    programs.run(("python", str(SETTLING), str(root)), root, limit)


def problem(asked: Measured, entries: int) -> str:
    return asked.output[-300:] if asked.status else ""


SPECTHIS_0_1 = Tool(
    name="specthis 0.1.15",
    requirement="specthis==0.1.15",
    write=write,
    settle=settle,
    noop=("specthis", "check"),
    problem=problem,
    make_all=("specthis", "build"),
    serial=True,
)
