"""`specthis log validate`: whether what was written still reads."""

import os.path
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: log-validate.schema.json).")
@project_options
@click.pass_obj
def validate(invocation: Invocation, files: tuple[str, ...], as_json: bool) -> int:
    """Check events, ledgers and the index, line by line.

    FILE is events.jsonl, _lock.json, _index.json, _routing.json or a receipt in _runs; without any, all that are
    there are checked. Each is held against its schema and read as strictly as everywhere else. Nothing is written.
    With findings it leaves with 1.

    \b
    Examples:
      specthis log validate
      specthis log validate specs/_lock.json
    """
    from mkdocs_specthis.core.views.log_json import validate_view
    from mkdocs_specthis.frontends.cli.log_text import validate_lines
    from mkdocs_specthis.usecases.log.validate import files_of
    from mkdocs_specthis.usecases.log.validate import validate as check

    root = invocation.root()
    paths = [_below(root, file) for file in files] or files_of(root)
    view = validate_view(tuple(check(root, paths)))
    if as_json:
        write_json(view)
    else:
        write("\n".join(validate_lines(view)))
    return exit_status.FAILED if any(file["findings"] for file in view["files"]) else exit_status.OK


def _below(root: Path, written: str) -> str:
    """POSIX path from the project root of what was written from the working directory. Raises SpecthisError."""
    path = Path(os.path.abspath(written))
    for folder in (root, root.resolve()):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    raise SpecthisError(f"{shown(written, 200)} is not in the project", hint="name a file below the project's folder")
