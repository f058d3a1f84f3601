"""What `specthis diff` prints, as plain values: for `--json`, text and Markdown alike.

Knows no format; `schemas/diff.schema.json` says what each key means.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from mkdocs_specthis.core.model.difference import Difference, EntryDifference, Hunk, Moment, PartDifference

VERSION = 1


def diff_view(entries: Iterable[EntryDifference], *, unmoved: Iterable[str]) -> dict[str, Any]:
    """`unmoved` names entries that were compared, and of which nothing moved."""
    return {
        "version": VERSION,
        "entries": [_entry(entry) for entry in entries],
        "unmoved": list(unmoved),
    }


def _entry(entry: EntryDifference) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "since": _moment(entry.since),
        "until": _moment(entry.until),
        "parts": [_part(part) for part in entry.parts],
        "notes": list(entry.notes),
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "kind": moment.kind,
        "label": moment.label,
        "ts": moment.ts or None,
        "author": moment.author or None,
        "commit": moment.commit or None,
    }


def _part(part: PartDifference) -> dict[str, Any]:
    return {
        "part": part.name,
        "role": part.role,
        "subject": part.subject,
        "was": part.was or None,
        "before": part.before or None,
        "after": part.after or None,
        "found": part.found or None,
        "unavailable": part.unavailable or None,
        "hint": part.hint or None,
        "see": part.see or None,
        "difference": _difference(part.difference) if part.difference else None,
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "form": str(difference.form),
        "note": difference.note or None,
        "added": difference.added,
        "removed": difference.removed,
        "changed": difference.changed,
        "within": difference.within,
        "ignored": difference.ignored,
        "left_out": difference.left_out,
        "passages": [
            [{"edit": str(piece.edit), "text": piece.text} for piece in passage.pieces]
            for passage in difference.passages
        ],
        "hunks": [_rows(hunk) for hunk in difference.hunks],
        "values": [asdict(change) for change in difference.values],
        "groups": [asdict(group) for group in difference.groups],
        "cells": [asdict(cell) for cell in difference.cells],
    }


def _rows(hunk: Hunk) -> list[dict[str, Any]]:
    return [
        {"edit": str(row.edit), "before": row.before or None, "after": row.after or None, "text": row.text}
        for row in hunk.rows
    ]
