"""`specthis cache has`: which entries' artefacts of today are in the cache."""

import click

from mkdocs_specthis.frontends.cli.cache_command import (
    entry_arguments,
    json_option,
    names_of,
    project_and_store,
    show,
    status_of,
)
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command()
@entry_arguments
@json_option
@project_options
@click.pass_obj
def has(invocation: Invocation, entries: tuple[str, ...], as_json: bool) -> int:
    """Say which entries' artefacts of today are in the cache.

    Asks for the record of today's signature and for the size of its blobs; `verify` reads the bytes. Leaves with 1
    unless every entry is there, whole.

    \b
    Examples:
      specthis cache has
      specthis cache has trend && echo yes
    """
    from mkdocs_specthis.usecases.cache.look import has as look

    root = invocation.root()
    with project_and_store(root) as (snapshot, store):
        report = look(snapshot, names_of(snapshot, entries), store)
    return show(report, status_of(report, also=("missing", "incomplete")), as_json=as_json)
