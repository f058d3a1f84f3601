"""`specthis log`: a table of its commands, and where each one is. Alone it shows the last events."""

import click

from mkdocs_specthis.frontends.cli.lazy_group import Lazy, LazyGroup, load_command
from mkdocs_specthis.frontends.cli.project_option import project_options

HERE = "mkdocs_specthis.frontends.cli"

COMMANDS = {
    "tail": Lazy(f"{HERE}.log_tail:tail", "Show the last events, one line each."),
    "stats": Lazy(f"{HERE}.log_stats:stats", "Say how runs have gone: first tries, times, what failures cost."),
    "validate": Lazy(f"{HERE}.log_validate:validate", "Check events, ledgers and the index, line by line."),
}


@click.group(cls=LazyGroup, table=COMMANDS, invoke_without_command=True, no_args_is_help=False)
@project_options
@click.pass_context
def log(ctx: click.Context) -> int:
    """Say what happened on this machine, and how runs have gone.

    What is told stands in .specthis/events.jsonl, which is this machine's own and not in git. Without a command the
    last events are shown, as by `specthis log tail`.

    \b
    Examples:
      specthis log
      specthis log stats
      specthis log validate
    """
    if ctx.invoked_subcommand is None:
        status: int = ctx.invoke(load_command(COMMANDS["tail"]))
        return status
    return 0
