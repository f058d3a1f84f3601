"""`specthis log tail`: the last events, one line each."""

from collections.abc import Iterable

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import select


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option(
    "-n", "--lines", "count", type=click.IntRange(min=1), default=20, metavar="N", help="How many. Default: 20."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: log-tail.schema.json).")
@project_options
@click.pass_obj
def tail(invocation: Invocation, entries: tuple[str, ...], count: int, as_json: bool) -> int:
    """Show the last events, one line each.

    ENTRY is a name or a glob; without any, the events of all entries are shown. The newest comes last.

    \b
    Examples:
      specthis log tail -n 50
      specthis log tail 'fit-*'
      specthis log tail --json | jq -r '.events[] | select(.event == "failed") | .subject'
    """
    from mkdocs_specthis.core.views.log_json import tail_view
    from mkdocs_specthis.frontends.cli.log_text import UNREAD_HINT, tail_lines, unread_sentence
    from mkdocs_specthis.usecases.log.read import last_events

    def choose(names: Iterable[str]) -> Iterable[str]:
        return select(entries, names)

    found = last_events(invocation.root(), count, choose if entries else None)
    view = tail_view(found.events, found.unread)
    if as_json:
        write_json(view)
        return exit_status.OK
    write("\n".join(tail_lines(view)))
    if found.unread:
        tell(f"specthis: {unread_sentence(found.unread)}\n  hint: {UNREAD_HINT}")
    return exit_status.OK
