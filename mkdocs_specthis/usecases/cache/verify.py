"""`cache verify`: read back what the cache holds, all of it or a sample, and say what is not what it should be.

With `repair`, wrong blobs give way: to the right bytes where they are here, else to nothing, so that a push puts them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.cache.layout import blob_key, record_key
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import same_bytes
from mkdocs_specthis.effects.caches.interface import ContentMoved, ObjectMissing, Store, is_whole
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.effects.runs.moves import artefact_place
from mkdocs_specthis.usecases.cache.look import Choose, read_records
from mkdocs_specthis.usecases.cache.request import CacheProgress

WRONG, GONE = "has other bytes than its name says", "is not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRequest:
    sample: int | None = None
    """How many records, picked at random; None: all."""
    repair: bool = False


def verify(
    root: Path, snapshot: Snapshot, store: Store, choose: Choose, request: VerifyRequest, progress: CacheProgress
) -> CacheReport:
    """Raises CacheUnavailable, and what `choose` does."""
    found = _chosen(read_records(store), choose)
    if request.sample is not None and request.sample < len(found):
        found = random.SystemRandom().sample(found, request.sample)
    with Traffic() as traffic:
        progress.transferring(traffic)
        problems = _check(store, [record for _, record in found if record is not None], traffic)
        mended = _mend(root, snapshot, store, problems, traffic) if request.repair else frozenset[OutputFact]()
    rows = []
    for row, record in found:
        told = _told(row, record, problems, mended)
        if record is None and request.repair:
            store.remove(record_key(row.signature))
            told = replace(row, outcome=CacheOutcome.REPAIRED, text=f"removed: {row.text}")
        progress.finished(told)
        rows.append(told)
    return CacheReport(command="verify", place=store.place, rows=tuple(rows))


def _chosen(found: list[tuple[CacheRow, Receipt | None]], choose: Choose) -> list[tuple[CacheRow, Receipt | None]]:
    chosen = choose(dict.fromkeys(row.entry for row, _ in found if row.entry))
    return [one for one in found if chosen is None or one[0].entry in chosen]


def _check(store: Store, records: list[Receipt], traffic: Traffic) -> Mapping[OutputFact, str]:
    """Each blob that is not as it should be, and how; each is read once."""
    blobs = list(dict.fromkeys(output for record in records for output in record.outputs.values()))
    traffic.expect(sum(blob.size for blob in blobs))
    found = traffic.each(lambda blob: _problem(store, blob, traffic), blobs)
    return {blob: problem for blob, problem in zip(blobs, found, strict=True) if problem}


def _problem(store: Store, blob: OutputFact, traffic: Traffic) -> str:
    try:
        return "" if is_whole(store, blob_key(blob.digest), blob, traffic.tell) else WRONG
    except ObjectMissing:
        return GONE


def _mend(
    root: Path, snapshot: Snapshot, store: Store, problems: Mapping[OutputFact, str], traffic: Traffic
) -> frozenset[OutputFact]:
    """Blobs that were put right; the wrong ones that could not be are removed."""
    here = _bytes_here(snapshot)
    mended = set()
    for blob, problem in problems.items():
        path = here.get(blob)
        try:
            if path is not None:
                place = artefact_place(root, snapshot.project.settings, path)
                store.put(blob_key(blob.digest), place, digest=blob.digest, tell=traffic.tell)
                mended.add(blob)
                continue
        except (OSError, ContentMoved):
            pass
        if problem == WRONG:
            store.remove(blob_key(blob.digest))
    return frozenset(mended)


def _bytes_here(snapshot: Snapshot) -> Mapping[OutputFact, str]:
    """Bytes that receipts tell of and that are on this machine, to where."""
    files = snapshot.project.files
    return {
        output: path
        for receipt in snapshot.project.receipts.values()
        for path, output in receipt.outputs.items()
        if same_bytes(files.get(path), output)
    }


def _told(
    row: CacheRow, record: Receipt | None, problems: Mapping[OutputFact, str], mended: frozenset[OutputFact]
) -> CacheRow:
    if record is None:
        return row
    bad = {path: output for path, output in record.outputs.items() if output in problems}
    open_ = [path for path, output in bad.items() if output not in mended]
    if open_:
        path = open_[0]
        more = f", and {len(open_) - 1} more" if len(open_) > 1 else ""
        return replace(row, outcome=CacheOutcome.DAMAGED, text=f"its blob for `{path}` {problems[bad[path]]}{more}")
    if bad:
        return replace(row, outcome=CacheOutcome.REPAIRED, text=f"blobs replaced: {len(bad)}")
    return row
