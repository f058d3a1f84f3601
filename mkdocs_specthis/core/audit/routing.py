"""Rules on how artefacts reach the paper. Which artefact stands where is known to `core/paper/routes.py`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from posixpath import dirname

from mkdocs_specthis.core.audit.finding import about_entry, about_spec
from mkdocs_specthis.core.model.document import Document, Inclusion, Obstacle, Trouble
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.paper.routes import (
    VERSION_DISTANCE,
    Made,
    Place,
    Route,
    Routes,
    has_version,
    labels_named,
    line_to_paste,
    sections_around,
)
from mkdocs_specthis.core.parse.latex import MAX_BYTES
from mkdocs_specthis.core.parse.nearest import did_you_mean, nearest
from mkdocs_specthis.core.parse.settings_keys import SETTINGS_FILE
from mkdocs_specthis.core.parse.shown import shown


def _at_place(rule: str, location: Location, message: str, hint: str) -> Finding:
    return about_spec(rule, location, message, hint, scope=Scope.PLACE)


def _about_routing(rule: str, spec: Spec, line: int, message: str, hint: str, *, lenient: bool = False) -> Finding:
    """A finding on a key of the frontmatter, which every entry of the spec bears; less of one in a draft."""
    found = about_spec(rule, Location(path=spec.path, line=line), message, hint)
    return replace(found, severity=Severity.WARNING) if lenient or spec.draft else found


def _routed_specs(project: Project) -> Iterator[tuple[Spec, Document]]:
    """Specs with a host document, and that."""
    for spec in project.specs:
        if spec.host_doc in project.documents and spec.kind.has_entries:
            yield spec, project.documents[spec.host_doc]


def host_document_missing(project: Project, routes: Routes) -> Iterator[Finding]:
    readable = [path for path, document in project.documents.items() if document.problem is None]
    made = {value.text for entry in project.entries.values() for value in entry.declared_outputs}
    for spec, document in _routed_specs(project):
        if document.problem:
            hint = did_you_mean(document.path, readable, otherwise="write it, or correct `host_doc`")
            message = f"the host document `{shown(document.path)}` {_trouble(document.problem)}"
            yield _about_routing(
                "host-document-missing", spec, spec.host_doc_line, message, hint, lenient=document.path in made
            )
    for path in project.settings.host_docs:
        if project.documents[path].problem:
            line = project.settings.lines.get("host_docs", 0)
            message = f"the host document `{shown(path)}` {_trouble(project.documents[path].problem)}"
            hint = did_you_mean(path, readable, otherwise="correct the path, or take it out of `host_docs`")
            yield _at_place("host-document-missing", Location(path=SETTINGS_FILE, line=line), message, hint)


def _trouble(problem: Trouble | None) -> str:
    if problem is Trouble.TOO_LARGE:
        return f"cannot be read, or is larger than {MAX_BYTES // 2**20} MiB"
    return "is not there"


def label_missing(project: Project, routes: Routes) -> Iterator[Finding]:
    for spec, document in _routed_specs(project):
        if document.problem or not spec.section_label or labels_named(document, spec.section_label):
            continue
        otherwise = f"put `\\label{{{shown(spec.section_label)}}}` below the heading of the section"
        hint = did_you_mean(spec.section_label, (label.name for label in document.labels), otherwise=otherwise)
        message = f"there is no `\\label{{{shown(spec.section_label)}}}` in `{document.path}`"
        yield _about_routing("label-missing", spec, spec.section_label_line, message, hint)


def _judged_routes(project: Project, routes: Routes) -> Iterator[Route]:
    """Routes of what an author says is being exported, into documents that can be read."""
    readable = {path for path, document in project.documents.items() if document.problem is None}
    for name, found in routes.by_entry.items():
        entry = project.entries[name]
        if entry.status == "script ready" and not entry.draft:
            yield from (route for route in found if (route.host_doc in readable if route.host_doc else readable))


def orphaned_export(project: Project, routes: Routes) -> Iterator[Finding]:
    passed = {path for document in project.documents.values() for one in document.inclusions for path in one.ambiguous}
    passed.update(project.documents)
    for route in _judged_routes(project, routes):
        if route.included or route.other_format or route.path in passed or not route.expected:
            continue
        entry = project.entries[route.entry]
        line = next((value.line for value in entry.declared_outputs if value.text == route.path), 0)
        where = f"`{route.host_doc}`" if route.host_doc else "any host document"
        below = f" below `\\label{{{route.section_label}}}`, {route.label.location}" if route.label else ""
        hint = f"put `{line_to_paste(route)}`{below}" if route.host_doc else "include it, or stop exporting it"
        if one := next(_obstacles(project, Trouble.LEFT_OUT), None):
            hint = f"`\\includeonly` leaves out `{shown(one.what)}`, {one.location}; if it is not in that, {hint}"
        message = f"`{shown(route.path)}` is not included in {where}"
        yield about_entry("orphaned-export", entry, message, hint, line=line)


def export_conditional(project: Project, routes: Routes) -> Iterator[Finding]:
    for route in _judged_routes(project, routes):
        if not route.included or route.certain or route.other_format:
            continue
        place = route.places[0]
        needed = " and ".join(one.text for one in place.conditions[:3])
        message = f"`{shown(route.path)}` is in the paper only if {shown(needed)}, which LaTeX alone can tell"
        hint = "a switch that the paper sets in the open, and in no option, command or environment, is known"
        location = place.location
        entry = project.entries[route.entry]
        yield about_entry("export-conditional", entry, message, hint, path=location.path, line=location.line)


def include_left_out(project: Project, routes: Routes) -> Iterator[Finding]:
    for obstacle in _obstacles(project, Trouble.LEFT_OUT):
        message = f"`\\includeonly` leaves out `{shown(obstacle.what)}`: nothing that it shows is in the paper"
        hint = "take `\\includeonly` out when the paper is built as a whole"
        yield _at_place("include-left-out", obstacle.location, message, hint)


def section_mismatch(project: Project, routes: Routes) -> Iterator[Finding]:
    for route in _judged_routes(project, routes):
        if route.label is None or route.stands or not route.included:
            continue
        place = route.places[0]
        message = (
            f"`{shown(route.path)}` is included in {_where(place, route)}, and routed to `{shown(route.section_label)}`"
        )
        other = place.section_label if place.document == route.host_doc else ""
        hint = f"move it to {route.label.location}" + (f", or say `section_label: {shown(other)}`" if other else "")
        location = place.location
        entry = project.entries[route.entry]
        yield about_entry("section-mismatch", entry, message, hint, path=location.path, line=location.line)


def _where(place: Place, route: Route) -> str:
    section = f"“{shown(place.section.title)}”" if place.section else "the part before the first section"
    return section if place.document == route.host_doc else f"{section} of `{place.document}`"


def stale_routing(project: Project, routes: Routes) -> Iterator[Finding]:
    if not project.documents:
        return
    made = Made(project)
    for document in project.documents.values():
        for inclusion in document.inclusions:
            if inclusion.ambiguous:
                yield from _ambiguous(project, inclusion, made)
            elif made.is_stale(inclusion):
                yield _unexported(project, inclusion, made)


def _ambiguous(project: Project, inclusion: Inclusion, made: Made) -> Iterator[Finding]:
    names = ", ".join(f"`{path}`" for path in inclusion.ambiguous[:4])
    message = f"`\\{inclusion.command}{{{shown(inclusion.written)}}}` could mean {names}"
    location = inclusion.location
    for entry in dict.fromkeys(made.makers[path] for path in inclusion.ambiguous if path in made.makers):
        yield about_entry(
            "stale-routing",
            project.entries[entry],
            message,
            "write the folder too",
            path=location.path,
            line=location.line,
        )


def _unexported(project: Project, inclusion: Inclusion, made: Made) -> Finding:
    target, location = inclusion.target, inclusion.location
    message = f"`{shown(target)}` is included, and no entry exports it"
    near = [path for path in made.makers if dirname(path) == dirname(target)]
    otherwise = f"take it out, or declare it; a file made by hand may lie outside of `{made.reports}/`"
    hint = did_you_mean(target, near, otherwise=otherwise)
    once = made.recorded.get(target, "")
    if once in project.entries:
        message = f"`{shown(target)}` is included, and `{once}` exports it no more"
        return about_entry(
            "stale-routing", project.entries[once], message, hint, path=location.path, line=location.line
        )
    meant = made.makers.get(nearest(target, near), "")
    if meant:
        return about_entry(
            "stale-routing", project.entries[meant], message, hint, path=location.path, line=location.line
        )
    return _at_place("stale-routing", location, message, hint)


def section_version_missing(project: Project, routes: Routes) -> Iterator[Finding]:
    """Where the settings ask for marks, or a document uses them."""
    named: set[Location] = set()
    for spec, document in _routed_specs(project):
        labels = labels_named(document, spec.section_label)
        if not labels or labels[0].section < 0 or not _uses_versions(project, document):
            continue
        section = document.sections[labels[0].section]
        around = sections_around(document, labels[0].section)
        if not has_version(document, labels[0].section, labels[0]) and not any(
            has_version(document, number) for number in around
        ):
            named.add(section.location)
            message = f"“{shown(section.title)}” ({section.location}) does not say against which results it was written"
            yield _about_routing("section-version-missing", spec, spec.section_label_line, message, _MARK)
    if project.settings.section_version:
        yield from _unmarked_sections(project, named)


_MARK = f"put `\\sectionversion{{…}}` within {VERSION_DISTANCE} lines of its label"


def _uses_versions(project: Project, document: Document) -> bool:
    return project.settings.section_version or any(section.versions for section in document.sections)


def _unmarked_sections(project: Project, named: set[Location]) -> Iterator[Finding]:
    """Labelled sections of the highest kind that the document has, those already named left out."""
    for document in project.documents.values():
        top = min((section.level for section in document.sections if section.level >= 0), default=0)
        for label in document.labels:
            section = document.sections[label.section] if label.heads else None
            if section is None or section.level != top or section.location in named:
                continue
            if not has_version(document, label.section, label):
                message = f"“{shown(section.title)}” does not say against which results it was written"
                yield _at_place("section-version-missing", section.location, message, _MARK)


def version_file_missing(project: Project, routes: Routes) -> Iterator[Finding]:
    path = project.settings.version_file
    fact = project.files.get(path)
    if path and (fact is None or not fact.is_here):
        location = Location(path=SETTINGS_FILE, line=project.settings.lines.get("version_file", 0))
        message = f"the version file `{shown(path)}` is not there"
        yield _at_place("version-file-missing", location, message, "write it, or correct `version_file`")


def _obstacles(project: Project, *troubles: Trouble) -> Iterator[Obstacle]:
    for document in project.documents.values():
        yield from (obstacle for obstacle in document.obstacles if obstacle.trouble in troubles)


def include_missing(project: Project, routes: Routes) -> Iterator[Finding]:
    if not project.documents:
        return
    made = Made(project)
    stale = {
        inclusion.location
        for document in project.documents.values()
        for inclusion in document.inclusions
        if made.is_stale(inclusion)
    }
    for obstacle in _obstacles(project, Trouble.MISSING):
        if obstacle.location not in stale:
            message = f"`{shown(obstacle.what)}` is no file of the project, and no entry exports it"
            hint = "paths are looked up from the host document’s folder; correct it, or add the file"
            yield _at_place("include-missing", obstacle.location, message, hint)


def include_cycle(project: Project, routes: Routes) -> Iterator[Finding]:
    for obstacle in _obstacles(project, Trouble.CYCLE):
        message = f"`{shown(obstacle.what)}` is being read already when it is read here"
        yield _at_place("include-cycle", obstacle.location, message, "files cannot read each other in a circle")


_UNREADABLE: Mapping[Trouble, tuple[str, str]] = {
    Trouble.TOO_LARGE: (f"`{{}}` cannot be read, or is larger than {MAX_BYTES // 2**20} MiB", "split it"),
    Trouble.TOO_MANY: ("the document has too many parts to be read from here on", "files are read at most 2,000 times"),
    Trouble.UNCLOSED: ("`{}` is never closed, and hides the rest of the file", "close it"),
}


def include_unreadable(project: Project, routes: Routes) -> Iterator[Finding]:
    for obstacle in _obstacles(project, *_UNREADABLE):
        message, hint = _UNREADABLE[obstacle.trouble]
        yield _at_place("include-unreadable", obstacle.location, message.format(shown(obstacle.what)), hint)
