"""`specthis lock confirm`: certificates still hold although the vocabulary moved."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.judging import (
    Wish,
    check_at_given,
    declined,
    judging_options,
    say_nothing,
    say_written,
    short,
)
from mkdocs_specthis.frontends.cli.output import can_ask, tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation
from mkdocs_specthis.frontends.cli.questions import agrees, author_or_user

VIA = "specthis lock confirm"


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ENTRY|SPEC...")
@partial(judging_options, previewed="lock-confirm")
@click.pass_obj
def confirm(invocation: Invocation, /, names: tuple[str, ...], **options: Any) -> int:
    """Confirm certificates although the vocabulary moved.

    An entry that is certified and refers to a definition that has moved since waits for this. Name entries, or the spec
    that moved: then every entry that the edit touches is confirmed.

    \b
    Examples:
      specthis lock confirm trend
      specthis lock confirm definitions-sample --note "a typo"
      specthis lock confirm definitions-sample --dry-run
    """
    from mkdocs_specthis.core.questions.looked_at import looked_at_vocabulary
    from mkdocs_specthis.core.views.lock_json import written_view
    from mkdocs_specthis.usecases.certify import ConfirmRequest, to_confirm
    from mkdocs_specthis.usecases.certify import confirm as confirm_names
    from mkdocs_specthis.usecases.certify.judge import check_ledger
    from mkdocs_specthis.usecases.load import load_snapshot

    wish, root = Wish(**options), invocation.root()
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    moved = to_confirm(snapshot, names)
    at = looked_at_vocabulary(snapshot, moved)
    _show(moved, at, wish)
    if wish.dry_run:
        return exit_status.OK
    if not moved:
        return say_nothing("nothing to confirm", written_view("certified", at, {}), wish)
    check_at_given(wish)
    if (len(moved) > 1 or tuple(moved) != names) and wish.at is None and not agrees(_question(moved), yes=wish.yes):
        return declined()
    author = author_or_user(wish.author, root)
    request = ConfirmRequest(names=names, author=author, at=at if wish.at is None else wish.at, note=wish.note, via=VIA)
    result = confirm_names(root, request, now=utc_now)
    return say_written(written_view("certified", result.at, result.judgments), "confirmed", wish)


def _question(moved: Mapping[str, tuple[str, ...]]) -> str:
    return f"Confirm {'this entry' if len(moved) == 1 else f'these {len(moved)} entries'}?"


def _show(moved: Mapping[str, tuple[str, ...]], at: str, wish: Wish) -> None:
    if wish.dry_run and wish.as_json:
        write_json({"version": 1, "at": at, "moved": {entry: list(specs) for entry, specs in moved.items()}})
    elif wish.dry_run:
        write("\n".join(_lines(moved, at)))
    elif can_ask():
        tell("\n".join(_lines(moved, at)))


def _lines(moved: Mapping[str, tuple[str, ...]], at: str) -> Iterator[str]:
    for entry, specs in moved.items():
        yield f"{entry}: {', '.join(specs)} moved"
    yield f"digest of what is confirmed: {short(at)}" if moved else "nothing to confirm"
