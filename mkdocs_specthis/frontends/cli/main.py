"""The console commands `specthis`, `specthis-refresh` and `specthis-cache`: a table of names, and where each one is.

Imports no command: `--help` must cost nothing.
"""

import sys

import click

from mkdocs_specthis import __version__
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.lazy_group import Lazy, LazyGroup, load_command
from mkdocs_specthis.frontends.cli.output import tell
from mkdocs_specthis.frontends.cli.project_option import project_options

HERE = "mkdocs_specthis.frontends.cli"

COMMANDS = {
    "init": Lazy(f"{HERE}.init:init", "Start a project: specs to read, a sample to run, a site to look at."),
    "install": Lazy(
        f"{HERE}.install:install", "Put the roles of agents into .claude/agents: an auditor, an implementer, a runner."
    ),
    "status": Lazy(f"{HERE}.status:status", "Say where each entry stands, why, and what to do about it."),
    "graph": Lazy(f"{HERE}.graph:graph", "Draw what rests on what, from data to paper, with each state in words."),
    "audit": Lazy(
        f"{HERE}.audit:audit", "Check specs against scripts, artefacts and each other, and say all that is wrong."
    ),
    "lock": Lazy(f"{HERE}.lock:lock", "Judge entries: who says that script and spec agree."),
    "export": Lazy(f"{HERE}.export:export", "Write the pages of the site as plain Markdown."),
    "serve": Lazy(f"{HERE}.serve:serve", "Show the project as a site that follows while you edit."),
    "declare": Lazy(f"{HERE}.declare:declare", "Show or write the lines that declare what entries use."),
    "refresh": Lazy(f"{HERE}.refresh:refresh", "Make what is out of date: fetch or run, in order, as the lock allows."),
    "cache": Lazy(f"{HERE}.cache:cache", "Share artefacts by what they are made from."),
    "impact": Lazy(f"{HERE}.impact:impact", "Say what an edit would invalidate, and what it costs to make it good."),
    "diff": Lazy(
        f"{HERE}.diff:diff", "Say what changed: words of the contract, lines of scripts, numbers of artefacts."
    ),
    "adopt": Lazy(f"{HERE}.adopt:adopt", "Record an artefact that was produced elsewhere as it is; run nothing."),
    "log": Lazy(f"{HERE}.log:log", "Say what happened on this machine, and how runs have gone."),
    "index": Lazy(f"{HERE}.index:index", "Write the index of specs, entries and states for tools."),
    "tex": Lazy(f"{HERE}.tex:tex", "Write the state of each exhibit for the paper."),
    "preview": Lazy(f"{HERE}.preview:preview", "Draw pictures of LaTeX figures and PDF files for the site."),
    "schema": Lazy(f"{HERE}.schema:schema", "Print the JSON Schema of something that is printed or written."),
    "doctor": Lazy(f"{HERE}.doctor:doctor", "Say what is here, what is missing and how to get it."),
}
"""Every command, in the order in which `--help` lists them. A new command is a row here and a file beside this one."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings=SETTINGS, invoke_without_command=True, no_args_is_help=False
)
@click.version_option(__version__, "--version", prog_name="specthis", message="%(prog)s %(version)s")
@project_options
@click.pass_context
def specthis(ctx: click.Context) -> int:
    """Specs, scripts and artefacts of a computational paper: what is settled, what is not, and why.

    \b
    Examples:
      specthis status                 where each entry stands
      specthis lock record trend      sign that script and spec agree
      specthis refresh -j 4           make what is out of date
    """
    if ctx.invoked_subcommand is None:
        tell(ctx.get_help())
        return exit_status.UNUSABLE
    return exit_status.OK


def main() -> None:
    """`specthis`."""
    sys.exit(run(specthis, "specthis"))


def refresh() -> None:
    """`specthis-refresh`: the same as `specthis refresh`, under the name that shells and Makefiles like."""
    sys.exit(run(_by_itself("refresh"), "specthis-refresh"))


def cache() -> None:
    """`specthis-cache`: the same as `specthis cache`."""
    sys.exit(run(_by_itself("cache"), "specthis-cache"))


def _by_itself(name: str) -> click.Command:
    """A command of `specthis` as a program of its own, which is asked for its version, too."""
    command = load_command(COMMANDS[name])
    command.context_settings = {**SETTINGS, **command.context_settings}
    version = click.version_option(__version__, "--version", message="%(prog)s %(version)s")
    return version(command)
