"""A formula as runs of text, where text can show it: numbers, letters, signs, one level of raised and lowered.

What text cannot show stays TeX for the page's renderer, if every command in it is one that renderers know.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from mkdocs_specthis.core.model.latex_table import Run, RunKind, Runs, Style
from mkdocs_specthis.core.parse.latex_table.maths_words import (
    ACCENTS,
    AS_TEXT,
    BINARY,
    BOLD_ARGUMENT,
    DECLARED,
    FRACTIONS,
    ITALIC_ARGUMENT,
    LETTERS,
    NAMES,
    RAISED_TEXT,
    RELATIONS,
    RENDERED,
    SPACES,
    UPRIGHT,
    UPRIGHT_ARGUMENT,
)
from mkdocs_specthis.core.parse.latex_table.reader import Reader, source_of, text_of
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span

THIN = "\u2009"
LONGEST = 2_000
"""Signs of one formula that are read."""

_PIECE = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,:][0-9]+)*|.", re.DOTALL)
_SIGNS: Mapping[str, str] = {"-": "−", "*": "∗", "'": "′", "/": "/", "|": "|", "!": "!", "`": "‘"}
_ARGUMENTS = UPRIGHT_ARGUMENT | BOLD_ARGUMENT | ITALIC_ARGUMENT
_UPRIGHT_FAMILY = re.compile(r"0(?![0-9])")
_AS_RUNS_ALONE = RAISED_TEXT | {"fam"}
"""Commands that no renderer knows."""
_OPERATORS = "=<>:+-*"
_SPACED = frozenset({"=", "<", ">", ":", *RELATIONS.values()})
"""Relations, which stand apart from what follows even where nothing stands before them."""
_KNOWN = frozenset(
    {*LETTERS, *UPRIGHT, *BINARY, *RELATIONS, *SPACES, *NAMES, *UPRIGHT_ARGUMENT, *BOLD_ARGUMENT, *ACCENTS}
) | (ITALIC_ARGUMENT | RENDERED | AS_TEXT | frozenset(DECLARED) | _AS_RUNS_ALONE)


class _NeedsRenderer(Exception):
    """Text cannot show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How what comes next is to look."""

    styles: frozenset[Style] = frozenset()
    colour: str = ""
    background: str = ""

    def with_style(self, style: Style) -> "Look":
        return Look(styles=self.styles | {style}, colour=self.colour, background=self.background)

    def run(self, text: str, kind: RunKind = RunKind.TEXT) -> Run:
        return Run(text=text, kind=kind, styles=self.styles, colour=self.colour, background=self.background)


def formula(span: Span, look: Look) -> Runs:
    """What a formula shows."""
    if len(span) > LONGEST:
        raise NotUnderstood(f"a formula of more than {LONGEST:,} signs", span.line)
    _check(span)
    try:
        shown = _Formula()
        shown.read(span, look, upright=False)
        return tuple(shown.runs)
    except _NeedsRenderer:
        for sign in span:
            if sign.kind == "command" and sign.text in _AS_RUNS_ALONE:
                raise _not_in_formula(sign) from None
        return (look.run(source_of(span), RunKind.MATHS),)


def _check(span: Span) -> None:
    for sign in span:
        if sign.kind == "command" and sign.text not in _KNOWN:
            if sign.text == "begin" or sign.text == "end":
                raise NotUnderstood("an environment in a formula", sign.line)
            raise _not_in_formula(sign)
        if sign.kind in ("&", "#", "$"):
            raise NotUnderstood(f"`{sign.kind}` in a formula", sign.line)


def _not_in_formula(sign: Sign) -> NotUnderstood:
    return NotUnderstood(f"the command `\\{sign.text}` in a formula", sign.line)


def _is_nothing(width: Span) -> bool:
    """Whether a rule of this width is not seen: it only keeps lines apart."""
    return re.fullmatch(r"0*\.?0*(?:pt|em|ex|mm|cm|in)?", text_of(width).strip()) is not None


def _with_its_group(reader: Reader) -> Span | None:
    """`\\mathrm{eff}` behind a sign that raises or lowers; None if something else comes."""
    start = reader.place
    if not reader.comes_command(_ARGUMENTS):
        return None
    reader.next()
    reader.skip_blanks()
    if not reader.comes("{"):
        reader.place = start
        return None
    reader.group()
    return reader.span.part(start, reader.place)


@dataclass(slots=True, kw_only=True)
class _Formula:
    runs: list[Run] = field(default_factory=list)
    after_thing: bool = False
    """True if a sign that stands next has something at its left to be taken together with."""
    gap: bool = False
    """True if what comes next stands apart from the operator before it."""

    def read(self, span: Span, look: Look, *, upright: bool) -> None:
        reader = Reader.of(span)
        while not reader.ended:
            sign = reader.sign
            if sign.kind in "^_":
                reader.next()
                self._raised(reader, sign, look, upright=upright)
            elif sign.kind == "{":
                self.after_thing = False
                self.read(reader.group(), look, upright=upright)
                self.after_thing, self.gap = True, False
            elif reader.comes_command(DECLARED):
                upright = DECLARED[reader.next().text]
                look = replace(look, styles=look.styles - {Style.BOLD} | ({Style.BOLD} if sign.text == "bf" else set()))
            elif reader.comes_command(("fam",)):
                upright = self._family(reader, reader.next(), look)
            elif sign.kind == "command":
                self._command(reader, reader.next(), look, upright=upright)
            else:
                self._characters(reader.next(), look, upright=upright)

    def _family(self, reader: Reader, sign: Sign, look: Look) -> bool:
        """`\\fam0 Mu`: letters stand upright up to the end of the group."""
        reader.skip_blanks()
        if not (reader.comes("text") and _UPRIGHT_FAMILY.match(reader.sign.text)):
            raise _not_in_formula(sign)
        number = reader.next()
        if number.text != "0":
            self._characters(Sign("text", number.text[1:], number.line), look, upright=True)
        return True

    def _raised(self, reader: Reader, sign: Sign, look: Look, *, upright: bool) -> None:
        if look.styles & {Style.SUPER, Style.SUB}:
            raise _NeedsRenderer
        style = Style.SUPER if sign.kind == "^" else Style.SUB
        reader.skip_blanks()
        if reader.comes("text") and len(reader.sign.text) > 1:
            # One character is raised; the others go on as before.
            text = reader.next()
            self.after_thing = False
            self._characters(Sign("text", text.text[0], text.line), look.with_style(style), upright=upright)
            self.after_thing = True
            self._characters(Sign("text", text.text[1:], text.line), look, upright=upright)
            return
        inside = _with_its_group(reader) or reader.argument(Sign("command", sign.kind, sign.line))
        self.after_thing = False
        self.read(inside, look.with_style(style), upright=upright)
        self.after_thing = True

    def _command(self, reader: Reader, sign: Sign, look: Look, *, upright: bool) -> None:
        name = sign.text
        if name in LETTERS:
            self._show(LETTERS[name], look if upright else look.with_style(Style.ITALIC))
        elif name in BINARY or name in RELATIONS:
            self._operator(BINARY.get(name) or RELATIONS[name], look)
        elif name in UPRIGHT:
            self._show(UPRIGHT[name], look)
        elif name in NAMES:
            self._show((THIN if self.after_thing else "") + name, look)
            after = Reader(reader.span, reader.place)
            after.skip_blanks()
            if (after.comes("text") and after.sign.text[0].isalnum()) or after.comes("command"):
                self.runs.append(look.run(THIN))
        elif name in SPACES:
            self.runs.append(look.run(SPACES[name]))
        elif name in ACCENTS:
            self._accent(reader.argument(sign), ACCENTS[name], look, upright=upright)
        elif name in FRACTIONS:
            self._fraction(reader.argument(sign), reader.argument(sign), look, upright=upright)
        elif name in ("left", "right") and reader.comes("text") and reader.sign.text[0] != ".":
            return
        elif name == "rule" and reader.comes("{") and _is_nothing(reader.argument(sign)):
            reader.argument(sign)
        elif name in RAISED_TEXT:
            self._raised_text(reader.argument(sign), look)
        elif name in _ARGUMENTS:
            self._argument(reader, sign, look)
        else:
            raise _NeedsRenderer

    def _raised_text(self, span: Span, look: Look) -> None:
        """`80.9^\\circ\\tnote{b}`."""
        if look.styles & {Style.SUPER, Style.SUB} or any(one.kind != "text" for one in span):
            raise _NeedsRenderer
        self._show(text_of(span), look.with_style(Style.SUPER))

    def _accent(self, span: Span, accent: str, look: Look, *, upright: bool) -> None:
        """An accent over one letter; over more, text cannot show it."""
        inside = _Formula()
        inside.read(span, look, upright=upright)
        if len(inside.runs) != 1 or len(inside.runs[0].text) != 1:
            raise _NeedsRenderer
        run = inside.runs[0]
        self._show(normalize("NFC", run.text + accent), replace(look, styles=run.styles))

    def _fraction(self, above: Span, below: Span, look: Look, *, upright: bool) -> None:
        """A fraction of two plain numbers or letters, with a slash."""
        halves = [_Formula(), _Formula()]
        for half, span in zip(halves, (above, below), strict=True):
            half.read(span, look, upright=upright)
            if len(half.runs) != 1 or not half.runs[0].text.isalnum():
                raise _NeedsRenderer
        self._show("", look)
        self.runs.extend((*halves[0].runs, look.run("/"), *halves[1].runs))

    def _argument(self, reader: Reader, sign: Sign, look: Look) -> None:
        if sign.text in BOLD_ARGUMENT:
            look = look.with_style(Style.BOLD)
        elif sign.text in ITALIC_ARGUMENT:
            look = look.with_style(Style.ITALIC)
        inside = reader.argument(sign)
        if sign.text not in AS_TEXT:
            self.read(inside, look, upright=sign.text not in ("boldsymbol", "bm", "pmb"))
        elif all(one.kind in ("text", "space", "~") for one in inside):
            text = text_of(inside).replace("~", "\u00a0") if len(inside) else ""
            lead = " " if len(inside) and next(iter(inside)).kind == "space" else ""
            tail = " " if len(inside) > 1 and inside.signs[inside.end - 1].kind == "space" else ""
            self._show(f"{lead}{text}{tail}", look)
        else:
            raise _NeedsRenderer

    def _characters(self, sign: Sign, look: Look, *, upright: bool) -> None:
        if sign.kind in ("space", "par"):
            return
        if sign.kind == "~":
            self.runs.append(look.run("\u00a0"))
            return
        for piece in _PIECE.findall(sign.text):
            if piece.isascii() and piece.isalpha():
                self._show(piece, look if upright else look.with_style(Style.ITALIC))
            elif piece in _OPERATORS:
                self._operator(_SIGNS.get(piece, piece), look)
            else:
                self._show("".join(_SIGNS.get(one, one) for one in piece), look)
                self.after_thing = piece not in ("(", "[", ",", ";")
                self.gap = piece in (",", ";") and not look.styles & {Style.SUPER, Style.SUB}

    def _operator(self, text: str, look: Look) -> None:
        """Space stands between an operator and what it takes together, and nowhere else."""
        small = bool(look.styles & {Style.SUPER, Style.SUB})
        self.runs.append(look.run(f"{THIN}{text}" if self.after_thing and not small else text))
        self.gap = (self.after_thing or text in _SPACED) and not small
        self.after_thing = False

    def _show(self, text: str, look: Look) -> None:
        self.runs.append(look.run(THIN + text if self.gap else text))
        self.after_thing, self.gap = True, False
