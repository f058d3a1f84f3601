"""Pictures to and from the cache: a record under the picture's address, and a blob.

What comes is taken only if it is of that very drawing, made from the very files that are here, with the very bytes that
its record tells of, and no more than a picture.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.cache.layout import blob_key, picture_key
from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheReport, CacheRow
from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.core.model.preview import Picture, PreviewPart, PreviewRecord
from mkdocs_specthis.core.parse.svg import make_safe
from mkdocs_specthis.core.preview.age import moved_parts
from mkdocs_specthis.core.preview.record import MAX_BYTES, parse_record, render_record
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.caches.interface import ContentMoved, Store, read_object
from mkdocs_specthis.effects.drawing.previews import keep_picture, make_folders, picture_path
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.preview.subjects import Subject, SubjectReader, address_today, standing

PNG = b"\x89PNG\r\n\x1a\n"


def fetch_picture(
    store: Store, address: str, parts: tuple[PreviewPart, ...], digest_of: Callable[[str], str]
) -> tuple[PreviewRecord, bytes] | None:
    """The record at an address with its bytes; None where there is none that may be had. Raises CacheUnavailable."""
    content = read_object(store, picture_key(address), MAX_BYTES)
    record = parse_record(content)[0] if content is not None else None
    if record is None or record.address != address or moved_parts(record, parts, digest_of):
        return None
    picture = read_object(store, blob_key(record.picture.digest), record.picture.size)
    if picture is None or not is_picture(picture, record.picture):
        return None
    return record, picture


def is_picture(content: bytes, picture: Picture) -> bool:
    """Whether these are the bytes, and of the kind that they are said to be: lines that run nothing, or dots."""
    if len(content) != picture.size or digest_bytes(content) != picture.digest:
        return False
    if picture.suffix == ".png":
        return content.startswith(PNG)
    safe = make_safe(content)
    return safe is not None and safe.content is None


def push_picture(root: Path, store: Store, record: PreviewRecord) -> bool:
    """Put it there; False if a record is there already. Raises CacheUnavailable, ContentMoved, OSError."""
    key = picture_key(record.address)
    if read_object(store, key, MAX_BYTES) is not None:
        return False
    picture = record.picture
    blob = OutputFact(digest=picture.digest, size=picture.size)
    if store.size_of(blob_key(blob.digest)) != blob.size:
        store.put(blob_key(blob.digest), root / picture_path(picture), digest=blob.digest, tell=lambda count: None)
    return store.create(key, render_record(record))


def with_pictures(report: CacheReport, rows: Iterable[CacheRow]) -> CacheReport:
    """The report of a command of the cache with what became of pictures behind it; one that failed is a note."""
    notes = list(report.notes)
    found: list[CacheRow] = []
    try:
        found.extend(rows)
    except CacheUnavailable as error:
        notes.append(f"pictures: {error.message}" + (f" ({error.hint})" if error.hint else ""))
    return replace(report, rows=(*report.rows, *found), notes=tuple(dict.fromkeys(notes)))


def plan_pictures(root: Path, snapshot: Snapshot, names: Iterable[str]) -> Iterator[CacheRow]:
    """Pictures that would go along; the cache is not asked."""
    for subject, record in _current(root, snapshot, names):
        yield _row(subject, record, CacheOutcome.PUSHED)


def push_pictures(root: Path, snapshot: Snapshot, names: Iterable[str], store: Store) -> Iterator[CacheRow]:
    """Put those that are up to date. Raises CacheUnavailable."""
    for subject, record in _current(root, snapshot, names):
        try:
            pushed = push_picture(root, store, record)
        except (ContentMoved, OSError):
            yield _row(subject, record, CacheOutcome.FAILED, ": it has other bytes than were drawn, or is gone")
        else:
            yield _row(subject, record, CacheOutcome.PUSHED if pushed else CacheOutcome.THERE)


def fetch_pictures(root: Path, snapshot: Snapshot, names: Iterable[str], store: Store) -> Iterator[CacheRow]:
    """Bring those that are missing or old, where the cache has them. Raises CacheUnavailable, WriteFailed."""
    reader = _reader(root, snapshot)
    for subject in (one for name in names for one in reader.of_entry(name)):
        record, why = standing(root, reader, subject)
        if record is not None and not why:
            continue
        address, _ = address_today(reader, subject)
        found = fetch_picture(store, address, subject.parts, reader.digest_of)
        if found is not None:
            make_folders(root)
            keep_picture(root, subject.path, *found)
            yield _row(subject, found[0], CacheOutcome.FETCHED)


def _current(root: Path, snapshot: Snapshot, names: Iterable[str]) -> Iterator[tuple[Subject, PreviewRecord]]:
    reader = _reader(root, snapshot)
    for subject in (one for name in names for one in reader.of_entry(name)):
        record, why = standing(root, reader, subject)
        if record is not None and not why:
            yield subject, record


def _reader(root: Path, snapshot: Snapshot) -> SubjectReader:
    return SubjectReader(snapshot=snapshot, workspace=Workspace(root=root, settings=snapshot.project.settings))


def _row(subject: Subject, record: PreviewRecord, outcome: CacheOutcome, more: str = "") -> CacheRow:
    return CacheRow(
        entry=subject.entry,
        outcome=outcome,
        text=f"picture of `{subject.path}`{more}",
        signature=record.address,
        files=1,
        size=record.picture.size,
        ts=record.ts,
    )
