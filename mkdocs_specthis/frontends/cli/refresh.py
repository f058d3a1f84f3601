"""`specthis refresh`, also `specthis-refresh`: make what is out of date, in order, as the lock allows.

What runs and what is held is decided in `core/plan.py`.
"""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.output import (
    json_text,
    printable,
    tell,
    write,
    write_as_it_is,
    write_json,
)
from mkdocs_specthis.frontends.cli.project_option import Invocation, paranoid_option, project_options
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.plan import PlanOptions


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Runs at once. Default: the settings', else 1."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done to each entry and why; touch nothing.")
@click.option(
    "--trial", multiple=True, metavar="ENTRY", help="Run it although it is held, so that there is something to judge."
)
@click.option("--force", is_flag=True, help="Run what is fresh too, among the entries asked for. Lifts no hold.")
@click.option("--accept", is_flag=True, help="Take other bytes under the same signature for right.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: refresh.schema.json).")
@paranoid_option
@project_options
@click.pass_context
def refresh(
    ctx: click.Context,
    entries: tuple[str, ...],
    jobs: int | None,
    dry_run: bool,
    trial: tuple[str, ...],
    force: bool,
    accept: bool,
    as_json: bool,
    paranoid: bool,
) -> int:
    """Make what is out of date: fetch or run, in order, as the lock allows.

    ENTRY is a name or a glob, and what is upstream of it comes along; without any, the whole project is made. This
    executes the project's scripts. What finished is kept whatever happens; start it again and it goes on from there.

    \b
    Examples:
      specthis refresh --dry-run          what would run, and why
      specthis refresh -j 4
      specthis refresh 'fit-*' --force
      specthis refresh --trial trend      run it before anybody has judged it
    """
    from mkdocs_specthis.core.model.plan import PlanOptions

    root = ctx.ensure_object(Invocation).root()

    def options_here() -> "PlanOptions":
        named, tried = names_written(root, entries), names_written(root, trial)
        return PlanOptions(selected=named, force=force, trial=tried or frozenset())

    if dry_run:
        asked = (entries, trial, force, as_json)
        return _tell_plan(root, asked, options_here, as_json, paranoid)
    options = options_here()
    from mkdocs_specthis.frontends.cli.refresh_progress import progress_here
    from mkdocs_specthis.usecases import refresh as usecase

    request = usecase.RefreshRequest(options=options, accept=accept, jobs=jobs or _jobs(root), command=typed(ctx))
    with ends_as_interrupt(), progress_here() as progress:
        report = usecase.refresh(root, request, now=utc_now, progress=progress)
    status = usecase.exit_status_of(report, asked=options.selected)
    from mkdocs_specthis.core.views.refresh_json import refresh_view
    from mkdocs_specthis.frontends.cli.refresh_text import report_lines

    view = refresh_view(progress.plan, report, status)
    if as_json:
        write_json(view)
    else:
        write("\n".join(report_lines(view)))
    if report.interrupted:
        tell("specthis: interrupted; what had finished is kept")
    return status


def _tell_plan(
    root: Path, asked: tuple[object, ...], options_here: "Callable[[], PlanOptions]", as_json: bool, paranoid: bool
) -> int:
    """Print what would be done; `asked` is all of the command line that it depends on."""
    from mkdocs_specthis.usecases.answer import Answer, answered

    def work() -> Answer:
        from mkdocs_specthis.core.views.refresh_json import refresh_view
        from mkdocs_specthis.frontends.cli.refresh_text import plan_lines
        from mkdocs_specthis.usecases import refresh as usecase

        options = options_here()
        plan = usecase.plan(root, options)
        status = usecase.exit_status_of_plan(plan, asked=options.selected)
        view = refresh_view(plan, None, status)
        return Answer(text=json_text(view) if as_json else printable("\n".join(plan_lines(view))), exit_status=status)

    answer = answered(root, ("refresh --dry-run", *asked), work, paranoid=paranoid)
    write_as_it_is(answer.text)
    return answer.exit_status


def names_written(root: Path, written: tuple[str, ...]) -> frozenset[str] | None:
    """None if none are written. Names as they are: refresh looks them up; globs need the project."""
    if not written:
        return None
    from mkdocs_specthis.frontends.cli.selection import is_glob, select

    if not any(map(is_glob, written)):
        return frozenset(written)
    from mkdocs_specthis.usecases.load import load_snapshot

    return frozenset(select(written, load_snapshot(root).entries))


def _jobs(root: Path) -> int:
    from mkdocs_specthis.usecases.load import read_settings

    return read_settings(root)[0].engine_workers or 1


def typed(ctx: click.Context) -> str:
    """The command line, for whoever finds the tree held."""
    return shlex.join([ctx.find_root().info_name or "specthis", *sys.argv[1:]])
