"""Who judged what, and at which digest it stands today: what `specthis lock` shows, as plain values.

Knows no format; whether a judgment holds is decided in `core/states/status.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.model.ledger import Judgment
from mkdocs_specthis.core.model.state import Axis
from mkdocs_specthis.core.questions.looked_at import looked_at
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_in_force
from mkdocs_specthis.core.views.status_json import reason_view

VERSION = 1


def lock_view(snapshot: Snapshot, names: Sequence[str]) -> dict[str, Any]:
    """The judgments of the entries `names`; `at` is what `--at` takes to judge exactly these together, today."""
    return {
        "version": VERSION,
        "at": looked_at(snapshot, names) if names else None,
        "entries": [entry_view(snapshot, name) for name in names],
    }


def entry_view(snapshot: Snapshot, name: str) -> dict[str, Any]:
    status = snapshot.statuses[name]
    judgments = snapshot.project.judgments.get(name, ())
    standing = judgment_in_force(judgments, snapshot.contracts[name])
    return {
        "entry": name,
        "spec": snapshot.entries[name].spec,
        "digest": status.inputs_certified,
        "certification": str(status.certification),
        "vocabulary_moved": list(status.vocabulary_moved),
        "judgment": judgment_view(standing or next(iter(judgments), None)),
        "in_force": standing is not None,
        "judgments": len(judgments),
        "moved": [reason_view(reason) for reason in status.reasons if reason.axis is Axis.CERTIFICATION],
    }


def judgment_view(judgment: Judgment | None) -> dict[str, Any] | None:
    """What a person wants to know of a judgment; None if there is none. The ledger itself has its parts."""
    if judgment is None:
        return None
    return {
        "verdict": str(judgment.verdict),
        "inputs_certified": judgment.inputs_certified,
        "author": judgment.author,
        "via": judgment.via,
        "ts": judgment.ts,
        "note": judgment.note,
        "commit": judgment.commit,
    }


def written_view(verdict: str, at: str, judgments: Mapping[str, Judgment]) -> dict[str, Any]:
    """What `record`, `reject` and `confirm` wrote."""
    return {
        "version": VERSION,
        "verdict": verdict,
        "at": at,
        "judgments": {name: judgment_view(judgment) for name, judgment in judgments.items()},
    }
