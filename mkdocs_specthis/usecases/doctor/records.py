"""Probes of what we read and write in a project: settings, specs, ledgers, who is at work."""

import json
import os
from collections.abc import Iterator

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.parse.settings import LOCAL_FILE, SETTINGS_FILE
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.effects.driver_lock import HOLDER, LOCK
from mkdocs_specthis.effects.file_system import is_locked
from mkdocs_specthis.effects.state_folder import STATE
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
    """Who works in the tree. The lock is looked at and not taken: somebody may be about to take it."""
    assert patient.root is not None
    held = is_locked(patient.root / STATE / LOCK)
    holder = _holder(patient)
    if held or (held is None and holder is not None and _is_alive(holder[0])):
        who = (
            f"process {holder[0]}, `{holder[2]}`, since {holder[1]}"
            if holder
            else "a command that does not say who it is"
        )
        hint = "wait for it to end, or interrupt it; its lock frees itself"
        yield Check(group=GROUP, name="driver lock", verdict=Verdict.NOTE, text=f"held by {who}", hint=hint)
    else:
        yield _ok("driver lock", "nobody is at work in this tree")


def _holder(patient: Patient) -> tuple[int, str, str] | None:
    """(process, since, command), as far as the holder has said so."""
    assert patient.root is not None
    try:
        note = json.loads((patient.root / HOLDER).read_bytes()[:65_536])
        return int(note["pid"]), str(note["since"]), str(note["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _of_finding(name: str, finding: Finding) -> Check:
    verdict = Verdict.BROKEN if finding.severity is Severity.ERROR else Verdict.NOTE
    hint = finding.hint or "`specthis status` says more"
    return Check(group=GROUP, name=name, verdict=verdict, text=f"{finding.location}: {finding.message}", hint=hint)


def _ok(name: str, text: str) -> Check:
    return Check(group=GROUP, name=name, verdict=Verdict.OK, text=text)
