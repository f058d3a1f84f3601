"""`specthis adopt`: an artefact that was produced elsewhere, recorded as it is.

What may be adopted is decided in `core/steps/adoption.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command()
@click.argument("entry", metavar="ENTRY")
@click.option("--note", default="", metavar="TEXT", help="Where it comes from; stands in the receipt.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: adopt.schema.json).")
@project_options
@click.pass_context
def adopt(ctx: click.Context, entry: str, note: str, dry_run: bool, as_json: bool) -> int:
    """Record an artefact that was produced elsewhere as it is; run nothing.

    Put the whole artefact where the spec declares it first. The receipt says `adopted`, never that it was run. It is
    ready only where `accept_adopted = true` stands under [policy] in specthis.toml.

    \b
    Examples:
      specthis adopt census --dry-run
      specthis adopt census --note 'computed in the data enclave, release 12'
    """
    from mkdocs_specthis.core.views.adopt_json import adopt_view
    from mkdocs_specthis.frontends.cli.refresh import typed
    from mkdocs_specthis.usecases.adopt import AdoptRequest, plan_adoption
    from mkdocs_specthis.usecases.adopt import adopt as carry_out

    root = ctx.ensure_object(Invocation).root()
    request = AdoptRequest(entry=entry, note=note, command=typed(ctx))
    done = (plan_adoption if dry_run else carry_out)(root, request, now=utc_now)
    view = adopt_view(
        done.receipt, written=done.written, is_fresh=done.is_fresh, is_accepted=done.is_accepted, dry_run=dry_run
    )
    if as_json:
        write_json(view)
    else:
        write("\n".join(_lines(view)))
    return exit_status.OK


def _lines(view: Mapping[str, Any]) -> Iterator[str]:
    from mkdocs_specthis.core.views.sentence import bytes_in_words, short_digest
    from mkdocs_specthis.frontends.cli.tables import INDENT, table

    if view["outcome"] == "fresh":
        yield f"`{view['entry']}` is fresh already: its receipt stands for these bytes. There is nothing to adopt."
        return
    yield f"`{view['entry']}` {'would be adopted' if view['dry_run'] else 'is adopted'} as it is; nothing is run."
    rows = [
        (output["path"], short_digest(output["digest"]), bytes_in_words(output["bytes"])) for output in view["outputs"]
    ]
    yield from (f"{INDENT}{line}" for line in table(rows))
    if view["receipt"]:
        yield f"The receipt is {view['receipt']}."
    if not view["accepted"]:
        yield "The project's policy does not accept adopted artefacts, so the entry is not ready."
        yield "  hint: set `accept_adopted` in specthis.toml, or run it with `specthis refresh --force`"
