"""`specthis audit`: every check that needs no mind, as the convention's table with what was found.

Shows an AuditView; decides nothing but the exit status.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import (
    is_terminal,
    json_text,
    printable,
    surroundings,
    write_as_it_is,
)
from mkdocs_specthis.frontends.cli.project_option import Invocation, paranoid_option, project_options
from mkdocs_specthis.frontends.cli.selection import chosen, selection_arguments

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.core.views.audit import AuditView

FORMATS = ("table", "markdown", "json", "csv", "github")


@click.command()
@selection_arguments
@click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    metavar="FORMAT",
    help="One of table (default), markdown, json, csv, and github, which prints annotations for a workflow.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as `--format json` (schema: audit.schema.json).")
@click.option("--strict", is_flag=True, help="Exit 1 with any error or warning, or with nothing to audit.")
@paranoid_option
@project_options
@click.pass_obj
def audit(
    invocation: Invocation,
    selection: "Selection",
    form: str | None,
    as_json: bool,
    strict: bool,
    paranoid: bool,
) -> int:
    """Check specs against scripts, artefacts and each other, and say all that is wrong.

    ENTRY is a name or a glob; without any, the whole project is audited. Nothing of the project is executed.

    \b
    Examples:
      specthis audit
      specthis audit 'fit-*' --format markdown > audit.md
      specthis audit --strict --format github      in a workflow of GitHub
      specthis audit --json | jq -r '.findings[] | select(.severity == "error") | .message'
    """
    from mkdocs_specthis.usecases.answer import Answer, answered

    form = _form(form, as_json)
    root = invocation.root()

    def work() -> Answer:
        from mkdocs_specthis.core.views.audit import audit_view
        from mkdocs_specthis.frontends.cli.status_exit import audit_exit
        from mkdocs_specthis.usecases.load import load_snapshot

        snapshot = load_snapshot(root)
        names = chosen(snapshot, selection)
        view = audit_view(snapshot, names)
        return Answer(text=_text(view, form, root), exit_status=audit_exit(snapshot, names, strict=strict))

    question = ("audit", selection, form, strict, os.getcwd(), surroundings())
    answer = answered(root, question, work, paranoid=paranoid)
    if answer.text:
        write_as_it_is(answer.text)
    return answer.exit_status


def _text(view: "AuditView", form: str, root: Path) -> str:
    if form == "json":
        from mkdocs_specthis.core.views.audit_json import audit_json

        return json_text(audit_json(view))
    if form == "table" and is_terminal(sys.stdout):
        from mkdocs_specthis.frontends.cli.audit_table import table_text

        return table_text(view)
    from mkdocs_specthis.frontends.cli.audit_text import audit_text

    return printable(audit_text(view, form, root))


def _form(form: str | None, as_json: bool) -> str:
    """Raises SpecthisError where two formats are asked for."""
    if as_json and form not in (None, "json"):
        raise SpecthisError(f"`--json` and `--format {form}` ask for two formats", hint="leave one of them out")
    return "json" if as_json else form or "table"
