"""`cache has` and `cache list`: what the cache holds, of today's entries or altogether. Changes nothing."""

from collections.abc import Callable, Iterable

from mkdocs_specthis.core.cache.layout import ENTRIES, record_key, signature_of
from mkdocs_specthis.core.cache.record import MAX_BYTES, parse_record
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.caches.interface import Store, read_object
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.usecases.cache.fetching import ABSENT, find_record
from mkdocs_specthis.usecases.cache.foresee import missing_blobs

Choose = Callable[[Iterable[str]], frozenset[str] | None]
"""Which of the names of entries in the cache are meant; None for all, those without a name too."""


def has(snapshot: Snapshot, names: Iterable[str], store: Store) -> CacheReport:
    """Whether each entry's artefact of today is in the cache. Raises CacheUnavailable."""
    with Traffic() as traffic:
        rows = traffic.each(lambda name: _has(snapshot, name, store), names)
    return CacheReport(command="has", place=store.place, rows=tuple(rows))


def _has(snapshot: Snapshot, name: str, store: Store) -> CacheRow:
    contract = snapshot.contracts[name]
    if not contract.signature:
        return CacheRow(entry=name, outcome=CacheOutcome.MISSING, text="its spec cannot be read")
    record, refused = find_record(store, snapshot.project, snapshot.consumption, contract)
    if record is None:
        outcome = CacheOutcome.DAMAGED if refused.is_refused else CacheOutcome.MISSING
        text = "" if refused.problem == ABSENT else refused.problem
        return CacheRow(entry=name, outcome=outcome, text=text, signature=contract.signature)
    lacking = missing_blobs(store, record)
    if lacking:
        return row_of(record, CacheOutcome.INCOMPLETE, f"its blob for `{lacking[0]}` is not there", entry=name)
    return row_of(record, CacheOutcome.THERE, entry=name)


def list_records(store: Store, choose: Choose) -> CacheReport:
    """Every record, newest first. Raises CacheUnavailable, and what `choose` does."""
    rows = [row for row, _ in read_records(store)]
    chosen = choose(dict.fromkeys(row.entry for row in rows if row.entry))
    kept = [row for row in rows if chosen is None or row.entry in chosen]
    kept.sort(key=lambda row: (row.ts, row.entry, row.signature), reverse=True)
    return CacheReport(command="list", place=store.place, rows=tuple(kept))


def read_records(store: Store) -> list[tuple[CacheRow, Receipt | None]]:
    """Each record as a row, with what it says; None where it is worthless."""
    signatures = sorted({signature for item in store.list_below(ENTRIES) if (signature := signature_of(item.key))})
    with Traffic() as traffic:
        found = traffic.each(lambda signature: _read(store, signature), signatures)
    return [row for row in found if row is not None]


def _read(store: Store, signature: str) -> tuple[CacheRow, Receipt | None] | None:
    """None if it went away meanwhile."""
    content = read_object(store, record_key(signature), MAX_BYTES)
    if content is None:
        return None
    record, problem = parse_record(content, signature)
    if record is None:
        text = f"its record is worthless: {problem}"
        return CacheRow(entry="", outcome=CacheOutcome.DAMAGED, text=text, signature=signature), None
    return row_of(record, CacheOutcome.THERE), record


def row_of(record: Receipt, outcome: CacheOutcome, text: str = "", *, entry: str = "") -> CacheRow:
    return CacheRow(
        entry=entry or record.entry,
        outcome=outcome,
        text=text,
        signature=record.signature,
        files=len(record.outputs),
        size=sum(output.size for output in record.outputs.values()),
        ts=record.ts,
    )
