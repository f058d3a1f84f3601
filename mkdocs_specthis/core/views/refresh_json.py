"""A refresh as plain values: what `specthis refresh --json` and its text show, planned and done.

Knows no format; `schemas/refresh.schema.json` says what each key means.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from mkdocs_specthis.core.model.explanation import Explanation
from mkdocs_specthis.core.model.plan import Action, Plan, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.core.views.explain_json import explanations_view
from mkdocs_specthis.core.views.status_json import finding_view, reason_view

VERSION = 1


def refresh_view(
    plan: Plan, report: RefreshReport | None, exit_status: int, explanations: Iterable[Explanation] = ()
) -> dict[str, Any]:
    """What was planned and, unless it was a dry run, what became of it."""
    results = report.results if report else ()
    return {
        "version": VERSION,
        "dry_run": report is None,
        "exit_status": exit_status,
        "interrupted": bool(report and report.interrupted),
        "planned": {str(action): plan.count(action) for action in Action},
        "counts": outcome_counts(results),
        "steps": [step_view(step) for step in plan.steps],
        "explanations": explanations_view(explanations),
        "results": [result_view(result) for result in results],
        "notes": list(report.notes if report else plan.notes),
        "not_begun": list(report.not_begun) if report else [],
        "recovered": list(report.recovered) if report else [],
        "unreadable": [finding_view(finding) for finding in (report or plan).unread],
    }


def outcome_counts(results: tuple[EntryResult, ...]) -> dict[str, int]:
    """Entries by outcome; what there is none of is there as 0."""
    found = Counter(result.outcome for result in results)
    return {str(outcome): found[outcome] for outcome in Outcome}


def step_view(step: Step) -> dict[str, Any]:
    return {
        "entries": list(step.entries),
        "action": str(step.action),
        "text": step.text,
        "reasons": [reason_view(reason) for reason in step.reasons],
        "hold": str(step.hold) if step.hold else None,
        "after": list(step.after),
        "conditional": step.conditional,
        "command": step.command,
        "trial": step.trial,
    }


def result_view(result: EntryResult) -> dict[str, Any]:
    return {
        "entry": result.entry,
        "outcome": str(result.outcome),
        "text": result.text,
        "reasons": [reason_view(reason) for reason in result.reasons],
        "hold": str(result.hold) if result.hold else None,
        "seconds": result.seconds,
        "log": result.log,
        "tail": result.tail,
        "receipt": result.receipt,
        "trial": result.trial,
        "aside": list(result.aside),
        "observed": result.observed,
        "undeclared": list(result.undeclared),
    }
