"""`specthis lock`: a table of its commands, and where each one is."""

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.lazy_group import Lazy, LazyGroup
from mkdocs_specthis.frontends.cli.output import tell
from mkdocs_specthis.frontends.cli.project_option import project_options

HERE = "mkdocs_specthis.frontends.cli"

COMMANDS = {
    "status": Lazy(f"{HERE}.lock_status:status", "Say who judged what, and at which digest it stands today."),
    "record": Lazy(f"{HERE}.lock_record:record", "Certify that script and spec agree."),
    "reject": Lazy(f"{HERE}.lock_reject:reject", "Refuse: the script is not what the spec says."),
    "confirm": Lazy(f"{HERE}.lock_confirm:confirm", "Confirm certificates although the vocabulary moved."),
    "clear": Lazy(f"{HERE}.lock_clear:clear", "Take judgments back."),
    "resolve": Lazy(f"{HERE}.lock_resolve:resolve", "Settle merge conflicts in the ledgers."),
}


@click.group(cls=LazyGroup, table=COMMANDS, invoke_without_command=True, no_args_is_help=False)
@project_options
@click.pass_context
def lock(ctx: click.Context) -> int:
    """Judge entries: who says that script and spec agree.

    A judgment covers what the entry rests on today, part by part, and falls when any of it moves. Judgments live in
    specs/_lock.json, which belongs into git.

    \b
    Examples:
      specthis lock status --state drifted
      specthis lock record trend --note "read both, they agree"
      specthis lock record --state drifted
      specthis lock record trend --at 3f2a4b1c9d0e --author "A. Author"     without a terminal
    """
    if ctx.invoked_subcommand is None:
        tell(ctx.get_help())
        return exit_status.UNUSABLE
    return exit_status.OK
