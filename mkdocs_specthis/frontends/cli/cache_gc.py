"""`specthis cache gc`: list what nobody refers to any more; delete it with `--yes`."""

import time

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.values import read_duration
from mkdocs_specthis.frontends.cli.cache_command import json_option, project_and_store, show, status_of
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt


@click.command()
@click.option(
    "--keep", multiple=True, metavar="REVISION", help="Keep what its receipts refer to as well; may be repeated."
)
@click.option("--older-than", default="30d", metavar="TIME", show_default=True, help="Keep what is younger than this.")
@click.option("--yes", is_flag=True, help="Delete what is listed.")
@json_option
@project_options
@click.pass_obj
def gc(invocation: Invocation, keep: tuple[str, ...], older_than: str, yes: bool, as_json: bool) -> int:
    """List what nobody refers to any more; delete it with `--yes`.

    Kept is what the receipts of the working tree, of HEAD and of every revision named with `--keep` refer to, and what
    is young. Name every branch whose bytes must stay: the cache may serve others.

    \b
    Examples:
      specthis cache gc --keep main --keep v1.0
      specthis cache gc --keep main --older-than 90d --yes
    """
    from mkdocs_specthis.usecases.cache.gc import GcRequest
    from mkdocs_specthis.usecases.cache.gc import gc as collect

    age = read_duration(older_than)
    if age.seconds is None:
        raise SpecthisError(f"`{shown(older_than)}` {age.problem}", hint="as in `--older-than 30d`")
    root = invocation.root()
    request = GcRequest(keep=keep, older_than=age.seconds, now=time.time(), delete=yes)
    with project_and_store(root) as (snapshot, store), ends_as_interrupt():
        report = collect(root, snapshot.project.settings.specs, store, request)
    return show(report, status_of(report), as_json=as_json)
