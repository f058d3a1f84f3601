"""A click group whose commands are imported when they are run, so that `--help` costs nothing.

Knows a table of names; nothing of what the commands do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import click

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command that is not imported yet."""

    target: str
    """`module:attribute` of the click command."""
    help: str
    """First line of the command's help; a test compares the two."""


class LazyGroup(click.Group):
    """Commands come from `table`, in its order."""

    def __init__(self, *args: Any, table: Mapping[str, Lazy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        lazy = self.table.get(cmd_name)
        return load_command(lazy) if lazy else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.table and not ctx.resilient_parsing:
            otherwise = f"`{ctx.command_path} --help` lists the commands"
            raise UnknownName(
                f"`{shown(args[0])}` is not a command of `{ctx.command_path}`",
                hint=did_you_mean(args[0], self.table, otherwise=otherwise),
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in self.table.items()])


def load_command(lazy: Lazy) -> click.Command:
    module, _, attribute = lazy.target.partition(":")
    return cast(click.Command, getattr(import_module(module), attribute))
