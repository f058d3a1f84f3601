"""Where the papers show what each entry makes, by itself or through what others make of it.

Regroups what the pages of papers show. Judges nothing, and knows no markup.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from mkdocs_specthis.core.dependencies.graph import Graph
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.views.paper import PaperPage
from mkdocs_specthis.core.views.paper_outline import BEFORE_THE_FIRST, SectionRow
from mkdocs_specthis.core.views.paper_rows import ExhibitRow

PLACES_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A section of the highest kind that its paper has, or what stands before the first one."""

    paper: str
    """Path of the host document."""
    anchor: str
    number: str
    """Empty if nobody numbered it."""
    title: str

    @property
    def name(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIn:
    """One place of a paper, as an entry sees it."""

    chapter: Chapter
    anchor: str
    """Of the row on the page of the paper."""
    name: str
    """`Table 2`; empty of what the text reads, such as numbers."""
    through: str
    """Entry whose export stands there."""
    location: Location
    """Of the command that includes it."""
    order: int
    """Its rank among all places of all papers."""


Places = Mapping[str, tuple[ShownIn, ...]]
"""Entry to the places that show it, in the order of the papers."""


def places_of(papers: Iterable[PaperPage]) -> Places:
    """The places of every export."""
    found: dict[str, list[ShownIn]] = {}
    orders = count()
    for paper in papers:
        for chapter, section in chapters_of(paper):
            for row in section.rows:
                for place in _places(chapter, row, orders):
                    found.setdefault(place.through, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def chapters_of(paper: PaperPage) -> Iterator[tuple[Chapter, SectionRow]]:
    """Every section of the outline with the one of the highest kind that it is a part of."""
    top = min((row.level for row in paper.outline if row.first), default=0)
    chapter = None
    for row in paper.outline:
        if chapter is None or row.level <= top:
            title = row.title or ("Without a title" if row.first else BEFORE_THE_FIRST)
            chapter = Chapter(paper=paper.path, anchor=row.anchor, number=row.number, title=title)
        yield chapter, row


def _places(chapter: Chapter, row: ExhibitRow, orders: Iterator[int]) -> Iterator[ShownIn]:
    for origin in row.origins:
        yield ShownIn(
            chapter=chapter,
            anchor=row.anchor,
            name=row.exhibit.name if row.exhibit else "",
            through=origin.shown.entry,
            location=origin.shown.location,
            order=next(orders),
        )


def reaching(graph: Graph, places: Places) -> Places:
    """Places that an entry reaches by itself or through others, in their order; at most one more than is shown."""
    found: dict[str, tuple[ShownIn, ...]] = {}
    for node in reversed(tuple(graph.order)) if places else ():
        reached = [found[below] for below in graph.down.get(node, ()) if below in found]
        every = dict.fromkeys(place for shown in (places.get(node, ()), *reached) for place in shown)
        if every:
            found[node] = tuple(sorted(every, key=lambda place: place.order)[: PLACES_SHOWN + 1])
    return found
