"""`specthis cache list`: what is in the cache, newest first."""

import click

from mkdocs_specthis.frontends.cli.cache_command import (
    entry_arguments,
    json_option,
    project_and_store,
    records_of,
    show,
    status_of,
)
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command(name="list")
@entry_arguments
@json_option
@project_options
@click.pass_obj
def list_records(invocation: Invocation, entries: tuple[str, ...], as_json: bool) -> int:
    """List what is in the cache, newest first.

    Every record, of earlier revisions and other branches too, under the name that the entry had when it was pushed.
    ENTRY is such a name, or a glob. Pictures have no name, and come last where no name is said.

    \b
    Examples:
      specthis cache list
      specthis cache list 'fit-*' --json
    """
    from mkdocs_specthis.usecases.cache.look import list_records as look
    from mkdocs_specthis.usecases.preview.share import with_pictures
    from mkdocs_specthis.usecases.preview.stored import list_pictures

    with project_and_store(invocation.root()) as (_, store):
        report = look(store, records_of(entries))
        report = report if entries else with_pictures(report, list_pictures(store))
    return show(report, status_of(report), as_json=as_json)
