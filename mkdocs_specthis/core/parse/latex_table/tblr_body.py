"""The body of a tblr parted into rows and cells, with the lines and looks that commands in it ask for.

Knows where cells end and which commands stand in them. What `\\begin{tblr}{…}` says is `tblr.py`'s.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Weight
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import SETS, Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.tblr_looks import LineLook, line_look

MOST_CELLS = 100_000
_FULL = {"hline": Weight.LIGHT, "midrule": Weight.LIGHT, "toprule": Weight.HEAVY, "bottomrule": Weight.HEAVY}
_PARTIAL = ("cline", "cmidrule", "cmidrulemore")
_QUIET = ("pagebreak", "nopagebreak", "addlinespace", "morecmidrules", "noindent", "addrowspace")
_COLOUR = "tinytableDefineColor"
"""How tables of R's tinytable define colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A horizontal line above a row, as asked for in the body."""

    row: int
    """1-based number of the row below it."""
    columns: str
    """Places, as written."""
    look: LineLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`\\SetCell`, `\\SetRow`, `\\SetColumn` and their kin, and where they stand; both numbers are 1-based."""

    name: str
    row: int
    column: int
    spans: Span | None
    looks: Span
    line: int


@dataclass(slots=True, kw_only=True)
class TblrBody:
    rows: list[list[Span]] = field(default_factory=list)
    spaced: set[int] = field(default_factory=set)
    """Numbers of rows with more space above."""
    lines: list[Line] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    row_lines: list[int] = field(default_factory=list)
    """1-based line of the source of each row."""


def read_body(span: Span, settings: Settings) -> TblrBody:
    body = TblrBody()
    reader = Reader.of(span)
    cells = 0
    while True:
        _between(reader, body, settings)
        if reader.ended:
            return body
        body.row_lines.append(reader.line)
        row = _row(reader, body)
        cells += len(row)
        if cells > MOST_CELLS:
            raise NotUnderstood(f"more than {MOST_CELLS:,} cells", reader.line)
        body.rows.append(row)


def _between(reader: Reader, body: TblrBody, settings: Settings) -> None:
    """Everything before the first cell of the next row."""
    while True:
        reader.skip_blanks()
        if not reader.comes("command") or not _taken(reader, body, settings):
            return


def _taken(reader: Reader, body: TblrBody, settings: Settings) -> bool:
    name, row = reader.sign.text, len(body.rows) + 1
    if name in _FULL:
        look = _looked(reader, reader.next(), _FULL[name])
        body.lines.append(Line(row=row, columns="-", look=look))
    elif name in _PARTIAL:
        sign = reader.next()
        look = _looked(reader, sign, Weight.LIGHT)
        body.lines.append(Line(row=row, columns=text_of(reader.argument(sign)), look=look))
    elif name == "SetHline":
        sign = reader.next()
        reader.optional()
        columns = text_of(reader.argument(sign))
        body.lines.append(Line(row=row, columns=columns, look=line_look(reader.argument(sign))))
    elif name == "specialrule":
        sign = reader.next()
        for _ in range(3):
            reader.argument(sign)
        body.lines.append(Line(row=row, columns="-", look=LineLook(weight=Weight.HEAVY)))
    elif name in _QUIET:
        if name in ("addlinespace", "addrowspace"):
            body.spaced.add(row)
        reader.next()
        reader.optional()
    elif name == _COLOUR:
        sign = reader.next()
        defined, model, value = (reader.argument(sign) for _ in range(3))
        settings.define_colour(text_of(defined), text_of(model), text_of(value), sign.line)
    else:
        return name in SETS and settings.take(reader, reader.next())
    return True


def _looked(reader: Reader, sign: Sign, weight: Weight) -> LineLook:
    """`[2pt, dashed]`, and the trims of `\\cmidrule(lr)`."""
    options = reader.optional()
    look = line_look(options) if options is not None else LineLook()
    if look.weight is Weight.LIGHT:
        look = LineLook(weight=weight, trim_left=look.trim_left, trim_right=look.trim_right)
    if sign.text in _PARTIAL and reader.comes("text") and reader.sign.text.startswith("("):
        word = reader.next().text
        if not word.endswith(")") or set(word) - set("(lr)"):
            raise NotUnderstood(f"`\\{sign.text}` without its columns", sign.line)
        look = LineLook(weight=look.weight, trim_left="l" in word, trim_right="r" in word)
    return look


def _row(reader: Reader, body: TblrBody) -> list[Span]:
    row: list[Span] = []
    while True:
        span, end = _cell(reader)
        row.append(_without_commands(span, body, len(body.rows) + 1, len(row) + 1))
        if end == "&":
            continue
        if end:
            reader.star()
            reader.optional()
        return row


def _cell(reader: Reader) -> tuple[Span, str]:
    start = reader.place
    while not reader.ended:
        sign = reader.sign
        if sign.kind == "&" or (sign.kind == "command" and sign.text in ("\\", "tabularnewline")):
            reader.next()
            return reader.span.part(start, reader.place - 1), sign.text
        reader.pass_over()
    return reader.span.part(start, reader.place), ""


def _without_commands(span: Span, body: TblrBody, row: int, column: int) -> Span:
    """The text of a cell, behind the commands of tabularray that it begins with."""
    reader = Reader.of(span)
    while True:
        reader.skip_blanks()
        if not reader.comes("command") or not reader.sign.text.startswith("Set"):
            return _trimmed(reader.rest())
        sign = reader.next()
        if sign.text not in ("SetCell", "SetCells", "SetRow", "SetRows", "SetColumn", "SetColumns"):
            raise NotUnderstood(f"the command `\\{sign.text}`", sign.line)
        spans = reader.optional()
        looks = reader.argument(sign)
        body.asked.append(Asked(name=sign.text, row=row, column=column, spans=spans, looks=looks, line=sign.line))


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and span.signs[start].kind in ("space", "par"):
        start += 1
    while end > start and span.signs[end - 1].kind in ("space", "par"):
        end -= 1
    return span.part(start, end)
