"""Brings bytes from a store, or from a file that has them, into a part file beside their target, and verifies them.

A part that was cut off is gone on from, and counts for nothing until all of it has the digest it should have.
"""

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from mkdocs_specthis.core.cache.layout import blob_key
from mkdocs_specthis.core.digest import PREFIX as DIGEST
from mkdocs_specthis.core.model.errors import CacheUnavailable, WriteFailed
from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.effects.caches.interface import BLOCK, MOVED, ContentMoved, Store, Stream, Tell, read_as
from mkdocs_specthis.effects.caches.ranges import LARGE, open_ranges
from mkdocs_specthis.effects.caches.reflink import clone_file
from mkdocs_specthis.effects.tree.atomic import PREFIX, sync_file
from mkdocs_specthis.effects.tree.regular_file import open_regular

PART = ".part"
PART_SECONDS = 24 * 3600.0
"""How long a part waits for somebody to go on with it."""
ATTEMPTS = 4
"""How often in a row a connection may break without having brought anything."""
OpenAt = Callable[[int], AbstractContextManager[Stream]]


class WrongBytes(Exception):
    """What came has another digest or size than it should have; caught by who asked for it."""


def part_beside(place: Path, digest: str) -> Path:
    """Where the bytes for a target are gathered: the same name whenever the same bytes are fetched for it."""
    name = hashlib.sha256(place.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return place.with_name(f"{PREFIX}{name}-{digest.removeprefix(DIGEST)}{PART}")


def sweep_parts(folder: Path) -> None:
    """Remove parts that nobody has gone on with for a day."""
    for part in folder.glob(f"{PREFIX}*{PART}"):
        with contextlib.suppress(OSError):
            if part.lstat().st_mtime < time.time() - PART_SECONDS:
                part.unlink()


def fetch_blob(store: Store, output: OutputFact, part: Path, tell: Tell) -> None:
    """Fill `part` from the store. Raises WrongBytes, ObjectMissing, CacheUnavailable, WriteFailed."""
    key = blob_key(output.digest)

    def open_at(start: int) -> AbstractContextManager[Stream]:
        if store.takes_ranges and output.size - start > LARGE:
            return open_ranges(store, key, start, output.size)
        return store.get(key, start)

    fill_part(open_at, output, part, tell)


def read_small(place: Path, output: OutputFact) -> bytes:
    """All of a file that has these bytes. Raises ContentMoved if it has others, OSError."""
    descriptor = open_regular(place)
    if descriptor is None:
        raise ContentMoved(MOVED)
    with open(descriptor, "rb") as file:
        return read_as(file, output.size + 1, output.digest)


def copy_local(place: Path, output: OutputFact, part: Path) -> bool:
    """Fill `part` from a file that should have these bytes; False if it has not."""
    try:
        descriptor = open_regular(place, follow=False)
    except OSError:
        return False
    if descriptor is None:
        return False
    with open(descriptor, "rb") as file:

        def open_at(start: int) -> AbstractContextManager[Stream]:
            file.seek(start)
            return contextlib.nullcontext(file)

        try:
            fill_part(open_at, output, part, lambda count: None)
        except WrongBytes:
            return False
    return True


def fill_part(open_at: OpenAt, output: OutputFact, part: Path, tell: Tell) -> None:
    """The same from anything that can be read from an offset on."""
    try:
        descriptor = _open_part(part)
    except OSError as error:
        raise _write_failed(part, error) from error
    with open(descriptor, "r+b", buffering=0) as file:
        try:
            filling = _Filling(file.fileno(), output, tell)
            was_resumed = filling.resume()
            if not filling.gather(open_at) and not (was_resumed and filling.again(open_at)):
                part.unlink()
                raise WrongBytes
            sync_file(file.fileno())
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _write_failed(part, error) from error


def _open_part(part: Path) -> int:
    """A regular file of its own, not a link to somewhere."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with contextlib.suppress(FileNotFoundError):
        seen = os.lstat(part)
        if not stat.S_ISREG(seen.st_mode) or seen.st_nlink > 1:
            part.unlink()
    return os.open(part, flags, 0o666)


def _write_failed(part: Path, error: OSError) -> WriteFailed:
    return WriteFailed(f"what was fetched could not be written beside {part.parent.name}/: {error.strerror or error}")


class _Filling:
    """One part while it grows."""

    def __init__(self, descriptor: int, output: OutputFact, tell: Tell) -> None:
        self._descriptor = descriptor
        self._output = output
        self._tell = tell
        self._restart()

    def _restart(self) -> None:
        self._seen = hashlib.sha256()
        self._size = 0

    def resume(self) -> bool:
        """Read what an earlier attempt has left; whether there was anything."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        while block := os.read(self._descriptor, BLOCK):
            self._take(block)
        if self._size > self._output.size:
            self._clear()
        return self._size > 0

    def gather(self, open_at: OpenAt) -> bool:
        """Read on to the end; whether the whole is as it should be. Never more than one byte too many is read."""
        failures = 0
        while self._size < self._output.size:
            before = self._size
            try:
                with open_at(self._size) as stream:
                    self._read(stream)
                break
            except CacheUnavailable as error:
                failures = 1 if self._size > before else failures + 1
                if not error.is_transient or failures >= ATTEMPTS:
                    raise
                time.sleep(0.2 * 2**failures)
        return self._size == self._output.size and DIGEST + self._seen.hexdigest() == self._output.digest

    def again(self, open_at: OpenAt) -> bool:
        """From the beginning: what was left by the earlier attempt may have been wrong."""
        self._clear()
        return self.gather(open_at)

    def _read(self, stream: Stream) -> None:
        if self._size == 0 and self._cloned(stream):
            return
        while self._size <= self._output.size:
            block = stream.read(min(BLOCK, self._output.size + 1 - self._size))
            if not block:
                return
            _write_all(self._descriptor, block)
            self._take(block)
            self._tell(len(block))

    def _cloned(self, stream: Stream) -> bool:
        """Share the blocks of a local file, if it has the right size and the file system can."""
        number = getattr(stream, "fileno", None)
        if number is None or os.fstat(number()).st_size != self._output.size:
            return False
        if not clone_file(number(), self._descriptor):
            return False
        self.resume()
        self._tell(self._size)
        return True

    def _take(self, block: bytes) -> None:
        self._seen.update(block)
        self._size += len(block)

    def _clear(self) -> None:
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        self._restart()


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]
