"""Rules on what rests on what."""

from collections.abc import Iterator

from mkdocs_specthis.core.audit.finding import about_entry
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.dependencies.graph import Graph, is_spec_node
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

SHOWN_NODES = 16
"""Nodes of a cycle that a message names."""


def cycle(project: Project, graph: Graph) -> Iterator[Finding]:
    for nodes, knot in zip(graph.cycles, graph.knots, strict=True):
        message = f"entries rest on each other: {_path(nodes)}"
        inside = [node for node in knot if not is_spec_node(node)]
        for name in inside:
            yield about_entry(
                "cycle",
                project.entries[name],
                message,
                "narrow a `Consumes` to the entries that are really read",
            )


def _path(nodes: tuple[str, ...]) -> str:
    """The cycle as a path; of a long one both ends."""
    names = [f"`{node.removeprefix('spec:')}`" for node in nodes]
    if len(names) > SHOWN_NODES:
        left_out = f"… {len(names) - SHOWN_NODES + 1} more …"
        names = [*names[: SHOWN_NODES // 2], left_out, *names[-(SHOWN_NODES // 2) + 1 :]]
    return " → ".join(names)


def consumes_unknown(project: Project, consumption: Consumption) -> Iterator[Finding]:
    names = [*project.entries, *(spec.file_name for spec in project.specs)]
    for name, rows in consumption.unknown.items():
        for text, line in rows:
            others = (other for other in names if other != name)
            hint = did_you_mean(text, others, otherwise="name entries, specs such as `compute-x.md`, or `none`")
            yield about_entry(
                "consumes-unknown",
                project.entries[name],
                f"`{shown(text)}` in `Consumes` is neither an entry nor a spec with entries",
                hint,
                line=line,
            )


def consumes_missing(project: Project, consumption: Consumption) -> Iterator[Finding]:
    for name, mentions in consumption.left_out.items():
        entry = project.entries[name]
        for mention in mentions:
            where = "" if mention.file == entry.spec else f" (`{mention.file}:{mention.line}`)"
            message = f"`{shown(mention.path)}`{where} is an output of `{mention.maker}`, which `Consumes` leaves out"
            line = mention.line if mention.file == entry.spec else 0
            yield about_entry("consumes-missing", entry, message, f"add `{mention.maker}` to `Consumes`", line=line)
