"""`specthis install`: the roles of agents, as texts, where a coding assistant looks for them.

What the texts say is in `templates/agents`.
"""

import os
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.scaffold import AGENTS
from mkdocs_specthis.frontends.cli.choices import OneOf
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, find_root, named_root, project_options

BELOW = ".claude/agents"
CLOSING = "Judging stays with a person: no role certifies, unless specs/AGENTS.md of the project says otherwise."


@click.command()
@click.option("--agent", "agents", multiple=True, type=OneOf(AGENTS), help="Only this one; may be repeated.")
@click.option("--to", metavar="DIR", help=f"The folder to write to. Default: {BELOW} of the project.")
@click.option("--force", is_flag=True, help="Replace texts that are there already.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: init.schema.json).")
@project_options
@click.pass_obj
def install(
    invocation: Invocation, agents: tuple[str, ...], to: str | None, force: bool, dry_run: bool, as_json: bool
) -> None:
    """Put the roles of agents into .claude/agents: an auditor, an implementer, a runner.

    They are short texts for a coding assistant: what each does, with which commands, and what it leaves alone. Nothing
    that is there is written over. None of them certifies: judging stays with a person, unless the project says so.

    \b
    Examples:
      specthis install
      specthis install --agent spec-auditor
      specthis install --to ~/.claude/agents
    """
    from mkdocs_specthis.core.views.scaffold_json import scaffold_view
    from mkdocs_specthis.frontends.cli.scaffold_text import file_lines
    from mkdocs_specthis.usecases.scaffold import carry_out, plan_agents

    folder, below = (_project(invocation), BELOW) if to is None else (Path(os.path.expanduser(to)).absolute(), "")
    scaffold = plan_agents(folder, below, dict.fromkeys(agents or AGENTS), force=force)
    if not dry_run:
        carry_out(folder, scaffold)
    view = scaffold_view(scaffold, str(folder), dry_run=dry_run)
    if as_json:
        write_json(view)
    else:
        write("\n".join([*file_lines(view), "", CLOSING]))


def _project(invocation: Invocation) -> Path:
    """The project; where there is none yet, the folder that we are in."""
    if invocation.project is not None:
        return named_root(invocation.project)
    try:
        return find_root(Path.cwd())
    except SpecthisError:
        return Path.cwd()
