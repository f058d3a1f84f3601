"""Adopt: an artefact that was produced elsewhere is recorded as it is. Nothing is run, and the receipt says so.

Writes a receipt and an event. Whether it may be adopted is decided in `core/steps/adoption.py`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.model.errors import Refused
from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.state import Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.standing import has_bytes
from mkdocs_specthis.core.steps.adoption import ADOPTED, adoption_problems, artefact_faults, lacking
from mkdocs_specthis.core.steps.product import Novelty, Product, product_of
from mkdocs_specthis.effects.git.repository import read_tree_state
from mkdocs_specthis.effects.records.events import append_event
from mkdocs_specthis.effects.records.ledgers import lock_path, sweep_ledger_folders, write_receipt
from mkdocs_specthis.effects.runs.driver_lock import artefacts_lock, driver_lock
from mkdocs_specthis.effects.runs.durable import sync_outputs
from mkdocs_specthis.usecases.artefact import artefact_facts
from mkdocs_specthis.usecases.load import load_snapshot, read_settings
from mkdocs_specthis.usecases.observe import seen_again
from mkdocs_specthis.usecases.refresh.ending import recover
from mkdocs_specthis.usecases.refresh.refresh import check_can_begin


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptRequest:
    entry: str
    note: str = ""
    """Where it comes from, for whoever reads the receipt."""
    command: str = "specthis adopt"
    """As it was typed, for whoever finds the tree held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    receipt: Receipt
    """As it was or would be written; of an entry that is fresh, the one that is there."""
    written: str
    """POSIX path of the receipt; empty if nothing was written."""
    is_fresh: bool
    """True if there is nothing to adopt: the receipt that is there stands for these bytes."""
    is_accepted: bool
    """Whether the policy lets adopted artefacts be ready."""


def plan_adoption(root: Path, request: AdoptRequest, *, now: Callable[[], str]) -> Adoption:
    """What would be recorded; touches nothing. Raises UnknownName, Refused."""
    snapshot = load_snapshot(root)
    return _adoption(
        snapshot, request, None if _is_fresh(snapshot, request) else _product(root, snapshot, request, now)
    )


def adopt(root: Path, request: AdoptRequest, *, now: Callable[[], str]) -> Adoption:
    """Record it. Raises DriverHeld, UnknownName, Refused, LedgerUnreadable, WriteFailed."""
    root = root.resolve()
    with driver_lock(root, command=request.command, since=now()):
        settings = read_settings(root)[0]
        with artefacts_lock(root, (settings.results, settings.reports)):
            return _adopt(root, request, settings, now)


def _adopt(root: Path, request: AdoptRequest, settings: Settings, now: Callable[[], str]) -> Adoption:
    """The same with the tree held."""
    recover(root, settings)
    sweep_ledger_folders(root, settings.specs)
    snapshot = load_snapshot(root)
    if _is_fresh(snapshot, request):
        return _adoption(snapshot, request, None)
    product = _product(root, snapshot, request, now)
    sync_outputs(root, product.receipt.outputs)
    _check_stands(root, snapshot, product)
    written = write_receipt(root, settings.specs, product.receipt)
    _note(root, request, product.receipt, now())
    return _adoption(snapshot, request, product, written)


def _is_fresh(snapshot: Snapshot, request: AdoptRequest) -> bool:
    """Whether nothing is left to record, a new note to what was adopted included.

    Raises UnknownName, and SpecthisError for settings that cannot be read.
    """
    check_can_begin(snapshot, PlanOptions(selected=frozenset({request.entry})))
    receipt = snapshot.project.receipts.get(request.entry)
    lacks_note = request.note and receipt is not None and receipt.origin == ADOPTED and receipt.note != request.note
    return snapshot.statuses[request.entry].realization is Realization.FRESH and not lacks_note


def _adoption(snapshot: Snapshot, request: AdoptRequest, product: Product | None, written: str = "") -> Adoption:
    return Adoption(
        receipt=product.receipt if product else snapshot.project.receipts[request.entry],
        written=written,
        is_fresh=product is None,
        is_accepted=snapshot.project.settings.accept_adopted,
    )


def _product(root: Path, snapshot: Snapshot, request: AdoptRequest, now: Callable[[], str]) -> Product:
    """What the receipt would say. Raises Refused."""
    name = request.entry
    _refuse_if(name, tuple(adoption_problems(snapshot, name)), "mend that first; `specthis status` says what to do")
    project = seen_again(root, snapshot.project, name, snapshot.consumption)
    contract = contract_of(project, name, snapshot.consumption)
    if missing := tuple(lacking(project, contract)):
        _refuse_if(name, missing, "put the whole artefact where the spec declares it")
    facts = artefact_facts(root, project, contract)
    _refuse_if(name, tuple(artefact_faults(project, contract, facts)), "put the right artefact there")
    product = product_of(project, snapshot.consumption, contract, _record(root, project, request, now()))
    before = project.receipts.get(name)
    if product.novelty is Novelty.DIFFERENT and before is not None and before.origin != ADOPTED:
        text = f"its receipt, of a run from the very same content, has other bytes: `{product.differing[0]}`"
        _refuse_if(name, (text,), "bring those back with `specthis refresh`, or change what it is made from")
    return product


def _record(root: Path, project: Project, request: AdoptRequest, ts: str) -> Receipt:
    """What is known of where it comes from: nothing but what somebody says."""
    settings = project.settings
    besides = (lock_path(settings.specs), f"{settings.specs}/_runs", settings.results, settings.reports)
    tree = read_tree_state(root, besides=besides)
    return Receipt(
        entry=request.entry,
        signature="",
        spec=project.entries[request.entry].spec,
        ts=ts,
        commit=tree.commit,
        dirty=tree.dirty,
        origin=ADOPTED,
        note=request.note,
    )


def _check_stands(root: Path, snapshot: Snapshot, product: Product) -> None:
    """Look once more right before signing. Raises Refused if something moved meanwhile."""
    name, seen = product.receipt.entry, product.receipt
    project = seen_again(root, snapshot.project, name, snapshot.consumption)
    contract = contract_of(project, name, snapshot.consumption)
    again = product_of(project, snapshot.consumption, contract, seen).receipt
    lost = next((other for other in snapshot.graph.entries_above(name) if not has_bytes(project, other)), None)
    if again.outputs != seen.outputs or again.parts != seen.parts or lost is not None:
        what = f"the artefact of `{lost}`" if lost else "the artefact, or what it rests on,"
        _refuse_if(name, (f"{what} moved while it was looked at",), "try again")


def _refuse_if(name: str, problems: tuple[str, ...], hint: str) -> None:
    if problems:
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        raise Refused(f"`{name}` is not adopted: {problems[0]}{more}", hint=hint)


def _note(root: Path, request: AdoptRequest, receipt: Receipt, ts: str) -> None:
    size = sum(output.size for output in receipt.outputs.values())
    data = {"signature": receipt.signature, "bytes": size, "text": request.note}
    run = secrets.token_hex(8)
    append_event(root, Event(ts=ts, run=run, actor="adopt", event=ADOPTED, subject=receipt.entry, data=data))
