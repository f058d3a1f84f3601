"""What an author wrote around the fields: a summary of it, and the text with places marked for what a page adds.

Works on the text of a spec; renders nothing.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.spec import Spec

SUMMARY_LENGTH = 160
REMEMBERED = 32_768
"""Blocks whose words are kept in memory: a server asks for all of them at each save."""
_NO_PROSE = re.compile(r"\s*(#|```|~~~|\||>|<|!!!|\?\?\?|===|\[\^?[^\]]+\]:|---|\$\$|\\\[)")
_LIST_ITEM = re.compile(r"\A\s*(?:[-*+]|\d+[.)])\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_ENTRY_LINK = re.compile(r"\[\[([^\[\]]+)\]\]")
_MARKS = re.compile(r"(`+|\*\*|__|~~|==|(?<!\w)[*_]|[*_](?!\w))")
_TAG = re.compile(r"<[^<>]*>|^[^\S\n]*(?:#+|[-*+])\s", re.MULTILINE)
"""What stands around words: tags, the marks of headings and of lists. Within lines, for many may be empty."""
_END = re.compile(r"(?<=[.!?])\s")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*\Z")

Slot = Callable[[str, str], str]
"""(what, entry) to a line of its own that stands in for what the page puts there."""


def summary_of(entry: Entry) -> str:
    """The first sentence of the block's prose, as plain text; empty if there is none."""
    return _summary_of(entry.block, entry.field_lines, entry.location.line + 1)


@lru_cache(maxsize=REMEMBERED)
def _summary_of(block: str, field_lines: tuple[tuple[int, int], ...], line: int) -> str:
    text = _plain(" ".join(_first_paragraph(block, field_lines, line)))
    first = _END.split(text, maxsplit=1)[0]
    return first if len(first) <= SUMMARY_LENGTH else first[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def entry_words(entry: Entry) -> str:
    """All that an entry's block says, fields included, as plain text."""
    return _words_of(entry.block)


@lru_cache(maxsize=REMEMBERED)
def _words_of(block: str) -> str:
    return _plain(_TAG.sub(" ", block))


def shared_words(spec: Spec) -> str:
    """What a spec says outside of its entries, as plain text."""
    lines = spec.body.split("\n")
    for entry in spec.entries:
        first, last = entry.location.line - spec.body_line, entry.end_line - spec.body_line
        lines[max(0, first) : last + 1] = [""] * max(0, last + 1 - max(0, first))
    return _plain(_TAG.sub(" ", "\n".join(lines)))


def _first_paragraph(block: str, field_lines: Iterable[tuple[int, int]], first: int) -> list[str]:
    found: list[str] = []
    for line in _prose_lines(block, field_lines, first):
        if line.strip() and not _NO_PROSE.match(line):
            found.append(_LIST_ITEM.sub("", line, count=1).strip())
        elif found:
            break
    return found


def _prose_lines(block: str, field_lines: Iterable[tuple[int, int]], first: int) -> Iterator[str]:
    """The block's lines, of which the first has that number; those that hold fields are empty."""
    fields = {number for start, end in field_lines for number in range(start, end + 1)}
    for number, line in enumerate(block.split("\n"), start=first):
        yield "" if number in fields else line


def _plain(text: str) -> str:
    linked = _ENTRY_LINK.sub(r"\1", text)
    return _MARKS.sub("", _LINK.sub(r"\1", linked)).strip()


def marked_body(spec: Spec, slot: Slot, as_written: Container[str] = ()) -> str:
    """The spec's body without its fields, with slots: `head` below the title, and for each entry `chips` below its
    heading, `fields` where the first field stood, `end` after its block.

    Each slot is a paragraph of its own. Entries in `as_written` keep the lines of their fields.
    """
    lines = spec.body.split("\n")
    inserted: dict[int, list[str]] = {}
    for entry in spec.entries:
        fields = () if entry.name in as_written else entry.field_lines
        _mark_entry(spec, entry, fields, lines, inserted, slot)
    title = _title_end(spec, lines)
    head = f"\n{slot('head', '')}\n"
    if title is None:
        return head + "\n" + _joined(lines, inserted)
    inserted.setdefault(title, []).insert(0, head)
    return _joined(lines, inserted)


def _mark_entry(
    spec: Spec,
    entry: Entry,
    fields: Iterable[tuple[int, int]],
    lines: list[str],
    inserted: dict[int, list[str]],
    slot: Slot,
) -> None:
    heading = entry.location.line - spec.body_line
    if not 0 <= heading < len(lines):
        return
    inserted.setdefault(heading, []).append(f"\n{slot('chips', entry.name)}\n")
    for place, (first, last) in enumerate(fields):
        start, end = first - spec.body_line, min(last - spec.body_line, len(lines) - 1)
        lines[start : end + 1] = [""] * (end + 1 - start)
        if place == 0:
            lines[start] = f"\n{slot('fields', entry.name)}\n"
    end = max(heading, min(entry.end_line - spec.body_line, len(lines) - 1))
    inserted.setdefault(end, []).append(f"\n{slot('end', entry.name)}\n")


def _joined(lines: list[str], inserted: dict[int, list[str]]) -> str:
    return "\n".join(text for place, line in enumerate(lines) for text in (line, *inserted.get(place, ())))


def _title_end(spec: Spec, lines: list[str]) -> int | None:
    """Index of the last line of the title; None if the body does not begin with one."""
    if not spec.headings or spec.headings[0][0] != 1:
        return None
    place = spec.headings[0][2] - spec.body_line
    if not 0 <= place < len(lines) or any(line.strip() for line in lines[:place]):
        return None
    if lines[place].lstrip().startswith("#"):
        return place
    below = range(place + 1, min(place + 8, len(lines)))
    return next((index for index in below if _UNDERLINE.match(lines[index])), None)
