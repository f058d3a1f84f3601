"""`specthis cache verify`: read back what is in the cache, and say what is damaged."""

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
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt


@click.command()
@entry_arguments
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N records, picked at random.")
@click.option(
    "--repair",
    is_flag=True,
    help="Replace damaged blobs by the right bytes where they are here; remove what can't be mended.",
)
@json_option
@project_options
@click.pass_obj
def verify(invocation: Invocation, entries: tuple[str, ...], sample: int | None, repair: bool, as_json: bool) -> int:
    """Read back what is in the cache, and say what is damaged.

    Reads every byte. Leaves with 1 if a record is worthless, or a blob is missing or is not what its name says.
    A fetch takes no such bytes in any case. Pictures are read where neither a name nor a sample is asked for.

    \b
    Examples:
      specthis cache verify --sample 20
      specthis cache verify 'fit-*' --repair
    """
    from mkdocs_specthis.frontends.cli.cache_progress import cache_progress
    from mkdocs_specthis.usecases.cache.verify import VerifyRequest
    from mkdocs_specthis.usecases.cache.verify import verify as look
    from mkdocs_specthis.usecases.preview.share import with_pictures
    from mkdocs_specthis.usecases.preview.stored import verify_pictures

    root = invocation.root()
    request = VerifyRequest(sample=sample, repair=repair)
    with project_and_store(root) as (snapshot, store), ends_as_interrupt(), cache_progress() as progress:
        report = look(root, snapshot, store, records_of(entries), request, progress)
        if not entries and sample is None:
            report = with_pictures(report, verify_pictures(store, repair=repair))
    return show(report, status_of(report), as_json=as_json)
