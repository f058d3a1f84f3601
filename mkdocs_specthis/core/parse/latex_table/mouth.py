"""Signs to come, taken one by one or as the arguments of a command. Bounded: it ends, whatever is pushed back.

Knows how TeX reads arguments, and not what any command means.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Signs

LONGEST_NAME = 6
"""Signs of the longest name of an environment, with its braces."""


@dataclass(slots=True, kw_only=True)
class Mouth:
    pending: list[Sign]
    """Signs to come, the next one last."""
    left: int
    """Signs that may still be come to."""

    def next(self) -> Sign:
        self.left -= 1
        sign = self.pending.pop()
        if self.left < 0:
            raise NotUnderstood("commands that expand without end", sign.line)
        return sign

    def push(self, signs: Signs, line: int) -> None:
        self.left -= len(signs)
        if self.left < 0:
            raise NotUnderstood("commands that expand without end", line)
        self.pending.extend(Sign(sign.kind, sign.text, line) for sign in reversed(signs))

    def skip_blanks(self) -> None:
        while self.pending and self.pending[-1].kind in ("space", "par"):
            self.next()

    def argument(self, sign: Sign) -> list[Sign]:
        self.skip_blanks()
        if not self.pending:
            raise NotUnderstood(f"`\\{sign.text}` without its argument", sign.line)
        first = self.next()
        if first.kind == "text" and len(first.text) > 1:
            self.pending.append(Sign("text", first.text[1:], first.line))
            return [Sign("text", first.text[0], first.line)]
        return self.group(first) if first.kind == "{" else [first]

    def group(self, opening: Sign) -> list[Sign]:
        """What stands up to the brace that closes the one just read."""
        inside: list[Sign] = []
        depth = 1
        while self.pending:
            sign = self.next()
            depth += (sign.kind == "{") - (sign.kind == "}")
            if depth == 0:
                return inside
            inside.append(sign)
        raise NotUnderstood("an opening brace that is never closed", opening.line)

    def optional(self) -> list[Sign] | None:
        """What stands in square brackets, if they come next."""
        self.skip_blanks()
        if not self.pending or self.pending[-1].kind != "[":
            return None
        opening, depth, inside = self.next(), 0, list[Sign]()
        while self.pending:
            sign = self.next()
            depth += (sign.kind == "{") - (sign.kind == "}")
            if depth == 0 and sign.kind == "]":
                return inside
            inside.append(sign)
        raise NotUnderstood("an opening bracket that is never closed", opening.line)

    def star(self) -> None:
        if self.pending and self.pending[-1].kind == "text" and self.pending[-1].text.startswith("*"):
            star = self.next()
            if star.text != "*":
                self.pending.append(Sign("text", star.text[1:], star.line))

    def name(self, signs: Iterable[Sign], sign: Sign) -> str:
        named = [one for one in signs if one.kind not in ("space", "par")]
        if len(named) != 1 or named[0].kind != "command":
            raise NotUnderstood(f"`\\{sign.text}` that defines no command", sign.line)
        return named[0].text

    def environment_that_follows(self) -> str:
        """The name in the braces that come next, behind `\\begin` or `\\end`; empty if there is none."""
        name = ""
        for sign in self.pending[: -(LONGEST_NAME + 1) : -1]:
            if sign.kind == "}":
                return name.removeprefix("{").strip()
            name += sign.text
        return ""
