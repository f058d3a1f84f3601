"""Which errors count as whose: those of an entry, of its spec, of the whole project.

Knows findings and their scope; not what an error does to a state.
"""

from collections.abc import Iterable, Mapping

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.project import Project


def errors_by_entry(project: Project, findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Errors of its own for every entry that has any: its own, its spec's, the project's."""
    members: dict[str, list[str]] = {}
    for name, entry in project.entries.items():
        members.setdefault(entry.spec, []).append(name)
    errors: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR:
            for name in _touched(project, members, finding):
                errors.setdefault(name, []).append(finding)
    return {name: tuple(found) for name, found in errors.items()}


def _touched(project: Project, members: Mapping[str, list[str]], finding: Finding) -> Iterable[str]:
    if finding.scope is Scope.PROJECT:
        return project.entries
    if finding.scope is Scope.SPEC:
        return members.get(finding.location.path, ())
    if finding.scope is Scope.ENTRY and finding.entry is not None and finding.entry in project.entries:
        return (finding.entry,)
    return ()
