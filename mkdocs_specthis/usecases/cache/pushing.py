"""Puts one entry's artefact into a store: blobs first, the record last, and nothing over a record.

That it may be pushed is decided before, in `core/cache/rules.py`. The same for `cache push` and for a refresh.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mkdocs_specthis.core.cache.layout import blob_key, record_key
from mkdocs_specthis.core.cache.record import MAX_BYTES, parse_record, render_record
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheRow
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.caches.interface import ContentMoved, Store, StoreBusy, read_object
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.effects.caches.transfer import read_small
from mkdocs_specthis.effects.runs.moves import artefact_place
from mkdocs_specthis.usecases.cache.covering import Incomparable, uncovered

DIFFERENT = "the cache has other digests under the same signature: the same inputs gave other bytes somewhere"

VARIED = "the cache keeps the bytes of an earlier run of the same inputs; those here differ as `Varies` allows"

UNCOMPARED = "the cache keeps other bytes of an earlier run of the same inputs, and nothing can be compared: {}"

SMALL_BYTES = 1024 * 1024
"""Of a blob that costs less to send in vain than to ask for."""


@dataclass(kw_only=True)
class Pusher:
    root: Path
    settings: Settings
    store: Store
    traffic: Traffic
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """What is declared now, by name: what may vary."""
    wrong: set[str] = field(default_factory=set)
    """Digests whose blobs are known to be wrong, and may be replaced."""
    broken: CacheUnavailable | None = None
    """Why it could not be used; then it is not asked again."""
    _proving: threading.Lock = field(default_factory=threading.Lock)
    _is_proven: bool = False

    def push(self, receipt: Receipt) -> CacheRow:
        """Raises CacheUnavailable; what of it is there then is no harm, and the next push goes on from it."""
        if self.broken is not None:
            raise self.broken
        try:
            return self._push(receipt)
        except CacheUnavailable as error:
            self.broken = error
            raise

    def _push(self, receipt: Receipt) -> CacheRow:
        standing = self._standing(receipt)
        if standing is not None:
            return standing
        try:
            sent = sum(self.traffic.each(lambda row: self._send_new(*row), receipt.outputs.items()))
            raced = self._record(receipt)
        except (ContentMoved, OSError) as error:
            text = error.message if isinstance(error, ContentMoved) else f"a file cannot be read: {error.strerror}"
            return _row(receipt, CacheOutcome.FAILED, text)
        return raced or _row(receipt, CacheOutcome.PUSHED, "" if sent else "all of its bytes were there")

    def _standing(self, receipt: Receipt) -> CacheRow | None:
        """What to say of a record that is there; None if there is none. Blobs that it lacks are put."""
        content = read_object(self.store, record_key(receipt.signature), MAX_BYTES)
        if content is None:
            return None
        row = self._compared(receipt, content)
        if row.outcome is not CacheOutcome.THERE:
            return row
        try:
            sent = sum(self.traffic.each(lambda one: self._send(*one), receipt.outputs.items()))
        except (ContentMoved, OSError):
            return _row(receipt, CacheOutcome.FAILED, "a file has other bytes than its receipt says, or is gone")
        return _row(receipt, CacheOutcome.PUSHED, "blobs that the cache lacked") if sent else row

    def _compared(self, receipt: Receipt, content: bytes) -> CacheRow:
        """How the record that is there stands to a receipt; where `Varies` may speak, by what both runs wrote."""
        row = compared(receipt, content)
        entry = self.entries.get(receipt.entry)
        if row.record is None or entry is None or not _may_vary(receipt, row.record):
            return row
        try:
            found = uncovered(self.store, self.root, self.settings, entry.varies, receipt, row.record)
        except Incomparable as error:
            return replace(row, text=UNCOMPARED.format(error), record=None)
        return replace(row, text=f"{DIFFERENT} ({found})") if found else replace(row, text=VARIED, record=None)

    def _send_new(self, path: str, output: OutputFact) -> int:
        """As `_send`, where it is hardly there: of a small one a server is asked and told at once."""
        if not self.store.is_remote or output.size > SMALL_BYTES or output.digest in self.wrong:
            return self._send(path, output)
        content = read_small(artefact_place(self.root, self.settings, path), output)
        try:
            is_new = self.store.create(blob_key(output.digest), content)
        except StoreBusy:  # somebody puts the very same bytes: they stand there by now, or are put as any others
            is_new = False
        if not is_new:
            return self._send(path, output)
        self.traffic.expect(output.size)
        self.traffic.tell(output.size)
        return 1

    def _send(self, path: str, output: OutputFact) -> int:
        """1 if the blob was put, 0 if it is there already."""
        key = blob_key(output.digest)
        if output.digest not in self.wrong and self.store.size_of(key) == output.size:
            return 0
        self.traffic.expect(output.size)
        self.store.put(
            key, artefact_place(self.root, self.settings, path), digest=output.digest, tell=self.traffic.tell
        )
        self.wrong.discard(output.digest)
        return 1

    def _record(self, receipt: Receipt) -> CacheRow | None:
        """Create it, read it back; what to say if another one stands there. Raises CacheUnavailable."""
        key, content = record_key(receipt.signature), render_record(receipt)
        busy: StoreBusy | None = None
        try:
            created = self.store.create(key, content)
        except StoreBusy as error:  # whoever was first has written it by now
            created, busy = False, error
        if created and self.store.is_remote:
            self._prove(key, content)
        found = read_object(self.store, key, MAX_BYTES)
        if found is None:
            raise busy or CacheUnavailable(f"the cache {self.store.place} took a record and does not have it")
        row = self._compared(receipt, found)
        return row if row.outcome is not CacheOutcome.THERE else None

    def _prove(self, key: str, content: bytes) -> None:
        """A second creation must be refused. Found out once, with the very bytes that are there."""
        with self._proving:
            if self._is_proven:
                return
            if self.store.create(key, content):
                raise CacheUnavailable(
                    f"the cache {self.store.place} ignores `If-None-Match`: it overwrites records in silence",
                    hint="push to another server; fetching from this one is as safe as ever",
                )
            self._is_proven = True


def compared(receipt: Receipt, content: bytes) -> CacheRow:
    """How a record that lies in the cache stands to a receipt of the same signature."""
    record, problem = parse_record(content, receipt.signature)
    if record is None:
        return _row(receipt, CacheOutcome.DAMAGED, f"its record in the cache is worthless: {problem}")
    if record.outputs != receipt.outputs:
        return replace(_row(receipt, CacheOutcome.DIFFERENT, DIFFERENT), record=record)
    return _row(receipt, CacheOutcome.THERE)


def _may_vary(receipt: Receipt, record: Receipt) -> bool:
    """Whether all that differs is what `Varies` speaks of."""
    paths = record.outputs.keys() | receipt.outputs.keys()
    return {path for path in paths if record.outputs.get(path) != receipt.outputs.get(path)} <= receipt.varies.keys()


def _row(receipt: Receipt, outcome: CacheOutcome, text: str = "") -> CacheRow:
    return CacheRow(
        entry=receipt.entry,
        outcome=outcome,
        text=text,
        signature=receipt.signature,
        files=len(receipt.outputs),
        size=sum(output.size for output in receipt.outputs.values()),
        ts=receipt.ts,
    )
