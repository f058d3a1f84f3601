"""The audit as plain values: a row for each entry, what was found, what is silenced, a summary of five lines.

The one home of what the command's tables, its JSON and the site's page show. Knows no format.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.audit_cells import ROUTING_RULES, AuditRow, Mark, audit_row
from mkdocs_specthis.core.views.sentence import count_of, in_words, joined, sentence, settled_sentence
from mkdocs_specthis.core.views.status_json import bears_on, findings_of

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
EMPTY = frozenset({"no-specs", "nothing-declared"})
"""Rules that say why there is nothing to audit yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    rows: tuple[AuditRow, ...]
    """In the project's order."""
    findings: tuple[Finding, ...]
    """Most severe first, then by place."""
    silenced: tuple[tuple[Finding, Silence], ...]
    """In the same order."""
    counts: Mapping[str, int]
    """Of the rows and findings shown."""
    summary: tuple[str, ...]
    """At most five lines."""


def audit_view(snapshot: Snapshot, names: Iterable[str] | None = None) -> AuditView:
    """The audit of the entries `names`, or of the whole project."""
    chosen = None if names is None else tuple(names)
    found = findings_of(snapshot, chosen)
    silenced = _silenced(snapshot, chosen)
    rows = _rows(snapshot, tuple(snapshot.statuses) if chosen is None else chosen)
    settled = sum(snapshot.statuses[row.entry].settled for row in rows)
    counts = _counts(rows, found, len(silenced), settled)
    return AuditView(
        rows=rows,
        findings=tuple(sorted(found, key=by_weight)),
        silenced=silenced,
        counts=counts,
        summary=tuple(_summary(counts, found)),
    )


def by_weight(finding: Finding) -> tuple[int, tuple[str, int, str, str]]:
    """The order in which findings are listed: most severe first, then by place."""
    return (ORDER.index(finding.severity), finding.order)


def _silenced(snapshot: Snapshot, names: tuple[str, ...] | None) -> tuple[tuple[Finding, Silence], ...]:
    every: Iterable[tuple[Finding, Silence]] = snapshot.silenced
    if names is not None:
        chosen, specs = frozenset(names), {snapshot.entries[name].spec for name in names}
        every = (pair for pair in snapshot.silenced if bears_on(pair[0], chosen, specs))
    return tuple(sorted(every, key=lambda pair: by_weight(pair[0])))


def _rows(snapshot: Snapshot, names: Iterable[str]) -> tuple[AuditRow, ...]:
    own, of_spec = _grouped(snapshot.findings)
    quiet, quiet_of_spec = _grouped(finding for finding, _ in snapshot.silenced)
    return tuple(
        audit_row(
            snapshot,
            name,
            (*own.get(name, ()), *of_spec.get(snapshot.entries[name].spec, ())),
            len(quiet.get(name, ())) + len(quiet_of_spec.get(snapshot.entries[name].spec, ())),
        )
        for name in names
    )


def _grouped(findings: Iterable[Finding]) -> tuple[dict[str, list[Finding]], dict[str, list[Finding]]]:
    """Findings by the entry, and by the spec, that they bear on."""
    by_entry: dict[str, list[Finding]] = {}
    by_spec: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.scope is Scope.SPEC:
            by_spec.setdefault(finding.location.path, []).append(finding)
        elif finding.entry is not None:
            by_entry.setdefault(finding.entry, []).append(finding)
    return by_entry, by_spec


def _counts(rows: Iterable[AuditRow], findings: Iterable[Finding], silenced: int, settled: int) -> dict[str, int]:
    rows = tuple(rows)
    severities = Counter(finding.severity for finding in findings)
    return {
        "entries": len(rows),
        "settled": settled,
        "script_tbd": sum(row.status == "script TBD" for row in rows),
        "contract_mismatches": sum(row.contract is Mark.NO for row in rows),
        "routing_faults": sum(finding.rule in ROUTING_RULES for finding in findings),
        **{f"findings.{severity}": severities[severity] for severity in ORDER},
        "silenced": silenced,
    }


def _summary(counts: Mapping[str, int], findings: Iterable[Finding]) -> Iterable[str]:
    if not counts["entries"]:
        reason = next((finding for finding in findings if finding.rule in EMPTY), None)
        yield sentence(f"nothing was audited: {reason.message}" if reason else "nothing was audited")
        if reason:
            yield sentence(f"next: {reason.hint}")
    else:
        yield settled_sentence(counts["settled"], counts["entries"])
        yield sentence(f"script TBD: {_number(counts['script_tbd'])}")
        yield sentence(f"contract mismatches: {_number(counts['contract_mismatches'])}")
        yield sentence(f"orphaned exports, stale routings and their like: {_number(counts['routing_faults'])}")
    yield findings_sentence(counts)


def _number(number: int) -> str:
    return in_words(number) if number else "none"


def findings_sentence(counts: Mapping[str, int]) -> str:
    """`The audit found 2 errors and 1 note; 3 more are silenced.`"""
    phrases = [
        count_of(counts[f"findings.{severity}"], severity.value) for severity in ORDER if counts[f"findings.{severity}"]
    ]
    found = f"The audit found {joined(phrases) or 'nothing'}"
    silenced = counts["silenced"]
    return f"{found}; {silenced:,} more {'is' if silenced == 1 else 'are'} silenced." if silenced else f"{found}."
