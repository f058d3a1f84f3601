"""Commands and environments that an author defines: how a definition begins, what its arguments are.

Knows the header of one definition; where its body ends is found in `latex_tokens.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.latex import Condition

_GROUP = r"\{(?:[^{}\\%]|\\.|%[^\n]*+\n|\{(?:[^{}\\%]|\\.|\{[^{}\\%]*+\})*+\})*+\}"
_BRACKET = r"\[(?:[^\[\]{}]|\{[^{}]*+\})*+\]"
_NAME = r"\s*+(?:\{\s*+\\([A-Za-z@]++)\s*+\}|\\([A-Za-z@]++|.)|\{\s*+([A-Za-z@*]++)\s*+\})"
_GAP = r"(?:\s|%[^\n]*+\n)*+"
_HEADER = re.compile(rf"\*?{_NAME}(?:{_GAP}({_BRACKET}))?+(?:{_GAP}({_BRACKET}))?+{_GAP}(?=\{{)", re.DOTALL)
_DOCUMENT_HEADER = re.compile(rf"\*?{_NAME}{_GAP}({_GROUP})(){_GAP}(?=\{{)", re.DOTALL)
_DEF_HEADER = re.compile(r"\s*+()\\([A-Za-z@]++|.)()([^{}\\%\n]*+)()(?=\{)", re.DOTALL)
_BEGINS = re.compile(r"\\begin\s{0,20}\{\s{0,20}([A-Za-z]{1,50}\*?)\s{0,20}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A command of the author's, as written."""

    name: str
    parameters: int
    """How many arguments it has; -1 if nobody can tell."""
    braces: tuple[int, ...]
    """Numbers of those that stand in braces."""
    body: str
    line: int
    conditions: tuple[Condition, ...] = ()
    """What must hold for it to be this, as far as it is not known."""


def header_of(name: str, text: str, place: int, limit: int) -> re.Match[str] | None:
    """What stands between `\\newcommand`, or whatever defines, and the body; its groups are read by the two below."""
    pattern = _DEF_HEADER if name.endswith("def") else _DOCUMENT_HEADER if "Document" in name else _HEADER
    return pattern.match(text, place, limit)


def environment_of(header: re.Match[str], text: str, begin: int, end: int) -> tuple[str, str] | None:
    """An environment of the author's, and which one it begins first."""
    found = _BEGINS.search(text, begin, end)
    return (header[3], found[1]) if found and header[3] else None


def definition_of(
    name: str, header: re.Match[str], *, body: str, line: int, conditions: tuple[Condition, ...]
) -> Definition:
    parameters, braces = _arguments(name, header)
    word = header[1] or header[2] or header[3] or ""
    return Definition(name=word, parameters=parameters, braces=braces, body=body, line=line, conditions=conditions)


def _arguments(name: str, header: re.Match[str]) -> tuple[int, tuple[int, ...]]:
    """How many there are, and the numbers of those that stand in braces."""
    first = header[4] or ""
    if name.endswith("def"):
        parameters = first.count("#") if re.fullmatch(r"(?:#\d)*", first) else -1
        return parameters, tuple(range(1, parameters + 1))
    if "Document" in name:
        kinds = re.findall(r"[moOrsdDv]", re.sub(r"\{[^{}]*\}", "", first[1:-1]))
        return len(kinds), tuple(place for place, kind in enumerate(kinds, start=1) if kind == "m")
    number = first[1:-1].strip()
    parameters = int(number) if number.isdecimal() and len(number) < 3 else 0
    return parameters, tuple(range(2 if header[5] else 1, parameters + 1))


def definitions_by_name(definitions: list[Definition]) -> Mapping[str, Definition]:
    """The last one of each name."""
    return {definition.name: definition for definition in definitions}
