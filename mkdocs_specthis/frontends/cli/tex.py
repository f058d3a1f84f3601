"""`specthis tex`: the state of each exhibit for the paper, so that the PDF leads back to what it rests on.

Shows what was written; what is in it is said by `core/views/paper_status.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

if TYPE_CHECKING:
    from mkdocs_specthis.core.views.paper_status import Home
    from mkdocs_specthis.usecases.paper_marks import Marks, PaperFile

_STATES = {"": "up to date", "is missing": "missing", "is out of date": "out of date"}


@click.command()
@click.option(
    "--out", metavar="FILE", default="", help="Where the status file goes. Default: beside each host document."
)
@click.option(
    "--site-url", metavar="URL", default="", help="Where the site is. Default: `site_url` of the project's mkdocs.yml."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is missing or out of date.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: tex.schema.json).")
@project_options
@click.pass_obj
def tex(invocation: Invocation, out: str, site_url: str, check: bool, as_json: bool) -> int:
    """Write the state of each exhibit for the paper.

    Two files beside the host document: the LaTeX package `specthis.sty`, and `specthis-status.tex`, which it reads.
    With `\\usepackage{specthis}` in the paper, `\\specthismark{fig:rain}` shows the state of an exhibit and leads to
    the page of its entry, and `\\specthisline` says how many exhibits are fresh at which commit. The paper itself is
    left as it is.

    \b
    Examples:
      specthis tex
      specthis tex --check
      specthis tex --check --json
      specthis tex --out paper/specthis-status.tex --site-url https://example.org/rain/
    """
    from mkdocs_specthis.frontends.cli.status_exit import status_exit
    from mkdocs_specthis.usecases.load import load_snapshot
    from mkdocs_specthis.usecases.paper_marks import find_home, make, status_paths

    root = invocation.root()
    snapshot = load_snapshot(root)
    home = find_home(root, site_url)
    marks = make(root, snapshot, status_paths(root, snapshot, out), home)
    files = _looked_at(root, marks.files) if check else _written(root, marks.files)
    if as_json:
        write_json(_view(marks, home, files))
    else:
        _show(files)
    if not home.url:
        tell("specthis: the marks have no links\n  hint: set `site_url` in mkdocs.yml, or say `--site-url URL`")
    left = any(state in ("missing", "out of date") for state in files.values())
    told = exit_status.FAILED if left else exit_status.OK
    return exit_status.first_of((told, status_exit(snapshot, None, check=None, strict=False)))


def _written(root: Path, files: "tuple[PaperFile, ...]") -> dict[str, str]:
    """Path of each file to what became of it."""
    from mkdocs_specthis.usecases.paper_marks import write as write_files

    changed = write_files(root, files)
    return {file.path: "written" if file in changed else "up to date" for file in files}


def _looked_at(root: Path, files: "tuple[PaperFile, ...]") -> dict[str, str]:
    from mkdocs_specthis.usecases.paper_marks import differs

    return {file.path: _STATES[differs(root, file)] for file in files}


def _show(files: dict[str, str]) -> None:
    for path, state in files.items():
        if state == "written":
            write(f"wrote {path}")
        else:
            write(f"{path} is {state}" + ("" if state == "up to date" else "\n  hint: `specthis tex` writes it"))


def _view(marks: "Marks", home: "Home", files: dict[str, str]) -> dict[str, Any]:
    from mkdocs_specthis.core.views.entry_address import entry_address

    states = marks.states
    return {
        "version": 1,
        "files": [{"path": path, "state": state} for path, state in files.items()],
        "exhibits": {
            "fresh": states.fresh,
            "total": states.total,
            "conditional": states.conditional,
            "complete": states.is_whole,
        },
        "commit": marks.standpoint.commit,
        "dirty": marks.standpoint.dirty,
        "site_url": home.url,
        "exports": [
            {
                "entry": export.entry,
                "state": export.word.key,
                "files": list(export.files),
                "labels": list(export.labels),
                "page": home.url and home.url + entry_address(export.entry, directory_urls=home.directory_urls),
            }
            for export in states.exports
        ],
    }
