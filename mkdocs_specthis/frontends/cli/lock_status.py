"""`specthis lock status`: who judged what, and at which digest it stands today."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.judging import short
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import chosen, selection_arguments
from mkdocs_specthis.frontends.cli.tables import table

HEAD = ("entry", "certification", "digest", "judged by", "on")


@click.command()
@selection_arguments
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: lock-status.schema.json).")
@project_options
@click.pass_obj
def status(invocation: Invocation, selection: Any, as_json: bool) -> int:
    """Say who judged what, and at which digest it stands today.

    The digest is what `--at` takes. Where several entries are shown, the last line has the digest that judges them all
    together.

    \b
    Examples:
      specthis lock status
      specthis lock status --state drifted --state rejected
    """
    from mkdocs_specthis.core.views.lock_json import lock_view
    from mkdocs_specthis.frontends.cli.status_exit import whole_exit
    from mkdocs_specthis.usecases.certify.judge import check_ledger
    from mkdocs_specthis.usecases.load import load_snapshot

    snapshot = load_snapshot(invocation.root())
    check_ledger(snapshot)
    names = chosen(snapshot, selection)
    view = lock_view(snapshot, tuple(snapshot.entries) if names is None else names)
    if as_json:
        write_json(view)
    else:
        write("\n".join(lines(view)))
    return exit_status.OK if names is not None else whole_exit(snapshot)


def lines(view: Mapping[str, Any]) -> Iterator[str]:
    entries = view["entries"]
    if not entries:
        yield "No entry is in that state."
        return
    yield from table([HEAD, *map(cells, entries)])
    if len(entries) > 1:
        yield f"digest of these {len(entries)} together: {short(view['at'])}"


def cells(entry: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    """A judgment of other content than today's is shown too, in brackets."""
    judgment = entry["judgment"]
    if judgment is None:
        return (entry["entry"], entry["certification"], short(entry["digest"]), "", "")
    who, when = judgment["author"], judgment["ts"][:10]
    if not entry["in_force"]:
        who, when = f"({who})", f"({when})"
    return (entry["entry"], entry["certification"], short(entry["digest"]), who, when)
