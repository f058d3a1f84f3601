"""What a failed attempt still says of an entry as it is today, and what to do about it.

Knows the attempt and today's digests; not how a run is judged.
"""

from collections.abc import Mapping

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.event import FailureClass
from mkdocs_specthis.core.model.project import Attempt, Project

_PASSING = frozenset({FailureClass.MOVED, FailureClass.ENGINE, FailureClass.RECEIPT})
"""What failed for no reason that content has: the same run may well succeed."""
_ADVICE: Mapping[FailureClass, str] = {
    FailureClass.NOT_STARTED: "See that it can be started",
    FailureClass.UNOBSERVED: "See that it can be watched",
    FailureClass.OUTPUT_MISSING: "Mend the script, or what the spec declares",
    FailureClass.OUTPUT_INVALID: "Mend the script, or what the spec demands",
    FailureClass.TOUCHED: "Mend the script that writes there",
}
"""Where the log has nothing to tell."""


def standing_failure(project: Project, contract: Contract) -> Attempt | None:
    """The last attempt, if it failed and nothing that it was tried with has moved since; only a mind gets further."""
    failure = project.failures.get(contract.entry)
    if failure is None or failure.kind in _PASSING or is_past(failure, contract):
        return None
    return failure


def is_past(failure: Attempt, contract: Contract) -> bool:
    """Whether the content that failed is gone; an event that does not say which it was still counts."""
    signature = failure.signature not in ("", contract.signature)
    return signature or failure.inputs_certified not in ("", contract.inputs_certified)


def advice_on(failure: Attempt) -> str:
    """What to do before it is run again, in the imperative."""
    advice = _ADVICE.get(failure.kind)
    if advice:
        return f"{advice}, then run it again: {failure.text.rstrip('.')}"
    where = f"in `{failure.log}` " if failure.log else ""
    return f"Read {where}why the last run failed, mend that, then run it again"


def place_of(failure: Attempt, contract: Contract) -> str:
    """The file to open first: the log, or the script where the log has nothing to tell; empty if there is none."""
    if failure.kind in (FailureClass.OUTPUT_MISSING, FailureClass.OUTPUT_INVALID):
        return next(iter(contract.scripts), "")
    return "" if failure.kind in _ADVICE else failure.log
