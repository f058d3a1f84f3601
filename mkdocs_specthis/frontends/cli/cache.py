"""`specthis cache`, also `specthis-cache`: a table of its commands, and where each one is."""

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.lazy_group import Lazy, LazyGroup
from mkdocs_specthis.frontends.cli.output import tell
from mkdocs_specthis.frontends.cli.project_option import project_options

HERE = "mkdocs_specthis.frontends.cli"

COMMANDS = {
    "push": Lazy(f"{HERE}.cache_push:push", "Put what is made from today's content into the cache."),
    "fetch": Lazy(f"{HERE}.cache_fetch:fetch", "Bring what the cache has; run nothing."),
    "has": Lazy(f"{HERE}.cache_has:has", "Say which entries' artefacts of today are in the cache."),
    "list": Lazy(f"{HERE}.cache_list:list_records", "List what is in the cache, newest first."),
    "verify": Lazy(f"{HERE}.cache_verify:verify", "Read back what is in the cache, and say what is damaged."),
    "gc": Lazy(f"{HERE}.cache_gc:gc", "List what nobody refers to any more; delete it with `--yes`."),
}


@click.group(cls=LazyGroup, table=COMMANDS, invoke_without_command=True, no_args_is_help=False)
@project_options
@click.pass_context
def cache(ctx: click.Context) -> int:
    """Share artefacts by what they are made from.

    The cache is a folder or a bucket, `[cache] url` in specthis.toml; without that it is .specthis/cache. What comes
    out of it is taken only if its bytes are what they should be. A refresh asks it before it runs something.

    \b
    Examples:
      specthis cache push --dry-run
      specthis cache fetch
      specthis cache verify --sample 20
    """
    if ctx.invoked_subcommand is None:
        tell(ctx.get_help())
        return exit_status.UNUSABLE
    return exit_status.OK
