"""A LaTeX text as the signs that TeX would see: commands, brackets, blanks, words. Comments are gone.

Knows how TeX reads characters, and not what any command means. One pass, in time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 40
"""Brackets and environments inside each other; more are not read."""

GROUPS: Mapping[str, str] = {"bgroup": "{", "begingroup": "{", "egroup": "}", "endgroup": "}"}
"""Commands that open and close a group as braces do."""

_REST = (
    r"(?P<skipped>[ \t]*+(?:\n[ \t]*+)?)"
    r"|\\(?P<symbol>.)"
    r"|(?P<comment>%[^\n]*+(?:\n[ \t]*+|\Z))"
    r"|(?P<blank>[ \t]++(?:\n[ \t]*+)?|\n[ \t]*+)"
    r"|(?P<special>[{}$&#^_~\[\]])"
    r"|(?P<text>[^\\{}$&#^_~%\[\] \t\n]++)"
)
_SIGN = re.compile(r"\\(?P<word>@?[A-Za-z]+)" + _REST, re.DOTALL)
_LETTERS: Mapping[str, re.Pattern[str]] = {
    "makeatletter": re.compile(r"\\(?P<word>[A-Za-z@]+)" + _REST, re.DOTALL),
    "makeatother": _SIGN,
}
"""Commands that change which characters a command's name is made of."""
_TABLE = re.compile(
    r"\\begin\s{0,20}\{(?:tabular[*xy]?|longtable\*?|xltabular|supertabular|xtabular|table\*?|sidewaystable\*?"
    r"|(?:long|split)?deluxetable\*?|(?:long|tall)?tblr)\}"
)
_ROW = re.compile(r"^[^\n%\\&]*+(?:\\[^\\\n][^\n%\\&]*+)*+&[^\n]*?\\\\", re.MULTILINE)
_MORE_BLANK = re.compile(r"\s*+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that nobody sees, and that may make others stand elsewhere."""


def listed(words: str) -> frozenset[str]:
    """A set of words that are written one after the other."""
    return frozenset(words.split())


def holds_table(text: str) -> bool:
    """Whether a text looks like a table, or like rows of one; a drawing or a list of commands does not."""
    return _TABLE.search(text) is not None or ("\\begin" not in text and _ROW.search(text) is not None)


class NotUnderstood(Exception):
    """What is read cannot be shown for certain. Never leaves this package."""

    def __init__(self, construct: str, line: int) -> None:
        super().__init__(construct)
        self.construct = construct
        self.line = line


class Sign(NamedTuple):
    kind: str
    """`command`, `text`, `space`, `par`, or the character itself: one of `{}$&#^_~[]`."""
    text: str
    """Of a command its name, without the backslash."""
    line: int


Signs = Sequence[Sign]
TROUBLE = "trouble"
"""Kind of a sign in the place of what a float holds: `text` says what of that is not understood."""


def signs_of(text: str) -> Iterator[Sign]:
    """Signs in order, up to the end of the document. Lines end with LF."""
    place, line, pattern = 0, 1, _SIGN
    while found := pattern.match(text, place):
        kind, place = str(found.lastgroup), found.end()
        if kind == "skipped":
            kind = "word"
        if kind == "text" and (unseen := _UNSEEN.search(found[0])):
            raise NotUnderstood(f"the invisible character U+{ord(unseen[0]):04X}", line)
        if kind in ("word", "symbol"):
            name = found[kind]
            behind = _end_of_comment(text, place, line) if name == "begin" else 0
            if name == "endinput":
                return
            if name == "end" and text.startswith(_ENDS_DOCUMENT, place):
                yield from (Sign(kind, word, line) for kind, word in _LAST)
                return
            if name in _LETTERS:
                pattern = _LETTERS[name]
            if name in GROUPS:
                yield Sign(GROUPS[name], GROUPS[name], line)
            elif not behind:
                yield Sign("command", " " if name.isspace() else name, line)
            place = behind or place
        elif kind in ("special", "text"):
            yield Sign(found[0] if kind == "special" else "text", found[0], line)
        line += text.count("\n", found.start(), place)
        ended = "\n" in found[0] and kind != "symbol"
        if ended and text.startswith("\n", place):
            blank = _MORE_BLANK.match(text, place)
            end = blank.end() if blank else place
            yield Sign("par", "", line)
            line += text.count("\n", place, end)
            place = end
        elif kind == "blank":
            yield Sign("space", " ", line)
    if place < len(text):
        raise NotUnderstood("a backslash at the end of the file", line)


_ENDS_DOCUMENT = "{document}"
_LAST = (("command", "end"), ("{", "{"), ("text", "document"), ("}", "}"))
_BEGINS_COMMENT = re.compile(r"\s{0,20}\{comment\}")
_ENDS_COMMENT = "\\end{comment}"


def _end_of_comment(text: str, place: int, line: int) -> int:
    """Behind a `comment` environment whose `\\begin` ends at `place`; 0 if it is none."""
    if not _BEGINS_COMMENT.match(text, place):
        return 0
    end = text.find(_ENDS_COMMENT, place)
    if end < 0:
        raise NotUnderstood("`\\begin{comment}` without its end", line)
    return end + len(_ENDS_COMMENT)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of signs whose brackets and environments are in balance, with the place of each one's partner."""

    signs: Signs
    partner: Sequence[int]
    """Of an opening bracket, a closing one and the commands `begin` and `end`: number of the other one; else -1."""
    start: int
    end: int

    def part(self, start: int, end: int) -> "Span":
        return Span(self.signs, self.partner, start, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Sign]:
        return iter(self.signs[self.start : self.end])

    @property
    def line(self) -> int:
        """Line of its first sign; 1 if there is none at all."""
        if self.start < len(self.signs):
            return self.signs[self.start].line
        return self.signs[-1].line if self.signs else 1


def balanced(signs: Iterable[Sign]) -> Span:
    """The signs with their partners found."""
    every = tuple(signs)
    partner = [-1] * len(every)
    open_: list[int] = []
    for number, sign in enumerate(every):
        if sign.kind == "{" or (sign.kind == "command" and sign.text == "begin"):
            open_.append(number)
            if len(open_) > DEEPEST:
                raise NotUnderstood(f"more than {DEEPEST} brackets inside each other", sign.line)
        elif sign.kind == "}" or (sign.kind == "command" and sign.text == "end"):
            _close(every, partner, open_, number)
    if open_:
        raise NotUnderstood(f"{_shown(every, open_[-1])} that is never closed", every[open_[-1]].line)
    return Span(every, partner, 0, len(every))


def _close(signs: Signs, partner: list[int], open_: list[int], number: int) -> None:
    sign = signs[number]
    if not open_:
        raise NotUnderstood(f"{_shown(signs, number)} that closes nothing", sign.line)
    first = open_.pop()
    same = (signs[first].kind == "{") == (sign.kind == "}")
    if not same or (sign.kind != "}" and environment_name(signs, first) != environment_name(signs, number)):
        raise NotUnderstood(f"{_shown(signs, first)} that is closed by {_shown(signs, number)}", sign.line)
    partner[first], partner[number] = number, first


def _shown(signs: Signs, number: int) -> str:
    sign = signs[number]
    if sign.kind in "{}":
        return "an opening brace" if sign.kind == "{" else "a closing brace"
    return f"`\\{sign.text}{{{environment_name(signs, number)}}}`"


def environment_name(signs: Signs, number: int) -> str:
    """Name in the braces behind `\\begin` or `\\end`; empty if there is none."""
    place = number + 1
    while place < len(signs) and signs[place].kind in ("space", "par"):
        place += 1
    if place >= len(signs) or signs[place].kind != "{":
        return ""
    name = ""
    for sign in signs[place + 1 : place + 6]:
        if sign.kind == "}":
            return name.strip()
        name += sign.text
    return ""
