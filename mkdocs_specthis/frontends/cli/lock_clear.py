"""`specthis lock clear`: take judgments back."""

from collections.abc import Iterator
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
    from mkdocs_specthis.usecases.certify import ClearResult


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--downstream", is_flag=True, help="Take back the judgments of everything that rests on them too.")
@click.option("--gone", is_flag=True, help="Remove what the ledgers hold of entries that no longer exist.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be removed; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: lock-clear.schema.json).")
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
    from mkdocs_specthis.usecases.certify import ClearRequest, gone_from, to_clear
    from mkdocs_specthis.usecases.certify import clear as clear_entries
    from mkdocs_specthis.usecases.certify.judge import check_ledger
    from mkdocs_specthis.usecases.load import load_snapshot

    if not entries and not gone:
        raise SpecthisError("no entry is named", hint="name entries, or say `--gone`")
    root = invocation.root()
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    names = tuple(select(entries, (*snapshot.entries, *sorted(gone_from(snapshot)))))
    request = ClearRequest(names=names, gone=gone, downstream=downstream)
    would = to_clear(snapshot, request)
    if dry_run:
        return _say(would, as_json, "would remove")
    if gone or needs_question(would.judgments, entries):
        if can_ask():
            tell("\n".join(lines(would, "would remove")))
        if not agrees("Remove all of this?", yes=yes):
            return declined()
    return _say(clear_entries(root, request), as_json, "removed")


def lines(result: "ClearResult", word: str) -> Iterator[str]:
    yield from (f"{word} the judgments of {name}" for name in result.judgments)
    yield from (f"{word} the receipt of {name}, which no longer exists" for name in result.receipts)
    if not result.judgments and not result.receipts:
        yield "nothing to remove"


def _say(result: "ClearResult", as_json: bool, word: str) -> int:
    if as_json:
        write_json({"version": 1, "judgments": list(result.judgments), "receipts": list(result.receipts)})
    else:
        write("\n".join(lines(result, word)))
    return exit_status.OK
