"""`specthis cache has`: which entries' artefacts of today are in the cache."""

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
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import selection_arguments

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection


@click.command()
@selection_arguments
@json_option
@project_options
@click.pass_obj
def has(invocation: Invocation, selection: "Selection", as_json: bool) -> int:
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
        report = whole(look(snapshot, names_of(snapshot, selection), store), snapshot, selection)
    return show(report, status_of(report, also=("missing", "incomplete")), as_json=as_json)
