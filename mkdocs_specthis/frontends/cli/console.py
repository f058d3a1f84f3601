"""Run a command as the process's command line: every outcome becomes a message and an exit status, never a traceback.

Knows no command.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status, messages
from mkdocs_specthis.frontends.cli.output import loosen_streams, tell
from mkdocs_specthis.frontends.cli.project_option import Invocation

PACKAGE = "mkdocs_specthis"


def run(command: click.Command, program: str, arguments: Sequence[str] | None = None) -> int:
    """Run `command` and give the process's exit status."""
    loosen_streams()
    invocation = Invocation()
    try:
        returned = command.main(arguments, prog_name=program, obj=invocation, standalone_mode=False)
        return returned if isinstance(returned, int) else exit_status.OK
    except (KeyboardInterrupt, click.Abort) as ended:
        if isinstance(ended.__cause__, EOFError):
            # For click the end of any input is somebody who leaves; of a file it is one that was cut short.
            return _refuse(ended.__cause__, invocation)
        tell("specthis: interrupted")
        return exit_status.INTERRUPTED
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else exit_status.UNUSABLE
    except Exception as error:
        return _refuse(error, invocation)


def _refuse(error: Exception, invocation: Invocation) -> int:
    """Say what went wrong, on standard error."""
    if invocation.debug:
        import traceback

        tell("".join(traceback.format_exception(error)).rstrip())
    if isinstance(error, SpecthisError):
        tell(messages.of_error(error))
        return error.exit_status
    if isinstance(error, click.ClickException):
        tell(messages.of_usage(error))
    elif isinstance(error, OSError):
        tell(messages.of_operating_system(error))
    elif isinstance(error, ModuleNotFoundError) and not (error.name or PACKAGE).startswith(PACKAGE):
        tell(messages.of_broken_install(error))
    else:
        tell(messages.of_surprise(error, _keep(error, invocation)))
    return exit_status.UNUSABLE


def _keep(error: Exception, invocation: Invocation) -> Path | None:
    """Keep the traceback in the project, if there is one and it can be written to."""
    if invocation.debug:
        return None
    from mkdocs_specthis.frontends.cli import crash_log

    try:
        return crash_log.write_crash(invocation.root(), error, sys.argv)
    except (OSError, SpecthisError):
        return None
