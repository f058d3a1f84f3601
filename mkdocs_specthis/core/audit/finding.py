"""How a rule makes its findings: the severity comes from the catalogue.

Knows no rule's condition.
"""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project


def entries_of(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Entry]:
    """The entries that a rule is asked about, in order."""
    return map(project.entries.__getitem__, contracts)


def about_entry(
    rule: str,
    entry: Entry,
    message: str,
    hint: str = "",
    *,
    line: int = 0,
    path: str = "",
    severity: Severity | None = None,
) -> Finding:
    """A finding that belongs to one entry; at its heading unless a line or path says otherwise."""
    location = Location(path=path or entry.spec, line=line or (0 if path else entry.location.line))
    return Finding(
        rule=rule,
        severity=severity or CATALOGUE[rule].severity,
        location=location,
        message=message,
        hint=hint,
        entry=entry.name,
        scope=Scope.ENTRY,
    )


def about_spec(rule: str, location: Location, message: str, hint: str = "", *, scope: Scope = Scope.SPEC) -> Finding:
    """A finding that belongs to every entry of the spec it stands in."""
    return Finding(
        rule=rule, severity=CATALOGUE[rule].severity, location=location, message=message, hint=hint, scope=scope
    )
