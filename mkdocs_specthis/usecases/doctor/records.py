"""Probes of what we read and write in a project: settings, specs, ledgers, who is at work."""

from collections.abc import Iterator

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.parse.settings_keys import LOCAL_FILE, SETTINGS_FILE
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.effects.runs.driver_lock import find_driver
from mkdocs_specthis.usecases.doctor.patient import Patient

GROUP = "project"
SETTINGS_RULES = frozenset({"settings-invalid", "settings-unknown-key"})
LEDGER_RULES = frozenset({"ledger-unreadable", "event-unreadable", "event-torn"})


def settings(patient: Patient) -> Iterator[Check]:
    assert patient.snapshot is not None and patient.root is not None
    found = [finding for finding in patient.snapshot.findings if finding.rule in SETTINGS_RULES]
    yield from (_of_finding("settings", finding) for finding in found)
    if not found:
        files = [path for path in (SETTINGS_FILE, LOCAL_FILE) if (patient.root / path).is_file()]
        yield _ok("settings", " and ".join(files) if files else f"no {SETTINGS_FILE}: the defaults are in force")


def specs(patient: Patient) -> Iterator[Check]:
    assert patient.snapshot is not None
    project = patient.snapshot.project
    broken = [spec.path for spec in project.specs if spec.unreadable]
    if broken:
        text = f"{count_of(len(broken), 'spec')} cannot be read: {', '.join(broken[:3])}"
        yield Check(group=GROUP, name="specs", verdict=Verdict.BROKEN, text=text, hint="`specthis status` says why")
    else:
        entries = count_of(len(project.entries), "entry", "entries")
        yield _ok("specs", f"{count_of(len(project.specs), 'file')}, {entries}")


def ledgers(patient: Patient) -> Iterator[Check]:
    assert patient.snapshot is not None
    found = [finding for finding in patient.snapshot.findings if finding.rule in LEDGER_RULES]
    yield from (_of_finding("ledgers", finding) for finding in found)
    if not any(finding.severity is Severity.ERROR for finding in found):
        yield _ok("ledgers", _amounts(patient.snapshot))


def _amounts(snapshot: Snapshot) -> str:
    project = snapshot.project
    judged = count_of(len(project.judgments), "entry", "entries")
    return f"judgments of {judged}, {count_of(len(project.receipts), 'receipt')}"


def driver(patient: Patient) -> Iterator[Check]:
    """Who works in the tree."""
    assert patient.root is not None
    holder = find_driver(patient.root)
    if holder is None:
        yield _ok("driver lock", "nobody is at work in this tree")
        return
    who = f"process {holder.pid}, `{holder.command}`, since {holder.since}"
    text = f"held by {who if holder.pid else 'a command that does not say who it is'}"
    hint = "wait for it to end, or interrupt it; its lock frees itself"
    yield Check(group=GROUP, name="driver lock", verdict=Verdict.NOTE, text=text, hint=hint)


def _of_finding(name: str, finding: Finding) -> Check:
    verdict = Verdict.BROKEN if finding.severity is Severity.ERROR else Verdict.NOTE
    hint = finding.hint or "`specthis status` says more"
    return Check(group=GROUP, name=name, verdict=verdict, text=f"{finding.location}: {finding.message}", hint=hint)


def _ok(name: str, text: str) -> Check:
    return Check(group=GROUP, name=name, verdict=Verdict.OK, text=text)
