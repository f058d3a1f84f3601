"""`specthis preview`: pictures of LaTeX drawings and PDF files, for the site to show."""

import os
import sys
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.selection import chosen, selection_arguments
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_specthis.core.model.preview import PreviewReport
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.core.snapshot import Snapshot
    from mkdocs_specthis.usecases.preview.request import PreviewRequest


@click.command()
@selection_arguments
@click.option("--force", is_flag=True, help="Draw anew what has a picture of today, too.")
@click.option(
    "--timeout", metavar="TIME", default="", help="Time for one picture, as in `90s`. Default: the settings’."
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Pictures at once. Default: the processors, at most 4.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be drawn and why; draw and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: preview.schema.json).")
@project_options
@click.pass_obj
def preview(
    invocation: Invocation,
    selection: "Selection",
    force: bool,
    timeout: str,
    jobs: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Draw pictures of LaTeX figures and PDF files for the site.

    The site runs no LaTeX. What it shows of a drawing is the picture that this command made of it last: with the
    preamble of the paper, by `[preview] engine` of specthis.toml, in a folder of its own, and without a shell.
    Pictures lie in .specthis/previews; `specthis cache push` and `fetch` share them. One that cannot be drawn is told
    with LaTeX's own words, and the command leaves with 1.

    \b
    Examples:
      specthis preview
      specthis preview fig-trend --force
      specthis preview --dry-run --json
    """
    from mkdocs_specthis.core.model.plan import PlanOptions
    from mkdocs_specthis.core.model.settings import PREVIEW_SECONDS
    from mkdocs_specthis.usecases.load import load_snapshot
    from mkdocs_specthis.usecases.preview.request import PreviewRequest
    from mkdocs_specthis.usecases.refresh.refresh import check_can_begin

    root = invocation.root()
    snapshot = load_snapshot(root)
    check_can_begin(snapshot, PlanOptions())
    names = chosen(snapshot, selection)
    request = PreviewRequest(
        names=tuple(snapshot.entries) if names is None else names,
        force=force,
        dry_run=dry_run,
        timeout=_seconds(timeout) if timeout else snapshot.project.settings.preview_timeout or PREVIEW_SECONDS,
        jobs=jobs or min(4, os.cpu_count() or 1),
    )
    return _tell(_drawn(root, snapshot, request, quiet=as_json), as_json=as_json)


def _drawn(root: "Path", snapshot: "Snapshot", request: "PreviewRequest", *, quiet: bool) -> "PreviewReport":
    from mkdocs_specthis.effects.caches.interface import open_store
    from mkdocs_specthis.frontends.cli.preview_text import PreviewLines
    from mkdocs_specthis.usecases.preview.preview import preview as take

    settings = snapshot.project.settings
    store = open_store(root, settings) if settings.cache_url else None
    try:
        with ends_as_interrupt():
            return take(
                root,
                snapshot,
                request,
                store=store,
                environment=os.environ,
                now=utc_now,
                progress=PreviewLines(sys.stderr, quiet=quiet),
            )
    finally:
        if store is not None:
            store.close()


def _tell(report: "PreviewReport", *, as_json: bool) -> int:
    from mkdocs_specthis.core.views.preview_json import preview_view
    from mkdocs_specthis.frontends.cli.preview_text import report_lines

    status = _status(report)
    view = preview_view(report, status)
    if as_json:
        write_json(view)
    else:
        write("\n".join(report_lines(view)))
    for note in report.notes:
        tell(f"specthis: {note}")
    return status


def _seconds(text: str) -> float:
    """Raises SpecthisError for what is no duration."""
    from mkdocs_specthis.core.model.errors import SpecthisError
    from mkdocs_specthis.core.parse.shown import shown
    from mkdocs_specthis.core.parse.values import read_duration

    duration = read_duration(text)
    if duration.problem or not duration.seconds:
        raise SpecthisError(f"`--timeout` takes no `{shown(text)}`", hint="as in `90s`, `5m`")
    return duration.seconds


def _status(report: "PreviewReport") -> int:
    if report.interrupted:
        return exit_status.INTERRUPTED
    failed = any(str(row.outcome) == "failed" for row in report.rows)
    return exit_status.FAILED if failed else exit_status.OK
