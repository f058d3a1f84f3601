"""Reads a whole project once: settings, specs, files, ledgers. `load_snapshot` derives everything from it.

Joins the readers; decides nothing.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.settings import parse_settings
from mkdocs_specthis.core.parse.settings_keys import LOCAL_FILE, SETTINGS_FILE
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.spec import parse_spec, unreadable_spec
from mkdocs_specthis.core.recall import Afresh
from mkdocs_specthis.core.snapshot import Snapshot, analyze
from mkdocs_specthis.effects.records.events import read_failures
from mkdocs_specthis.effects.records.ledgers import read_judgments, read_receipts
from mkdocs_specthis.effects.remembered.looks import note_file
from mkdocs_specthis.effects.remembered.shelf import kept, shelved
from mkdocs_specthis.effects.tree.spec_files import find_spec_files, read_spec_file
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.observe import observe

SETTINGS_LIMIT = 1024 * 1024
MISREAD = frozenset(
    {"entries-heading", "entry-name-invalid", "entry-outside-section", "fields-outside-entry", "field-duplicate"}
)
"""Rules behind which an entry may hide: what the spec last held is unknown then, not gone."""


def load_snapshot(root: Path, recall: Afresh | None = None) -> Snapshot:
    """Everything that is known of the project at `root`; `recall` is of whoever reads it again and again."""
    with _no_collection():
        return analyze(load_project(root), recall or Afresh())


@cache
def set_aside() -> None:
    """Never look for garbage again among what is in memory now: of a project that has been read, nothing is.

    Once in a process, or what became garbage in between would stay.
    """
    gc.freeze()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Records hold no circles: looking for some while millions are made takes a third of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_project(root: Path) -> Project:
    """Read the project at `root`; what did not change since it was last read is taken from memory."""
    with shelved(root):
        return _load(root)


def _load(root: Path) -> Project:
    settings, settings_findings = read_settings(root)
    workspace = Workspace(root=root, settings=settings)
    paths, folder_findings = find_spec_files(workspace)
    parsed = [read_spec(workspace, path) for path in paths]
    judgments = read_judgments(root, settings.specs)
    receipts = read_receipts(root, settings.specs)
    failures = read_failures(root)
    specs = tuple(spec for spec, _ in parsed)
    misread = frozenset(found.location.path for _, faults in parsed for found in faults if found.rule in MISREAD)
    entries, duplicates = _entries(specs, judgments.judgments, receipts.receipts, misread)
    project = Project(
        settings=settings,
        specs=specs,
        entries=entries,
        judgments=judgments.judgments,
        receipts=receipts.receipts,
        unreadable_judgments=judgments.unreadable,
        unreadable_receipts=frozenset(entries) if receipts.all_unreadable else receipts.unreadable,
        failures=failures.failures,
        findings=(
            *settings_findings,
            *_missing_places(workspace),
            *folder_findings,
            *(finding for _, findings in parsed for finding in findings),
            *duplicates,
            *judgments.findings,
            *receipts.findings,
            *failures.findings,
        ),
    )
    return observe(project, workspace)


def read_spec(workspace: Workspace, path: str) -> tuple[Spec, list[Finding]]:
    """A spec file, parsed, and what is wrong with it."""

    def work() -> tuple[Spec, list[Finding]]:
        file = read_spec_file(workspace, path)
        if file.content is None:
            return unreadable_spec(path, _finding(file.finding))
        return parse_spec(file.content, path, workspace.settings)

    place = workspace.locate(path)
    if place is None:
        return work()
    return kept(f"spec {workspace.settings!r}", path, place, tuple[Spec, list[Finding]], work)


def read_settings(root: Path) -> tuple[Settings, list[Finding]]:
    """Settings of `specthis.toml` and this machine's own; defaults where there are none."""
    workspace = Workspace(root=root, settings=Settings())
    texts: list[str | None] = []
    findings: list[Finding] = []
    for path in (SETTINGS_FILE, LOCAL_FILE):
        content = workspace.read(path, SETTINGS_LIMIT)
        note_file(root / path)
        if content is None and (root / path).exists():
            message = "the file cannot be read, or is no regular file of the project"
            findings.append(_settings_fault(path, message, "look at its permissions and where it links to"))
        try:
            texts.append(content.decode("utf-8") if content is not None else None)
        except UnicodeDecodeError as error:
            texts.append(None)
            findings.append(_settings_fault(path, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8"))
    settings, faults = parse_settings(*texts)
    return settings, [*findings, *faults]


def _missing_places(workspace: Workspace) -> Iterator[Finding]:
    """Files and folders that the settings name and that are not there."""
    settings = workspace.settings
    for path in settings.environment:
        if not workspace.exists(path):
            line = settings.lines.get("environment", 0)
            message = f"the environment file `{shown(path)}` is not there"
            hint = "correct the path, or take it out of `environment`"
            yield _settings_fault(SETTINGS_FILE, message, hint, line=line)
    for path in settings.python_roots:
        note_file(workspace.root / path)
        if not (workspace.root / path).is_dir():
            message = f"the root of modules `{shown(path)}` is not there"
            hint = "correct the path, or take it out of `roots`"
            line = settings.lines.get("python_roots", 0)
            yield _settings_fault(SETTINGS_FILE, message, hint, line=line, severity=Severity.WARNING)


def _settings_fault(
    path: str, message: str, hint: str, *, line: int = 0, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(
        rule="settings-invalid",
        severity=severity,
        location=Location(path=path, line=line),
        message=message,
        hint=hint,
        scope=Scope.PROJECT,
    )


def _finding(finding: Finding | None) -> Finding:
    if finding is None:
        raise AssertionError("a spec file without content comes with a finding")
    return finding


def _entries(
    specs: Iterable[Spec],
    judgments: Mapping[str, tuple[Judgment, ...]],
    receipts: Mapping[str, Receipt],
    misread: frozenset[str],
) -> tuple[dict[str, Entry], list[Finding]]:
    """Entries by name; those that a spec last held whose text is gone stand in as unknown; repeats are findings."""
    entries: dict[str, Entry] = {}
    by_folded: dict[str, Entry] = {}
    findings: list[Finding] = []
    specs = tuple(specs)
    for entry in (entry for spec in specs for entry in spec.entries):
        other = by_folded.setdefault(entry.name.lower(), entry)
        if other is entry:
            entries[entry.name] = entry
        else:
            findings.extend(_duplicate(entry, other))
    for spec in specs:
        if spec.garbled or (spec.unreadable and not spec.entries) or spec.path in misread:
            for entry in _last_held(spec, judgments, receipts):
                if by_folded.setdefault(entry.name.lower(), entry) is entry:
                    entries[entry.name] = entry
    return entries, findings


def _duplicate(entry: Entry, other: Entry) -> list[Finding]:
    message = f"entry `{entry.name}` is there already, at {other.location}"
    hint = "rename one of them: entry names are unique in the project, whatever the case"
    return [
        Finding(
            rule="entry-duplicate",
            severity=Severity.ERROR,
            location=place.location,
            message=text,
            hint=hint,
            entry=other.name,
            scope=Scope.ENTRY,
        )
        for place, text in ((entry, message), (other, f"entry `{other.name}` is there again, at {entry.location}"))
    ]


def _last_held(
    spec: Spec, judgments: Mapping[str, tuple[Judgment, ...]], receipts: Mapping[str, Receipt]
) -> list[Entry]:
    """What the ledgers say that a spec held whose very text cannot be read."""
    judged = {name for name, history in judgments.items() if history and history[0].spec == spec.path}
    made = {name for name, receipt in receipts.items() if receipt.spec == spec.path}
    return [
        Entry(
            name=name,
            spec=spec.path,
            spec_name=spec.name,
            kind="unknown",
            location=Location(path=spec.path, line=1),
            end_line=1,
            unreadable=True,
        )
        for name in sorted(judged | made)
    ]
