"""`specthis log stats`: how runs have gone on this machine."""

from collections.abc import Iterable

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import select


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: log-stats.schema.json).")
@project_options
@click.pass_obj
def stats(invocation: Invocation, entries: tuple[str, ...], as_json: bool) -> int:
    """Say how runs have gone: first tries, times, what failures cost.

    ENTRY is a name or a glob; without any, all entries of the project and of the log are counted. Where the log knows
    of no run, the time is the receipt's.

    \b
    Examples:
      specthis log stats
      specthis log stats 'fit-*'
      specthis log stats --json | jq '.entries[] | select(.first_try_rate < 0.5) | .entry'
    """
    from mkdocs_specthis.core.views.log_json import stats_view
    from mkdocs_specthis.frontends.cli.log_text import UNREAD_HINT, stats_lines, unread_sentence
    from mkdocs_specthis.usecases.log.read import statistics

    def choose(names: Iterable[str]) -> Iterable[str]:
        return select(entries, names) if entries else names

    found = statistics(invocation.root(), choose)
    view = stats_view(found.stats, found.unread)
    if as_json:
        write_json(view)
        return exit_status.OK
    write("\n".join(stats_lines(view)))
    if found.unread:
        tell(f"specthis: {unread_sentence(found.unread)}\n  hint: {UNREAD_HINT}")
    return exit_status.OK
