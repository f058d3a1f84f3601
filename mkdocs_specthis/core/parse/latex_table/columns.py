"""The column specification of a tabular: one entry for each column, with what surrounds its cells.

Knows array, tabularx, tabulary, siunitx and dcolumn, and the types that the file defines. Not what is in any cell.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.latex_table import Align, Column
from mkdocs_specthis.core.parse.latex_table.inline import read_inline
from mkdocs_specthis.core.parse.latex_table.reader import Reader, source_of, text_of
from mkdocs_specthis.core.parse.latex_table.settings import ColumnType, Settings
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions, changed, usable
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Signs, Span, balanced

MOST_COLUMNS = 200
MOST_AROUND = 300
"""Signs that a column puts around each of its cells."""
MOST_READINGS = 500
"""Types of the file's own, and repetitions, in one specification."""
DEEPEST = 20
"""Of these inside each other."""

_PLAIN: Mapping[str, Align] = {"l": Align.LEFT, "c": Align.CENTRE, "r": Align.RIGHT}
_PARAGRAPHS = "pmb"
_DELUXE: Mapping[str, Align] = {"L": Align.LEFT, "C": Align.CENTRE, "R": Align.RIGHT}
"""Columns of formulas in a deluxetable; `D` is one of numbers there, `h` one that is not shown."""
_BY_ENVIRONMENT: Mapping[str, Mapping[str, Align]] = {
    "tabularx": {"X": Align.JUSTIFY},
    "xltabular": {"X": Align.JUSTIFY},
    "tabulary": {"L": Align.LEFT, "C": Align.CENTRE, "R": Align.RIGHT, "J": Align.JUSTIFY},
}

