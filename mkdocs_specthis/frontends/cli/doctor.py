"""`specthis doctor`: what is here, what is missing and how to get it, and the settings in force.

Shows what the probes in `usecases/doctor` saw.
"""

import os
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options


@click.command()
@click.option("--all", "everything", is_flag=True, help="Show the settings that nobody has set too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: doctor.schema.json).")
@project_options
@click.pass_obj
def doctor(invocation: Invocation, everything: bool, as_json: bool) -> int:
    """Say what is here, what is missing and how to get it.

    Looks at this software and its packages, the programs that the project's runs call, ledgers, git, the file system,
    the settings, and whether the cache and the engine answer. Programs are asked for their version; those of the
    project are not called. Outside of a project it looks at the installation alone. Exits
    1 if something that is needed is missing or broken.

    \b
    Examples:
      specthis doctor
      specthis doctor --all                                   with every setting
      specthis doctor --json | jq '.checks[] | select(.verdict == "missing")'
    """
    from mkdocs_specthis.core.views.doctor_json import doctor_view
    from mkdocs_specthis.frontends.cli.doctor_text import lines
    from mkdocs_specthis.usecases.doctor import examine

    root = _root(invocation)
    found = examine(root, os.environ)
    view = doctor_view(found.checks, found.settings, str(root) if root else None)
    if as_json:
        write_json(view)
    else:
        write("\n".join(lines(view, everything=everything)))
    return exit_status.OK if found.healthy else exit_status.FAILED


def _root(invocation: Invocation) -> Path | None:
    """None outside of a project. Raises SpecthisError if `-C` names none."""
    try:
        return invocation.root()
    except SpecthisError:
        if invocation.project is not None:
            raise
        return None
