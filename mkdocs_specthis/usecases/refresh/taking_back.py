"""A step that had ended well comes to nothing after all: while it ran, somebody touched another entry's output.

Knows how to undo; that it has to be done is decided by the driver.
"""

from dataclasses import replace

from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.effects.records.events import FAILED
from mkdocs_specthis.effects.records.ledgers import write_receipt
from mkdocs_specthis.effects.runs.outputs import discard_products
from mkdocs_specthis.effects.tree.atomic import refusals_typed
from mkdocs_specthis.usecases.refresh.ending import note_event, withdraw_receipt
from mkdocs_specthis.usecases.refresh.failure import Failure
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.turn import Turn


def take_back(
    state: RefreshState, turn: Turn, results: tuple[EntryResult, ...], failure: Failure
) -> tuple[EntryResult, ...]:
    """The same results as failures: receipts as they were before the run, what it made in `.specthis/failed/`.

    Raises WriteFailed.
    """
    return tuple(_taken_back(state, turn, result, failure) for result in results)


def take_back_proof(state: RefreshState, turn: Turn) -> None:
    """What a run was said to have proved against its receipt: those were not its bytes. Raises WriteFailed."""
    for name, before in turn.receipts.items():
        now = state.project.receipts.get(name)
        if now is not None and now.contradicted != before.contradicted and now.outputs == before.outputs:
            write_receipt(state.root, state.project.settings.specs, before)
            state.restore_receipt(name, before)


def _taken_back(state: RefreshState, turn: Turn, result: EntryResult, failure: Failure) -> EntryResult:
    name = result.entry
    if result.outcome not in (Outcome.MADE, Outcome.REPRODUCED):
        return result
    if result.receipt:
        _undo(state, turn, name)
    note_event(state, name, FAILED, turn.told(failure, name, result.seconds or 0.0))
    return replace(result, outcome=Outcome.FAILED, text=failure.text, receipt="")


def _undo(state: RefreshState, turn: Turn, name: str) -> None:
    """The receipt first: without it, nothing speaks for the bytes."""
    made = state.project.receipts[name].outputs
    withdraw_receipt(state, name, turn.receipts.get(name))
    with refusals_typed(name):
        discard_products(replace(turn.cleared[name], paths=tuple(made), existed=frozenset()))
    state.look_again((name,))
