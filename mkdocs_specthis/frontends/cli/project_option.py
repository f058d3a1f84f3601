"""`-C/--project` and `--debug`, which every command takes, and where the project is.

Knows the two marks of a project; reads nothing in it.
"""

import os.path
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown

Command = TypeVar("Command", bound=Callable[..., Any])

HINT = "run it inside a project, name one with `-C DIR`, or make one with `specthis init`"


@dataclass
class Invocation:
    """What the options that every command takes said. One per process, filled while the command line is read."""

    project: str | None = None
    """As written; None: look upward from the working directory."""
    debug: bool = False

    def root(self) -> Path:
        """The project's folder, absolute.

        Raises SpecthisError where there is none.
        """
        return find_root(Path.cwd()) if self.project is None else named_root(self.project)


def is_root(folder: Path) -> bool:
    return os.path.isfile(folder / "specthis.toml") or os.path.isdir(folder / "specs")


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upward that is a project."""
    for folder in (start, *start.parents):
        if is_root(folder):
            return folder
    raise SpecthisError(f"no `specthis.toml` and no `specs/` in {shown(str(start), 200)} or above it", hint=HINT)


def named_root(written: str) -> Path:
    folder = Path(written).absolute()
    if not os.path.isdir(folder):
        raise SpecthisError(f"{shown(written, 200)} is no folder", hint=HINT)
    if not is_root(folder):
        raise SpecthisError(f"no `specthis.toml` and no `specs/` in {shown(written, 200)}", hint=HINT)
    return folder


def project_options(command: Command) -> Command:
    """Add the options that every command takes; `click.pass_obj` hands over the Invocation."""
    debug = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=_keep_debug,
        help="Show the traceback of an unexpected error.",
    )
    project = click.option(
        "-C",
        "--project",
        metavar="DIR",
        expose_value=False,
        callback=_keep_project,
        help="The project's folder. Default: the nearest one upward with specthis.toml or specs/.",
    )
    return project(debug(command))


def paranoid_option(command: Command) -> Command:
    """Add `--paranoid`, for commands that may answer from memory."""
    option = click.option(
        "--paranoid",
        is_flag=True,
        help="Read every file again, whatever this machine remembers of it.",
    )
    return option(command)


def _keep_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.ensure_object(Invocation).debug |= value


def _keep_project(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Invocation).project = value
