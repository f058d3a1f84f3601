"""What an entry's claims rest on, as plain values: what `specthis refresh --explain` shows as text and as JSON.

Knows no format; `schemas/refresh.schema.json` says what each key means.
"""

from collections.abc import Iterable
from typing import Any

from mkdocs_specthis.core.model.explanation import ClaimThen, Explanation, PartThen


def explanations_view(explanations: Iterable[Explanation]) -> list[dict[str, Any]]:
    return [
        {
            "entry": one.entry,
            "certification": _claim_view(one.certification),
            "realization": _claim_view(one.realization),
            "outputs": [_part_view(part) for part in one.outputs],
            "cache": one.cache,
        }
        for one in explanations
    ]


def _claim_view(claim: ClaimThen) -> dict[str, Any]:
    return {
        "state": claim.state,
        "was": claim.was,
        "now": claim.now,
        "who": claim.who,
        "ts": claim.ts,
        "parts": [_part_view(part) for part in claim.parts],
    }


def _part_view(part: PartThen) -> dict[str, str]:
    return {"name": part.name, "then": str(part.then), "was": part.was, "now": part.now}
