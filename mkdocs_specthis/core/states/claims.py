"""The state of each axis, looked up from the kinds of its reasons.

The only place where a reason becomes a state. Knows no entry.
"""

from collections.abc import Iterable, Mapping

from mkdocs_specthis.core.model.state import Certification, Realization, Reason

CERTIFICATION_OF: Mapping[str, Certification] = {
    "unreadable": Certification.UNKNOWN,
    "rejected": Certification.REJECTED,
    "no-judgment": Certification.UNCERTIFIED,
    "moved": Certification.DRIFTED,
}
"""Kind of a reason to the state it makes; the first that applies wins."""

REALIZATION_OF: Mapping[str, Realization] = {
    "unreadable": Realization.UNKNOWN,
    "no-receipt": Realization.NEVER_RUN,
    "scheme": Realization.STALE,
    "moved": Realization.STALE,
    "edited": Realization.STALE,
    "undeclared-output": Realization.STALE,
    "keys": Realization.STALE,
    "absent": Realization.ABSENT,
}


def certification_state(reasons: Iterable[Reason]) -> Certification:
    kinds = {reason.kind for reason in reasons}
    return next((state for kind, state in CERTIFICATION_OF.items() if kind in kinds), Certification.CERTIFIED)


def realization_state(reasons: Iterable[Reason]) -> Realization:
    kinds = {reason.kind for reason in reasons}
    return next((state for kind, state in REALIZATION_OF.items() if kind in kinds), Realization.FRESH)
