"""What the doctor found, as plain values: what `specthis doctor --json` and its text show.

Knows no format; `schemas/doctor.schema.json` says what each key means.
"""

from collections.abc import Iterable
from typing import Any

from mkdocs_specthis.core.model.check import AILING, Check
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.views.settings import settings_view

VERSION = 1


def doctor_view(checks: Iterable[Check], settings: Settings | None, project: str | None) -> dict[str, Any]:
    """Checks in their order; `project` is the absolute path of the project's folder, None outside of any."""
    rows = [check_view(check) for check in checks]
    return {
        "version": VERSION,
        "healthy": not any(row["verdict"] in AILING for row in rows),
        "project": project,
        "checks": rows,
        "settings": settings_view(settings) if settings else [],
    }


def check_view(check: Check) -> dict[str, str]:
    return {
        "group": check.group,
        "name": check.name,
        "verdict": str(check.verdict),
        "version": check.version,
        "place": check.place,
        "text": check.text,
        "hint": check.hint,
    }
