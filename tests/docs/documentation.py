"""The documentation as tests see it: pages, their headings, the text below each.

Knows Markdown as far as headings and fences go.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conftest import REPOSITORY

PAGES = REPOSITORY / "docs" / "pages"
REFERENCE = PAGES / "reference"
RULES, SPEC_FORMAT, SETTINGS, STATES, COMMANDS, LEDGERS, SITE = (
    REFERENCE / f"{name}.md" for name in ("rules", "spec-format", "settings", "states", "commands", "ledgers", "site")
)

_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: +\{.*\})?\s*\Z")
_FENCE = re.compile(r"( *)(`{3,}|~{3,}) *(\w*)(.*)\Z")
_CODE = re.compile(r"`([^`]+)`")
_TITLE = re.compile(r'title="([^"]+)"')
_NEEDS = re.compile(r"<!-- needs ([\w-]+) -->\Z")


@dataclass(frozen=True, kw_only=True)
class Section:
    level: int
    title: str
    """Without the attributes at its end."""
    text: str
    """Up to the next heading, fenced code included."""

    @property
    def code(self) -> tuple[str, ...]:
        """What stands in backticks in the title."""
        return tuple(_CODE.findall(self.title))


@dataclass(frozen=True, kw_only=True)
class Fence:
    language: str
    title: str
    """The `title="…"` of its first line; empty if there is none."""
    text: str
    line: int
    """1-based, of its opening."""
    needs: str = ""
    """Of a comment `<!-- needs … -->` right above: a program without which it can't be typed."""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sections(path: Path) -> tuple[Section, ...]:
    """Every heading with the text below it, in order; headings inside of fences are text."""
    found: list[tuple[int, str, list[str]]] = []
    fence = ""
    for line in read(path).split("\n"):
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[2]
        elif fence and line.strip() == fence:
            fence = ""
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append((len(heading[1]), heading[2], []))
        elif found:
            found[-1][2].append(line)
    return tuple(Section(level=level, title=title, text="\n".join(lines)) for level, title, lines in found)


def below(path: Path, title: str) -> tuple[Section, ...]:
    """Sections below the heading `title`, which is one of level 2, up to the next of that level."""
    every = sections(path)
    start = next(index for index, section in enumerate(every) if section.level == 2 and section.title == title)
    following = every[start + 1 :]
    end = next((index for index, section in enumerate(following) if section.level <= 2), len(following))
    return following[:end]


def fences(text: str) -> Iterator[Fence]:
    """Every fence of the top level, in order."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        if opening:
            end = next(n for n in range(index + 1, len(lines)) if lines[n].strip() == opening[2])
            title, needs = _TITLE.search(opening[4]), _NEEDS.search("\n".join(lines[:index]).rstrip())
            content = "".join(line.removeprefix(opening[1]) + "\n" for line in lines[index + 1 : end])
            yield Fence(
                language=opening[3],
                title=title[1] if title else "",
                text=content,
                line=index + 1,
                needs=needs[1] if needs else "",
            )
            index = end
        index += 1


def words_in_code(text: str) -> set[str]:
    """Everything that stands in backticks."""
    return set(_CODE.findall(text))


def titles(found: tuple[Section, ...], level: int) -> list[str]:
    """What stands in backticks in each heading of a level."""
    return [code for section in found if section.level == level for code in section.code]


NOT_YET = "Read and checked, and without effect so far"
"""What a paragraph says of something that no code rests on yet."""
