"""One entry as plain values: what its page says of it, for scripts. The file is published, so it holds no command.

Knows no format and no markup; `schemas/entry.schema.json` says what each key means.
"""

from typing import Any

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, name_of
from mkdocs_specthis.core.paper.routes import Route
from mkdocs_specthis.core.views.artefacts import ArtefactFile
from mkdocs_specthis.core.views.entry import EntryPage, FileGroup
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.run_history import RunRow
from mkdocs_specthis.core.views.status_json import BLOCKERS_SHOWN, entry_view, finding_view

VERSION = 1
JUDGMENTS_SHOWN = 20


def entry_row(lookups: Lookups, name: str, url: str) -> dict[str, Any]:
    """Its row of `entries.json`; `url` is the address of its page from the site's root."""
    snapshot = lookups.snapshot
    row = entry_view(snapshot, snapshot.statuses[name], lookups.blockers(name)[:BLOCKERS_SHOWN])
    row.pop("repair")
    return {**row, "feeds": lookups.feeds(name), "url": url}


def entry_json(lookups: Lookups, view: EntryPage, url: str) -> dict[str, Any]:
    """What the page at `url` says of an entry; lists are as long as they are there."""
    name, snapshot = view.entry.name, lookups.snapshot
    contract = snapshot.contracts[name]
    judgments = (*((view.judgment,) if view.judgment else ()), *view.earlier)
    return {
        "version": VERSION,
        **entry_row(lookups, name, url),
        "summary": view.summary,
        "traces_to": list(view.entry.traces_to),
        "export_state": snapshot.statuses[name].five_state or None,
        "inputs_certified": contract.inputs_certified,
        "signature": contract.signature,
        "upstream": [mark.name for mark in view.above],
        "upstream_more": view.above_more,
        "downstream": [mark.name for mark in view.below],
        "downstream_more": view.below_more,
        "files": [_group(group) for group in view.files],
        "artefacts": [_artefact(file) for file in view.artefacts.files],
        "artefacts_more": view.artefacts.more,
        "withheld": view.artefacts.withheld or None,
        "exhibits": [place for route in view.routes for place in _places(view, route)],
        "judgments": [_judgment(judgment, contract) for judgment in judgments[:JUDGMENTS_SHOWN]],
        "judgments_more": max(0, len(judgments) - JUDGMENTS_SHOWN),
        "run": _run(view.receipt) if view.receipt else None,
        "runs": [_past_run(row) for row in view.runs.rows],
        "findings": [_finding(finding) for finding in view.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """Without the hint: it may name a command."""
    return {key: value for key, value in finding_view(finding).items() if key != "hint"}


def _group(group: FileGroup) -> dict[str, Any]:
    rows = [
        {
            "path": row.path,
            "presence": str(row.fact.presence) if row.fact else None,
            "digest": (row.fact.digest if row.fact else "") or None,
            "bytes": row.fact.size if row.fact and row.fact.is_here else None,
            "recorded": row.recorded or None,
        }
        for row in group.rows
    ]
    return {"role": group.label.lower(), "files": rows, "more": group.more}


def _artefact(file: ArtefactFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "here": file.is_here,
        "digest": (file.fact.digest if file.fact else "") or None,
        "recorded": file.recorded or None,
        "recorded_bytes": file.recorded_size if file.recorded else None,
        "says": file.sentence,
    }


def _places(view: EntryPage, route: Route) -> list[dict[str, Any]]:
    """Where a paper shows it; a file that no paper includes has none."""
    found = []
    for place in route.places:
        shown = view.exhibits.get((f"{place.document} {place.location}", route.path))
        found.append(
            {
                "artefact": route.path,
                "document": place.document,
                "path": place.location.path,
                "line": place.location.line,
                "section_label": place.section_label or None,
                "as_routed": place.routed,
                "conditions": [condition.text for condition in place.conditions],
                "exhibit": shown.name or None if shown else None,
            }
        )
    return found


def _judgment(judgment: Judgment, contract: Contract) -> dict[str, Any]:
    return {
        "verdict": str(judgment.verdict),
        "by": name_of(judgment.author),
        "at": judgment.ts,
        "note": judgment.note,
        "commit": judgment.commit or None,
        "inputs_certified": judgment.inputs_certified,
        "of_today": judgment.inputs_certified == contract.inputs_certified,
    }


def _run(receipt: Receipt) -> dict[str, Any]:
    return {
        "at": receipt.ts,
        "seconds": receipt.seconds,
        "from": receipt.origin,
        "signature": receipt.signature,
        "commit": receipt.commit or None,
        "dirty": receipt.dirty,
        "engine": receipt.engine or None,
        "interpreter": receipt.interpreter or None,
        "platform": receipt.platform or None,
        "observed": receipt.observed,
    }


def _past_run(row: RunRow) -> dict[str, Any]:
    """Without who ran it and where: that is for people at this machine."""
    return {
        "at": row.ts,
        "result": row.result.label.lower(),
        "because": row.because or None,
        "fault": row.fault or None,
        "seconds": row.seconds,
        "commit": row.commit or None,
        "dirty": row.dirty,
    }
