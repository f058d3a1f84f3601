"""A place in a stretch of signs, and the ways to go on from it: arguments, options, what an environment holds.

Knows how commands take their arguments, and not what any of them means.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, environment_name

_BLANK = ("space", "par")


@dataclass(slots=True)
class Reader:
    span: Span
    place: int

    @classmethod
    def of(cls, span: Span) -> "Reader":
        return cls(span, span.start)

    @property
    def ended(self) -> bool:
        return self.place >= self.span.end

    @property
    def sign(self) -> Sign:
        return self.span.signs[self.place]

    @property
    def line(self) -> int:
        return self.span.signs[min(self.place, len(self.span.signs) - 1)].line if self.span.signs else 1

    def next(self) -> Sign:
        self.place += 1
        return self.span.signs[self.place - 1]

    def skip_blanks(self) -> None:
        while not self.ended and self.sign.kind in _BLANK:
            self.place += 1

    def comes(self, kind: str, text: str = "") -> bool:
        """Whether a sign of this kind comes next."""
        return not self.ended and self.sign.kind == kind and (not text or self.sign.text == text)

    def comes_command(self, names: Iterable[str]) -> bool:
        return self.comes("command") and self.sign.text in names

    def group(self) -> Span:
        """What is in the braces that open here."""
        closing = self.span.partner[self.place]
        inside = self.span.part(self.place + 1, closing)
        self.place = closing + 1
        return inside

    def argument(self, command: Sign) -> Span:
        """The argument that comes next: a group, or a single sign."""
        self.skip_blanks()
        if self.ended:
            raise NotUnderstood(f"`\\{command.text}` without its argument", command.line)
        if self.sign.kind == "{":
            return self.group()
        if self.sign.kind == "text" and len(self.sign.text) > 1:
            raise NotUnderstood(f"`\\{command.text}` without braces", command.line)
        if self.sign.kind in "}&" or self.comes_command(("begin", "end")):
            raise NotUnderstood(f"`\\{command.text}` without its argument", command.line)
        self.place += 1
        return self.span.part(self.place - 1, self.place)

    def optional(self, opening: str = "[", closing: str = "]") -> Span | None:
        """What is in the square brackets that come next, if they do."""
        place = self.place
        self.skip_blanks()
        if not self.comes("["):
            self.place = place
            return None
        start = self.place = self.place + 1
        while not self.ended:
            if self.sign.kind == "]":
                self.place += 1
                return self.span.part(start, self.place - 1)
            self.pass_over()
        raise NotUnderstood("an opening bracket that is never closed", self.span.signs[start - 1].line)

    def pass_over(self) -> None:
        """Go on by one sign, or past the whole group or environment that begins here."""
        partner = self.span.partner[self.place]
        if partner < self.place:
            self.place += 1
        elif self.sign.kind == "{":
            self.place = partner + 1
        else:
            self.place = partner
            self._skip_name()

    def star(self) -> bool:
        """Whether a star comes next; it is taken."""
        if not (self.comes("text") and self.sign.text.startswith("*")):
            return False
        if self.sign.text == "*":
            self.place += 1
            return True
        raise NotUnderstood("a star with letters behind it", self.line)

    def environment(self) -> tuple[str, Span, Sign]:
        """The name and content of the environment that begins here, and its `\\begin`. Goes on behind it."""
        begin, closing = self.sign, self.span.partner[self.place]
        name = environment_name(self.span.signs, self.place)
        self._skip_name()
        inside = self.span.part(self.place, closing)
        self.place = closing
        self._skip_name()
        return name, inside, begin

    def _skip_name(self) -> None:
        """Past a command and the group behind it."""
        command = self.next()
        self.argument(command)

    def rest(self) -> Span:
        return self.span.part(self.place, self.span.end)


def text_of(span: Iterable[Sign]) -> str:
    """Signs as they are written, for keys, lengths and options."""
    return "".join(f"\\{sign.text}" if sign.kind == "command" else sign.text for sign in span).strip()


def source_of(span: Iterable[Sign]) -> str:
    """Signs as TeX would read them again."""
    written: list[str] = []
    for sign in span:
        if sign.kind == "command":
            written.append(f"\\{sign.text}{' ' if sign.text[-1:].isalpha() else ''}")
        else:
            written.append(sign.text if sign.kind != "par" else " ")
    return "".join(written).strip()
