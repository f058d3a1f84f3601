"""`specthis lock resolve`: settle merge conflicts in the ledgers."""

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: lock-resolve.schema.json).")
@project_options
@click.pass_obj
def resolve(invocation: Invocation, as_json: bool) -> int:
    """Settle merge conflicts in the ledgers.

    Of judgments the union is kept; of one content judged both ways, the rejection wins. Of two receipts the one of
    today's content is kept, else neither. What cannot be settled stays as it is, and the command exits with 2.

    \b
    Example:
      git merge other-branch
      specthis lock resolve && git add specs && git commit
    """
    from mkdocs_specthis.usecases.certify import resolve as resolve_ledgers

    files = resolve_ledgers(invocation.root()).files
    if as_json:
        rows = [{"path": file.path, "settled": file.settled, "text": file.text} for file in files]
        write_json({"version": 1, "files": rows})
    else:
        for file in files:
            write(f"{file.path}: {'settled' if file.settled else 'not settled'}: {file.text}")
        if not files:
            write("no ledger holds a conflict")
    return exit_status.OK if all(file.settled for file in files) else exit_status.UNUSABLE
