"""Pictures that lie in a cache, whoever drew them: listed, read back, told apart by age. Knows no project."""

from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.cache.layout import PICTURES, blob_key, picture_address, picture_key
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheRow
from mkdocs_specthis.core.model.preview import PreviewRecord
from mkdocs_specthis.core.preview.record import MAX_BYTES, parse_record
from mkdocs_specthis.effects.caches.interface import Store, read_object
from mkdocs_specthis.usecases.preview.share import is_picture

PICTURE = "of a picture"
"""What a row says of a record that belongs to no entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    address: str
    record: PreviewRecord | None
    """None if it is worthless."""
    modified: float
    """POSIX seconds."""

    def row(self, outcome: CacheOutcome, text: str = PICTURE) -> CacheRow:
        size = self.record.picture.size if self.record else 0
        ts = self.record.ts if self.record else ""
        return CacheRow(entry="", outcome=outcome, text=text, signature=self.address, size=size, ts=ts)


def stored_pictures(store: Store) -> Iterator[StoredPicture]:
    """Every record of a picture. Raises CacheUnavailable."""
    for item in store.list_below(PICTURES):
        address = picture_address(item.key)
        content = read_object(store, item.key, MAX_BYTES) if address else None
        if content is not None:
            record = parse_record(content)[0]
            known = record if record is not None and record.address == address else None
            yield StoredPicture(address=address, record=known, modified=item.modified)


def list_pictures(store: Store) -> Iterator[CacheRow]:
    for one in stored_pictures(store):
        worthless = "of a picture; it is worthless"
        yield one.row(CacheOutcome.THERE) if one.record else one.row(CacheOutcome.DAMAGED, worthless)


def verify_pictures(store: Store, *, repair: bool) -> Iterator[CacheRow]:
    """Read each back; with `repair`, one that is not what it should be goes away. Raises CacheUnavailable."""
    for one in stored_pictures(store):
        problem = _problem(store, one.record)
        if problem and repair:
            store.remove(picture_key(one.address))
            if one.record is not None:
                store.remove(blob_key(one.record.picture.digest))
        outcome = CacheOutcome.THERE if not problem else CacheOutcome.REPAIRED if repair else CacheOutcome.DAMAGED
        yield one.row(outcome, f"{PICTURE}{problem and ('; removed: ' if repair else '; ') + problem}")


def _problem(store: Store, record: PreviewRecord | None) -> str:
    if record is None:
        return "it is worthless"
    content = read_object(store, blob_key(record.picture.digest), record.picture.size)
    if content is None:
        return "its blob is not there"
    return "" if is_picture(content, record.picture) else "its blob is no picture, or has other bytes"
