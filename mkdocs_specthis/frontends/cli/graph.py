"""`specthis graph`: what rests on what, for Mermaid, Graphviz or a program.

Nodes and edges are those of the site's graph.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.core.model.errors import SpecthisError, UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import select

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_specthis.core.snapshot import Snapshot
    from mkdocs_specthis.core.views.graph import GraphView

FORMATS = ("mermaid", "dot", "json")
BY = ("entry", "spec")


@click.command()
@click.argument("names", nargs=-1, metavar="[ENTRY|SPEC]...")
@click.option("--format", "form", type=OneOf(FORMATS), metavar="FORMAT", help="mermaid (the default), dot or json.")
@click.option(
    "--by", type=OneOf(BY), metavar="WHAT", default=BY[0], help="A node for each entry (the default) or spec."
)
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="With names: at most N edges away from them.")
@click.option("--up", is_flag=True, help="With names: only what they rest on.")
@click.option("--down", is_flag=True, help="With names: only what rests on them.")
@click.option("--json", "as_json", is_flag=True, help="The same as `--format json` (schema: graph.schema.json).")
@project_options
@click.pass_obj
def graph(
    invocation: Invocation,
    names: tuple[str, ...],
    form: str | None,
    by: str,
    depth: int | None,
    up: bool,
    down: bool,
    as_json: bool,
) -> int:
    """Draw what rests on what, from data to paper, with each state in words.

    It ends in the sections of the paper. Without names the whole project; with them what they rest on and what rests
    on them. A name is an entry, a glob of entries, or a spec. Nothing of the project is executed.

    \b
    Examples:
      specthis graph --by spec
      specthis graph trend --up --depth 2
      specthis graph --format dot | dot -Tsvg > pipeline.svg
      specthis graph --json | jq '.edges | length'
    """
    from mkdocs_specthis.core.views.graph_json import graph_view
    from mkdocs_specthis.core.views.graph_part import Around, part_of
    from mkdocs_specthis.frontends.cli.status_exit import status_exit
    from mkdocs_specthis.usecases.load import load_snapshot

    form = _format(form, as_json=as_json)
    if not names and (depth is not None or up or down):
        raise SpecthisError(
            "`--depth`, `--up` and `--down` need a name to start from", hint="as in `specthis graph trend --up`"
        )
    root = invocation.root()
    snapshot = load_snapshot(root)
    shown_graph, ids = _whole(root, snapshot, by), frozenset[str]()
    if names:
        ids = frozenset(_ids(snapshot, names, by))
        shown_graph = part_of(shown_graph, Around(ids=ids, depth=depth, up=up or not down, down=down or not up))
    _say(graph_view(shown_graph, by=by, around=ids), form)
    status = status_exit(snapshot, None, check=None, strict=False)
    if status:
        tell("specthis: something cannot be read, so the graph may lack it; `specthis status` says what")
    return status


def _format(form: str | None, *, as_json: bool) -> str:
    if as_json and form not in (None, "json"):
        raise SpecthisError(f"`--json` and `--format {form}` are two different things", hint="keep one of them")
    return "json" if as_json else form or FORMATS[0]


def _whole(root: "Path", snapshot: "Snapshot", by: str) -> "GraphView":
    from mkdocs_specthis.core.views.graph_paper import entry_graph_to_paper, spec_graph_to_paper
    from mkdocs_specthis.core.views.lookups import Lookups
    from mkdocs_specthis.usecases.paper import read_papers

    lookups = Lookups(snapshot, read_papers(root, snapshot))
    return spec_graph_to_paper(lookups) if by == "spec" else entry_graph_to_paper(lookups)


def _ids(snapshot: "Snapshot", names: Iterable[str], by: str) -> Iterator[str]:
    """Nodes that are meant: by spec, an entry means its spec, and else the other way round. Raises UnknownName."""
    from mkdocs_specthis.core.model.selection import is_glob
    from mkdocs_specthis.core.views.graph import node_id

    for name in names:
        spec = None if name in snapshot.entries or is_glob(name) else _spec(snapshot, name)
        nodes = (
            _of_entries(snapshot, name, by) if spec is None else (spec,) if by == "spec" else _of_spec(snapshot, spec)
        )
        yield from map(node_id, nodes)


def _of_entries(snapshot: "Snapshot", name: str, by: str) -> Iterator[str]:
    from mkdocs_specthis.core.model.selection import is_glob
    from mkdocs_specthis.core.questions.selection import LISTS

    if name not in snapshot.entries and not is_glob(name):
        hint = did_you_mean(name, (*snapshot.entries, *snapshot.specs_by_name), otherwise=LISTS)
        raise UnknownName(f"there is no entry or spec `{shown(name)}`", hint=hint)
    for entry in select([name], snapshot.entries):
        yield snapshot.entries[entry].spec if by == "spec" else entry


def _of_spec(snapshot: "Snapshot", spec: str) -> Iterator[str]:
    """The entries of a spec, and itself where it is consumed whole."""
    from mkdocs_specthis.core.dependencies.graph import spec_node

    entries = [entry.name for entry in snapshot.entries.values() if entry.spec == spec]
    if not entries:
        raise SpecthisError(f"{shown(spec)} holds no entries", hint="`--by spec` draws it among the specs")
    yield from entries
    if spec_node(spec) in snapshot.graph.up:
        yield spec_node(spec)


def _spec(snapshot: "Snapshot", name: str) -> str | None:
    """The path of a spec that is written as a path, a file name or a stem."""
    if name in snapshot.specs_by_path:
        return name
    spec = snapshot.specs_by_name.get(name.rsplit("/", 1)[-1].removesuffix(".md"))
    return spec.path if spec else None


def _say(view: Mapping[str, Any], form: str) -> None:
    if form == "json":
        write_json(view)
        return
    _warn_if_empty(view)
    lines = _lines(form)
    text = "\n".join(lines(view))
    write(text)
    if form == "mermaid":
        _warn_if_large(view, text)


def _lines(form: str) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    from mkdocs_specthis.frontends.cli.graph_dot import dot_lines
    from mkdocs_specthis.frontends.cli.graph_mermaid import mermaid_lines

    return dot_lines if form == "dot" else mermaid_lines


def _warn_if_empty(view: Mapping[str, Any]) -> None:
    if not view["nodes"]:
        tell("specthis: there is nothing to draw")


def _warn_if_large(view: Mapping[str, Any], text: str) -> None:
    from mkdocs_specthis.frontends.cli.graph_mermaid import over_limit

    limit = over_limit(view, text)
    if limit:
        smaller = "`--by spec` is smaller; " if view["by"] == "entry" else ""
        tell(
            f"specthis: Mermaid will not draw this graph: {limit}\n"
            f"  hint: {smaller}name an entry, perhaps with `--depth 2`; `--format dot` has no limit"
        )
