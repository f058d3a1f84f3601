"""With which status `specthis status` and `specthis audit` leave.

Asks the Snapshot; prints no data.
"""

from collections.abc import Iterable, Iterator

from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.state import Certification, EntryStatus
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.status_json import findings_of
from mkdocs_specthis.core.views.unreadable import is_unknown, is_unreadable
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell

_UNDECIDED = (Certification.DRIFTED, Certification.REJECTED)


def status_exit(snapshot: Snapshot, names: Iterable[str] | None, *, check: str | None, strict: bool) -> int:
    """The first that applies to the entries `names`, or to the whole project.

    What cannot be read is never passed over: 2, with or without `check`.
    """
    chosen = None if names is None else tuple(names)
    statuses = [snapshot.statuses[name] for name in (snapshot.statuses if chosen is None else chosen)]
    findings = findings_of(snapshot, chosen)
    unusable = is_unreadable(snapshot) if chosen is None else is_unknown(statuses, findings)
    found = [exit_status.UNUSABLE] if unusable else []
    if check:
        found += _checked(statuses, findings, bytes_count=check == "bytes")
        found += [exit_status.FAILED] * (not snapshot.statuses)  # nobody asks whether nothing is settled
    if strict and any(finding.severity is not Severity.NOTE for finding in findings):
        found.append(exit_status.FAILED)
    return exit_status.first_of(found)


def whole_exit(snapshot: Snapshot) -> int:
    """Of a command that works on all entries: 2, and a word, if there may be more that cannot be read."""
    if not is_unreadable(snapshot):
        return exit_status.OK
    tell("specthis: something cannot be read, so entries may be missing here; `specthis status` says what")
    return exit_status.UNUSABLE


def audit_exit(snapshot: Snapshot, names: Iterable[str] | None, *, strict: bool) -> int:
    """As for `status`; a project with nothing to audit is not clean."""
    nothing = strict and not snapshot.statuses
    found = status_exit(snapshot, names, check=None, strict=strict)
    return exit_status.first_of([found, exit_status.FAILED] if nothing else [found])


def _checked(statuses: Iterable[EntryStatus], findings: Iterable[Finding], *, bytes_count: bool) -> Iterator[int]:
    """An error counts as something unsettled: it may be an entry that nobody can see."""
    for status in statuses:
        if status.certification in _UNDECIDED:
            yield exit_status.DECIDE
        if not (status.ready if bytes_count else status.settled):
            yield exit_status.FAILED
    if any(finding.severity is Severity.ERROR for finding in findings):
        yield exit_status.FAILED
