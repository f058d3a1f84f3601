"""`specthis impact`: what an edit would invalidate, or what edits since a revision did.

What is touched is decided in `core/questions/impact.py`.
"""

import os.path
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

FORMATS = ("text", "markdown", "json")


@click.command()
@click.argument("words", nargs=-1, metavar="[ENTRY|FILE]...")
@click.option("--since", default="", metavar="REV", help="What the edits since this git revision invalidate.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Runs at once, for the time. Default: 1."
)
@click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    metavar="FORMAT",
    default="text",
    help=f"One of {', '.join(FORMATS)}. Markdown is for a comment on a pull request.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as `--format json` (schema: impact.schema.json).")
@project_options
@click.pass_obj
def impact(invocation: Invocation, words: tuple[str, ...], since: str, jobs: int, form: str, as_json: bool) -> int:
    """Say what an edit would invalidate, and what it costs to make it good.

    An ENTRY stands for its scripts. A FILE is a script, a module, an input, a spec, anything that an entry rests on.
    Nothing of the project is executed.

    \b
    Examples:
      specthis impact scripts/model.py -j 4
      specthis impact specs/definitions-wages.md
      specthis impact --since origin/main --format markdown
    """
    from mkdocs_specthis.core.views.impact_json import impact_view
    from mkdocs_specthis.frontends.cli.impact_text import markdown_lines, text_lines
    from mkdocs_specthis.usecases.impact import impact_of_edit, impact_of_edits_since

    if bool(words) == bool(since):
        hint = "`specthis impact scripts/model.py`, or `specthis impact --since main`"
        raise SpecthisError("name entries or files, or else a revision with `--since`", hint=hint)
    root = invocation.root()
    if since:
        found = impact_of_edits_since(root, since, jobs=jobs)
    else:
        found = impact_of_edit(root, [(word, _below(root, word)) for word in words], jobs=jobs)
    view = impact_view(found, since=since)
    if as_json or form == "json":
        write_json(view)
    else:
        write("\n".join(markdown_lines(view) if form == "markdown" else text_lines(view)))
    return exit_status.OK if found.is_whole else exit_status.UNUSABLE


def _below(root: Path, written: str) -> str:
    """POSIX path from the project root, of what is written from the working directory or from the root itself."""
    path = Path(os.path.abspath(written))
    for folder in (root, root.resolve()):
        if path.is_relative_to(folder) and path.exists():
            return path.relative_to(folder).as_posix()
    return os.path.normpath(written)
