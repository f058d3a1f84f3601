"""What the page of a paper shows: its sections to scale, the exhibits in them, and exports that are nowhere.

Shows facts of the Snapshot and of the paper side by side; states are the Snapshot's own. Knows no markup.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count, islice
from posixpath import splitext

from mkdocs_specthis.core.exhibits.exhibits import Exhibit, Exhibits, Shown, artefact_state, exhibits_of
from mkdocs_specthis.core.exhibits.numbers import section_numbers
from mkdocs_specthis.core.exhibits.provenance import Provenance
from mkdocs_specthis.core.model.document import Document, Trouble
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.paper.routes import Made, Route, artefacts_of_entry
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.paper_outline import SectionRow, Segment, outline_of, spine_of
from mkdocs_specthis.core.views.paper_rows import ExhibitRow, Origin, Unplaced, anchor_of, section_of, word_of
from mkdocs_specthis.core.views.vocabulary import Word

SECTIONS_SHOWN = 300
"""Above it, sections without exports are left out."""
ROWS_SHOWN = 2_000
STALE_ROUTING = ("label-missing", "section-mismatch", "stale-routing", "include-missing")
"""Rules whose findings say that a route leads nowhere, or elsewhere."""

_RESERVED = ("index", "readme", "replication")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """Where the page of a paper shows an export."""

    paper: str
    """Path of the host document."""
    anchor: str
    name: str
    """Of the exhibit, such as `Table 2`; empty of an export that stands in none."""
    page: str
    """Of the compiled paper; empty if not known."""
    caption: str
    section: str
    """Its title; empty before the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    path: str
    """Of the host document, POSIX from the project root."""
    problem: Trouble | None
    lines: int
    sections_total: int
    computed: int
    """Exhibits that entries make, or should."""
    fresh: int
    conditional: int
    """Of the computed ones, those of which LaTeX alone can tell whether they are in the paper."""
    elsewhere: int
    """Exhibits that would be fresh, were the bytes here."""
    by_hand: int
    """Exhibits of which no entry makes anything."""
    aux_path: str
    unnumbered: int
    """Exhibits that LaTeX numbers, and the last compilation does not know."""
    spine: tuple[Segment, ...]
    outline: tuple[SectionRow, ...]
    left_out: int
    """Sections that are not shown, for there are too many."""
    orphans: tuple[Unplaced, ...]
    stale: tuple[Finding, ...]
    places: Mapping[tuple[str, str], PaperPlace] = field(default_factory=dict)
    """(file and line of the inclusion, path of the export) to where the page shows it."""


def paper_names(paths: Iterable[str]) -> dict[str, str]:
    """Path of each host document to a name that may stand in an address: its stem, and no two alike."""
    found: dict[str, str] = {}
    taken = set(_RESERVED)
    for path in paths:
        stem = _UNSAFE.sub("-", splitext(path.rsplit("/", 1)[-1])[0]).strip("-.") or "paper"
        whole = _UNSAFE.sub("-", splitext(path)[0]).strip("-.") or "paper"
        numbers = (f"{whole}-{number}" for number in count(2))
        found[path] = next(name for name in chain((stem, whole), numbers) if name.casefold() not in taken)
        taken.add(found[path].casefold())
    return found


def unrouted_exports(snapshot: Snapshot) -> tuple[tuple[str, str, str, Word], ...]:
    """(spec, entry, path, state) of every export, where no paper is named; at most `ROWS_SHOWN`."""
    every = (
        (entry.spec, name, path, word_of(artefact_state(snapshot, name, path)))
        for name, entry in snapshot.entries.items()
        if entry.exports
        for path in artefacts_of_entry(snapshot.project, entry)
    )
    return tuple(islice(every, ROWS_SHOWN))


