"""The end of one step: all looked at again, a receipt for what stands, the old artefact back for what doesn't.

The receipt is written, and durable, before anybody is told. The line in the log of events is on its way to the disk
beside the name of the receipt: after a power cut it may tell of what is made again then, and no state rests on it.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.contracts.glanced import came_meanwhile, glanced_of
from mkdocs_specthis.core.contracts.undeclared import still_undeclared, undeclared_of
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.event import FailureClass
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.states.reasons import same_bytes
from mkdocs_specthis.core.steps.product import (
    Novelty,
    Product,
    artefact_problems,
    contradicted,
    missing_products,
    moved_parts,
    product_of,
)
from mkdocs_specthis.effects.records.events import FAILED
from mkdocs_specthis.effects.records.ledgers import (
    read_ledger_file,
    read_receipts,
    receipt_path,
    remove_receipts,
    write_receipt,
)
from mkdocs_specthis.effects.runs.durable import NamesSync, OutputSync
from mkdocs_specthis.effects.runs.opened import read_amid_writing
from mkdocs_specthis.effects.runs.outputs import (
    HELD,
    Cleared,
    announce_receipt,
    recover_outputs,
    set_products_aside,
    settle_outputs,
)
from mkdocs_specthis.effects.runs.process import CommandOutcome
from mkdocs_specthis.effects.runs.run_environment import (
    describe_platform,
    describe_program,
)
from mkdocs_specthis.effects.runs.scratch import empty_scratch, has_checkpoints, remove_scratch, sweep_scratch
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.artefact import artefact_facts
from mkdocs_specthis.usecases.refresh.checkpoints import leave, moved_below
from mkdocs_specthis.usecases.refresh.errand import files_of, unlike_the_workers, wait_for_products
from mkdocs_specthis.usecases.refresh.failure import Failure, command_failure, touching
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.trespass import trespasses
from mkdocs_specthis.usecases.refresh.turn import Turn, give_back
from mkdocs_specthis.usecases.refresh.varying import ALLOWED, allow_variation, steady_parts


def end_turn(state: RefreshState, turn: Turn, outcome: CommandOutcome) -> tuple[EntryResult, ...]:
    """One result per entry of the step. Raises WriteFailed if a result could not even be noted."""
    out_of_sight = wait_for_products(state, outcome)
    if outcome.succeeded:
        declared = (path for contract in turn.contracts.values() for path in contract.outputs)
        turn.sync = OutputSync(state.root, declared)
    state.look_again(turn.names)
    turn.files = state.take_openings(outcome.observation, turn.began, turn.earlier)
    results = _results(state, turn, outcome, out_of_sight)
    if all(result.outcome in (Outcome.MADE, Outcome.REPRODUCED) for result in results):
        empty_scratch(state.root, turn.signature)
    else:
        keep_checkpoints(state, turn, outcome)
    return results


def keep_checkpoints(state: RefreshState, turn: Turn, outcome: CommandOutcome) -> None:
    """For the next attempt; but none that may rest on other bytes than those that the folder's name tells of.

    All has been looked at again, and what it opened has been taken.
    """
    counts_for_nothing = bool(outcome.error) and outcome.status is not None
    if counts_for_nothing or (has_checkpoints(state.root, turn.signature) and _moved(state, turn)):
        remove_scratch(state.root, turn.signature)
    else:
        leave(state, turn.signature, turn.files)


def _results(
    state: RefreshState, turn: Turn, outcome: CommandOutcome, out_of_sight: Failure | None
) -> tuple[EntryResult, ...]:
    if outcome.killed:
        return tuple(_interrupt(state, turn, name, outcome) for name in turn.names)
    failure = command_failure(outcome, turn.request.timeout) or out_of_sight
    failure = failure or touching((*turn.touched, *trespasses(state, turn)))
    failure = failure or _moved(state, turn) or unlike_the_workers(state, outcome)
    if failure:
        return tuple(_fail(state, turn, name, outcome, failure) for name in turn.names)
    return tuple(_judge(state, turn, name, outcome) for name in turn.names)


def recover(root: Path, settings: Settings) -> tuple[str, ...]:
    """Finish what a driver that died left unfinished; the entries whose old artefacts are back. Raises WriteFailed."""
    workspace = Workspace(root=root, settings=settings)

    def receipt(entry: str) -> bytes | None:
        return read_ledger_file(root, receipt_path(settings.specs, entry))[0]

    def outputs_of(entry: str) -> Mapping[str, OutputFact]:
        known = read_receipts(root, settings.specs, only=(entry,)).receipts.get(entry)
        return known.outputs if known else {}

    def stands(entry: str, path: str) -> bool:
        output = outputs_of(entry).get(path)
        return output is not None and same_bytes(workspace.observe(path), output)

    sweep_scratch(root)
    return recover_outputs(root, settings, receipt, stands, outputs_of)


def _moved(state: RefreshState, turn: Turn) -> Failure | None:
    """What the run rested on and is not as it was when it began."""
    for name, before in turn.contracts.items():
        moved = moved_parts(before, state.contract(name), turn.files.glances.listed)
        if moved:
            more = f", and {len(moved) - 1} more" if len(moved) > 1 else ""
            return Failure(kind=FailureClass.MOVED, text=f"{moved[0]} moved while it ran{more}")
    upstream = state.moved_upstream(turn.names)
    text = f"the artefact of `{upstream[0]}` moved while it ran" if upstream else ""
    text = text or _came_or_went(state, turn)
    return Failure(kind=FailureClass.MOVED, text=text) if text else None


def _came_or_went(state: RefreshState, turn: Turn) -> str:
    """What was not as it was for a while, or came too late to be seen for certain, as a clause."""
    if turn.moved:
        return f"`{turn.moved}` moved while it ran, and is back as it was"
    for contract in turn.contracts.values():
        for path in came_meanwhile(state.project, state.snapshot.consumption, contract, turn.files):
            if path.endswith("/"):
                return f"the names in `{path}` moved as it read them"
            if path in turn.files.glances.gone:
                return f"`{path}`, which it saw, went while it ran"
            return f"`{path}`, for which it looked, came while it ran"
    below = moved_below(state, turn.left, turn.contracts, turn.files) if turn.left else ""
    if below:
        return f"`{below}`, which its checkpoints rest on, moved while it ran"
    if not turn.files.openings:
        return ""
    files = {seen.path for contract in turn.contracts.values() for seen in files_of(contract)} - turn.files.written
    openings = (opening for opening in turn.files.openings if opening.path in files)
    for path in read_amid_writing(state.workspace(), openings, turn.began):
        return f"`{path}` was written or moved while it read it, and is as it was before"
    return ""


def _judge(state: RefreshState, turn: Turn, name: str, outcome: CommandOutcome) -> EntryResult:
    contract = state.contract(name)
    problem = next(product_problems(state, contract), "")
    if problem:
        is_missing = any(missing_products(state.project, contract))
        kind = FailureClass.OUTPUT_MISSING if is_missing else FailureClass.OUTPUT_INVALID
        return _fail(state, turn, name, outcome, Failure(kind=kind, text=problem))
    run, forced = _run_of(state, turn, contract, outcome), state.request.options.force
    product = product_of(state.project, state.snapshot.consumption, contract, run, forced=forced)
    product, where = allow_variation(
        state.project.entries[name], state.project.receipts.get(name), turn.cleared[name], product
    )
    if product.novelty is Novelty.DIFFERENT and not _accepts(state):
        return _fail_different(state, turn, name, outcome, product, where)
    names = NamesSync()
    try:
        receipt = sign(state, turn.cleared[name], name, product, turn.sync, names.begin)
    except SpecthisError as error:
        return _fail_unsigned(state, turn, name, outcome, error)
    ended = Outcome.MADE if receipt else Outcome.REPRODUCED
    note_event(state, name, str(ended), {"seconds": product.receipt.seconds, "log": turn.log})
    try:
        names.finish()
    except SpecthisError as error:
        with contextlib.suppress(SpecthisError):  # of a disk that refuses names
            withdraw_receipt(state, name, turn.receipts.get(name))
        return _fail_unsigned(state, turn, name, outcome, error)
    return _settle(state, turn, contract, product, receipt)


def withdraw_receipt(state: RefreshState, name: str, before: Receipt | None) -> None:
    """As it was before the run, for us and on the disk. Raises WriteFailed."""
    specs = state.project.settings.specs
    state.restore_receipt(name, before)
    if before is None:
        remove_receipts(state.root, specs, (name,))
    else:
        write_receipt(state.root, specs, before)


def _fail_unsigned(
    state: RefreshState, turn: Turn, name: str, outcome: CommandOutcome, error: SpecthisError
) -> EntryResult:
    text = f"its receipt could not be written: {error.message}"
    return _fail(state, turn, name, outcome, Failure(kind=FailureClass.RECEIPT, text=text))


def product_problems(state: RefreshState, contract: Contract) -> Iterator[str]:
    """What is wrong with what lies there now, as last seen; each is a clause."""
    yield from missing_products(state.project, contract)
    yield from artefact_problems(state.project, contract, artefact_facts(state.root, state.project, contract))


def _run_of(state: RefreshState, turn: Turn, contract: Contract, outcome: CommandOutcome) -> Receipt:
    """What is known of the run itself."""
    consumption = state.snapshot.consumption
    return Receipt(
        entry=contract.entry,
        signature="",
        parts=glanced_of(state.project, consumption, contract, turn.files),
        undeclared=undeclared_of(state.project, consumption, contract, turn.files, together=turn.names),
        observed=turn.files.observed,
        spec=state.project.entries[contract.entry].spec,
        ts=state.now(),
        seconds=round(outcome.seconds, 3),
        engine=state.engine.name,
        interpreter=outcome.program or describe_program(turn.request.argv[0], turn.request.env),
        platform=outcome.platform or describe_platform(),
        commit=state.tree.commit,
        dirty=state.tree.dirty,
        origin="trial" if turn.step.trial else "run",
    )


def _accepts(state: RefreshState) -> bool:
    """Whether other bytes under the same signature may replace the receipt."""
    return state.request.accept or state.project.settings.nondeterminism == "accept"


def sign(
    state: RefreshState,
    cleared: Cleared,
    name: str,
    product: Product,
    under_way: OutputSync | None = None,
    sync_names: Callable[[str], None] | None = None,
) -> str:
    """Path of the receipt written; empty if the one that is there says it all. From then on the outputs stay.

    `under_way`: what is known of them to be on its way to the disk. `sync_names`: as `write_whole` has it.
    """
    specs = state.project.settings.specs
    if product.novelty is Novelty.REPRODUCED:
        announce_receipt(cleared, read_ledger_file(state.root, receipt_path(specs, name))[0] or b"")
        return ""
    (under_way or OutputSync(state.root)).finish(product.receipt.outputs)
    steady = steady_parts(state.project.entries[name], cleared, product.receipt)
    receipt = replace(product.receipt, varies=steady)
    written = write_receipt(state.root, specs, receipt, lambda content: announce_receipt(cleared, content), sync_names)
    state.take_receipt(receipt)
    return written


def _settle(state: RefreshState, turn: Turn, contract: Contract, product: Product, written: str) -> EntryResult:
    name = contract.entry
    aside, untidy = tidy(turn.cleared[name], _rewritten(turn, product), product.receipt.ts)
    return EntryResult(
        entry=name,
        outcome=Outcome.MADE if written else Outcome.REPRODUCED,
        text=turn.step.text + (f"; {ALLOWED}" if product.novelty is Novelty.VARIED else "") + untidy,
        reasons=turn.step.reasons,
        seconds=product.receipt.seconds,
        log=turn.log,
        receipt=written,
        trial=turn.step.trial,
        aside=aside,
        observed=turn.files.observed,
        undeclared=still_undeclared(state.project, state.snapshot.consumption, contract),
    )


def tidy(cleared: Cleared, rewritten: Mapping[str, bool], ts: str) -> tuple[tuple[str, ...], str]:
    """Where bytes are now that would otherwise be lost; a clause to add if they could not be put there yet.

    The journal stays then, and the next driver tidies up.
    """
    try:
        return settle_outputs(cleared, rewritten, ts), ""
    except SpecthisError as error:
        return (), f"; what it replaced waits in {HELD}/{cleared.entry}/: {error.message}"


def _rewritten(turn: Turn, product: Product) -> Mapping[str, bool]:
    """Path written anew to whether the same bytes lay there before."""
    return {
        path: path in turn.before and turn.before[path].digest == output.digest
        for path, output in product.receipt.outputs.items()
    }


def _fail_different(
    state: RefreshState, turn: Turn, name: str, outcome: CommandOutcome, product: Product, where: str
) -> EntryResult:
    """Keep what contradicts the receipt where a person can compare it."""
    text = f"the same inputs gave other bytes: {where or ', '.join(f'`{path}`' for path in product.differing[:3])}"
    aside = set_products_aside(turn.cleared[name], product.receipt.outputs, product.receipt.ts)
    failure = Failure(kind=FailureClass.NONDETERMINISM, text=text)
    return _fail(state, turn, name, outcome, failure, aside=aside, against=contradicted(state.project, product))


def _fail(
    state: RefreshState,
    turn: Turn,
    name: str,
    outcome: CommandOutcome,
    failure: Failure,
    *,
    aside: tuple[str, ...] = (),
    against: Receipt | None = None,
) -> EntryResult:
    """`against` is the receipt that stands, where the run has disproved it."""
    try:
        give_back(state, turn, name)
    except SpecthisError as error:
        text = f"{failure.text}; and its old artefact could not be put back yet: {error.message}"
        failure = replace(failure, text=text)
    if against is not None:
        try:
            write_receipt(state.root, state.project.settings.specs, against)
            state.take_receipt(against)
        except SpecthisError as error:
            failure = replace(failure, text=f"{failure.text}; and its receipt could not be told: {error.message}")
    note_event(state, name, FAILED, turn.told(failure, name, outcome.seconds))
    return _result(turn, name, Outcome.FAILED, failure.text, outcome, aside)


def _interrupt(state: RefreshState, turn: Turn, name: str, outcome: CommandOutcome) -> EntryResult:
    give_back(state, turn, name)
    return _result(turn, name, Outcome.INTERRUPTED, "interrupted; everything is as it was before", outcome)


def _result(
    turn: Turn, name: str, ended: Outcome, text: str, outcome: CommandOutcome, aside: tuple[str, ...] = ()
) -> EntryResult:
    return EntryResult(
        entry=name,
        outcome=ended,
        text=text,
        reasons=turn.step.reasons,
        seconds=round(outcome.seconds, 3),
        log=turn.log,
        tail=outcome.tail if ended is Outcome.FAILED else "",
        trial=turn.step.trial,
        aside=aside,
    )


def note_event(state: RefreshState, name: str, event: str, data: Mapping[str, object]) -> None:
    state.chronicle.note(name, event, data, state.now())
