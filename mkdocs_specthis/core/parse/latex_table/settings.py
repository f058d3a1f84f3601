"""What a file has said so far that later text depends on: options of siunitx, colours, types of columns.

A group's settings end with it: whoever reads a group hands a copy down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.parse.latex_table.colours import Channels, colour, mixed, of_model
from mkdocs_specthis.core.parse.latex_table.footnotes import Footnotes
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions, changed
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, listed

SETS = frozenset(
    {"sisetup", "DeclareSIUnit", "definecolor", "colorlet", "newcolumntype", "SetTblrInner", "SetTblrOuter"}
)
"""Commands that only set something."""

TBLR_SPACE = listed("rowsep colsep abovesep belowsep leftsep rightsep stretch width rulesep")


_PLAIN_UNIT = re.compile(r"[^\\{}$&#^_~\[\]]{1,40}\Z")


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
    unknown_tblr: str = ""
    """What is set for every tblr and not understood."""
    footnotes: Footnotes = field(default_factory=Footnotes)
    """Of the table that is being read: one for all groups of it."""

    def inner(self) -> "Settings":
        """The settings that a group begins with."""
        return replace(self)

    def of_file(self) -> "Settings":
        """The settings that a file begins with: none of its footnotes are known yet."""
        return replace(self, footnotes=Footnotes(lettered=self.footnotes.lettered))

    def take(self, reader: Reader, sign: Sign) -> bool:
        """Read a command that only sets something, its name taken already; False if it is none."""
        name = sign.text
        if name == "sisetup":
            self.set_numbers(reader.argument(sign))
        elif name == "DeclareSIUnit":
            self._declare_unit(reader, sign)
        elif name == "definecolor":
            defined, model, value = (text_of(reader.argument(sign)) for _ in range(3))
            self.define_colour(defined, model, value, sign.line)
        elif name == "colorlet":
            defined = text_of(reader.argument(sign))
            self.colours = {**self.colours, defined: mixed(text_of(reader.argument(sign)), self.colours, sign.line)}
        elif name.startswith("SetTblr"):
            self._every_tblr(reader, sign)
        elif name == "newcolumntype":
            self._column_type(reader, sign)
        else:
            return False
        return True

    def define_colour(self, name: str, model: str, value: str, line: int) -> None:
        self.colours = {**self.colours, name: of_model(value, model, line)}

    def set_numbers(self, options: Span) -> None:
        self.si = changed(self.si, options)

    def _declare_unit(self, reader: Reader, sign: Sign) -> None:
        """`\\DeclareSIUnit[options]\\year{yr}`: its symbol, if that is plain."""
        options = reader.optional()
        name, symbol = text_of(reader.argument(sign)), text_of(reader.argument(sign))
        if (options is not None and len(options)) or not _PLAIN_UNIT.match(symbol):
            raise NotUnderstood(f"the unit `{name[:20]}`, as it is declared", sign.line)
        self.si = replace(self.si, units={**self.si.units, name.removeprefix("\\"): symbol})

    def _every_tblr(self, reader: Reader, sign: Sign) -> None:
        """`\\SetTblrInner[tblr]{rowsep=2pt}`: what is space alone changes no cell."""
        reader.optional()
        written = text_of(reader.argument(sign))
        keys = (part.partition("=")[0].strip().rstrip("+") for part in written.split(","))
        if any(key and key not in TBLR_SPACE for key in keys):
            self.unknown_tblr = f"what `\\{sign.text}` sets for every tblr"

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