@dataclass(frozen=True)
class PaperReader:
    """Makes the pages of papers of one project; what they share is worked out once."""

    snapshot: Snapshot
    made: Made
    provenance: Provenance

    @classmethod
    def of(cls, snapshot: Snapshot) -> "PaperReader":
        return cls(snapshot, Made(snapshot.project), Provenance(snapshot))

    def exhibits(self, paper: Paper) -> Exhibits:
        return exhibits_of(self.snapshot, paper, self.made)

    def page(self, paper: Paper) -> PaperPage:
        document = paper.document
        found = self.exhibits(paper)
        rows = tuple(self._rows(found))
        numbers = section_numbers(document, paper.aux)
        routes = [route for every in self.snapshot.routes.by_entry.values() for route in every]
        orphans = tuple(self._orphans(document, routes))
        outline = tuple(outline_of(document, numbers, rows, orphans))
        shown = outline if len(outline) <= SECTIONS_SHOWN else tuple(_with_content(outline))[:SECTIONS_SHOWN]
        computed = [row for row in rows if row.exhibit and row.word]
        return PaperPage(
            path=document.path,
            problem=document.problem,
            lines=document.lines,
            sections_total=len(document.sections),
            computed=len(computed),
            fresh=sum(1 for row in computed if row.exhibit and row.exhibit.fresh),
            conditional=sum(1 for row in computed if row.exhibit and row.exhibit.conditional),
            elsewhere=sum(1 for row in computed if row.elsewhere),
            by_hand=sum(1 for row in rows if row.exhibit and not row.word),
            aux_path=paper.aux_path,
            unnumbered=_unnumbered(document, found),
            spine=tuple(spine_of(document, outline, rows)),
            outline=shown,
            left_out=len(outline) - len(shown),
            orphans=orphans,
            stale=tuple(self._stale(document)),
            places=_places(document, rows),
        )

    def _rows(self, found: Exhibits) -> Iterator[ExhibitRow]:
        """Exhibits and other exports, in the order of the paper, at most `ROWS_SHOWN`."""
        used: set[str] = set()
        every: list[Exhibit | Shown] = [*found.exhibits, *found.loose]
        for number, one in enumerate(sorted(every, key=lambda one: one.at)[:ROWS_SHOWN], start=1):
            if isinstance(one, Shown):
                origin = self._origin(one)
                yield ExhibitRow(anchor=f"x{number}", exhibit=None, word=origin.word, origins=(origin,))
            else:
                origins = tuple(self._origin(shown) for shown in one.shown)
                weak = [origin for origin in origins if origin.word.key != "fresh"]
                yield ExhibitRow(
                    anchor=anchor_of("x", one.label, number, used),
                    exhibit=one,
                    word=word_of(one.state) if one.state else None,
                    origins=origins,
                    elsewhere=bool(weak) and not (one.lost or one.unclear) and all(origin.elsewhere for origin in weak),
                )

    def _origin(self, shown: Shown) -> Origin:
        contract, status = self.snapshot.contracts[shown.entry], self.snapshot.statuses[shown.entry]
        return Origin(
            shown=shown,
            word=word_of(shown.state),
            elsewhere=shown.state == "missing" and status.settled,
            scripts=contract.scripts,
            consumes=tuple(node.removeprefix("spec:") for node in contract.consumes),
            data=self.provenance.data(shown.entry),
        )

    def _orphans(self, document: Document, routes: Iterable[Route]) -> Iterator[Unplaced]:
        """Exports that no line includes, of this document; of those that name no document, on the first one's page."""
        first = next(iter(self.snapshot.project.documents), "")
        for route in routes:
            here = route.host_doc == document.path or (not route.host_doc and document.path == first)
            if here and route.expected and not route.included and not route.other_format:
                word = word_of(artefact_state(self.snapshot, route.entry, route.path))
                yield Unplaced(route=route, word=word)

    def _stale(self, document: Document) -> Iterator[Finding]:
        files = {path for path, _ in document.files}
        specs = {spec.path for spec in self.snapshot.project.specs if spec.host_doc == document.path}
        for finding in self.snapshot.findings:
            if finding.rule in STALE_ROUTING and finding.location.path in files | specs:
                yield finding


def _unnumbered(document: Document, found: Exhibits) -> int:
    numbered = {one.location for one in document.floats if one.numbered}
    return sum(1 for one in found.exhibits if not one.number and one.location in numbered)


def _with_content(outline: Iterable[SectionRow]) -> Iterator[SectionRow]:
    return (section for section in outline if section.rows or section.unplaced)


def _places(document: Document, rows: Iterable[ExhibitRow]) -> dict[tuple[str, str], PaperPlace]:
    """For pages that speak of one export."""
    found: dict[tuple[str, str], PaperPlace] = {}
    for row in rows:
        number = section_of(row)
        place = PaperPlace(
            paper=document.path,
            anchor=row.anchor,
            name=row.exhibit.name if row.exhibit else "",
            page=row.exhibit.page if row.exhibit else "",
            caption=row.exhibit.caption if row.exhibit else "",
            section=document.sections[number].title if number >= 0 else "",
        )
        for origin in row.origins:
            found.setdefault((str(origin.shown.location), origin.shown.path), place)
    return found
