"""Whether something of a project cannot be read, so that no count of it is whole.

Asks statuses and findings; knows no host.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.snapshot import Snapshot


def is_unreadable(snapshot: Snapshot) -> bool:
    """A broken spec may hide entries, so for the whole project it counts even where it shows none."""
    return any(spec.unreadable for spec in snapshot.project.specs) or is_unknown(
        snapshot.statuses.values(), snapshot.findings
    )


def unread_specs(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Why specs cannot be read, in the order of findings: what they hold nobody knows, so nobody makes it either."""
    paths = {spec.path for spec in snapshot.project.specs if spec.unreadable}
    return tuple(
        finding
        for finding in snapshot.findings
        if finding.location.path in paths and finding.severity is Severity.ERROR
    )


def is_unknown(statuses: Iterable[EntryStatus], findings: Iterable[Finding]) -> bool:
    """Whether one of the statuses is unknown, or an error of the whole project is among the findings."""
    return any(finding.scope is Scope.PROJECT and finding.severity is Severity.ERROR for finding in findings) or any(
        Certification.UNKNOWN is status.certification or Realization.UNKNOWN is status.realization
        for status in statuses
    )
