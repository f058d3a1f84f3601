"""`specthis lock reject`: say that the script is not what the spec says."""

from typing import Any

import click

from mkdocs_specthis.frontends.cli.judging import Verb, Wish, judge, judging_options
from mkdocs_specthis.frontends.cli.project_option import Invocation
from mkdocs_specthis.frontends.cli.selection import selection_arguments


@click.command()
@selection_arguments
@judging_options
@click.pass_obj
def reject(invocation: Invocation, /, selection: Any, **options: Any) -> int:
    """Refuse: the script is not what the spec says.

    What is rejected does not run, until script or spec have changed and somebody has judged them anew.

    \b
    Examples:
      specthis lock reject trend --note "the spec wants robust errors"
      specthis lock reject trend --at 3f2a4b1c9d0e --author "A. Author" --note "wrong sample"
    """
    from mkdocs_specthis.usecases.certify import reject as refuse

    verb = Verb(
        act=refuse,
        verdict="rejected",
        question="Reject",
        command="specthis lock reject",
        missing_note="What is wrong",
    )
    return judge(invocation, selection, Wish(**options), verb)
