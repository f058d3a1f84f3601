"""Comments of a spec that silence a finding: `<!-- specthis: silence RULE — reason -->`.

Knows how one is written; not which rules there are, nor what it covers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.parse.markdown import Comment

FORM = "write `<!-- specthis: silence RULE — reason -->` on a line of its own"
_SILENCE = re.compile(r"specthis:\s*silence\s+`?(?P<rule>[^\s`:]+)`?(?P<rest>.*)\Z", re.DOTALL)
_DASHES = " \t\n:-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An entry's name and the lines of its block in the body, heading included."""

    name: str
    first_line: int
    last_line: int


def is_silence(comment: Comment) -> bool:
    """Whether the comment is one, with a reason or without, so that no digest holds it."""
    return comment.alone and _SILENCE.match(comment.text) is not None


def without_silences(lines: list[str], comments: Iterable[Comment]) -> list[str]:
    """The body's lines with those of silencing comments empty: what all else is read from."""
    taken = {
        number for comment in comments if is_silence(comment) for number in range(comment.line, comment.end_line + 1)
    }
    return ["" if number in taken else line for number, line in enumerate(lines, start=1)]


def read_silences(
    comments: Iterable[Comment], blocks: Iterable[Block], path: str, body_line: int, last_line: int
) -> Iterator[Silence]:
    """What each comment silences: the entry whose block it stands in, else the file."""
    places: Mapping[int, Block] = {
        line: block for block in blocks for line in range(block.first_line, block.last_line + 1)
    }
    whole = Block(name=path, first_line=2 - body_line, last_line=last_line)
    for comment in comments:
        found = _SILENCE.match(comment.text) if comment.alone else None
        if found:
            block = places.get(comment.line, whole)
            yield Silence(
                rule=found.group("rule"),
                target=block.name,
                reason=" ".join(found.group("rest").lstrip(_DASHES).split()),
                location=Location(path=path, line=comment.line + body_line - 1),
                first_line=block.first_line + body_line - 1,
                end_line=block.last_line + body_line - 1,
            )


def unread_comments(comments: Iterable[Comment]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of comments that begin with `specthis` and silence nothing."""
    for comment in comments:
        if not comment.alone:
            yield comment.line, "a comment to specthis stands beside other text, where it says nothing"
        elif not _SILENCE.match(comment.text):
            yield comment.line, "a comment begins with `specthis` and is no silencing comment"
