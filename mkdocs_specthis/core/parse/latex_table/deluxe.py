"""`deluxetable` of AASTeX: its commands before and behind the data, its heads, its own types of columns.

Knows how AASTeX writes a table down; what is in the cells is read as in any other tabular.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.latex_table import Grid, Rule
from mkdocs_specthis.core.parse.latex_table.cells import RawCell
from mkdocs_specthis.core.parse.latex_table.columns import ColumnSpec, read_columns
from mkdocs_specthis.core.parse.latex_table.grid import grid_of
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.rows import RawRow, Section, read_rows
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, balanced
from mkdocs_specthis.core.parse.latex_table.silent import take_silent

DELUXE = (
    *("deluxetable", "deluxetable*", "longdeluxetable", "longdeluxetable*"),
    *("splitdeluxetable", "splitdeluxetable*"),
)
HEADS: Mapping[str, tuple[str, str]] = {
    "colhead": ("1", "c"),
    "dcolhead": ("1", "c"),
    "twocolhead": ("2", "c"),
    "nocolhead": ("1", "c"),
}
"""Commands for one place of the head, with how many columns it covers, and how it stands there."""
NOTES: Mapping[str, str] = {"tablecomments": "Note—", "tablerefs": "References—", "tablenotetext": ""}
"""Commands for what stands below, with the words that they put before it."""
_SILENT: Mapping[str, str] = {
    **dict.fromkeys(("tabletypesize", "tablewidth", "tablecolumns", "tablefontsize", "tablenum"), "m"),
    **dict.fromkeys(("rotate", "decimals", "centerwidetable"), ""),
}
_OTHER_ROWS: Mapping[str, str] = {"cutinhead": "c", "sidehead": "l"}
"""Commands for a row over all columns, with how it stands there."""


@dataclass(slots=True, kw_only=True)
class DeluxeNote:
    before: str
    mark: str
    text: Span


@dataclass(slots=True, kw_only=True)
class Deluxe:
    """What a deluxetable says, before its rows are read."""

    begin: Sign
    columns: tuple[ColumnSpec, ...]
    caption: Span | None = None
    label: str = ""
    head: Span | None = None
    rows: Span | None = None
    numbered: bool = False
    """True if a row with the numbers of the columns stands below the head."""
    notes: list[DeluxeNote] = field(default_factory=list)


def read_deluxe(span: Span, begin: Sign, settings: Settings) -> Deluxe:
    """What stands in the environment: `[place]{columns}` in either order, then commands; the data are between two."""
    reader = Reader.of(span)
    reader.optional()
    found = Deluxe(begin=begin, columns=read_columns(reader.argument(begin), settings, "deluxetable"))
    reader.optional()
    while True:
        reader.skip_blanks()
        if reader.ended:
            return found
        if not reader.comes("command"):
            raise NotUnderstood("text outside of the data of a deluxetable", reader.line)
        _take(reader, reader.next(), found, settings)


def _take(reader: Reader, sign: Sign, found: Deluxe, settings: Settings) -> None:
    name = sign.text
    if name == "tablecaption":
        reader.optional()
        found.caption = reader.argument(sign)
    elif name == "label":
        found.label = found.label or text_of(reader.argument(sign))
    elif name == "tablehead":
        found.head = reader.argument(sign)
    elif name == "startdata":
        found.rows = _data(reader, sign)
    elif name in NOTES:
        mark = text_of(reader.argument(sign)) if name == "tablenotetext" else ""
        found.notes.append(DeluxeNote(before=NOTES[name], mark=mark, text=reader.argument(sign)))
    elif name in ("colnumbers", "decimalcolnumbers"):
        found.numbered = True
    elif name in _SILENT:
        for _ in _SILENT[name]:
            reader.argument(sign)
    elif not (settings.take(reader, sign) or take_silent(reader, sign)):
        raise NotUnderstood(f"the command `\\{name}` in a deluxetable", sign.line)


def _data(reader: Reader, sign: Sign) -> Span:
    start = reader.place
    while not reader.ended:
        if reader.comes_command(("enddata",)):
            end = reader.place
            reader.next()
            return reader.span.part(start, end)
        reader.pass_over()
    raise NotUnderstood("`\\startdata` without `\\enddata`", sign.line)


def deluxe_grid(found: Deluxe, environment: str, settings: Settings) -> Grid:
    """The grid that it draws: a double line, the head, a line, the data, a line."""
    if found.rows is None:
        raise NotUnderstood("a deluxetable without data", found.begin.line)
    wide = _widths(found.columns)
    if not any(wide):
        raise NotUnderstood("a deluxetable whose columns are all hidden", found.begin.line)
    shown = tuple(spec for spec in _spread(found.columns) if not spec.hidden)
    data = read_rows(_plain_rows(found.rows, found.columns), found.columns, settings)
    _place(data.rows, wide)
    head = _head(found, settings)
    line = [Rule(first=0, last=len(shown) - 1)]
    if head.rows:
        head.rows[0].rules[:0] = line
        head.closing.extend(line)
        data.sections["endhead"] = head
    elif data.rows.rows:
        data.rows.rows[0].rules[:0] = line
    data.rows.closing.extend(line)
    return grid_of(data, tuple(spec.column for spec in shown), environment, found.begin.line)


# Columns: a `D` is one place of the data and two of the head, an `h` is hidden


def _widths(columns: Sequence[ColumnSpec]) -> list[int]:
    """Of each column as declared, how many are drawn."""
    return [0 if spec.hidden else 2 if spec.twofold else 1 for spec in columns]


def _spread(columns: Sequence[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    """A column that is twofold in the head as two."""
    spread: list[ColumnSpec] = []
    for spec in columns:
        if spec.twofold:
            half = replace(spec, twofold=False, column=replace(spec.column, tight=True, line_after=False))
            spread.extend((half, replace(spec, twofold=False)))
        else:
            spread.append(spec)
    return tuple(spread)


def _place(section: Section, wide: Sequence[int]) -> None:
    """Cells and rules where they stand among the columns that are drawn."""
    for row in section.rows:
        row.cells = [cell for one in row.cells if (cell := _placed(one, wide)) is not None]
        row.rules = _placed_rules(row.rules, wide)
    section.closing = _placed_rules(section.closing, wide)


def _placed_rules(rules: Iterable[Rule], wide: Sequence[int]) -> list[Rule]:
    placed = (replace(one, first=sum(wide[: one.first]), last=sum(wide[: one.last + 1]) - 1) for one in rules)
    return [one for one in placed if one.first <= one.last]


def _placed(cell: RawCell, wide: Sequence[int]) -> RawCell | None:
    """The cell at its place among the columns that are drawn; None if none of them is its own."""
    columns = sum(wide[cell.column : cell.column + cell.columns])
    return replace(cell, column=sum(wide[: cell.column]), columns=columns) if columns else None


# The head


def _head(found: Deluxe, settings: Settings) -> Section:
    section = Section()
    if found.head is not None:
        spread = _spread(found.columns)
        section = read_rows(_plain_rows(found.head, spread), spread, settings).rows
        _place(section, _widths(spread))
    if found.numbered:
        row = _numbers(found, settings)
        row.rules, section.closing = section.closing, []
        section.rows.append(row)
    return section


def _numbers(found: Deluxe, settings: Settings) -> RawRow:
    """`(1) (2) …` for each column of the data that is drawn."""
    line, signs = found.begin.line, list[Sign]()
    wide = [width for width in _widths(found.columns) if width]
    for number, width in enumerate(wide, start=1):
        if signs:
            signs.append(Sign("&", "&", line))
        signs.extend(_wide(str(width), "c", [Sign("text", f"({number})", line)], line))
    columns = [spec for spec in _spread(found.columns) if not spec.hidden]
    return read_rows(balanced(signs), columns, settings).rows.rows[0]


# AASTeX's commands in LaTeX's


def _plain_rows(span: Span, columns: Sequence[ColumnSpec]) -> Span:
    """The rows with `\\colhead` and its kin as `\\multicolumn`, and `\\tablebreak` as the end of a row."""
    reader, signs = Reader.of(span), list[Sign]()
    while not reader.ended:
        sign = reader.next()
        if sign.kind != "command":
            signs.append(sign)
        elif sign.text in HEADS:
            signs.extend(_column_head(reader, sign))
        elif sign.text in _OTHER_ROWS:
            signs.extend(_other_row(reader, sign, len(columns)))
        elif sign.text == "tablebreak":
            signs.append(Sign("command", "\\", sign.line))
        else:
            signs.append(sign)
    return balanced(signs)


def _column_head(reader: Reader, sign: Sign) -> list[Sign]:
    inside = list(reader.argument(sign))
    if sign.text == "dcolhead" and inside:
        dollar = Sign("$", "$", sign.line)
        inside = [dollar, *inside, dollar]
    elif sign.text == "nocolhead":
        inside = []
    return _wide(*HEADS[sign.text], inside, sign.line)


def _other_row(reader: Reader, sign: Sign, columns: int) -> list[Sign]:
    """`\\cutinhead` stands between two lines, `\\sidehead` between none."""
    line = sign.line
    end = Sign("command", "\\", line)
    row = [*_wide(str(columns), _OTHER_ROWS[sign.text], list(reader.argument(sign)), line), end]
    rule = Sign("command", "hline", line)
    return [rule, *row, rule] if sign.text == "cutinhead" else row


def _wide(number: str, letter: str, inside: list[Sign], line: int) -> list[Sign]:
    return [
        Sign("command", "multicolumn", line),
        *_braced([Sign("text", number, line)], line),
        *_braced([Sign("text", letter, line)], line),
        *_braced(inside, line),
    ]


def _braced(inside: list[Sign], line: int) -> list[Sign]:
    return [Sign("{", "{", line), *inside, Sign("}", "}", line)]
