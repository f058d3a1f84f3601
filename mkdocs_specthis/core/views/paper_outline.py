"""The outline of a paper's page: its sections with what stands in them, and the highest ones to scale.

Knows the paper and rows that are made already. Knows no markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.model.document import FRONT, PREAMBLE, Document
from mkdocs_specthis.core.paper.routes import labels_named
from mkdocs_specthis.core.views.paper_rows import ExhibitRow, Unplaced, anchor_of, place_of, section_of
from mkdocs_specthis.core.views.vocabulary import Word

SEGMENTS_SHOWN = 40
"""Sections on the spine; of more, none is drawn."""
BEFORE_THE_FIRST = "Before the first section"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    anchor: str
    number: str
    title: str
    """Empty of what stands before the first heading."""
    label: str
    level: int
    file: str
    first: int
    """1-based line of the heading in its file; 0 before the first one."""
    last: int
    """Of the last line before the next heading in the same file; 0 if that is not known."""
    rows: tuple[ExhibitRow, ...]
    unplaced: tuple[Unplaced, ...]
    left_out: bool = False
    """True if `\\includeonly` leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A section on the spine."""

    anchor: str
    number: str
    title: str
    lines: int
    marks: tuple[tuple[float, Word, str], ...]
    """(place from 0 to 1, state, name) of each exhibit in it."""


def outline_of(
    document: Document, numbers: Sequence[str], rows: Sequence[ExhibitRow], orphans: Sequence[Unplaced]
) -> Iterator[SectionRow]:
    by_section: dict[int, list[ExhibitRow]] = {}
    for row in rows:
        by_section.setdefault(section_of(row), []).append(row)
    waiting: dict[int, list[Unplaced]] = {}
    for orphan in orphans:
        for label in labels_named(document, orphan.route.section_label)[:1]:
            waiting.setdefault(label.section, []).append(orphan)
    before = (*by_section.pop(PREAMBLE, ()), *by_section.pop(FRONT, ()))
    if before:
        yield _before_the_first(document, before)
    labels = {label.section: label.name for label in document.labels if label.heads}
    used: set[str] = set()
    for place, section in enumerate(document.sections):
        yield SectionRow(
            anchor=anchor_of("s", labels.get(place, ""), place + 1, used),
            number=numbers[place],
            title=section.title,
            label=labels.get(place, ""),
            level=section.level,
            file=section.location.path,
            first=section.location.line,
            last=_last_line(document, place),
            rows=tuple(by_section.get(place, ())),
            unplaced=tuple(waiting.get(place, ())),
            left_out=section.left_out,
        )


def _before_the_first(document: Document, rows: tuple[ExhibitRow, ...]) -> SectionRow:
    return SectionRow(
        anchor="s0",
        number="",
        title="",
        label="",
        level=1,
        file=document.path,
        first=0,
        last=0,
        rows=rows,
        unplaced=(),
    )


def _last_line(document: Document, place: int) -> int:
    """Where the next heading in the same file follows, the line before it."""
    section = document.sections[place]
    if place + 1 >= len(document.sections):
        return 0
    following = document.sections[place + 1].location
    return following.line - 1 if following.path == section.location.path else 0


def spine_of(document: Document, outline: Sequence[SectionRow], rows: Sequence[ExhibitRow]) -> Iterator[Segment]:
    """Sections of the highest kind, to scale."""
    top = min((section.level for section in document.sections if section.level >= 0), default=0)
    tops = [place for place, section in enumerate(document.sections) if section.level <= top]
    if not 2 <= len(tops) <= SEGMENTS_SHOWN:
        return
    named = outline[len(outline) - len(document.sections) :]
    ends = [*(document.sections[place].at for place in tops[1:]), document.lines + 1]
    for place, end in zip(tops, ends, strict=True):
        start = document.sections[place].at
        inside = (row for row in rows if row.exhibit and row.word and start <= place_of(row) < end)
        marks = tuple(
            ((place_of(row) - start) / max(1, end - start), row.word, row.exhibit.name)
            for row in inside
            if row.word and row.exhibit
        )
        shown = named[place]
        yield Segment(
            anchor=shown.anchor, number=shown.number, title=shown.title, lines=max(1, end - start), marks=marks
        )
