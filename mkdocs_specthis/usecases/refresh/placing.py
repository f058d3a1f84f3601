"""The end of a fetch: verified parts go into place, all of an entry's or none, with a receipt that says where from.

The same moves, checks and journal as after a run; only that nothing has run.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.contracts.contract import data_digest
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.plan import Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.steps.product import Novelty, Product, moved_parts, paths_to_clear, product_of, unknown_paths
from mkdocs_specthis.effects.runs.outputs import Cleared, clear_outputs, put_back
from mkdocs_specthis.effects.tree.atomic import refusals_typed
from mkdocs_specthis.usecases.cache.fetching import Catch
from mkdocs_specthis.usecases.refresh.ending import note_event, product_problems, sign, tidy
from mkdocs_specthis.usecases.refresh.state import RefreshState


@dataclass(kw_only=True)
class Fetch:
    """One step while the cache is asked for it."""

    unit: str
    step: Step
    attempt: int
    contracts: dict[str, Contract]
    """Of the entries that are asked for, as seen right before."""
    future: "Future[dict[str, Catch]]"
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 3)


def place_all(state: RefreshState, fetch: Fetch, caught: Mapping[str, Catch]) -> dict[str, EntryResult | str]:
    """Each entry's result, or why it was not taken after all, as a clause."""
    state.look_again(fetch.step.entries)
    return {name: _place(state, fetch, name, catch) for name, catch in caught.items()}


def _place(state: RefreshState, fetch: Fetch, name: str, catch: Catch) -> EntryResult | str:
    before, record = fetch.contracts[name], catch.record
    assert record is not None
    moved = moved_parts(before, state.contract(name))
    if moved:
        return f"{moved[0]} moved while it was fetched"
    try:
        cleared = _clear(state, name, before, record)
    except SpecthisError as error:
        return error.message
    old = {path: fact.digest for path in cleared.paths if (fact := state.project.files.get(path)) is not None}
    try:
        _move_in(cleared, catch)
        state.look_again((name,))
        product = _product(state, name, record)
        written = sign(state, cleared, name, product)
    except _NotTaken as refusal:
        return _undo(state, cleared, name, refusal.text)
    except SpecthisError as error:
        return _undo(state, cleared, name, error.message)
    rewritten = {path: old.get(path) == output.digest for path, output in record.outputs.items()}
    return _settled(state, fetch, cleared, rewritten, written, record)


def _clear(state: RefreshState, name: str, contract: Contract, record: Receipt) -> Cleared:
    """Everything that the entry has, and every path that is to come, is put aside."""
    declared = paths_to_clear(state.project, state.snapshot.consumption, contract)
    paths = tuple(dict.fromkeys((*declared, *record.outputs)))
    unknown = unknown_paths(state.project, name, paths)
    return clear_outputs(state.root, state.project.settings, name, paths, unknown)


def _move_in(cleared: Cleared, catch: Catch) -> None:
    for path, part in catch.parts.items():
        with refusals_typed(path):
            os.replace(part, cleared.place(path))


class _NotTaken(Exception):
    """It arrived whole and still is not what the entry declares; seen in this file alone."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def _product(state: RefreshState, name: str, record: Receipt) -> Product:
    contract = state.contract(name)
    problem = next(product_problems(state, contract), "")
    if problem:
        raise _NotTaken(problem)
    origin = "adopted" if record.origin == "adopted" else "cache"
    parts = {part.name: part.digest for part in contract.run_parts}  # of inputs that are elsewhere, all that is known
    undeclared = {path: data_digest(state.project.files.get(path)) for path in record.undeclared}
    spec = state.project.entries[name].spec
    run = replace(record, entry=name, spec=spec, origin=origin, parts=parts, undeclared=undeclared)
    product = product_of(state.project, state.snapshot.consumption, contract, run)
    if product.receipt.outputs != record.outputs or product.receipt.signature != record.signature:
        raise _NotTaken("what arrived is not what the entry declares")
    if product.novelty is Novelty.DIFFERENT:
        raise _NotTaken("it has other bytes than the receipt here")
    return product


def _undo(state: RefreshState, cleared: Cleared, name: str, text: str) -> str:
    with contextlib.suppress(SpecthisError):  # the journal stays, and the next driver puts back
        put_back(cleared)
    state.look_again((name,))
    return text


def _settled(
    state: RefreshState, fetch: Fetch, cleared: Cleared, rewritten: Mapping[str, bool], written: str, record: Receipt
) -> EntryResult:
    aside, untidy = tidy(cleared, rewritten, state.now())
    size = sum(output.size for output in record.outputs.values())
    data = {"signature": record.signature, "bytes": size, "seconds": fetch.seconds}
    note_event(state, cleared.entry, str(Outcome.FETCHED), data)
    return EntryResult(
        entry=cleared.entry,
        outcome=Outcome.FETCHED,
        text=fetch.step.text + untidy,
        reasons=fetch.step.reasons,
        seconds=fetch.seconds,
        receipt=written,
        aside=aside,
    )
