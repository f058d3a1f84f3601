"""`specthis lock clear`: take judgments back."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.judging import declined, needs_question
from mkdocs_specthis.frontends.cli.output import can_ask, tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.questions import agrees
from mkdocs_specthis.frontends.cli.selection import select

if TYPE_CHECKING:
    from mkdocs_specthis.core.snapshot import Snapshot
    from mkdocs_specthis.usecases.certify import ClearResult


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--downstream", is_flag=True, help="Take back the judgments of everything that rests on them too.")
@click.option("--gone", is_flag=True, help="Remove what the ledgers hold of entries that no longer exist.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be removed; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@project_options
@click.pass_obj
def clear(
    invocation: Invocation,
    entries: tuple[str, ...],
    downstream: bool,
    gone: bool,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take judgments back.

    Receipts stay, but for those of entries that no longer exist. What is removed is still in git's history.

    \b
    Examples:
      specthis lock clear trend
      specthis lock clear clean --downstream --dry-run
      specthis lock clear --gone --yes
    """
    from mkdocs_specthis.usecases.certify import ClearRequest
    from mkdocs_specthis.usecases.certify import clear as clear_entries
    from mkdocs_specthis.usecases.load import load_snapshot

    if not entries and not gone:
        raise SpecthisError("no entry is named", hint="name entries, or say `--gone`")
    root = invocation.root()
    snapshot = load_snapshot(root)
    names = tuple(_names(snapshot, select(entries, known(snapshot)), downstream=downstream))
    if dry_run or can_ask():
        _preview(snapshot, [*names, *(_gone(snapshot) if gone else ())], dry_run=dry_run)
    if dry_run:
        return exit_status.OK
    if (gone or needs_question(names, entries)) and not agrees("Remove all of this?", yes=yes):
        return declined()
    return _say(clear_entries(root, ClearRequest(names=names, gone=gone)), as_json)
