"""What `specthis impact` prints, as plain values: for `--json`, text and Markdown alike.

Knows no format; `schemas/impact.schema.json` says what each key means.
"""

from collections.abc import Mapping
from typing import Any

from mkdocs_specthis.core.questions.impact import Exhibit, Impact

VERSION = 1


def impact_view(impact: Impact, *, since: str) -> dict[str, Any]:
    cost = impact.cost
    return {
        "version": VERSION,
        "since": since or None,
        "judge": _rows(impact.judge),
        "confirm": _rows(impact.vocabulary),
        "run": _rows(impact.run),
        "downstream": list(impact.downstream),
        "cost": {
            "seconds": round(cost.seconds, 3),
            "longest_path": round(cost.longest_path, 3),
            "elapsed": round(cost.elapsed, 3),
            "jobs": cost.jobs,
            "unknown": list(cost.unknown),
        },
        "exhibits": [_exhibit(exhibit) for exhibit in impact.exhibits],
        "notes": list(impact.notes),
    }


def _rows(found: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    return [{"entry": name, "parts": list(parts)} for name, parts in found.items()]


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    places = [{"path": path, "line": line, "section": section} for path, line, section in exhibit.places]
    return {"entry": exhibit.entry, "path": exhibit.path, "places": places}
