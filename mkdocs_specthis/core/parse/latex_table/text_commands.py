"""Commands of running text that do more than stand for a character or a look, one function each.

Each takes its arguments and adds to the text that is being read, or notes something about its cell.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mkdocs_specthis.core.model.latex_table import Align, Style
from mkdocs_specthis.core.parse.latex_table.maths import Look, formula
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign
from mkdocs_specthis.core.parse.latex_table.words import DINGBATS

if TYPE_CHECKING:
    from mkdocs_specthis.core.parse.latex_table.inline import Inline

Handler = Callable[["Inline", Reader, Sign, Look], None]


def after_line_end(reader: Reader, command: Sign) -> None:
    """The star and the space that may stand behind `\\\\`; other line ends have none."""
    if command.text in ("\\", "tabularnewline"):
        reader.star()
    if command.text in ("\\", "tabularnewline", "linebreak"):
        reader.optional()


def _new_line(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    after_line_end(reader, sign)
    inline.new_line()


def _coloured(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    colour = inline.settings.colour(reader, sign)
    inline.group(reader.argument(sign), replace(look, colour=colour))


def _boxed(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    background = inline.settings.colour(reader, sign)
    inline.group(reader.argument(sign), replace(look, background=background))


def _cell_colour(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    if inline.facts is None:
        raise NotUnderstood(f"`\\{sign.text}` outside of a cell", sign.line)
    found = inline.settings.colour(reader, sign)
    reader.optional()
    reader.optional()
    if sign.text == "cellcolor":
        inline.facts.background = found
    elif sign.text == "rowcolor":
        inline.facts.row_background = found
    else:
        inline.facts.background = inline.facts.background or found


def _multirow(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\multirow[position]{rows}[struts]{width}[shift]{text}`."""
    if inline.facts is None or inline.facts.rows != 1:
        raise NotUnderstood(f"`\\{sign.text}` outside of a cell", sign.line)
    reader.optional()
    number = text_of(reader.argument(sign))
    reader.optional()
    if sign.text == "multirow":
        reader.argument(sign)
        reader.optional()
    if not re.fullmatch(r"-?\d{1,4}", number):
        raise NotUnderstood(f"`\\{sign.text}` over {number[:20] or 'no'} rows", sign.line)
    inline.facts.rows = int(number) or 1
    inline.lines(reader.argument(sign), look)


