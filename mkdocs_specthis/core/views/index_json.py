"""The index of a project for tools: every spec with its header, every entry with its files, states and next steps.

Knows no file. The same project gives the same value: no clock is in it, and `schemas/index.schema.json` says what each
key means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mkdocs_specthis.core.digest import canonical_json, digest_bytes, digest_text
from mkdocs_specthis.core.model.document import Document
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, Presence
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.questions.next_steps import NextStep, next_steps
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.status_json import (
    BLOCKERS_SHOWN,
    counts_view,
    entry_view,
    finding_view,
    nearest_blockers,
    step_view,
)

VERSION = 1
KEYS_SHOWN = 1_000
"""Top-level keys listed of one JSON file."""

Keys = Mapping[str, JsonFacts]
"""Path of each JSON output that is here to what it holds."""


def index_json(snapshot: Snapshot, keys: Keys) -> dict[str, Any]:
    """Specs sorted by path, entries in the order in which they are written."""
    steps = next_steps(snapshot)
    rows = _entry_rows(snapshot, keys, steps)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for name, entry in snapshot.entries.items():
        grouped.setdefault(entry.spec, []).append(rows[name])
    return {
        "version": VERSION,
        "digest": digest_of(snapshot.project, keys),
        "counts": counts_view(snapshot),
        "specs": [_spec_view(spec, grouped.get(spec.path, [])) for spec in snapshot.project.specs],
        "steps": [step_view(step) for step in steps],
        "findings": [finding_view(finding) for finding in snapshot.findings],
    }


def digest_of(project: Project, keys: Keys) -> str:
    """Of everything that was read: settings, specs, files, ledgers, keys."""
    settings = {name: value for name, value in asdict(project.settings).items() if name != "lines"}
    return digest_bytes(canonical_json({"settings": settings, "rows": sorted(_rows(project, keys))}))


def _rows(project: Project, keys: Keys) -> Iterator[list[str]]:
    for spec in project.specs:
        yield ["spec", spec.path, spec.digest, digest_text(spec.body), str(spec.body_line)]
    for fact in project.files.values():
        yield ["file", fact.path, str(fact.presence), fact.digest]
    for path, facts in keys.items():
        yield ["keys", path, _canonical(facts)]
    for document in project.documents.values():
        yield ["document", document.path, _canonical(document)]
    for pattern, paths in project.matches.items():
        yield ["glob", pattern, *paths]
    for name, judgments in project.judgments.items():
        yield ["judgments", name, *(_canonical(judgment) for judgment in judgments)]
    for name, receipt in project.receipts.items():
        yield ["receipt", name, _canonical(receipt)]
    for name, failure in project.failures.items():
        yield ["failure", name, failure.ts, failure.text, failure.log, failure.signature, failure.inputs_certified]
    for finding in project.findings:
        yield ["finding", str(finding)]


def _canonical(record: JsonFacts | Judgment | Receipt | Document) -> str:
    return canonical_json(asdict(record)).decode("utf-8", "surrogatepass")


def _spec_view(spec: Spec, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "path": spec.path,
        "name": spec.name,
        "kind": str(spec.kind),
        "title": spec.title,
        "tags": list(spec.tags),
        "owner": spec.owner,
        "draft": spec.draft,
        "depends_on": [reference.name for reference in spec.depends_on],
        "host_doc": spec.host_doc,
        "section_label": spec.section_label,
        "digest": spec.digest,
        "unreadable": spec.unreadable,
        "entries": list(entries),
    }


def _entry_rows(snapshot: Snapshot, keys: Keys, steps: Sequence[NextStep]) -> dict[str, dict[str, Any]]:
    blockers = nearest_blockers(snapshot, BLOCKERS_SHOWN + 1)
    places: dict[str, list[int]] = {}
    for place, step in enumerate(steps):
        for name in step.entries:
            places.setdefault(name, []).append(place)
    rows = {}
    for name, status in snapshot.statuses.items():
        blocked_by = tuple(blocker for _, blocker in blockers.get(name, ()))
        facts = _facts_view(snapshot, snapshot.entries[name], keys)
        rows[name] = {**entry_view(snapshot, status, blocked_by), **facts, "steps": places.get(name, [])}
    return rows


def _facts_view(snapshot: Snapshot, entry: Entry, keys: Keys) -> dict[str, Any]:
    """What the entry declares and leans on, and what of it is here."""
    project, contract = snapshot.project, snapshot.contracts[entry.name]
    matched = (path for pattern in contract.output_globs for path in project.matches.get(pattern, ()))
    outputs = tuple(dict.fromkeys((*contract.outputs, *matched)))
    known = {path: keys[path] for path in outputs if path in keys}
    inputs = tuple(dict.fromkeys((*contract.inputs, *contract.missing_inputs)))
    return {
        "status_note": entry.status_note,
        "draft": entry.draft,
        "command": contract.command,
        "scripts": _file_views(project, contract.scripts),
        "modules": _file_views(project, contract.modules),
        "workflows": _file_views(project, contract.workflows),
        "inputs": _file_views(project, inputs),
        "outputs": _file_views(project, outputs),
        "output_globs": list(contract.output_globs),
        "output_top_level_keys": {path: _keys_view(facts) for path, facts in known.items()},
        "output_problems": {path: facts.error for path, facts in known.items() if facts.error},
        "consumes": list(snapshot.graph.entries_above(entry.name)),
        "inputs_certified": contract.inputs_certified,
        "signature": contract.signature,
    }


def _file_views(project: Project, paths: Iterable[str]) -> list[dict[str, Any]]:
    return [_file_view(path, project.files.get(path)) for path in paths]


def _file_view(path: str, fact: FileFact | None) -> dict[str, Any]:
    presence = fact.presence if fact is not None else Presence.MISSING
    return {"path": path, "exists": presence is Presence.PRESENT, "presence": str(presence)}


def _keys_view(facts: JsonFacts) -> list[str] | None:
    return None if facts.keys is None else list(facts.keys[:KEYS_SHOWN])
