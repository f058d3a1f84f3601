"""Which LaTeX texts show something that is worth a picture. Knows words of LaTeX; not what they draw."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%[^\n]*")
_SHOWS = re.compile(
    r"\\begin\s{0,20}\{(?!document\})[^{}]{1,60}\}|\\(?:includegraphics|tikz|picture|psfig|pgfplotstabletypeset|feynmandiagram|chemfig)"
    r"(?![A-Za-z])"
)
_DEFINES = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|(?:re)?newenvironment|[gex]?def|New(?:Document|Expandable)\w{0,20}Command|tikzset|pgfplotsset)"
    r"(?![A-Za-z])\*?\s{0,20}(?:\\[A-Za-z@]+\s{0,20})?"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BETWEEN = re.compile(r"\s{0,20}(?:\[[^\]{}]{0,200}\]\s{0,9}|#\d\s{0,9}){0,9}")
_DOCUMENT = re.compile(r"\\documentclass(?![A-Za-z])")
MOST_CHARACTERS = 4_000_000
"""A longer text is not looked through."""


def without_comments(text: str) -> str:
    return _COMMENT.sub("", text)


def is_drawing(text: str) -> bool:
    """Whether there is something to see: an environment or a picture, and not definitions alone."""
    if len(text) > MOST_CHARACTERS:
        return False
    return any(_SHOWS.search(piece) for piece in _besides_definitions(without_comments(text)))


def _besides_definitions(text: str) -> Iterator[str]:
    """What stands between the definitions, piece by piece."""
    place = 0
    while found := _DEFINES.search(text, place):
        yield text[place : found.start()]
        place = _end_of_groups(text, found.end())
    yield text[place:]


def _end_of_groups(text: str, place: int) -> int:
    """Behind the groups in braces, and what may stand between them, that follow a command."""
    while True:
        between = _BETWEEN.match(text, place)
        start = between.end() if between else place
        if not text.startswith("{", start):
            return place
        place = _end_of_group(text, start)


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for found in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)


def is_document(text: str) -> bool:
    """Whether it is a whole document, with a class of its own."""
    return _DOCUMENT.search(without_comments(text[:MOST_CHARACTERS])) is not None
