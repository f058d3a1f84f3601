"""`cache gc`: what nobody refers to any more and is not young. Lists it; deletes only when told to.

Kept is what the receipts of the working tree and of the given revisions refer to. A receipt that cannot be read is a
reason to delete nothing at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.cache.layout import (
    BLOBS,
    ENTRIES,
    blob_key,
    digest_of,
    picture_key,
    record_key,
    signature_of,
)
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.errors import LedgerUnreadable, SpecthisError
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.parse.ledgers import parse_receipt
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.caches.interface import Store, Stored
from mkdocs_specthis.effects.git.repository import read_commit, read_files_at
from mkdocs_specthis.effects.records.ledgers import RUNS_NAME, read_receipts
from mkdocs_specthis.usecases.cache.look import read_records
from mkdocs_specthis.usecases.preview.stored import PICTURE, stored_pictures

YOUNG = 30 * 24 * 3600.0
"""Seconds that everything is kept, unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GcRequest:
    keep: tuple[str, ...] = ()
    """Revisions of git whose receipts count, besides HEAD and the working tree."""
    older_than: float = YOUNG
    """Seconds; what is younger is kept."""
    now: float
    """POSIX seconds."""
    delete: bool = False


def gc(root: Path, specs: str, store: Store, request: GcRequest) -> CacheReport:
    """Raises SpecthisError for a revision or receipt that cannot be read, CacheUnavailable."""
    receipts = tuple(_receipts_that_count(root, specs, request.keep))
    before = request.now - request.older_than
    records = {item.key: item for item in store.list_below(ENTRIES) if signature_of(item.key)}
    signatures = {receipt.signature for receipt in receipts}
    rows, kept = [], list(receipts)
    for row, record in read_records(store):
        item = records.get(record_key(row.signature))
        stays = row.signature in signatures or item is None or item.modified >= before
        if stays and record is not None:
            kept.append(record)
        rows.append(replace(row, outcome=CacheOutcome.KEPT if stays else CacheOutcome.OLD))
    pictures, drawn = _pictures(store, before)
    rows += pictures
    needed = drawn | {output.digest for receipt in kept for output in receipt.outputs.values()}
    blobs = [item for item in store.list_below(BLOBS) if digest_of(item.key)]
    old = [item for item in blobs if digest_of(item.key) not in needed and item.modified < before]
    rows += [_blob_row(item) for item in old]
    if request.delete:
        rows = [_deleted(store, row) for row in rows]
        store.sweep(before)
    return CacheReport(command="gc", place=store.place, rows=tuple(rows), dry_run=not request.delete)


def _pictures(store: Store, before: float) -> tuple[list[CacheRow], set[str]]:
    """(a row for each picture's record, the digests that those which stay speak of). One that is old is drawn again."""
    found = list(stored_pictures(store))
    kept = [one for one in found if one.modified >= before]
    rows = [one.row(CacheOutcome.KEPT if one in kept else CacheOutcome.OLD) for one in found]
    return rows, {one.record.picture.digest for one in kept if one.record is not None}


def _receipts_that_count(root: Path, specs: str, revisions: Iterable[str]) -> Iterator[Receipt]:
    read = read_receipts(root, specs)
    if read.findings:
        raise LedgerUnreadable(read.findings[0])
    yield from read.receipts.values()
    commits = dict.fromkeys(_commit(root, revision) for revision in revisions)
    if head := read_commit(root, "HEAD"):
        commits.setdefault(head)
    for commit in commits:
        yield from _receipts_of(root, specs, commit)


def _commit(root: Path, revision: str) -> str:
    commit = read_commit(root, revision)
    if not commit:
        hint = "nothing is deleted; `git log` and `git branch` name revisions"
        raise SpecthisError(f"`{shown(revision)}` is no revision that git knows here", hint=hint)
    return commit


def _receipts_of(root: Path, specs: str, commit: str) -> Iterator[Receipt]:
    files = read_files_at(root, commit, f"{specs}/{RUNS_NAME}")
    if files is None:
        raise SpecthisError(f"the receipts of {commit[:12]} could not be read from git", hint="nothing is deleted")
    for path, content in _of_receipts(files).items():
        entry = path.rsplit("/", 1)[-1].removesuffix(".json")
        file, findings = parse_receipt(content, f"{commit[:12]}:{path}", entry)
        if file is None:
            raise LedgerUnreadable(findings[0])
        yield file.receipt


def _of_receipts(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith(".json")}


def _blob_row(item: Stored) -> CacheRow:
    return CacheRow(entry="", outcome=CacheOutcome.OLD, signature=digest_of(item.key), files=1, size=item.size)


def _deleted(store: Store, row: CacheRow) -> CacheRow:
    """Records stand before blobs, so what is cut off leaves no record without its blobs."""
    if row.outcome is not CacheOutcome.OLD:
        return row
    key = picture_key if row.text == PICTURE else record_key if row.entry or row.text else blob_key
    store.remove(key(row.signature))
    return replace(row, outcome=CacheOutcome.DELETED)
