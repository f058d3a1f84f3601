"""What `specthis preview` prints, as plain values: for `--json` and text alike.

Knows no format; `schemas/preview.schema.json` says what each key means.
"""

from collections import Counter
from typing import Any

from mkdocs_specthis.core.model.preview import PreviewOutcome, PreviewReport, PreviewRow

VERSION = 1


def preview_view(report: PreviewReport, exit_status: int) -> dict[str, Any]:
    found = Counter(row.outcome for row in report.rows)
    return {
        "version": VERSION,
        "dry_run": report.dry_run,
        "exit_status": exit_status,
        "interrupted": report.interrupted,
        "counts": {str(outcome): found[outcome] for outcome in PreviewOutcome},
        "rows": [_row(row) for row in report.rows],
        "notes": list(report.notes),
    }


def _row(row: PreviewRow) -> dict[str, Any]:
    return {
        "entry": row.entry,
        "path": row.path,
        "kind": str(row.kind),
        "outcome": str(row.outcome),
        "text": row.text,
        "hint": row.hint,
        "faults": [{"path": one.path, "line": one.line, "text": one.text} for one in row.faults],
        "log": row.log or None,
        "picture": row.picture or None,
        "program": row.program,
        "seconds": row.seconds,
    }
