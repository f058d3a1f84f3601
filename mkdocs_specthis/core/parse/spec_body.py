"""The body of a spec cut into what it is made of: the blocks of entries, and the prose that they share.

Knows headings and lines; what the fields of a block mean is `spec_entries.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mkdocs_specthis.core.model.finding import Scope, Severity
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.faults import Faults
from mkdocs_specthis.core.parse.fields import RawField, read_fields
from mkdocs_specthis.core.parse.markdown import Heading, Outline, paragraphs_between, section_ends

ENTRIES_HEADINGS = ("Entry", "Entries")


@dataclass(slots=True, kw_only=True)
class Body:
    """The body of one spec, whose lines are counted from 1."""

    spec: Spec
    outline: Outline
    lines: list[str]
    faults: Faults

    def line(self, line: int) -> int:
        """Line of the file for a line of the body."""
        return line + self.spec.body_line - 1

    def fault(
        self,
        rule: str,
        line: int,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.ERROR,
        scope: Scope = Scope.PLACE,
    ) -> None:
        """`line`: of the body."""
        self.faults.add(rule, self.line(line), message, hint, severity=severity, scope=scope)

    def fields(self, first: int, last: int) -> list[RawField]:
        """Fields between two lines of the body, with lines of the file."""
        shift = self.spec.body_line - 1
        return [_shifted(raw, shift) for raw in read_fields(paragraphs_between(self.outline, first, last))]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBlock:
    """An entry block before its fields are read."""

    name: str
    heading: Heading
    end_line: int

    @property
    def lines(self) -> range:
        return range(self.heading.line, self.end_line + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """What the headings of a body open, each in order."""

    entries: tuple[EntryBlock, ...]
    sections: tuple[Heading, ...]
    """Headings that open the entries."""
    others: tuple[Heading, ...]
    """Headings of the first three levels that open neither."""


def blocks_of(body: Body) -> Blocks:
    """What each heading of the body opens."""
    entries: list[EntryBlock] = []
    sections: list[Heading] = []
    others: list[Heading] = []
    inside = False
    headings = body.outline.headings
    for heading, end in zip(headings, section_ends(headings, 3, len(body.lines)), strict=True):
        if heading.level <= 2:
            inside = heading.level == 2 and heading.text in ENTRIES_HEADINGS
            (sections if inside else others).append(heading)
        elif heading.level == 3 and inside:
            entries.append(EntryBlock(name=heading.text.strip("`"), heading=heading, end_line=end))
        elif heading.level == 3:
            others.append(heading)
    return Blocks(entries=tuple(entries), sections=tuple(sections), others=tuple(others))


def shared_prose(body: Body, blocks: Iterable[EntryBlock], sections: Iterable[Heading]) -> str:
    """The text that all entries share: what is in no block and is no heading that opens them."""
    left_out = {line for block in blocks for line in block.lines}
    left_out |= {line for heading in sections for line in range(heading.line, heading.end_line + 1)}
    chunks: list[list[str]] = [[]]
    for number, line in enumerate(body.lines, start=1):
        if number in left_out:
            if chunks[-1]:
                chunks.append([])
        else:
            chunks[-1].append(line)
    texts = ("\n".join(chunk).strip() for chunk in chunks)
    return "\n\n".join(text for text in texts if text)


def _shifted(raw: RawField, shift: int) -> RawField:
    values = tuple(replace(value, line=value.line + shift) for value in raw.values)
    return replace(raw, line=raw.line + shift, end_line=raw.end_line + shift, values=values)