_REPEATED_ONCE = re.compile(r"([^*]*)\*(\d)\Z")
"""`*5` before `{c}`: one digit needs no braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    column: Column
    before: Signs = ()
    """Put before the text of each cell: `>{…}`."""
    after: Signs = ()
    """Put behind it: `<{…}`."""
    lead: Signs = ()
    """Shown before each cell of the first column: `@{…}` with text."""
    trail: Signs = ()
    """Shown behind each cell."""
    si: SiOptions | None = None
    """Of a column of numbers; None for any other."""
    units: bool = False
    marker: tuple[str, str] | None = None
    """Of dcolumn: decimal marker as written and as shown."""
    paragraph: bool = False
    maths: bool = False
    """True if its cells are formulas, with dollar signs or without."""
    twofold: bool = False
    """True if it is one column of the data and two of the head."""
    hidden: bool = False


@dataclass(slots=True, kw_only=True)
class _Columns:
    settings: Settings
    environment: str
    found: list[ColumnSpec] = field(default_factory=list)
    before: list[Sign] = field(default_factory=list)
    lead: list[Sign] = field(default_factory=list)
    line_first: bool = False
    readings: int = 0
    depth: int = 0

    def read(self, span: Span) -> None:
        reader = Reader.of(span)
        while not reader.ended:
            sign = reader.sign
            if sign.kind == "text":
                self._letters(reader)
            elif sign.kind in ("space", "par"):
                reader.next()
            elif sign.kind == "{":
                self.read(reader.group())
            else:
                raise NotUnderstood(f"`{source_of((sign,))}` among columns", sign.line)

    def _letters(self, reader: Reader) -> None:
        """One word of the specification; what a letter takes stands behind the word's last letter."""
        sign = reader.next()
        bare = _REPEATED_ONCE.match(sign.text)
        if bare and reader.comes("{"):
            sign = sign._replace(text=bare[1])
        for place, letter in enumerate(sign.text):
            last = place == len(sign.text) - 1
            takes = letter in "@!><*pmbwWD" and not self._is_decimal(reader, letter, last=last)
            takes = takes or letter in self.settings.column_types
            if takes and not last and not self._takes_nothing(letter):
                raise NotUnderstood(f"column type `{letter}` without its braces", sign.line)
            self._letter(reader, letter, sign, last=last)
        if bare and sign.text == bare[1]:
            self._repeat(bare[2], reader.argument(sign), sign)

    def _is_decimal(self, reader: Reader, letter: str, *, last: bool) -> bool:
        """Whether a `D` is AASTeX's, and not that of dcolumn, which has three arguments."""
        return letter == "D" and self.environment == "deluxetable" and not (last and reader.comes("{"))

    def _takes_nothing(self, letter: str) -> bool:
        own = self.settings.column_types.get(letter)
        return own is not None and own.parameters == 0

    def _letter(self, reader: Reader, letter: str, sign: Sign, *, last: bool) -> None:
        if letter in self.settings.column_types:
            self._own_type(reader, self.settings.column_types[letter], sign)
        elif letter == "|":
            self._vertical()
        elif letter in "@!":
            self._between(reader.argument(sign), tight=letter == "@")
        elif letter == ">":
            self.before.extend(reader.argument(sign))
        elif letter == "<":
            self._behind(reader.argument(sign), sign)
        elif letter == "*":
            self._repeated(reader, sign)
        else:
            self._column(reader, letter, sign, last=last)

    def _own_type(self, reader: Reader, own: ColumnType, sign: Sign) -> None:
        arguments = [tuple(reader.argument(sign)) for _ in range(own.parameters)]
        filled = (Sign(one.kind, one.text, sign.line) for one in _filled(tuple(own.body), arguments))
        self._read_again(balanced(filled), sign)

    def _vertical(self) -> None:
        if self.found:
            last = self.found[-1]
            self.found[-1] = replace(last, column=replace(last.column, line_after=True))
        else:
            self.line_first = True

    def _between(self, span: Span, *, tight: bool) -> None:
        if any(sign.kind == "command" and sign.text == "vrule" for sign in span):
            self._vertical()
            return
        runs = read_inline(span, self.settings)
        shown: Signs = tuple(span) if any(run.text.strip() for run in runs) else ()
        if not self.found:
            self.lead.extend(shown)
            return
        last = self.found[-1]
        column = replace(last.column, tight=last.column.tight or (tight and not len(span)) or bool(shown and tight))
        self.found[-1] = replace(last, column=column, trail=(*last.trail, *shown))

    def _behind(self, span: Span, sign: Sign) -> None:
        if not self.found:
            raise NotUnderstood("`<` before the first column", sign.line)
        self.found[-1] = replace(self.found[-1], after=(*span, *self.found[-1].after))

    def _repeated(self, reader: Reader, sign: Sign) -> None:
        number = text_of(reader.argument(sign))
        self._repeat(number, reader.argument(sign), sign)

    def _repeat(self, number: str, inside: Span, sign: Sign) -> None:
        if not number.isdecimal() or len(number) > 4:
            raise NotUnderstood(f"`*` {number[:20]} times among columns", sign.line)
        for _ in range(int(number)):
            self._read_again(inside, sign)

    def _read_again(self, span: Span, sign: Sign) -> None:
        """Read what a type stands for, or what is repeated; both may hold more of their kind."""
        self.readings += 1
        self.depth += 1
        if self.readings > MOST_READINGS or self.depth > DEEPEST:
            raise NotUnderstood("columns that are made of columns without end", sign.line)
        self.read(span)
        self.depth -= 1

    def _column(self, reader: Reader, letter: str, sign: Sign, *, last: bool) -> None:
        if letter in _PLAIN:
            self._add(ColumnSpec(column=Column(align=_PLAIN[letter])), sign)
        elif letter in _PARAGRAPHS:
            reader.argument(sign)
            self._add(ColumnSpec(column=Column(align=Align.JUSTIFY), paragraph=True), sign)
        elif letter in "wW":
            align = _PLAIN.get(text_of(reader.argument(sign)), Align.LEFT)
            reader.argument(sign)
            self._add(ColumnSpec(column=Column(align=align)), sign)
        elif letter == "S":
            options = changed(usable(self.settings.si, sign.line), reader.optional() if last else None)
            self._add(ColumnSpec(column=Column(align=Align.DECIMAL), si=options), sign)
        elif letter == "s":
            options = changed(usable(self.settings.si, sign.line), reader.optional() if last else None)
            self._add(ColumnSpec(column=Column(align=Align.LEFT), si=options, units=True), sign)
        elif self.environment == "deluxetable" and letter in _DELUXE:
            self._add(ColumnSpec(column=Column(align=_DELUXE[letter]), maths=True), sign)
        elif self.environment == "deluxetable" and letter == "B":
            pass  # Where AASTeX breaks a wide table; a page shows it whole.
        elif self.environment == "deluxetable" and letter == "h":
            self._add(ColumnSpec(column=Column(), hidden=True), sign)
        elif self._is_decimal(reader, letter, last=last):
            self._add(ColumnSpec(column=Column(align=Align.DECIMAL), marker=(".", "."), twofold=True), sign)
        elif letter == "D":
            written, shown = text_of(reader.argument(sign)), text_of(reader.argument(sign))
            reader.argument(sign)
            marker = (written, {"\\cdot": "·"}.get(shown, shown))
            self._add(ColumnSpec(column=Column(align=Align.DECIMAL), marker=marker), sign)
        elif letter in _BY_ENVIRONMENT.get(self.environment, {}):
            align = _BY_ENVIRONMENT[self.environment][letter]
            if letter == "X" and last:
                reader.optional()
            self._add(ColumnSpec(column=Column(align=align), paragraph=True), sign)
        else:
            raise NotUnderstood(f"the column type `{letter}`, which is defined elsewhere", sign.line)

    def _add(self, spec: ColumnSpec, sign: Sign) -> None:
        if len(self.found) >= MOST_COLUMNS:
            raise NotUnderstood(f"more than {MOST_COLUMNS} columns", sign.line)
        if len(self.before) + len(self.lead) > MOST_AROUND or (self.found and _around(self.found[-1]) > MOST_AROUND):
            raise NotUnderstood(f"more than {MOST_AROUND} signs around each cell of a column", sign.line)
        column = replace(spec.column, line_before=self.line_first and not self.found)
        lead = tuple(self.lead) if not self.found else ()
        self.found.append(replace(spec, column=column, before=tuple(self.before), lead=lead))
        self.before.clear()


def _around(spec: ColumnSpec) -> int:
    return len(spec.before) + len(spec.after) + len(spec.lead) + len(spec.trail)


def read_columns(span: Span, settings: Settings, environment: str = "tabular") -> tuple[ColumnSpec, ...]:
    """The columns that a specification declares; at least one."""
    reader = _Columns(settings=settings, environment=environment)
    reader.read(span)
    if reader.found and _around(reader.found[-1]) > MOST_AROUND:
        raise NotUnderstood(f"more than {MOST_AROUND} signs around each cell of a column", span.line)
    if not reader.found:
        raise NotUnderstood("a tabular without columns", span.line)
    return tuple(reader.found)


def _filled(body: Signs, arguments: Sequence[Signs]) -> list[Sign]:
    filled: list[Sign] = []
    place = 0
    while place < len(body):
        sign = body[place]
        if sign.kind == "#" and place + 1 < len(body) and body[place + 1].kind == "text":
            number = body[place + 1].text
            if not number.isdecimal() or not 0 < int(number) <= len(arguments):
                raise NotUnderstood("a parameter that no argument fills", sign.line)
            filled.extend(arguments[int(number) - 1])
            place += 2
        else:
            filled.append(sign)
            place += 1
    return filled
