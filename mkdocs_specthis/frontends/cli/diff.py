"""`specthis diff`: what changed in entries since they were judged, since they last ran, or since a revision.

What is compared with what is decided in `usecases/diff`.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import is_terminal, write, write_as_it_is, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import chosen, selection_arguments

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.difference import EntryDifference, Measure
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.core.model.settings import Settings
    from mkdocs_specthis.core.snapshot import Snapshot

MOST = 200
MEGABYTE = 1024 * 1024


@click.command()
@selection_arguments
@click.option(
    "--since",
    default="",
    metavar="certificate|run|REV[..REV]",
    help="Compare with what was judged, with the last run, or with a git revision. "
    "Default: what was judged, else the last run.",
)
@click.option(
    "--absolute",
    type=click.FloatRange(min=0),
    metavar="NUMBER",
    help="Numbers of an artefact that differ by no more than this are equal.",
)
@click.option(
    "--relative",
    type=click.FloatRange(min=0),
    metavar="SHARE",
    help="The same as a share of the larger one: `1e-6`.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="KEY",
    help="Leave out a key of artefacts, as in `Varies`: `**.seconds`.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=MOST,
    metavar="N",
    help=f"List at most so many words, lines, values or cells of one part. Default: {MOST}.",
)
@click.option(
    "--largest",
    type=click.IntRange(min=1),
    default=16,
    metavar="MB",
    help="Of larger files compare only digests. Default: 16.",
)
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a comment on a pull request.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: diff.schema.json).")
@project_options
@click.pass_obj
def diff(
    invocation: Invocation,
    selection: "Selection",
    since: str,
    absolute: float | None,
    relative: float | None,
    ignore: tuple[str, ...],
    most: int,
    largest: int,
    as_markdown: bool,
    as_json: bool,
) -> int:
    """Say what changed: words of the contract, lines of scripts, numbers of artefacts.

    ENTRY is a name or a glob; without any, all entries in which something moved are shown. Nothing of the project is
    executed. Older texts come from git, older artefacts from git or from the cache.

    \b
    Examples:
      specthis diff trend
      specthis diff trend --since run
      specthis diff trend --since HEAD --relative 1e-6 --ignore '**.seconds'
      specthis diff --since origin/main --markdown
      specthis diff --state drifted --json
    """
    from mkdocs_specthis.core.views.diff_json import diff_view
    from mkdocs_specthis.usecases.load import load_snapshot

    if as_markdown and as_json:
        raise SpecthisError("`--markdown` and `--json` are two forms", hint="give one of them")
    root = invocation.root()
    snapshot = load_snapshot(root)
    measure = _measure(snapshot.project.settings, absolute, relative, ignore, most, largest * MEGABYTE)
    names = chosen(snapshot, selection)
    found = _found(root, snapshot, names, since, measure)
    told = [one for one in found if one.parts or one.notes]
    view = diff_view(told, unmoved=[one.entry for one in found if one not in told])
    if as_json:
        write_json(view)
    else:
        _print(view, as_markdown=as_markdown)
    return _status(snapshot, names)


def _status(snapshot: "Snapshot", names: tuple[str, ...] | None) -> int:
    """2 where something that was asked for cannot be read today."""
    from mkdocs_specthis.core.views.unreadable import is_unknown
    from mkdocs_specthis.frontends.cli.status_exit import whole_exit

    if names is None:
        return whole_exit(snapshot)
    return exit_status.UNUSABLE if is_unknown((snapshot.statuses[name] for name in names), ()) else exit_status.OK


def _measure(
    settings: "Settings",
    absolute: float | None,
    relative: float | None,
    ignore: tuple[str, ...],
    most: int,
    largest: int,
) -> "Measure":
    """As the options want it, else as the settings do; keys to leave out add up."""
    from mkdocs_specthis.core.model.difference import Measure

    return Measure(
        absolute=settings.diff_absolute if absolute is None else absolute,
        relative=settings.diff_relative if relative is None else relative,
        ignore=(*settings.diff_ignore, *ignore),
        most=most,
        largest=largest,
    )


def _found(
    root: Path, snapshot: "Snapshot", names: tuple[str, ...] | None, since: str, measure: "Measure"
) -> "tuple[EntryDifference, ...]":
    from mkdocs_specthis.core.diff.pairs import CERTIFICATE, RUN, comparable
    from mkdocs_specthis.usecases.diff.differences import differences, differences_of_revisions

    if since not in ("", CERTIFICATE, RUN):
        return differences_of_revisions(root, snapshot, names, since, measure)
    return differences(root, snapshot, comparable(snapshot, since) if names is None else names, since, measure)


def _print(view: Mapping[str, Any], *, as_markdown: bool) -> None:
    from mkdocs_specthis.frontends.cli.diff_markdown import markdown_lines
    from mkdocs_specthis.frontends.cli.diff_text import coloured, marked, text_lines

    if as_markdown:
        write("\n".join(markdown_lines(view)))
    elif is_terminal(sys.stdout) and "NO_COLOR" not in os.environ:
        write_as_it_is("\n".join(map(coloured, text_lines(view, marked))))
    else:
        write("\n".join(text_lines(view)))
