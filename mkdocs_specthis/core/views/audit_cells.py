"""One entry as a row of the audit: what of it stands, check by check, in the columns of the convention.

Asks the Snapshot and decides nothing: a mark is a regrouping of states and findings.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import key_problems

READY = "script ready"
ROUTING_RULES = frozenset(
    {
        "label-missing",
        "orphaned-export",
        "export-conditional",
        "stale-routing",
        "section-mismatch",
        "section-version-missing",
        "version-file-missing",
        "host-document-missing",
        "include-missing",
        "include-left-out",
        "include-cycle",
        "include-unreadable",
    }
)
"""Rules on how artefacts reach the paper."""

COLUMNS = (
    *("entry", "spec status", "script", "contract", "output", "output schema"),
    *("export status", "export script", "export output", "report routing", "notes"),
)


class Mark(StrEnum):
    YES = "✓"
    NO = "✗"
    NONE = "n/a"
    """Nothing of the kind is asked of this entry, or nothing of it is here to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One entry; the columns of compute entries are empty for exports, and the other way round."""

    entry: str
    spec: str
    line: int
    kind: str
    status: str
    """The author's own word; empty if the entry says none."""
    exports: bool
    script: Mark
    contract: Mark
    output: Mark
    output_schema: Mark
    routing: Mark
    notes: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in each of `COLUMNS`."""
        none = (Mark.NONE,)
        mine = (self.status or Mark.NO, self.script)
        compute, export = (none * 2, mine) if self.exports else (mine, none * 2)
        made = (Mark.NONE, self.output) if self.exports else (self.output, Mark.NONE)
        row = (self.entry, *compute, self.contract, made[0], self.output_schema, *export, made[1], self.routing)
        return (*map(str, row), "; ".join(self.notes))


def audit_row(snapshot: Snapshot, name: str, findings: Iterable[Finding], silenced: int) -> AuditRow:
    """The row of entry `name`, with the findings that bear on it and how many more are silenced."""
    entry, status = snapshot.entries[name], snapshot.statuses[name]
    found = tuple(findings)
    notes = (*_notes(snapshot, entry, status), *_rules(found), *([f"{silenced} silenced"] if silenced else ()))
    return AuditRow(
        entry=name,
        spec=entry.spec,
        line=entry.location.line,
        kind=entry.kind,
        status=entry.status,
        exports=entry.exports,
        script=_script(snapshot, entry),
        contract=_contract(entry, status),
        output=_output(entry, status),
        output_schema=_output_schema(snapshot, entry),
        routing=_routing(snapshot, entry, found),
        notes=notes,
    )


def _script(snapshot: Snapshot, entry: Entry) -> Mark:
    """Whether every script is there; one that is still to be written is missed by nobody."""
    files = snapshot.project.files
    if entry.scripts and all(value.text in files and files[value.text].is_here for value in entry.scripts):
        return Mark.YES
    return Mark.NO if entry.status == READY else Mark.NONE


def _contract(entry: Entry, status: EntryStatus) -> Mark:
    """Whether somebody judged that the script does what the spec says today, and the spec can be taken at its word."""
    if status.certification is Certification.CERTIFIED:
        return Mark.NO if status.errors or status.vocabulary_moved or status.unread else Mark.YES
    unwritten = status.certification is Certification.UNCERTIFIED and entry.status != READY
    return Mark.NONE if unwritten and not status.errors else Mark.NO


def _output(entry: Entry, status: EntryStatus) -> Mark:
    """Whether every declared file is here and is what today's content implies."""
    if status.realization is Realization.FRESH:
        return Mark.YES
    unmade = status.realization is Realization.NEVER_RUN and entry.status != READY
    return Mark.NONE if unmade or status.realization is Realization.ABSENT else Mark.NO


def _output_schema(snapshot: Snapshot, entry: Entry) -> Mark:
    """Whether the JSON that is here has its `Keys`."""
    problems = _key_problems(snapshot, entry)
    if problems is None:
        return Mark.NONE
    return Mark.NO if problems else Mark.YES


def _key_problems(snapshot: Snapshot, entry: Entry) -> tuple[str, ...] | None:
    """What the JSON lacks; None if nothing is demanded of it, or it is not here."""
    demanded = entry.keys or entry.schema
    facts = snapshot.project.json.get(entry.outputs[0].text) if demanded and entry.outputs else None
    return None if facts is None or entry.exports else tuple(key_problems(entry, facts))


def _routing(snapshot: Snapshot, entry: Entry, findings: Iterable[Finding]) -> Mark:
    """Whether every exported file stands in the paper where the spec says."""
    if not entry.exports:
        return Mark.NONE
    if any(finding.rule in ROUTING_RULES for finding in findings):
        return Mark.NO
    routes = [route for route in snapshot.routes.by_entry.get(entry.name, ()) if route.expected or route.included]
    return Mark.YES if routes and all(route.stands for route in routes) else Mark.NONE


_WORDS = {
    Certification.UNCERTIFIED: "not certified",
    Certification.DRIFTED: "drifted",
    Certification.REJECTED: "rejected",
    Certification.UNKNOWN: "unknown",
    Realization.NEVER_RUN: "never run",
    Realization.STALE: "stale",
    Realization.ABSENT: "bytes elsewhere",
    Realization.UNKNOWN: "unknown",
}


def _notes(snapshot: Snapshot, entry: Entry, status: EntryStatus) -> Iterator[str]:
    begun = entry.status == READY
    quiet = (Certification.CERTIFIED, Realization.FRESH)
    waits = () if begun else (Certification.UNCERTIFIED, Realization.NEVER_RUN)
    if entry.draft:
        yield "draft"
    states = (state for state in (status.certification, status.realization) if state not in (*quiet, *waits))
    yield from dict.fromkeys(_WORDS[state] for state in states)
    if status.vocabulary_moved:
        yield "vocabulary moved"
    if status.waiting:
        yield "waiting on upstream"
    yield from _key_problems(snapshot, entry) or ()


def _rules(findings: Iterable[Finding]) -> Iterator[str]:
    """Rules of what was found, each with how often; of mere notes those that cost an entry its mark."""
    counted = Counter(
        finding.rule for finding in findings if finding.severity is not Severity.NOTE or finding.rule in ROUTING_RULES
    )
    yield from (rule if number == 1 else f"{number} × {rule}" for rule, number in counted.items())
