"""`specthis refresh`, also `specthis-refresh`: make what is out of date, in order, as the lock allows.

What runs and what is held is decided in `core/steps/plan.py`.
"""

import shlex
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_specthis.frontends.cli.at_work import tell_who_works
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
from mkdocs_specthis.frontends.cli.selection import selection_arguments
from mkdocs_specthis.frontends.cli.signals import ends_as_interrupt

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.plan import PlanOptions
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.usecases.refresh import RefreshRequest


@click.command()
@selection_arguments
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Runs at once. Default: the settings', else the engine's room.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be done to each entry and why; touch nothing.")
@click.option("--explain", is_flag=True, help="As --dry-run, with all that each entry rests on, and what moved of it.")
@click.option(
    "-k/-x",
    "--keep-going/--fail-fast",
    default=True,
    help="After a failure go on with what does not rest on it (default), or begin nothing more.",
)
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
    selection: "Selection",
    jobs: int | None,
    dry_run: bool,
    explain: bool,
    keep_going: bool,
    trial: tuple[str, ...],
    force: bool,
    accept: bool,
    as_json: bool,
    paranoid: bool,
) -> int:
    """Make what is out of date: fetch or run, in order, as the lock allows.

    ENTRY is a name or a glob; `name+` means what is downstream too. What is upstream comes along; without any, the
    whole project is made. This executes the project's scripts. What finished is kept whatever happens; start it again
    and it goes on from there.

    \b
    Examples:
      specthis refresh --dry-run          what would run, and why
      specthis refresh --explain trend    which part of what it rests on moved
      specthis refresh -j 4
      specthis refresh 'fit-*' --force
      specthis refresh clean+             it, and all that rests on it
      specthis refresh --failed           what failed last time
      specthis refresh --trial trend      run it before anybody has judged it
    """
    from mkdocs_specthis.core.model.plan import PlanOptions

    root = ctx.ensure_object(Invocation).root()
    options = PlanOptions(force=force, trial=frozenset(trial))
    if explain:
        return _tell_explanation(root, selection, options, as_json, paranoid)
    if dry_run:
        return _tell_plan(root, selection, options, as_json, paranoid)
    from mkdocs_specthis.effects.remembered.shelf import distrusted
    from mkdocs_specthis.usecases.refresh import RefreshRequest

    request = RefreshRequest(
        options=options,
        selection=selection,
        accept=accept,
        fail_fast=not keep_going,
        command=typed(ctx),
        jobs=jobs or _jobs(root),
    )
    with distrusted() if paranoid else nullcontext():
        return _carry_out(root, request, as_json)


def _carry_out(root: Path, request: "RefreshRequest", as_json: bool) -> int:
    """Make it, telling on the way, and print what became of it."""
    from mkdocs_specthis.core.views.refresh_json import refresh_view
    from mkdocs_specthis.frontends.cli.refresh_progress import progress_here
    from mkdocs_specthis.frontends.cli.refresh_text import report_lines
    from mkdocs_specthis.usecases import refresh as usecase

    brake = usecase.Brake()
    with ends_as_interrupt(brake), progress_here() as progress:
        report = usecase.refresh(root, request, now=utc_now, progress=progress, brake=brake)
    status = usecase.exit_status_of(report)
    view = refresh_view(progress.plan, report, status)
    if as_json:
        write_json(view)
    else:
        write("\n".join(report_lines(view)))
    if report.interrupted:
        tell("specthis: interrupted; what had finished is kept")
    return status


def _tell_plan(root: Path, selection: "Selection", options: "PlanOptions", as_json: bool, paranoid: bool) -> int:
    """Print what would be done; what works it out is imported only where it must be."""
    from mkdocs_specthis.usecases.answer import Answer, answered

    def work() -> Answer:
        from mkdocs_specthis.core.views.refresh_json import refresh_view
        from mkdocs_specthis.frontends.cli.refresh_text import plan_lines
        from mkdocs_specthis.usecases import refresh as usecase

        plan = usecase.plan(root, usecase.RefreshRequest(options=options, selection=selection))
        status = usecase.exit_status_of_plan(plan)
        view = refresh_view(plan, None, status)
        return Answer(text=json_text(view) if as_json else printable("\n".join(plan_lines(view))), exit_status=status)

    answer = answered(root, ("refresh --dry-run", selection, options, as_json), work, paranoid=paranoid)
    write_as_it_is(answer.text)
    tell_who_works(root)
    return answer.exit_status


def _tell_explanation(root: Path, selection: "Selection", options: "PlanOptions", as_json: bool, paranoid: bool) -> int:
    """The same, with what it is worked out from."""
    from mkdocs_specthis.usecases.answer import Answer, answered

    def work() -> Answer:
        from mkdocs_specthis.core.views.refresh_json import refresh_view
        from mkdocs_specthis.frontends.cli.refresh_explain_text import explanation_lines
        from mkdocs_specthis.frontends.cli.refresh_text import plan_sum
        from mkdocs_specthis.usecases import refresh as usecase

        plan, explanations = usecase.explain(root, usecase.RefreshRequest(options=options, selection=selection))
        status = usecase.exit_status_of_plan(plan)
        view = refresh_view(plan, None, status, explanations)
        lines = [*explanation_lines(view), *plan_sum(view)]
        return Answer(text=json_text(view) if as_json else printable("\n".join(lines)), exit_status=status)

    answer = answered(root, ("refresh --explain", selection, options, as_json), work, paranoid=paranoid)
    write_as_it_is(answer.text)
    tell_who_works(root)
    return answer.exit_status


def _jobs(root: Path) -> int:
    from mkdocs_specthis.usecases.load import read_settings

    return read_settings(root)[0].engine_workers or 0


def typed(ctx: click.Context) -> str:
    """The command line, for whoever finds the tree held."""
    return shlex.join([ctx.find_root().info_name or "specthis", *sys.argv[1:]])
