"""What tabularray says of a cell, a column or a line: `{r=2,c=3}{c, bg=red!20, font=\\bfseries}`, `{dashed, 1pt}`.

Knows the options of one of them. Which cells they are for is `tblr.py`'s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mkdocs_specthis.core.model.latex_table import Align, Weight
from mkdocs_specthis.core.parse.latex_table.colours import colour
from mkdocs_specthis.core.parse.latex_table.reader import Reader, source_of, text_of
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions, changed, usable
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Signs, Span
from mkdocs_specthis.core.parse.latex_table.tblr_keys import Key, groups_of, keys_of

MOST_COLUMNS = 200
MOST_READINGS = 500
"""Repetitions in one specification."""
DEEPEST = 10
"""Of these inside each other."""

_ALIGN: Mapping[str, Align] = {"l": Align.LEFT, "c": Align.CENTRE, "r": Align.RIGHT, "j": Align.JUSTIFY}
_VERTICAL = frozenset("tmbhf")
_SPACE = frozenset(
    ["abovesep", "belowsep", "leftsep", "rightsep", "rowsep", "colsep", "wd", "ht", "co", "stretch", "valign"]
)
_MODES: Mapping[str, bool] = {"math": True, "imath": True, "dmath": True, "text": False}
_LENGTH = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)?(?:pt|mm|cm|in|em|ex|bp|pc|sp)\Z")
_SHARE = re.compile(r"-?\d+\.?\d*\Z")
_RELATIVE = re.compile(r"[-+]?\d*\.?\d*\\(?:line|text|column)width\Z")
_HEAVY = re.compile(r"(\d*\.?\d+)(pt|em|mm)\Z")
_HEAVY_FROM: Mapping[str, float] = {"pt": 0.75, "em": 0.075, "mm": 0.26}
"""From this width on a line is a heavy one: booktabs has 0.08 em and 0.05 em."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLook:
    rows: int = 1
    columns: int = 1
    align: Align | None = None
    background: str = ""
    colour: str = ""
    font: Signs = ()
    before: Signs = ()
    after: Signs = ()
    maths: bool = False
    si: SiOptions | None = None
    """Of a column of numbers."""
    guard: bool = False
    """True if it is text even in a column of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLook:
    weight: Weight = Weight.LIGHT
    trim_left: bool = False
    trim_right: bool = False


def with_groups(look: CellLook, groups: list[Span], settings: Settings) -> CellLook:
    """`{spans}{looks}` or `{looks}`."""
    for span in groups[:-1]:
        look = with_spans(look, span)
    return with_looks(look, groups[-1], settings) if groups else look


def with_spans(look: CellLook, span: Span) -> CellLook:
    for key in keys_of(span):
        if key.name not in ("r", "c") or not key.text.isdecimal() or len(key.text) > 4:
            raise NotUnderstood(f"`{key.written[:20]}` among the spans of a tblr", key.line)
        look = replace(look, rows=int(key.text)) if key.name == "r" else replace(look, columns=int(key.text))
    return look


def with_looks(look: CellLook, span: Span, settings: Settings) -> CellLook:
    for key in keys_of(span):
        look = _with(look, key, settings)
    return look


def _with(look: CellLook, key: Key, settings: Settings) -> CellLook:
    name, value = key.name, key.value
    if value is None:
        return _with_word(look, key, settings)
    if name in _SPACE:
        return look
    if name == "halign" and key.text in _ALIGN:
        return replace(look, align=_ALIGN[key.text])
    if name == "mode" and key.text in _MODES:
        return replace(look, maths=_MODES[key.text])
    if name in ("bg", "fg"):
        found = colour(_unbraced(key.text), "", settings.colours, key.line)
        return replace(look, background=found) if name == "bg" else replace(look, colour=found)
    if name == "font":
        return replace(look, font=tuple(_inside(value)))
    if name in ("preto", "appto"):
        added = tuple(_inside(value))
        if name == "preto":
            return replace(look, before=(*added, *look.before))
        return replace(look, after=(*look.after, *added))
    if name == "si":
        return replace(look, si=changed(usable(settings.si, key.line), _inside(value)))
    raise NotUnderstood(f"`{key.written[:30]}` among the looks of a tblr", key.line)


def _with_word(look: CellLook, key: Key, settings: Settings) -> CellLook:
    """An alignment, a length, a colour."""
    word = key.written
    if word in _ALIGN:
        return replace(look, align=_ALIGN[word])
    if word in _VERTICAL or _SHARE.match(word) or _LENGTH.match(word) or _RELATIVE.match(word):
        return look
    if word in ("$", "$$"):
        return replace(look, maths=True)
    if word == "guard":
        return replace(look, guard=True)
    return replace(look, background=colour(word, "", settings.colours, key.line))


def _inside(span: Span) -> Span:
    """A value without the braces around it."""
    groups = groups_of(span)
    return groups[0] if len(groups) == 1 else span


def _unbraced(text: str) -> str:
    return text.removeprefix("{").removesuffix("}")


# Lines


def line_look(span: Span | None) -> LineLook:
    """Dashed, dotted, or solid and so wide; its colour is not kept."""
    look = LineLook()
    for key in keys_of(span) if span is not None else ():
        word = key.name or key.written
        if word == "text":
            raise NotUnderstood("text in a line of a tblr", key.line)
        if key.value is not None and word in ("wd", "dash"):
            word = key.text
        if word in ("dashed", "dotted"):
            look = replace(look, weight=Weight.DASHED)
        elif word in ("l", "r", "lr"):
            look = replace(look, trim_left="l" in word, trim_right="r" in word)
        elif (found := _HEAVY.match(word)) and look.weight is not Weight.DASHED:
            heavy = float(found[1]) >= _HEAVY_FROM[found[2]]
            look = replace(look, weight=Weight.HEAVY if heavy else Weight.LIGHT)
    return look


# The specification of columns


@dataclass(slots=True, kw_only=True)
class ColumnLooks:
    """What `colspec` says: a look for each column, and which vertical lines there are."""

    settings: Settings
    looks: list[CellLook]
    lines: dict[int, None]
    """Numbers of the vertical lines; 1 stands before the first column."""
    before: Signs = ()
    depth: int = 0
    readings: int = 0

    def read(self, span: Span) -> None:
        self.depth += 1
        self.readings += 1
        if self.depth > DEEPEST or self.readings > MOST_READINGS:
            raise NotUnderstood("columns that are made of columns without end", span.line)
        reader = Reader.of(span)
        while not reader.ended:
            sign = reader.next()
            if sign.kind == "text":
                for place, letter in enumerate(sign.text):
                    last = place == len(sign.text) - 1
                    self._letter(reader, letter, sign, last=last)
            elif sign.kind not in ("space", "par"):
                raise NotUnderstood(f"`{source_of((sign,))}` among the columns of a tblr", sign.line)
        self.depth -= 1

    def _letter(self, reader: Reader, letter: str, sign: Sign, *, last: bool) -> None:
        if letter in "tmbhfp@!<>*" and not last:
            raise NotUnderstood(f"column type `{letter}` without its braces", sign.line)
        options = reader.optional() if last and letter in "|QXSslcrj" else None
        if letter == "|":
            self.lines[len(self.looks) + 1] = None
        elif letter in "lcrj":
            self._add(CellLook(align=_ALIGN[letter]), options, sign)
        elif letter in "QX":
            self._add(CellLook(align=Align.JUSTIFY if letter == "X" else None), options, sign)
        elif letter in "tmbhfp":
            reader.argument(sign)
            self._add(CellLook(align=Align.JUSTIFY), None, sign)
        elif letter == "S":
            si = changed(usable(self.settings.si, sign.line), options)
            self._add(CellLook(align=Align.DECIMAL, si=si), None, sign)
        elif letter in "@!" and not len(reader.argument(sign)):
            return
        elif letter == ">":
            self.before = (*self.before, *reader.argument(sign))
        elif letter == "<" and self.looks:
            self.looks[-1] = replace(self.looks[-1], after=(*self.looks[-1].after, *reader.argument(sign)))
        elif letter == "*":
            self._repeated(reader, sign)
        else:
            raise NotUnderstood(f"the column type `{letter}` of a tblr", sign.line)

    def _add(self, look: CellLook, options: Span | None, sign: Sign) -> None:
        if len(self.looks) >= MOST_COLUMNS:
            raise NotUnderstood(f"more than {MOST_COLUMNS} columns", sign.line)
        if options is not None:
            look = with_looks(look, options, self.settings)
        self.looks.append(replace(look, before=(*look.before, *self.before)))
        self.before = ()

    def _repeated(self, reader: Reader, sign: Sign) -> None:
        number, inside = text_of(reader.argument(sign)), reader.argument(sign)
        if not number.isdecimal() or int(number[:5]) > MOST_COLUMNS:
            raise NotUnderstood(f"`*` {number[:20]} times among columns", sign.line)
        for _ in range(int(number)):
            self.read(inside)
