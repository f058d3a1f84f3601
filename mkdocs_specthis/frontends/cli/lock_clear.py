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
    from mkdocs_specthis.usecases.certify.judge import check_ledger
    from mkdocs_specthis.usecases.load import load_snapshot

    if not entries and not gone:
        raise SpecthisError("no entry is named", hint="name entries, or say `--gone`")
    root = invocation.root()
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    names = with_downstream(snapshot, select(entries, known(snapshot)), downstream=downstream)
    would = preview(snapshot, {*names, *(gone_from(snapshot) if gone else ())})
    if dry_run:
        return _say(would, as_json, "would remove")
    if gone or needs_question(would.judgments, entries):
        if can_ask():
            tell("\n".join(lines(would, "would remove")))
        if not agrees("Remove all of this?", yes=yes):
            return declined()
    return _say(clear_entries(root, ClearRequest(names=names, gone=gone)), as_json, "removed")


def gone_from(snapshot: "Snapshot") -> frozenset[str]:
    """Entries that only the ledgers know."""
    return frozenset(snapshot.project.judgments.keys() | snapshot.project.receipts.keys()) - snapshot.entries.keys()


def known(snapshot: "Snapshot") -> tuple[str, ...]:
    return (*snapshot.entries, *sorted(gone_from(snapshot)))


def with_downstream(snapshot: "Snapshot", names: Iterable[str], *, downstream: bool) -> tuple[str, ...]:
    """The names, and everything that rests on them if asked for; each once."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        if downstream and name in snapshot.entries:
            found.update(dict.fromkeys(snapshot.graph.all_below(name)))
    return tuple(found)


def preview(snapshot: "Snapshot", names: Iterable[str]) -> "ClearResult":
    """What `clear` would remove of these."""
    from mkdocs_specthis.usecases.certify import ClearResult

    asked = frozenset(names)
    return ClearResult(
        judgments=tuple(sorted(asked & snapshot.project.judgments.keys())),
        receipts=tuple(sorted((asked & snapshot.project.receipts.keys()) - snapshot.entries.keys())),
    )


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
