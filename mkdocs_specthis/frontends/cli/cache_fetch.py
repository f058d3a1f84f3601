"""`specthis cache fetch`: bring what the cache has; run nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli.cache_command import json_option, names_of, project_and_store, show
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.output import tell
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.refresh import typed
from mkdocs_specthis.frontends.cli.selection import selection_arguments
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection


@click.command()
@selection_arguments
@click.option("--dry-run", is_flag=True, help="Show what would be fetched and what is not there; touch nothing.")
@json_option
@project_options
@click.pass_context
def fetch(ctx: click.Context, selection: "Selection", dry_run: bool, as_json: bool) -> int:
    """Bring what the cache has; run nothing.

    ENTRY is a name or a glob, and what is upstream of it comes along. Bytes are taken only if they are what the
    committed receipt, or else the cache's record, says; what was here stays until all of an entry has arrived.
    A fetch that was cut off is gone on from. What the cache lacks is told, and the command leaves with 1. Pictures of
    these entries come along, where it has them.

    \b
    Examples:
      specthis cache fetch
      specthis cache fetch trend --dry-run
    """
    root = ctx.ensure_object(Invocation).root()
    if dry_run:
        return _plan(root, selection, as_json)
    from mkdocs_specthis.core.parse.cache_place import DEFAULT
    from mkdocs_specthis.frontends.cli.refresh_progress import progress_here
    from mkdocs_specthis.usecases.cache import fetch as usecase
    from mkdocs_specthis.usecases.load import read_settings
    from mkdocs_specthis.usecases.preview.share import fetch_pictures, with_pictures
    from mkdocs_specthis.usecases.refresh import exit_status_of

    with ends_as_interrupt(), progress_here() as progress:
        done = usecase.fetch(root, selection, command=typed(ctx), now=utc_now, progress=progress)
    report = usecase.report_of(root, done, read_settings(root)[0].cache_url or DEFAULT)
    if not done.interrupted:
        with project_and_store(root) as (snapshot, store):
            report = with_pictures(report, fetch_pictures(root, snapshot, names_of(snapshot, selection), store))
    status = show(report, exit_status_of(done), as_json=as_json, is_told=True)
    if done.interrupted:
        tell("specthis: interrupted; what had arrived is kept")
    return status


def _plan(root: Path, selection: "Selection", as_json: bool) -> int:
    from mkdocs_specthis.usecases.cache import fetch as usecase
    from mkdocs_specthis.usecases.refresh import exit_status_of_plan

    with project_and_store(root) as (snapshot, store):
        plan = usecase.plan_fetch(snapshot, selection, store)
        report = usecase.report_of_plan(plan, snapshot, store.place)
    return show(report, exit_status_of_plan(plan), as_json=as_json)