def _delimiter(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """bigdelim: `\\ldelim\\{{rows}[struts]{width}[text]`, a bracket over several rows with a text beside it."""
    if inline.facts is None or inline.facts.rows != 1:
        raise NotUnderstood(f"`\\{sign.text}` outside of a cell", sign.line)
    shown = text_of(reader.argument(sign)).removeprefix("\\")
    number = text_of(reader.argument(sign))
    reader.optional()
    reader.argument(sign)
    beside = reader.optional()
    if shown not in _DELIMITERS or not re.fullmatch(r"-?\d{1,4}", number):
        raise NotUnderstood(f"`\\{sign.text}` with {shown[:10]} over {number[:20] or 'no'} rows", sign.line)
    inline.facts.rows = int(number) or 1
    if sign.text == "rdelim":
        inline.show(_DELIMITERS[shown], look)
    if beside is not None:
        inline.show("" if sign.text == "ldelim" else "\u00a0", look)
        inline.lines(beside, look)
        inline.show("\u00a0" if sign.text == "ldelim" else "", look)
    if sign.text == "ldelim":
        inline.show(_DELIMITERS[shown], look)


_DELIMITERS: Mapping[str, str] = {
    **{one: one for one in "()[]{}|"},
    ".": "",
    "lbrace": "{",
    "rbrace": "}",
    "vert": "|",
}
"""What bigdelim draws, by what it is told to."""


def _parted_cell(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\diagbox[width=3em]{below}{above}`: a head with a stroke from one corner to the other."""
    for _ in range(2):
        reader.optional()
    inline.group(reader.argument(sign), look)
    reader.skip_blanks()
    inline.show("\u2009\\\u2009", look)
    inline.group(reader.argument(sign), look)
    reader.skip_blanks()
    if reader.comes("{"):
        raise NotUnderstood(f"`\\{sign.text}` with three parts", sign.line)


def _made_cell(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\makecell[position]{a \\\\ b}`, `\\shortstack` and their kin."""
    reader.star()
    position = reader.optional()
    if inline.facts is not None and position is not None and sign.text != "shortstack":
        found = {"l": Align.LEFT, "c": Align.CENTRE, "r": Align.RIGHT}
        inline.facts.align = next((found[one] for one in text_of(position) if one in found), inline.facts.align)
    if sign.text == "rothead":
        inline.turn(sign)
    inline.lines(reader.argument(sign), look)


def _rotated(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    reader.optional()
    angle = text_of(reader.argument(sign))
    if not re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{1,4})?", angle):
        raise NotUnderstood(f"`\\rotatebox` by {angle[:20]}", sign.line)
    if float(angle) % 360:
        inline.turn(sign)
    inline.lines(reader.argument(sign), look)


def _sized(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """Boxes of a certain size: their text is shown as it is."""
    for kind in _BOXES[sign.text]:
        if kind == "o":
            reader.optional()
        elif kind == "s":
            reader.star()
        elif kind == "m":
            reader.argument(sign)
    inline.lines(reader.argument(sign), look)


_BOXES: Mapping[str, str] = {
    "resizebox": "smm",
    "scalebox": "mo",
    "adjustbox": "m",
    "makebox": "oo",
    "framebox": "oo",
    "fbox": "",
    "parbox": "ooom",
    "raisebox": "moo",
    "hyperref": "o",
    "href": "m",
    "foreignlanguage": "m",
}
"""Their arguments before the text, in the letters of `SILENT`."""


def _alternative(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\texorpdfstring{shown}{in bookmarks}`."""
    inline.group(reader.argument(sign), look)
    reader.argument(sign)


def _ensured(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    inline.runs.extend(formula(reader.argument(sign), look))


def _inline_formula(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    inline.formula(reader, look, sign, lambda: reader.comes_command((")",)))


_NO_SPACE_BEFORE = ",.'/?;:!~-)"
_NO_SPACE_BEFORE_COMMANDS = (" ", "/", "space", "footnote", "footnotemark", "xspace")


def _space_if_words_follow(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\xspace`: the space that TeX took away behind a command, unless its group ends or a mark comes next."""
    if reader.ended or reader.sign.kind in ("{", "space", "par", "~"):
        return
    if reader.comes("text") and reader.sign.text[0] in _NO_SPACE_BEFORE:
        return
    if not reader.comes_command(_NO_SPACE_BEFORE_COMMANDS):
        inline.show(" ", look)


def _dingbat(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    number = text_of(reader.argument(sign))
    if number not in DINGBATS:
        raise NotUnderstood(f"`\\ding{{{number[:10]}}}`", sign.line)
    inline.show(DINGBATS[number], look)


def _address(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    inline.show(text_of(reader.argument(sign)), look.with_style(Style.MONOSPACE))


def _footnote(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """`\\footnote[2]{words}`, and its two halves, `\\footnotemark` and `\\footnotetext`, which may stand apart."""
    given = reader.optional()
    number = text_of(given) if given is not None else ""
    footnotes = inline.settings.footnotes
    if sign.text == "footnotemark":
        mark = footnotes.mark(number, sign.line)
    elif sign.text == "footnotetext":
        footnotes.words(number, inline.apart(reader.argument(sign)), sign.line)
        return
    else:
        mark = footnotes.add(number, inline.apart(reader.argument(sign)), sign.line)
    inline.show(mark, look.with_style(Style.SUPER))


_EMS: Mapping[str, float] = {"em": 1, "ex": 0.5, "pt": 0.1, "mm": 0.28, "cm": 2.8, "in": 7.2}
"""What a unit of length is in widths of an M, about."""


def _space(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """Space of a width: rows are indented by it."""
    reader.star()
    found = re.fullmatch(r"(\d{0,3}\.?\d{0,4})\s*(em|ex|pt|mm|cm|in)", text_of(reader.argument(sign)))
    ems = float(f"0{found[1]}") * _EMS[found[2]] if found else 0
    inline.show("\u2003" * min(8, round(ems)), look)


def _rule(inline: "Inline", reader: Reader, sign: Sign, look: Look) -> None:
    """A rule without width keeps rows apart; any other would be seen."""
    reader.optional()
    width = text_of(reader.argument(sign))
    reader.argument(sign)
    if not re.fullmatch(r"0*\.?0*(?:pt|mm|cm|em|ex|in)", width):
        raise NotUnderstood("`\\rule`", sign.line)


COMMANDS: Mapping[str, Handler] = {
    **dict.fromkeys(("\\", "newline", "linebreak", "tabularnewline"), _new_line),
    **dict.fromkeys(("cellcolor", "rowcolor", "columncolor"), _cell_colour),
    **dict.fromkeys(("multirow", "multirowcell"), _multirow),
    **dict.fromkeys(("makecell", "thead", "rothead", "shortstack"), _made_cell),
    **dict.fromkeys(("resizebox", "scalebox", "adjustbox", "makebox", "framebox", "fbox", "parbox"), _sized),
    **dict.fromkeys(("raisebox", "hyperref", "href", "foreignlanguage"), _sized),
    **dict.fromkeys(("footnote", "footnotemark", "footnotetext", "tablefootnote", "mpfootnotemark"), _footnote),
    **dict.fromkeys(("ldelim", "rdelim"), _delimiter),
    **dict.fromkeys(("backslashbox", "diagbox"), _parted_cell),
    "xspace": _space_if_words_follow,
    "textcolor": _coloured,
    "colorbox": _boxed,
    "rotatebox": _rotated,
    "texorpdfstring": _alternative,
    "ensuremath": _ensured,
    "(": _inline_formula,
    "ding": _dingbat,
    "url": _address,
    "path": _address,
    "rule": _rule,
    "hspace": _space,
}
