"""An option that takes one of a few words, and answers a near miss with the right one."""

from typing import TYPE_CHECKING, Any

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

if TYPE_CHECKING:
    Words = click.Choice[str]
else:
    Words = click.Choice  # generic since click 8.2 only


class OneOf(Words):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            name = param.opts[-1] if param else "the option"
            every = "one of " + ", ".join(f"`{choice}`" for choice in self.choices)
            raise SpecthisError(
                f"`{name}` takes no `{shown(str(value))}`", hint=did_you_mean(str(value), self.choices, otherwise=every)
            ) from None
