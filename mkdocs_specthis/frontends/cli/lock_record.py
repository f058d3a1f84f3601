"""`specthis lock record`: certify that script and spec agree."""

from typing import Any

import click

from mkdocs_specthis.frontends.cli.judging import Verb, Wish, judge, judging_options
from mkdocs_specthis.frontends.cli.project_option import Invocation
from mkdocs_specthis.frontends.cli.selection import selection_arguments


@click.command()
@selection_arguments
@judging_options
@click.option("--overrule", is_flag=True, help="Certify what stands rejected; the note has to say why.")
@click.pass_obj
def record(invocation: Invocation, /, selection: Any, overrule: bool, **options: Any) -> int:
    """Certify that script and spec agree.

    On a terminal you see what would be signed, and are asked once before a batch. Without one, `--at` and `--author`
    say what was looked at and by whom, so that nothing moves between reading and signing.

    \b
    Examples:
      specthis lock record trend --note "read both, they agree"
      specthis lock record --state drifted
      specthis lock record trend 'fit-*' --dry-run
      specthis lock record trend --at 3f2a4b1c9d0e --author "A. Author"
    """
    from mkdocs_specthis.usecases.certify import record as certify

    verb = Verb(act=certify, verdict="certified", question="Certify", command="specthis lock record", overrule=overrule)
    return judge(invocation, selection, Wish(**options), verb)
