"""`specthis init`: a project that works at once, in an empty folder or in a repository that is there.

What goes where is decided in `core/scaffold.py`.
"""

from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, is_root, project_options


@click.command()
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--bare", is_flag=True, help="Leave out the sample: two specs, their scripts and data, a paper.")
@click.option("--pages", is_flag=True, help="Add a workflow that publishes the site with GitHub Pages.")
@click.option("--force", is_flag=True, help="Replace the texts and the sample where they are there already.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: init.schema.json).")
@project_options
@click.pass_obj
def init(
    invocation: Invocation, folder: str | None, bare: bool, pages: bool, force: bool, dry_run: bool, as_json: bool
) -> None:
    """Start a project: specs to read, a sample to run, a site to look at.

    DIR is made if it is not there; without it, the project is made where you are. Nothing that is there is written
    over: .gitignore and .gitattributes get the lines that they lack, and a mkdocs.yml of yours stays as it is.

    \b
    Examples:
      specthis init                 here, with a sample
      specthis init rain --pages    in a new folder, with a workflow that publishes the site
      specthis init --bare          without the sample
      specthis init --dry-run       show what would be written
    """
    from mkdocs_specthis.core.views.scaffold_json import scaffold_view
    from mkdocs_specthis.frontends.cli.scaffold_text import closing_lines, file_lines
    from mkdocs_specthis.usecases.scaffold import InitRequest, carry_out, plan_project

    written = _written(invocation, folder)
    root = _place(written)
    scaffold = plan_project(root, InitRequest(sample=not bare, pages=pages, force=force))
    if not dry_run:
        carry_out(root, scaffold)
    view = scaffold_view(scaffold, str(root), dry_run=dry_run)
    if as_json:
        write_json(view)
    else:
        away = "" if root == Path.cwd() else written
        write("\n".join([*file_lines(view), *closing_lines(view, away)]))


def _written(invocation: Invocation, folder: str | None) -> str:
    if folder is not None and invocation.project is not None:
        raise SpecthisError("both DIR and `-C` name a folder", hint="name it once")
    return folder or invocation.project or ""


def _place(written: str) -> Path:
    """The folder, absolute. Raises SpecthisError where it is none, or would be a project within another by accident."""
    here = Path.cwd()
    if not written:
        around = next((folder for folder in here.parents if is_root(folder)), None)
        if around is not None and not is_root(here):
            raise SpecthisError(
                f"this folder is inside of the project {shown(str(around), 200)}",
                hint="`specthis init .` makes a project of its own here",
            )
        return here
    root = (here / written).resolve() if written in (".", "./") else Path(written).absolute()
    if root.exists() and not root.is_dir():
        raise SpecthisError(f"{shown(written, 200)} is no folder", hint="name a folder, or one that is not there yet")
    return root
