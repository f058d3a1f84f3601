"""What many pages ask of one Snapshot, worked out once so that a page costs what it shows.

Decides nothing: every value is a regrouping of the Snapshot's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mkdocs_specthis.core.model.finding import Finding, Scope
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.layout import too_many
from mkdocs_specthis.core.views.mark import feeds_of, through_specs
from mkdocs_specthis.core.views.paper import PaperPage, PaperReader, paper_names
from mkdocs_specthis.core.views.shown_in import Places, places_of, reaching
from mkdocs_specthis.core.views.status_json import Nearest, nearest_blockers, nearest_blockers_of

BLOCKERS_SHOWN = 6


@dataclass(frozen=True)
class Lookups:
    snapshot: Snapshot
    papers: Mapping[str, Paper] = field(default_factory=dict)
    """Path of each host document to it as it stands here."""
    one_by_one: bool = False
    """Whether few entries are asked about: then nothing is worked out for all of them."""

    @cached_property
    def paper_pages(self) -> Mapping[str, PaperPage]:
        """What the page of each paper shows, in the order of their paths."""
        reader = PaperReader.of(self.snapshot) if self.papers else None
        return {path: reader.page(paper) for path, paper in self.papers.items()} if reader else {}

    @cached_property
    def paper_names(self) -> Mapping[str, str]:
        """Path of each host document to its name in addresses."""
        return paper_names(self.papers)

    @cached_property
    def places(self) -> Places:
        """Where the papers show what each entry exports."""
        return places_of(self.paper_pages.values())

    @cached_property
    def reached(self) -> Places:
        """Where the papers show each entry, by itself or through others."""
        return reaching(self.snapshot.graph, self.places)

    @cached_property
    def entries_are_drawn(self) -> bool:
        """Whether there are few enough entries, and arrows between them, for a drawing."""
        ups = self.snapshot.graph.up
        return not too_many(len(ups), sum(map(len, ups.values())))

    @cached_property
    def _through(self) -> Mapping[str, frozenset[str]]:
        return through_specs(self.snapshot)

    def feeds(self, name: str) -> int:
        """How many entries consume an entry."""
        return feeds_of(self.snapshot, name, self._through)

    def blockers(self, name: str) -> tuple[str, ...]:
        """What holds an entry up, nearest first; one more than is shown."""
        if self.one_by_one:
            found = nearest_blockers_of(self.snapshot, name, BLOCKERS_SHOWN + 1)
        else:
            found = self._blockers.get(name, ())
        return tuple(blocker for _, blocker in found)

    @cached_property
    def _blockers(self) -> Mapping[str, Nearest]:
        return nearest_blockers(self.snapshot, BLOCKERS_SHOWN + 1)

    @cached_property
    def spec_findings(self) -> Mapping[str, tuple[Finding, ...]]:
        """Findings by the file that they stand in, in order."""
        grouped: dict[str, list[Finding]] = {}
        for finding in self.snapshot.findings:
            grouped.setdefault(finding.location.path, []).append(finding)
        return {path: tuple(found) for path, found in grouped.items()}

    @cached_property
    def project_findings(self) -> tuple[Finding, ...]:
        """Findings that bear on every entry."""
        return tuple(finding for finding in self.snapshot.findings if finding.scope is Scope.PROJECT)

    @cached_property
    def used_by(self) -> Mapping[str, tuple[str, ...]]:
        """Name of each spec to the paths of the specs that depend on it, sorted."""
        grouped: dict[str, list[str]] = {}
        for spec in self.snapshot.project.specs:
            for name in dict.fromkeys(reference.name for reference in spec.depends_on):
                grouped.setdefault(name, []).append(spec.path)
        return {name: tuple(sorted(paths)) for name, paths in grouped.items()}

    @cached_property
    def makers(self) -> Mapping[str, str]:
        """Path of each declared output to the first entry that declares it."""
        found: dict[str, str] = {}
        for name, contract in self.snapshot.contracts.items():
            for path in contract.outputs:
                found.setdefault(path, name)
        return found

    @cached_property
    def first_with_script(self) -> Mapping[str, tuple[str, int]]:
        """Path of each script to the first entry that has it, and how many have."""
        first: dict[str, tuple[str, int]] = {}
        for name, contract in self.snapshot.contracts.items():
            for path in contract.scripts:
                entry, number = first.get(path, (name, 0))
                first[path] = (entry, number + 1)
        return first
