"""The exit status that a refresh, or the plan of one, stands for.

Knows numbers and outcomes; no host.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.model.plan import Action, Hold, Plan
from mkdocs_specthis.core.model.run import Outcome, RefreshReport

INTERRUPTED, UNREADABLE, DECISION, FAILED, DONE = 130, 2, 3, 1, 0
_OF_HOLD = {
    Hold.UNKNOWN: UNREADABLE,
    Hold.DECISION: DECISION,
    Hold.ERROR: FAILED,
    Hold.BYTES: FAILED,
    Hold.FAILED: FAILED,
    Hold.UNFINISHED: DONE,
    Hold.UPSTREAM: DONE,
}
"""What waits for another counts as that other counts; an unfinished spec is no fault of the run."""


def exit_status_of(report: RefreshReport) -> int:
    """130 interrupted; 2 unreadable input; 3 a person has to decide; 1 an entry failed; 0.

    An entry that was asked for by name and not made, because its spec is unfinished, is for a person too.
    """
    failed = any(result.outcome is Outcome.FAILED for result in report.results)
    holds = ((result.hold, result.entry) for result in report.results)
    unread = [UNREADABLE] if report.unread else []
    statuses = {FAILED if failed else DONE, *unread, *_of_holds(holds, report.named)}
    return INTERRUPTED if report.interrupted else _first(statuses)


def exit_status_of_plan(plan: Plan) -> int:
    """The same for a plan that nobody carries out: what would run counts as done."""
    held = (step for step in plan.steps if step.action is Action.HELD)
    statuses = set(_of_holds(((step.hold, entry) for step in held for entry in step.entries), plan.named))
    return _first({*statuses, UNREADABLE} if plan.unread else statuses)


def _of_holds(holds: Iterable[tuple[Hold | None, str]], asked: frozenset[str]) -> Iterable[int]:
    for hold, entry in holds:
        if hold is not None:
            waits = hold in (Hold.UNFINISHED, Hold.UPSTREAM)
            yield DECISION if waits and entry in asked else _OF_HOLD[hold]


def _first(statuses: set[int]) -> int:
    return next((status for status in (UNREADABLE, DECISION, FAILED) if status in statuses), DONE)
