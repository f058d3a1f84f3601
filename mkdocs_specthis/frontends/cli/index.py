"""`specthis index`: the index of specs, entries and states, and the routing of the paper, that tools read.

Shows what was written; what is in it is said by `core/views/index_json.py` and `routing_json.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options

if TYPE_CHECKING:
    from mkdocs_specthis.core.snapshot import Snapshot
    from mkdocs_specthis.usecases.index import Derived


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is missing or out of date.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the index instead of writing it (schema: index.schema.json)."
)
@click.option(
    "--replication",
    type=OneOf(["markdown", "csv"]),
    metavar="[markdown|csv]",
    help="Print which program makes which exhibit of the paper, from which data, instead of writing anything.",
)
@project_options
@click.pass_obj
def index(invocation: Invocation, check: bool, as_json: bool, replication: str | None) -> int:
    """Write the index of specs, entries and states for tools.

    It is `specs/_index.json`: every spec with its header, every entry with its files, both states, the reasons and the
    next steps. Beside it `specs/_routing.json`: what each host document shows in which section. The same project gives
    the same bytes. They are made from the rest, so they do not belong in git.

    \b
    Examples:
      specthis index
      specthis index --check
      specthis index --replication markdown > REPLICATION.md
      specthis index --json | jq -r '.specs[].entries[] | select(.ready) | .entry'
    """
    from mkdocs_specthis.frontends.cli.status_exit import status_exit
    from mkdocs_specthis.usecases.index import derive
    from mkdocs_specthis.usecases.load import load_snapshot

    asked = [name for name, on in (("--check", check), ("--json", as_json), ("--replication", replication)) if on]
    if len(asked) > 1:
        raise SpecthisError(f"`{asked[0]}` and `{asked[1]}` are two different things", hint="keep one of them")
    root = invocation.root()
    snapshot = load_snapshot(root)
    if replication:
        write(_replication(root, snapshot, replication))
        return status_exit(snapshot, None, check=None, strict=False)
    files = derive(root, snapshot)
    if as_json:
        write_json(files[0].view)
        return status_exit(snapshot, None, check=None, strict=False)
    told = _check(root, files) if check else _write(root, files)
    _warn(root, files)
    return exit_status.first_of((told, status_exit(snapshot, None, check=None, strict=False)))


def _replication(root: Path, snapshot: "Snapshot", form: str) -> str:
    from mkdocs_specthis.core.views.replication import replication_of
    from mkdocs_specthis.core.views.replication_text import replication_csv, replication_markdown
    from mkdocs_specthis.usecases.paper import read_papers

    papers = read_papers(root, snapshot)
    if not papers:
        hint = 'name it in specthis.toml: `[paper]`, then `host_docs = ["reports/paper.tex"]`'
        raise SpecthisError("no paper is named, so there are no exhibits to list", hint=hint)
    shown = replication_of(snapshot, papers.values())
    return (replication_csv(shown) if form == "csv" else replication_markdown(shown)).rstrip("\n")


def _write(root: Path, files: "tuple[Derived, ...]") -> int:
    from mkdocs_specthis.usecases.index import write_derived

    for file in files:
        write(f"wrote {file.path}" if write_derived(root, file) else f"{file.path} is up to date")
    return exit_status.OK


def _check(root: Path, files: "tuple[Derived, ...]") -> int:
    from mkdocs_specthis.usecases.index import difference

    differing = [(file, text) for file in files if (text := difference(root, file))]
    for file, text in differing:
        write(f"{file.path} {text}\n  hint: `specthis index` writes it")
    for file in files:
        if all(file is not other for other, _ in differing):
            write(f"{file.path} is up to date")
    return exit_status.FAILED if differing else exit_status.OK


def _warn(root: Path, files: "tuple[Derived, ...]") -> None:
    """The files are made from the rest; in git they would only get in each other's way."""
    from mkdocs_specthis.usecases.index import forgotten

    left = [file.path for file in files if forgotten(root, file)]
    for path in left:
        tell(f"specthis: git does not ignore {path}\n  hint: add the line `/{path}` to .gitignore; never commit it")
