"""Which host document and which section of it shows which artefact, file by file.

Derived from the documents as read and the specs as written. Judges nothing: `core/audit/routing.py` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, relpath

from mkdocs_specthis.core.model.document import PREAMBLE, Document, Float, Inclusion, Label, Section
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.paper.conditions import Conditions, is_certain
from mkdocs_specthis.core.paper.latex_paths import GRAPHIC_SUFFIXES, Artefacts, artefacts_of
from mkdocs_specthis.core.parse.paths import is_below, is_pattern

VERSION_DISTANCE = 10
"""Lines within which a `\\sectionversion` belongs to a label."""

DISTRIBUTED = "example-image"
"""Figures of this name come with every LaTeX."""
SHOWN_IN_LATEX = (".tex", ".pdf", ".png", ".jpg", ".jpeg", ".eps", ".pgf", ".tikz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One inclusion of an artefact."""

    document: str
    location: Location
    command: str
    section: Section | None
    """None in the preamble and before the first heading."""
    section_label: str
    """The section's own label; empty if it has none."""
    in_preamble: bool
    float: Float | None
    routed: bool
    """True if it stands in the section that the spec names."""
    by_name: bool
    """True if only the name of the file agrees, and not its folder."""
    conditions: Conditions
    """What must hold for it to be in the paper, as far as LaTeX alone can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How one exported file reaches the paper."""

    entry: str
    path: str
    host_doc: str
    """As the spec says; empty if it says nothing."""
    section_label: str
    label: Label | None
    """Where the label stands in the host document; None if it does not, or none is named."""
    section: Section | None
    """The section that the label stands in."""
    places: tuple[Place, ...]
    """Wherever it is included, in any host document; those in the routed section first."""
    other_format: str = ""
    """Another format of the same figure that is included in its stead; empty if none is."""

    @property
    def included(self) -> bool:
        return bool(self.places)

    @property
    def certain(self) -> bool:
        """Whether it is in the paper whatever its switches are."""
        return is_certain((place.location.path, place.conditions) for place in self.places)

    @property
    def in_section(self) -> bool:
        """Whether it is included where the spec says."""
        return any(place.routed for place in self.places)

    @property
    def expected(self) -> bool:
        """Whether a paper includes such a file by itself. Others, such as CSV, may be read by what it includes."""
        return self.path.endswith(SHOWN_IN_LATEX)

    @property
    def stands(self) -> bool:
        """Whether it reaches the paper as the spec says; what the preamble reads, such as numbers, shows anywhere."""
        anywhere = not self.host_doc or any(place.in_preamble for place in self.places)
        return bool(self.other_format) or self.in_section or (self.included and anywhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    by_entry: Mapping[str, tuple[Route, ...]] = field(default_factory=dict)
    """Entry that exports to its routes, in the order of its outputs."""


def host_documents(project: Project) -> tuple[str, ...]:
    """Paths of the host documents that the settings and the specs name, sorted."""
    named = (spec.host_doc for spec in project.specs if spec.kind.has_entries and spec.host_doc)
    return tuple(sorted({*project.settings.host_docs, *named}))


def declared_artefacts(project: Project) -> Artefacts:
    """Every file that an entry says it makes."""
    return artefacts_of(path for name, entry in project.entries.items() for path in artefacts_of_entry(project, entry))


def artefacts_of_entry(project: Project, entry: Entry) -> tuple[str, ...]:
    """Its declared files in the order written; what its globs match here, and what its receipt says that they made."""
    receipt = project.receipts.get(entry.name)
    recorded = tuple(sorted(receipt.outputs)) if receipt else ()
    found: dict[str, None] = {}
    for value in entry.declared_outputs:
        if is_pattern(value.text):
            found.update(dict.fromkeys(project.matches.get(value.text, ())))
        else:
            found[value.text] = None
    globs = any(is_pattern(value.text) for value in entry.declared_outputs)
    return tuple(dict.fromkeys((*found, *(recorded if globs else ()))))


def routes_of(project: Project) -> Routes:
    """Routes of every entry that exports, as soon as the project has a host document."""
    if not project.documents:
        return Routes()
    index = _Index(project.documents.values())
    specs = {spec.path: spec for spec in project.specs}
    return Routes(
        by_entry={
            name: _routes_of_entry(project, entry, specs[entry.spec], index)
            for name, entry in project.entries.items()
            if entry.exports
        }
    )


class _Index:
    """Inclusions by artefact, labels by name."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.path: document for document in documents}
        self.inclusions: dict[str, list[tuple[Document, Inclusion]]] = {}
        self.heads = {path: _heads(document) for path, document in self.documents.items()}
        for document in self.documents.values():
            for inclusion in document.inclusions:
                for path in inclusion.exports:
                    self.inclusions.setdefault(path, []).append((document, inclusion))


def _heads(document: Document) -> dict[int, str]:
    """Section to its own label."""
    return {label.section: label.name for label in document.labels if label.heads}


def labels_named(document: Document, name: str) -> tuple[Label, ...]:
    return tuple(label for label in document.labels if label.name == name)


def is_within(number: int, label: Label, document: Document) -> bool:
    """Whether the section `number` is that of the label, or a part of it."""
    if label.section < 0:
        return number == label.section
    return label.section <= number < document.sections[label.section].end


def _routes_of_entry(project: Project, entry: Entry, spec: Spec, index: _Index) -> tuple[Route, ...]:
    document = index.documents.get(spec.host_doc)
    labels = labels_named(document, spec.section_label) if document and spec.section_label else ()
    section = document.sections[labels[0].section] if document and labels and labels[0].section >= 0 else None
    paths = artefacts_of_entry(project, entry)
    routes = []
    for path in paths:
        found = [_place(one, inclusion, index, spec, labels) for one, inclusion in index.inclusions.get(path, ())]
        routes.append(
            Route(
                entry=entry.name,
                path=path,
                host_doc=spec.host_doc,
                section_label=spec.section_label,
                label=labels[0] if labels else None,
                section=section,
                places=tuple(sorted(found, key=lambda place: not place.routed)),
                other_format="" if found else _other_format(path, paths, index),
            )
        )
    return tuple(routes)


def _place(document: Document, inclusion: Inclusion, index: _Index, spec: Spec, labels: tuple[Label, ...]) -> Place:
    number = inclusion.section
    routed = document.path == spec.host_doc and any(is_within(number, label, document) for label in labels)
    return Place(
        document=document.path,
        location=inclusion.location,
        command=inclusion.command,
        section=document.sections[number] if number >= 0 else None,
        section_label=index.heads[document.path].get(number, ""),
        in_preamble=number == PREAMBLE,
        float=document.floats[inclusion.float] if inclusion.float >= 0 else None,
        routed=routed,
        by_name=inclusion.by_name,
        conditions=inclusion.conditions,
    )


def _other_format(path: str, paths: Iterable[str], index: _Index) -> str:
    stem = _stem(path)
    return next((other for other in paths if stem and _stem(other) == stem and other in index.inclusions), "")


def _stem(path: str) -> str:
    """The path of a figure without its suffix; empty for other files."""
    suffix = next((suffix for suffix in GRAPHIC_SUFFIXES if path.endswith(suffix)), "")
    return path.removesuffix(suffix) if suffix else ""


def has_version(document: Document, number: int, label: Label | None = None) -> bool:
    """Whether a section says its version within ten lines of its heading, or of the label."""
    if number < 0:
        return False
    section = document.sections[number]
    marks = (section.location, *((label.location,) if label else ()))
    return any(
        mark.path == version.path and abs(mark.line - version.line) <= VERSION_DISTANCE
        for version in section.versions
        for mark in marks
    )


def sections_around(document: Document, number: int) -> Iterator[int]:
    """The section `number` and every section that it is a part of, innermost first."""
    for other in range(number, -1, -1):
        if document.sections[other].end > number:
            yield other


def line_to_paste(route: Route) -> str:
    """The LaTeX that includes the file, as its host document would write it."""
    folder = dirname(route.host_doc) or "."
    path = relpath(route.path, folder)
    if _stem(path) and not path.endswith((".pgf", ".tikz", ".svg")):
        return f"\\includegraphics{{{path}}}"
    if path.endswith(".svg"):
        return f"\\includesvg{{{path}}}"
    return f"\\input{{{path.removesuffix('.tex')}}}"


class Made:
    """What entries make, and what they once made."""

    def __init__(self, project: Project) -> None:
        self.reports = project.settings.reports
        self.makers = {
            path: name for name, entry in project.entries.items() for path in artefacts_of_entry(project, entry)
        }
        self.recorded = {path: name for name, receipt in project.receipts.items() for path in receipt.outputs}
        self.folders = {dirname(path) for path in self.makers if dirname(path) != self.reports}

    def is_stale(self, inclusion: Inclusion) -> bool:
        """Whether it includes what looks like an artefact, and is that of no entry."""
        target = inclusion.target
        if inclusion.exports or inclusion.ambiguous or not is_below(target, self.reports):
            return False
        if target in self.recorded or dirname(target) in self.folders:
            return inclusion.is_here or not inclusion.optional
        shows = not inclusion.reads and not inclusion.written.startswith(DISTRIBUTED)
        return shows and (inclusion.is_here or not inclusion.optional)
