"""A command of the cache as plain values: what `--json` prints and the text shows.

Knows no format; `schemas/cache.schema.json` says what each key means.
"""

from collections import Counter
from typing import Any

from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.views.status_json import finding_view

VERSION = 1


def cache_view(report: CacheReport, exit_status: int) -> dict[str, Any]:
    found = Counter(row.outcome for row in report.rows)
    return {
        "version": VERSION,
        "command": report.command,
        "dry_run": report.dry_run,
        "exit_status": exit_status,
        "interrupted": report.interrupted,
        "place": report.place,
        "counts": {str(outcome): found[outcome] for outcome in CacheOutcome},
        "bytes": sum(row.size for row in report.rows),
        "rows": [row_view(row) for row in report.rows],
        "notes": list(report.notes),
        "unreadable": [finding_view(finding) for finding in report.unread],
    }


def row_view(row: CacheRow) -> dict[str, Any]:
    return {
        "entry": row.entry or None,
        "outcome": str(row.outcome),
        "text": row.text,
        "digest": row.signature,
        "files": row.files,
        "bytes": row.size,
        "ts": row.ts,
    }
