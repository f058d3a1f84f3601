"""Results of steps that no command of ours brought to an end: left as they are, held, not begun, cut off.

Knows steps and outcomes; what a run that ended came to is said in `ending.py`.
"""

from concurrent.futures import Future

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.plan import Action, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.effects.runs.process import CommandOutcome


def outcome_of(future: "Future[CommandOutcome]") -> CommandOutcome:
    """What the engine says; waits for it. A worker that died has not run the command to its end."""
    if future.cancelled():
        return CommandOutcome(status=None, seconds=0.0, killed=True)
    error = future.exception()
    if error is not None:
        return CommandOutcome(status=None, seconds=0.0, error=f"the engine lost it: {error}", lost=True)
    return future.result()


def cut_off(step: Step) -> tuple[EntryResult, ...]:
    text = "interrupted; what had arrived is gone on from next time"
    return tuple(EntryResult(entry=name, outcome=Outcome.INTERRUPTED, text=text) for name in step.entries)


def rested(step: Step) -> tuple[EntryResult, ...]:
    outcome = Outcome.HELD if step.action is Action.HELD else Outcome.SKIPPED
    return tuple(
        EntryResult(entry=name, outcome=outcome, text=step.text, reasons=step.reasons, hold=step.hold)
        for name in step.entries
    )


def not_begun(step: Step, error: SpecthisError) -> tuple[EntryResult, ...]:
    return tuple(
        EntryResult(entry=name, outcome=Outcome.FAILED, text=error.message, reasons=step.reasons)
        for name in step.entries
    )
