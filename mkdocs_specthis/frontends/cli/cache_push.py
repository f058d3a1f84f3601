"""`specthis cache push`: put what is made from today's content into the cache."""

from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli.cache_command import (
    json_option,
    names_of,
    project_and_store,
    show,
    status_of,
    whole,
)
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import selection_arguments
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection


@click.command()
@selection_arguments
@click.option("--dry-run", is_flag=True, help="Show what would be pushed and what may not be; ask and write nothing.")
@json_option
@project_options
@click.pass_obj
def push(invocation: Invocation, selection: "Selection", dry_run: bool, as_json: bool) -> int:
    """Put what is made from today's content into the cache.

    Only artefacts that are here byte for byte as their receipts say, made by a run that counts, are pushed. A record
    that is there is never overwritten: if it speaks of other bytes, that is told, and the command leaves with 1.

    \b
    Examples:
      specthis cache push
      specthis cache push 'fit-*' --dry-run
    """
    from mkdocs_specthis.frontends.cli.cache_progress import cache_progress
    from mkdocs_specthis.usecases.cache.push import plan_push
    from mkdocs_specthis.usecases.cache.push import push as push_entries
    from mkdocs_specthis.usecases.preview.share import plan_pictures, push_pictures, with_pictures

    root = invocation.root()
    with project_and_store(root) as (snapshot, store):
        names = names_of(snapshot, selection)
        if dry_run:
            report = with_pictures(plan_push(snapshot, names, store), plan_pictures(root, snapshot, names))
        else:
            with ends_as_interrupt(), cache_progress() as progress:
                report = push_entries(root, snapshot, names, store, now=utc_now, progress=progress)
                report = with_pictures(report, push_pictures(root, snapshot, names, store))
    also = ("left",) if selection.named else ()
    report = whole(report, snapshot, selection)
    return show(report, status_of(report, also=also), as_json=as_json)
