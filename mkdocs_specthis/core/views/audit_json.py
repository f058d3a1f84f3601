"""The audit as JSON: what `specthis audit --json` prints.

Knows no file; `schemas/audit.schema.json` says what each key means.
"""

from typing import Any

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.views.audit import AuditView
from mkdocs_specthis.core.views.audit_cells import AuditRow, Mark
from mkdocs_specthis.core.views.status_json import finding_view

VERSION = 1
_TRUTH = {Mark.YES: True, Mark.NO: False, Mark.NONE: None}


def audit_json(view: AuditView) -> dict[str, Any]:
    return {
        "version": VERSION,
        "summary": list(view.summary),
        "counts": dict(view.counts),
        "entries": [_row(row) for row in view.rows],
        "findings": [finding_view(finding) for finding in view.findings],
        "silenced": [_silenced(finding, silence) for finding, silence in view.silenced],
    }


def _row(row: AuditRow) -> dict[str, Any]:
    """`null` is what the table shows as `n/a`."""
    script, output = _TRUTH[row.script], _TRUTH[row.output]
    return {
        "entry": row.entry,
        "spec": row.spec,
        "line": row.line,
        "kind": row.kind,
        "spec_status": None if row.exports else row.status,
        "script": None if row.exports else script,
        "contract": _TRUTH[row.contract],
        "output": None if row.exports else output,
        "output_schema": _TRUTH[row.output_schema],
        "export_status": row.status if row.exports else None,
        "export_script": script if row.exports else None,
        "export_output": output if row.exports else None,
        "report_routing": _TRUTH[row.routing],
        "notes": list(row.notes),
    }


def _silenced(finding: Finding, silence: Silence) -> dict[str, Any]:
    by = {"path": silence.location.path, "line": silence.location.line}
    return {**finding_view(finding), "reason": silence.reason, "by": by}
