"""What the cache has of all that a refresh would make, asked before anything is done: for a dry run, and for `has`.

Asks for records and for the size of their blobs; fetches none. What is downstream of something that would be fetched is
asked for under the signature that it would have then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.cache.layout import blob_key
from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.standing import standing_of
from mkdocs_specthis.core.steps.plan import Foreseen, wanted_units
from mkdocs_specthis.core.steps.units import units_of
from mkdocs_specthis.effects.caches.interface import Store
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.effects.remembered.looks import note_unrepeatable
from mkdocs_specthis.usecases.cache.fetching import find_record


def foresee(snapshot: Snapshot, options: PlanOptions, store: Store) -> Foreseen:
    """Raises CacheUnavailable."""
    note_unrepeatable()
    units = units_of(snapshot)
    names = tuple(name for unit in wanted_units(units, options) for name in units.members[unit])
    with Traffic() as traffic:
        return _Foresight(snapshot=snapshot, store=store, traffic=traffic).look(names)


@dataclass(kw_only=True)
class _Foresight:
    snapshot: Snapshot
    store: Store
    traffic: Traffic
    records: dict[str, Receipt] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    """(entry, signature)."""

    def look(self, names: Iterable[str]) -> Foreseen:
        """In rounds: what is found moves the signatures of what is downstream of it."""
        names, project = tuple(names), self.snapshot.project
        while waiting := self._lacking(project, names):
            found = self.traffic.each(lambda one, project=project: self._find(project, one), waiting)  # type: ignore[misc]
            for contract, record in zip(waiting, found, strict=True):
                self.asked.add((contract.entry, contract.signature))
                self._take(contract, record)
            project = replace(self.snapshot.project, receipts=self._receipts())
        asked = frozenset(name for name, _ in self.asked)
        return Foreseen(project=project, entries=frozenset(self.records), asked=asked)

    def _receipts(self) -> Mapping[str, Receipt]:
        return {**self.snapshot.project.receipts, **self.records}

    def _lacking(self, project: Project, names: Iterable[str]) -> list[Contract]:
        """What would be made, and was not asked for yet under its signature of now."""
        contracts = (contract_of(project, name, self.snapshot.consumption) for name in names)
        return [
            contract
            for contract in contracts
            if (contract.entry, contract.signature) not in self.asked
            and standing_of(project, contract, self.snapshot.statuses[contract.entry].errors).is_out_of_date
        ]

    def _take(self, contract: Contract, record: Receipt | None) -> None:
        self.records.pop(contract.entry, None)
        if record is not None:
            parts = {part.name: part.digest for part in contract.run_parts}
            known = self.snapshot.project.receipts.get(contract.entry)
            undeclared = known.undeclared if known else {}
            self.records[contract.entry] = replace(record, entry=contract.entry, parts=parts, undeclared=undeclared)

    def _find(self, project: Project, contract: Contract) -> Receipt | None:
        return find_whole(self.store, project, self.snapshot.consumption, contract)


def find_whole(store: Store, project: Project, consumption: Consumption, contract: Contract) -> Receipt | None:
    """The record that may be taken for an entry, if each of its blobs is there by size."""
    record, _ = find_record(store, project, consumption, contract)
    if record is None or missing_blobs(store, record):
        return None
    return record


def missing_blobs(store: Store, record: Receipt) -> tuple[str, ...]:
    """Outputs whose blob is not there, or has another size."""
    return tuple(
        path for path, output in record.outputs.items() if store.size_of(blob_key(output.digest)) != output.size
    )
