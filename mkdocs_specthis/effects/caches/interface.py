"""What a store is: objects by key, whole or not there. A new one is a file beside this and a row in `open_store`.

Knows no entry and no record; the keys are those of `core/cache/layout.py`.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from mkdocs_specthis.core.digest import PREFIX
from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.cache_place import parse_cache_url

BLOCK = 1024 * 1024
"""Bytes that a stream is read in."""
Tell = Callable[[int], None]
"""Told of bytes as they pass, from any thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    key: str
    size: int
    """Bytes."""
    modified: float
    """POSIX seconds."""


class ObjectMissing(Exception):
    """Nothing lies at a key; caught where it was asked for."""


class StoreBusy(CacheUnavailable):
    """Others write the same object all the time, so that a conditional creation never came to an answer."""


class ContentMoved(SpecthisError):
    """A file that was to be put has other bytes than it should have; nothing was put."""


MOVED = "it has other bytes than its receipt says"


class Stream(Protocol):
    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end. Raises CacheUnavailable."""


class Store(Protocol):
    """Every method may raise CacheUnavailable, and may be called from several threads."""

    @property
    def place(self) -> str:
        """Where it is, for people."""

    @property
    def is_remote(self) -> bool:
        """True if somebody else's program keeps it, which may not do what it says."""

    @property
    def takes_ranges(self) -> bool:
        """True if it is worth it to ask for several parts of an object at once."""

    def may_hold(self) -> bool:
        """False if it is known, without asking anybody, that nothing is in it."""

    def size_of(self, key: str) -> int | None:
        """Bytes of the object; None if nothing is there."""

    def get(self, key: str, start: int = 0, length: int | None = None) -> AbstractContextManager[Stream]:
        """Its bytes from `start`; `length` of them are wanted, and more may come. Raises ObjectMissing."""

    def put(self, key: str, file: Path, *, digest: str, tell: Tell) -> None:
        """Make it the bytes of `file`, whole, in place of what may be there.

        Raises ContentMoved, with nothing put, if they have another digest; OSError if the file can't be read.
        """

    def create(self, key: str, content: bytes) -> bool:
        """Make it `content` if nothing is there; False if something is. Raises StoreBusy."""

    def list_below(self, prefix: str) -> Iterator[Stored]:
        """Every object below a prefix, in no particular order."""

    def remove(self, key: str) -> None:
        """Nothing there is fine."""

    def sweep(self, before: float) -> int:
        """Remove what killed writers left unfinished before a moment, POSIX seconds; how much there was."""

    def check_takes(self) -> None:
        """Find out whether something could be put, leaving nothing behind; what is refused raises CacheUnavailable."""

    def close(self) -> None:
        """Let go of connections."""


def open_store(root: Path, settings: Settings) -> Store:
    """The store of `[cache] url`. Touches nothing yet. Raises SpecthisError for a place that is none."""
    place, problem = parse_cache_url(settings.cache_url)
    if problem:
        raise SpecthisError(f"`url` of `[cache]` {problem}")
    if place.bucket:
        from mkdocs_specthis.effects.caches.s3 import S3Store

        return S3Store(place, endpoint_url=settings.cache_endpoint_url, profile=settings.cache_profile)
    from mkdocs_specthis.effects.caches.folder import FolderStore

    return FolderStore(root, place.folder)


def read_object(store: Store, key: str, limit: int) -> bytes | None:
    """A small object, at most one byte more than `limit`; None if nothing is there."""
    try:
        with store.get(key) as stream:
            content = b""
            while len(content) <= limit and (block := stream.read(min(BLOCK, limit + 1 - len(content)))):
                content += block
            return content
    except ObjectMissing:
        return None


def read_as(source: BinaryIO, limit: int, digest: str) -> bytes:
    """All of an open file that has this digest, at most `limit` bytes. Raises ContentMoved, OSError."""
    content = read_full(source, limit)
    if PREFIX + hashlib.sha256(content).hexdigest() != digest:
        raise ContentMoved(MOVED)
    return content


def read_full(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end."""
    blocks = []
    while size and (block := source.read(size)):
        blocks.append(block)
        size -= len(block)
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)


def is_whole(store: Store, key: str, blob: OutputFact, tell: Tell = lambda count: None) -> bool:
    """Read it back: whether it has the bytes that it should have. Raises ObjectMissing, CacheUnavailable."""
    seen, size = hashlib.sha256(), 0
    with store.get(key) as stream:
        while size <= blob.size and (block := stream.read(min(BLOCK, blob.size + 1 - size))):
            seen.update(block)
            size += len(block)
            tell(len(block))
    return size == blob.size and PREFIX + seen.hexdigest() == blob.digest
