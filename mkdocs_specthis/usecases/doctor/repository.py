"""Probes of the git repository around a project. What git says is read by `effects/git/repository.py`."""

import posixpath
from collections.abc import Iterator

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.effects.git.repository import find_ignored, is_shallow, read_tree_state
from mkdocs_specthis.effects.records.ledgers import lock_path, receipt_path
from mkdocs_specthis.effects.records.state_folder import EVENTS
from mkdocs_specthis.usecases.doctor.patient import Patient

GROUP = "project"
NAME = "git repository"


def repository(patient: Patient) -> Iterator[Check]:
    assert patient.root is not None
    shallow = is_shallow(patient.root)
    if shallow is None:
        text = "there is none, or git cannot read it: nobody remembers who judged what and when it changed"
        hint = "`git init`, then commit the specs, the scripts and the ledgers"
        yield Check(group=GROUP, name=NAME, verdict=Verdict.NOTE, text=text, hint=hint)
        return
    tree = read_tree_state(patient.root)
    text = f"commit {tree.commit[:10]}{', with changes' if tree.dirty else ''}" if tree.commit else "no commit yet"
    if shallow:
        text, hint = f"{text}; a shallow clone: judgments' commits may not be in it", "`git fetch --unshallow`"
        yield Check(group=GROUP, name=NAME, verdict=Verdict.NOTE, text=text, hint=hint)
    else:
        yield Check(group=GROUP, name=NAME, verdict=Verdict.OK, text=text)


def deleted(patient: Patient) -> Iterator[Check]:
    """Inputs that git has and that are not here."""
    assert patient.snapshot is not None
    found = [finding for finding in patient.snapshot.findings if finding.rule == "input-deleted"]
    for finding in found:
        text = f"{finding.location}: {finding.message}"
        yield Check(group=GROUP, name="inputs", verdict=Verdict.MISSING, text=text, hint=finding.hint)


def ignored(patient: Patient) -> Iterator[Check]:
    """Ledgers must not be ignored; what is this machine's must."""
    assert patient.root is not None and patient.snapshot is not None
    if is_shallow(patient.root) is None:
        return
    specs = patient.snapshot.project.settings.specs
    ledgers = (lock_path(specs), receipt_path(specs, "entry"))
    found = find_ignored(patient.root, (*ledgers, EVENTS))
    lost = [path for path in ledgers if path in found]
    if lost:
        text = f"git ignores {lost[0]}: what is judged and made here reaches nobody else"
        kept = f"`!/{ledgers[0]}` and `!/{posixpath.dirname(ledgers[1])}/*.json`"
        hint = f"the ledgers belong into git: take out the line of .gitignore that says so, or write {kept} below it"
        yield Check(group=GROUP, name=".gitignore", verdict=Verdict.BROKEN, text=text, hint=hint)
    if EVENTS not in found and (patient.root / EVENTS).parent.is_dir():
        text = "git does not ignore .specthis/, which is this machine's own"
        hint = "write `*` into .specthis/.gitignore, or `.specthis/` into .gitignore"
        yield Check(group=GROUP, name=".gitignore", verdict=Verdict.BROKEN, text=text, hint=hint)
    elif not lost:
        yield Check(
            group=GROUP, name=".gitignore", verdict=Verdict.OK, text="it takes the ledgers, and nothing of .specthis/"
        )
