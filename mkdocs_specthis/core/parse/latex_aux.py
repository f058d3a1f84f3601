"""A LaTeX `.aux` file to the numbers and pages of its labels, captions and headings.

Never raises, executes nothing, takes time linear in the text. Knows one file, and not which paper it is of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.paper import AuxFile, AuxLabel, AuxLine
from mkdocs_specthis.core.parse.latex import LONGEST, plain
from mkdocs_specthis.core.parse.latex_tokens import Tokens, tokens_of

MOST = 50_000
"""Labels of a file, lines of it, or files that it reads: no more are kept."""
_PRINTED = re.compile(r"[\w.:()–'* -]{1,30}\Z")
_INNER = ("sub@",)
_OUTER = ("@cref",)
"""How labels begin or end that packages add for themselves."""


def parse_aux(content: bytes) -> AuxFile:
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(tokens=tokens_of(text))
    labels: dict[str, AuxLabel] = {}
    lines: list[AuxLine] = []
    reads: list[tuple[str, int]] = []
    for number, token in enumerate(reader.tokens.tokens):
        if token.name == "newlabel" and len(labels) < MOST:
            labels.update(reader.label(number))
        elif token.name == "contentsline" and len(lines) < MOST:
            lines.extend(reader.line(number))
        elif token.name == "@input" and len(reads) < MOST:
            reads.extend((reader.text(group), len(lines)) for group in reader.groups(number, 1))
    return AuxFile(labels=labels, lines=tuple(lines), reads=tuple(reads))


@dataclass(slots=True)
class _Reader:
    tokens: Tokens

    def groups(self, number: int, most: int) -> list[tuple[int, int]]:
        """Numbers of the brackets around the groups that follow a token, at most so many."""
        found: list[tuple[int, int]] = []
        place = number + 1
        every = self.tokens.tokens
        while len(found) < most and place < len(every) and every[place].name == "{":
            closing = self.tokens.partner.get(place)
            if closing is None or every[place].start != self.tokens.next_after(every[place - 1].end):
                break
            found.append((place, closing))
            place = closing + 1
        return found

    def text(self, group: tuple[int, int]) -> str:
        start, end = self.tokens.tokens[group[0]].end, self.tokens.tokens[group[1]].start
        return self.tokens.text[start : min(end, start + LONGEST)].strip()

    def label(self, number: int) -> Iterator[tuple[str, AuxLabel]]:
        found = self.groups(number, 2)
        if len(found) < 2:
            return
        name, inner = self.text(found[0]), self.groups(found[1][0], 4)
        if len(inner) < 2 or name.startswith(_INNER) or name.endswith(_OUTER):
            return
        anchor = self.text(inner[3]) if len(inner) > 3 else ""
        yield name, AuxLabel(number=_printed(self.text(inner[0])), page=_printed(self.text(inner[1])), anchor=anchor)

    def line(self, number: int) -> Iterator[AuxLine]:
        """`\\contentsline {table}{\\numberline {1}{\\ignorespaces Title}}{7}{…}`."""
        found = self.groups(number, 3)
        if len(found) < 3:
            return
        kind, page = self.text(found[0]), _printed(self.text(found[2]))
        first = found[1][0] + 1
        numbered = self.tokens.tokens[first].name == "numberline"
        given = self.groups(first, 1) if numbered else []
        start = self.tokens.tokens[given[0][1]].end if given else self.tokens.tokens[found[1][0]].end
        end = self.tokens.tokens[found[1][1]].start
        title = plain(self.tokens.text[start : min(end, start + LONGEST)])
        yield AuxLine(kind=kind, number=_printed(self.text(given[0])) if given else "", title=title, page=page)


def _printed(text: str) -> str:
    """A number as a reader sees it; empty if it is none."""
    shown = plain(text)
    return shown if _PRINTED.match(shown) else ""
