"""`specthis tex`: the state of each exhibit for the paper, so that the PDF leads back to what it rests on.

Shows what was written; what is in it is said by `core/paper_status.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

if TYPE_CHECKING:
    from mkdocs_specthis.usecases.paper_marks import PaperFile


@click.command()
@click.option(
    "--out", metavar="FILE", default="", help="Where the status file goes. Default: beside each host document."
)
@click.option(
    "--site-url", metavar="URL", default="", help="Where the site is. Default: `site_url` of the project's mkdocs.yml."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is missing or out of date.")
@project_options
@click.pass_obj
def tex(invocation: Invocation, out: str, site_url: str, check: bool) -> int:
    """Write the state of each exhibit for the paper.

    Two files beside the host document: the LaTeX package `specthis.sty`, and `specthis-status.tex`, which it reads.
    With `\\usepackage{specthis}` in the paper, `\\specthismark{fig:rain}` shows the state of an exhibit and leads to
    the page of its entry, and `\\specthisline` says how many exhibits are fresh at which commit. The paper itself is
    left as it is.

    \b
    Examples:
      specthis tex
      specthis tex --check
      specthis tex --out paper/specthis-status.tex --site-url https://example.org/rain/
    """
    from mkdocs_specthis.frontends.cli.status_exit import status_exit
    from mkdocs_specthis.usecases.load import load_snapshot
    from mkdocs_specthis.usecases.paper_marks import find_home, make, status_paths

    root = invocation.root()
    snapshot = load_snapshot(root)
    home = find_home(root, site_url)
    files = make(root, snapshot, status_paths(root, snapshot, out), home)
    told = _check(root, files) if check else _write(root, files)
    if not home.url:
        tell("specthis: the marks have no links\n  hint: set `site_url` in mkdocs.yml, or say `--site-url URL`")
    return exit_status.first_of((told, status_exit(snapshot, None, check=None, strict=False)))


def _write(root: Path, files: "tuple[PaperFile, ...]") -> int:
    from mkdocs_specthis.usecases.paper_marks import write as write_files

    changed = write_files(root, files)
    for file in files:
        write(f"wrote {file.path}" if file in changed else f"{file.path} is up to date")
    return exit_status.OK


def _check(root: Path, files: "tuple[PaperFile, ...]") -> int:
    from mkdocs_specthis.usecases.paper_marks import differs

    found = [(file.path, differs(root, file)) for file in files]
    for path, text in found:
        write(f"{path} {text}\n  hint: `specthis tex` writes it" if text else f"{path} is up to date")
    return exit_status.FAILED if any(text for _, text in found) else exit_status.OK
