"""What may stand between two rows: rules from edge to edge or over some columns, space, marks of longtable.

Knows the commands of LaTeX, booktabs, hhline, arydshln, boldline and makecell. Not what is in any cell.
"""

import re
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Rule, Weight
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import SETS, Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.words import LENGTHS

FULL = {
    **dict.fromkeys(
        ("toprule", "bottomrule", "botrule", "thickhline", "Xhline", "specialrule", "hlineB"), Weight.HEAVY
    ),
    **dict.fromkeys(("hline", "midrule", "colrule", "tableline"), Weight.LIGHT),
    "hdashline": Weight.DASHED,
    "firsthline": Weight.LIGHT,
    "lasthline": Weight.LIGHT,
}
PARTIAL = {
    "cline": Weight.LIGHT,
    "cmidrule": Weight.LIGHT,
    "cdashline": Weight.DASHED,
    "Xcline": Weight.HEAVY,
    "clineB": Weight.HEAVY,
}
TRIMMED = ("toprule", "midrule", "bottomrule", "specialrule")
"""Rules that may be cut short at their ends in a table over pages, as in `\\toprule(r)`: booktabs’ own."""
SECTIONS = ("endfirsthead", "endhead", "endfoot", "endlastfoot")
"""Of longtable: what stands before is repeated, or stands once at either end."""
_SPACES = ("addlinespace", "morecmidrules", "noalign")
_QUIET = frozenset(
    [
        "insertTableNotes",
        "arrayrulecolor",
        "pagebreak",
        "nopagebreak",
        "noindent",
        "filbreak",
        "newpage",
        "doublerulesepcolor",
    ]
)

_RANGE = re.compile(r"\s*(\d{1,4})\s*-\s*(\d{1,4})\s*\Z")
_TIMES = re.compile(r"\*\{(\d{1,3})\}\{([^{}]*)\}")


@dataclass(slots=True, kw_only=True)
class Between:
    """What stood above a row."""

    rules: list[Rule] = field(default_factory=list)
    space: bool = False
    background: str = ""
    section: str = ""
    """One of SECTIONS, if the rows before it end there."""


def read_between(reader: Reader, columns: int, settings: Settings, *, over_pages: bool) -> Between:
    """Read everything before the next cell, or up to a mark of longtable."""
    found = Between()
    while True:
        reader.skip_blanks()
        if not reader.comes("command"):
            return found
        name = reader.sign.text
        if name in SECTIONS:
            reader.next()
            found.section = name
            return found
        if not _take(reader, name, found, columns, settings):
            return found
        if over_pages and name in TRIMMED:
            _trims(reader, f"`\\{name}` that is cut short, with text right behind it")


def _take(reader: Reader, name: str, found: Between, columns: int, settings: Settings) -> bool:
    if name in FULL:
        _full(reader, reader.next(), found, columns)
    elif name in PARTIAL:
        found.rules.append(_partial(reader, reader.next(), columns))
    elif name == "hhline":
        found.rules.extend(_hhline(reader.argument(reader.next()), columns))
    elif name in _SPACES:
        _space(reader, reader.next(), found, columns)
    elif name == "rowcolor":
        found.background = settings.colour(reader, reader.next())
        reader.optional()
        reader.optional()
    elif name in _QUIET:
        command = reader.next()
        reader.optional()
        if name.endswith("color"):
            reader.argument(command)
    else:
        return settings.take(_past(reader), reader.span.signs[reader.place - 1]) if name in SETS else False
    return True


def _past(reader: Reader) -> Reader:
    reader.next()
    return reader


def _full(reader: Reader, sign: Sign, found: Between, columns: int) -> None:
    if sign.text in ("Xhline", "hlineB"):
        reader.argument(sign)
    elif sign.text == "specialrule":
        for _ in range(3):
            reader.argument(sign)
    elif sign.text not in ("hline", "tableline", "colrule"):
        reader.optional()
    found.rules.append(Rule(first=0, last=columns - 1, weight=FULL[sign.text]))


def _partial(reader: Reader, sign: Sign, columns: int) -> Rule:
    trims = ""
    if sign.text == "cmidrule":
        reader.optional()
        trims = _trims(reader, "`\\cmidrule` without its columns")
    text = text_of(reader.argument(sign))
    if sign.text in ("Xcline", "clineB"):
        reader.argument(sign)
    elif sign.text == "cdashline":
        reader.optional()
    found = _RANGE.match(text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= columns:
        raise NotUnderstood(f"`\\{sign.text}{{{text[:20]}}}` of {columns} columns", sign.line)
    weight = PARTIAL[sign.text]
    first, last = int(found[1]) - 1, int(found[2]) - 1
    return Rule(first=first, last=last, weight=weight, trim_left="l" in trims, trim_right="r" in trims)


def _trims(reader: Reader, otherwise: str) -> str:
    """`(lr)`, `(l{3pt}r)`: letters alone. `otherwise`: what it is if no `)` ends it."""
    reader.skip_blanks()
    if not (reader.comes("text") and reader.sign.text.startswith("(")):
        return ""
    letters = ""
    while not reader.ended:
        if reader.comes("text"):
            text = reader.next().text
            letters += text
            if text.endswith(")"):
                return letters
            if ")" in text:
                break
        else:
            reader.pass_over()
    raise NotUnderstood(otherwise, reader.line)


def _hhline(span: Span, columns: int) -> list[Rule]:
    text = text_of(span)
    while found := _TIMES.search(text):
        text = text[: found.start()] + found[2] * int(found[1]) + text[found.end() :]
        if len(text) > 10 * 200:
            raise NotUnderstood("`\\hhline`", span.line)
    text = re.sub(r">\{[^{}]*\}", "", text)
    marks = [one for one in text if one in "-=~"]
    if len(marks) != columns or set(text) - set("-=~|#:tb "):
        raise NotUnderstood(f"`\\hhline{{{text[:20]}}}` of {columns} columns", span.line)
    return [Rule(first=place, last=place) for place, one in enumerate(marks) if one in "-="]


def _space(reader: Reader, sign: Sign, found: Between, columns: int) -> None:
    if sign.text == "addlinespace":
        reader.optional()
        found.space = True
    elif sign.text == "noalign":
        _no_align(reader.argument(sign), found, columns)


def _no_align(span: Span, found: Between, columns: int) -> None:
    """`\\noalign{\\smallskip}`, `\\noalign{\\hrule height 1pt}`."""
    for sign in span:
        if sign.kind == "command" and sign.text == "hrule":
            found.rules.append(Rule(first=0, last=columns - 1, weight=Weight.HEAVY))
        elif sign.kind == "command" and sign.text in ("smallskip", "medskip", "bigskip", "vskip", "vspace", "penalty"):
            found.space = True
        elif sign.kind == "command" and sign.text not in ("global", "relax", "nobreak") and sign.text not in LENGTHS:
            raise NotUnderstood(f"the command `\\{sign.text}` in `\\noalign`", sign.line)
