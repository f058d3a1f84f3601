"""Rules on how specs go together: pairs, vocabulary that is used, what a report spec has to say.

Notes all: a project may have its own way. Knows no file but specs.
"""

from collections.abc import Iterator

from mkdocs_specthis.core.audit.finding import about_spec
from mkdocs_specthis.core.model.finding import Finding, Scope
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec, SpecKind

ARTEFACT_DESIGN = ("artefact design", "artifact design")


def spec_unused(project: Project) -> Iterator[Finding]:
    used = {reference.name.lower() for spec in project.specs for reference in spec.depends_on}
    for spec in _finished(project):
        if spec.kind in (SpecKind.DEFINITIONS, SpecKind.TEMPLATES) and spec.name.lower() not in used:
            message = f"no spec depends on `{spec.name}`: nobody is asked again when its words change"
            hint = "name it in `depends_on` where its words are used, or remove it"
            yield about_spec("spec-unused", Location(path=spec.path, line=1), message, hint, scope=Scope.PLACE)


def pair_missing(project: Project) -> Iterator[Finding]:
    """Where a project has pairs at all, and of compute specs only where nothing exports what they make."""
    names = {spec.name.lower() for spec in project.specs}
    if not any(spec.pair_name.lower() in names for spec in project.specs if spec.pair_name):
        return
    exported = _exported(project)
    for spec in _finished(project):
        alone = spec.pair_name and spec.pair_name.lower() not in names
        if alone and spec.name.lower() not in exported:
            message = f"there is no `{spec.pair_name}.md` beside `{spec.name}.md`"
            hint = "write it, or rename this one if it stands by itself"
            yield about_spec("pair-missing", Location(path=spec.path, line=1), message, hint, scope=Scope.PLACE)


def _exported(project: Project) -> set[str]:
    """Names of the specs that report and figure specs depend on or consume, in lower case."""
    exporting = [spec for spec in project.specs if spec.kind in (SpecKind.REPORT, SpecKind.FIGURE)]
    found = {reference.name.lower() for spec in exporting for reference in spec.depends_on}
    for value in (value for spec in exporting for entry in spec.entries for value in entry.consumes or ()):
        maker = project.entries.get(value.text)
        found.add((maker.spec_name if maker else value.text.removesuffix(".md")).lower())
    return found


def artefact_design_missing(project: Project) -> Iterator[Finding]:
    for spec in _finished(project):
        if spec.kind is SpecKind.REPORT and not any(text.casefold() in ARTEFACT_DESIGN for _, text, _ in spec.headings):
            message = "this report spec has no `## Artefact design`, which says what a reader is to see"
            hint = "add it: what each exported table, figure or number shows, and why in this form"
            place = Location(path=spec.path, line=1)
            yield about_spec("artefact-design-missing", place, message, hint)


def _finished(project: Project) -> Iterator[Spec]:
    """Specs that can be read and are no drafts; a README and other prose is none."""
    yield from (spec for spec in project.specs if spec.has_frontmatter and not (spec.unreadable or spec.draft))
