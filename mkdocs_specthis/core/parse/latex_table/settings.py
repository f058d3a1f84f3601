"""What a file has said so far that later text depends on: options of siunitx, colours, types of columns.

A group's settings end with it: whoever reads a group hands a copy down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.parse.latex_table.colours import Channels, colour, mixed, of_model
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions, changed
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span

SETS = frozenset({"sisetup", "definecolor", "colorlet", "newcolumntype"})
"""Commands that only set something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnType:
    """A type of column that the file defines with `\\newcolumntype`."""

    parameters: int
    body: Span


@dataclass(slots=True, kw_only=True)
class Settings:
    si: SiOptions = field(default_factory=SiOptions)
    colours: Mapping[str, Channels] = field(default_factory=dict)
    column_types: Mapping[str, ColumnType] = field(default_factory=dict)

    def inner(self) -> "Settings":
        """The settings that a group begins with."""
        return replace(self)

    def take(self, reader: Reader, sign: Sign) -> bool:
        """Read a command that only sets something, its name taken already; False if it is none."""
        name = sign.text
        if name == "sisetup":
            self.set_numbers(reader.argument(sign))
        elif name == "definecolor":
            defined = text_of(reader.argument(sign))
            model = text_of(reader.argument(sign))
            value = of_model(text_of(reader.argument(sign)), model, sign.line)
            self.colours = {**self.colours, defined: value}
        elif name == "colorlet":
            defined = text_of(reader.argument(sign))
            self.colours = {**self.colours, defined: mixed(text_of(reader.argument(sign)), self.colours, sign.line)}
        elif name == "newcolumntype":
            self._column_type(reader, sign)
        else:
            return False
        return True

    def set_numbers(self, options: Span) -> None:
        self.si = changed(self.si, options)

    def _column_type(self, reader: Reader, sign: Sign) -> None:
        letter = text_of(reader.argument(sign))
        number = reader.optional()
        parameters = text_of(number) if number is not None else "0"
        if len(letter) != 1 or parameters not in tuple("0123456789"):
            raise NotUnderstood("`\\newcolumntype`", sign.line)
        defined = ColumnType(parameters=int(parameters), body=reader.argument(sign))
        self.column_types = {**self.column_types, letter: defined}

    def colour(self, reader: Reader, sign: Sign) -> str:
        """`[model]{colour}`, which comes next, as `#rrggbb`."""
        model = reader.optional()
        return colour(
            text_of(reader.argument(sign)), text_of(model) if model is not None else "", self.colours, sign.line
        )
