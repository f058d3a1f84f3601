"""`specthis status`: where each entry stands, why, and what to do about it.

Shows what a Snapshot says; decides nothing but the exit status.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.frontends.cli.at_work import tell_who_works
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import (
    is_terminal,
    json_text,
    printable,
    surroundings,
    write_as_it_is,
)
from mkdocs_specthis.frontends.cli.project_option import Invocation, paranoid_option, project_options
from mkdocs_specthis.frontends.cli.selection import selection_arguments

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection

ALONE = "settled"
"""What `--check` without a value means."""


class StatusCommand(click.Command):
    """A command whose `--check` may stand without its value; one with it is written `--check=bytes`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        whole = [f"--check={ALONE}" if word == "--check" else word for word in args[:end]]
        return super().parse_args(ctx, whole + args[end:])


@click.command(cls=StatusCommand)
@selection_arguments
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: status.schema.json).")
@click.option(
    "--check",
    type=OneOf([ALONE, "bytes"]),
    metavar="[=bytes]",
    help="Exit 1 with anything not settled, 3 with drift or a rejection. "
    "Bytes that are elsewhere are forgiven; `--check=bytes` doesn't.",
)
@click.option("--strict", is_flag=True, help="Exit 1 with any finding that is an error or a warning.")
@paranoid_option
@project_options
@click.pass_obj
def status(
    invocation: Invocation,
    selection: "Selection",
    as_json: bool,
    check: str | None,
    strict: bool,
    paranoid: bool,
) -> int:
    """Say where each entry stands, why, and what to do about it.

    ENTRY is a name or a glob; without any, all entries are shown. Nothing of the project is executed.

    \b
    Examples:
      specthis status
      specthis status trend 'fit-*'
      specthis status --state drifted
      specthis status --check --strict     in continuous integration
      specthis status --json | jq -r '.entries[] | select(.settled | not) | .entry'
    """
    from mkdocs_specthis.usecases.answer import Answer, answered

    def work() -> Answer:
        from mkdocs_specthis.core.views.status_json import status_view
        from mkdocs_specthis.frontends.cli.selection import chosen
        from mkdocs_specthis.frontends.cli.status_exit import status_exit
        from mkdocs_specthis.usecases.load import load_snapshot

        snapshot = load_snapshot(root)
        names = chosen(snapshot, selection)
        view = status_view(snapshot, names)
        text = json_text(view) if as_json else _text(view, alone=len(view["entries"]) == 1 and bool(selection.named))
        return Answer(text=text, exit_status=status_exit(snapshot, names, check=check, strict=strict))

    root = invocation.root()
    question = ("status", selection, as_json, check, strict, surroundings())
    answer = answered(root, question, work, paranoid=paranoid)
    write_as_it_is(answer.text)
    tell_who_works(root)
    return answer.exit_status


def _text(view: Mapping[str, Any], *, alone: bool) -> str:
    from mkdocs_specthis.frontends.cli.status_text import closing, details, explained, rows

    tell = explained if alone else details
    if is_terminal(sys.stdout):
        from mkdocs_specthis.frontends.cli.status_table import table_text

        return table_text(view, tell) + printable("\n".join(closing(view)))
    return printable("\n".join([*rows(view, tell), *closing(view)]))
