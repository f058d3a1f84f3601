"""Running text to runs: what a cell, a caption, a note shows.

Knows the commands of text. Where a cell stands, and what it covers, is `rows.py`'s; here it is only noted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from mkdocs_specthis.core.model.latex_table import Align, Run, RunKind, Runs, Style
from mkdocs_specthis.core.parse.latex_table import maths_words
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.maths import formula as formula_runs
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.si_commands import SI_COMMANDS
from mkdocs_specthis.core.parse.latex_table.si_options import usable
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.silent import take_silent
from mkdocs_specthis.core.parse.latex_table.text_commands import COMMANDS, after_line_end
from mkdocs_specthis.core.parse.latex_table.tidy import tidied
from mkdocs_specthis.core.parse.latex_table.words import (
    ACCENTS,
    ALIGNMENTS,
    CHARACTERS,
    DECLARATIONS,
    LOOKS,
    NORMAL,
    PLAIN_ARGUMENT,
    REFERENCES,
    SIZES,
)

MATHS_IN_TEXT: Mapping[str, str] = {**maths_words.LETTERS, **maths_words.UPRIGHT, **maths_words.BINARY} | dict(
    maths_words.RELATIONS
)
"""Commands of formulas that some packages let stand in text."""


@dataclass(slots=True, kw_only=True)
class CellFacts:
    """What the text of a cell says about the cell itself."""

    rows: int = 1
    align: Align | None = None
    background: str = ""
    row_background: str = ""
    turned: bool = False
    paragraph: bool = False
    """True if its text is set as a paragraph, in which a blank line counts."""


@dataclass(slots=True, kw_only=True)
class Inline:
    settings: Settings
    facts: CellFacts | None = None
    """None for text outside of cells."""
    runs: list[Run] = field(default_factory=list)

    def read(self, span: Span, look: Look) -> Look:
        """Add the runs of a stretch. Gives the look that its declarations left."""
        reader = Reader.of(span)
        while not reader.ended:
            look = self.step(reader, look)
        return look

    def step(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        if sign.kind == "command":
            return self._command(reader, look)
        if sign.kind == "{":
            self.group(reader.group(), look)
        elif sign.kind == "$":
            self._dollars(reader, look)
        else:
            self._show(reader.next(), look)
        return look

    def group(self, span: Span, look: Look) -> None:
        """What is in braces: what it declares ends with it."""
        before, self.settings = self.settings, self.settings.inner()
        self.read(span, look)
        self.settings = before

    def apart(self, span: Span) -> Runs:
        """The runs of a stretch that does not stand here, such as the words of a footnote."""
        return read_inline(span, self.settings)

    def show(self, text: str, look: Look) -> None:
        if text:
            self.runs.append(look.run(text))

    def new_line(self) -> None:
        self.runs.append(Run(kind=RunKind.BREAK))

    def _show(self, sign: Sign, look: Look) -> None:
        if sign.kind in ("text", "[", "]", "space"):
            self.show(sign.text, look)
        elif sign.kind == "~":
            self.show("\u00a0", look)
        elif sign.kind == "par":
            if self.facts is None or self.facts.paragraph:
                self.new_line()
            else:
                self.show(" ", look)
        else:
            what = {"&": "`&` outside of a table’s cells", "#": "`#` outside of a definition"}
            raise NotUnderstood(what.get(sign.kind, f"`{sign.kind}` outside of a formula"), sign.line)

    # Formulas

    def _dollars(self, reader: Reader, look: Look) -> None:
        opening = reader.next()
        if reader.comes("$") and self.facts is None:
            raise NotUnderstood("a formula in `$$`", opening.line)
        self.formula(reader, look, opening, lambda: reader.comes("$"))

    def formula(self, reader: Reader, look: Look, opening: Sign, ends: Callable[[], bool]) -> None:
        start = reader.place
        while not reader.ended:
            if ends():
                self.runs.extend(formula_runs(reader.span.part(start, reader.place), look))
                reader.next()
                return
            reader.pass_over()
        raise NotUnderstood("a formula that is never closed", opening.line)

    # Commands

    def _command(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        if sign.text == "begin":
            self._environment(reader, look)
            return look
        reader.next()
        name = sign.text
        if name in DECLARATIONS:
            style = DECLARATIONS[name]
            return look.with_style(style) if style else look
        if name in NORMAL:
            return replace(look, styles=look.styles & {Style.SUPER, Style.SUB, Style.UNDERLINE, Style.STRUCK})
        if name == "color":
            return replace(look, colour=self.settings.colour(reader, sign))
        if name in COMMANDS:
            COMMANDS[name](self, reader, sign, look)
        elif name in ALIGNMENTS:
            if self.facts is not None and self.facts.align is None:
                self.facts.align = Align(ALIGNMENTS[name])
        elif not self._plain(reader, sign, look):
            raise NotUnderstood(f"the command `\\{name}`", sign.line)
        return look

    def _plain(self, reader: Reader, sign: Sign, look: Look) -> bool:
        """Commands that a table of words explains; False if none does."""
        name = sign.text
        if name in CHARACTERS:
            self.show(CHARACTERS[name], look)
        elif name in ACCENTS:
            self._accent(reader, sign, look)
        elif name in LOOKS:
            self.group(reader.argument(sign), look.with_style(LOOKS[name]))
        elif name in PLAIN_ARGUMENT:
            self.group(reader.argument(sign), look)
        elif name in REFERENCES:
            self._reference(reader, sign, look)
        elif name in SI_COMMANDS:
            self.runs.extend(SI_COMMANDS[name](usable(self.settings.si, sign.line), reader, sign, look))
        elif name in MATHS_IN_TEXT:
            self.show(MATHS_IN_TEXT[name], look)
        else:
            return name in SIZES or self.settings.take(reader, sign) or take_silent(reader, sign)
        return True

    def _accent(self, reader: Reader, sign: Sign, look: Look) -> None:
        reader.skip_blanks()
        accent = ACCENTS[sign.text]
        if reader.comes("text"):
            text = reader.next().text
            self.show(normalize("NFC", text[0] + accent) + text[1:], look)
            return
        inside = Inline(settings=self.settings)
        inside.read(reader.argument(sign), look)
        letter = "".join(run.text for run in inside.runs).replace("ı", "i").replace("ȷ", "j")
        self.show(normalize("NFC", letter[:1] + accent) + letter[1:], look)

    def _reference(self, reader: Reader, sign: Sign, look: Look) -> None:
        reader.star()
        while reader.optional() is not None:
            pass
        self.runs.append(look.run(text_of(reader.argument(sign)), RunKind.REFERENCE))

    def _environment(self, reader: Reader, look: Look) -> None:
        name, inside, begin = reader.environment()
        if name in ("tabular", "tabular*"):
            self._small_table(inside, begin, look, starred=name.endswith("*"))
        elif name in {"center", "flushleft", "flushright", "spacing", *SIZES}:
            body = Reader.of(inside)
            if name == "spacing":
                body.argument(begin)
            self.group(body.rest(), look)
        elif name in ("turn", "rotate", "sideways"):
            body = Reader.of(inside)
            if name != "sideways":
                body.argument(begin)
            self.turn(begin)
            self.group(body.rest(), look)
        elif name == "minipage":
            self._minipage(inside, begin, look)
        elif name in ("math", "equation*", "equation", "displaymath"):
            self.runs.extend(formula_runs(inside, look))
        else:
            raise NotUnderstood(f"the environment `{name or '?'}` in a cell or text", begin.line)

    def _minipage(self, span: Span, begin: Sign, look: Look) -> None:
        """A paragraph of a certain width."""
        reader = Reader.of(span)
        for _ in range(3):
            reader.optional()
        reader.argument(begin)
        self.lines(reader.rest(), look)

    def _small_table(self, span: Span, begin: Sign, look: Look, *, starred: bool) -> None:
        """A tabular of one column inside of a cell: lines below each other."""
        reader = Reader.of(span)
        if starred:
            reader.argument(begin)
        reader.optional()
        spec = text_of(reader.argument(begin)).replace(" ", "")
        letters = re.sub(r"\{[^{}]*\}|[@!]", "", spec)
        if letters not in ("l", "c", "r", "p", "m", "b"):
            raise NotUnderstood("a tabular of more than one column inside of a cell", begin.line)
        self.lines(reader.rest(), look)

    def lines(self, span: Span, look: Look) -> None:
        """Text in which `\\\\` begins a new line."""
        reader = Reader.of(span)
        before, self.settings = self.settings, self.settings.inner()
        start = look
        while not reader.ended:
            if reader.comes_command(("\\", "tabularnewline", "newline", "cr")):
                command = reader.next()
                after_line_end(reader, command)
                self.new_line()
                look = start
            elif reader.comes_command(("hline", "toprule", "midrule", "bottomrule", "multicolumn")):
                raise NotUnderstood(f"`\\{reader.sign.text}` inside of a cell", reader.line)
            else:
                look = self.step(reader, look)
        self.settings = before

    def turn(self, sign: Sign) -> None:
        if self.facts is None:
            raise NotUnderstood("turned text outside of a cell", sign.line)
        self.facts.turned = True


def read_inline(span: Span, settings: Settings, facts: CellFacts | None = None, look: Look | None = None) -> Runs:
    """The runs of a stretch of text, tidied: blanks folded, neighbours that look the same joined."""
    inline = Inline(settings=settings.inner(), facts=facts)
    inline.read(span, look or Look())
    return tidied(inline.runs)
