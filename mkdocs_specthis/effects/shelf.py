"""What reading a file gave, kept under the stamp that the file had: what did not change is not read again.

Knows files and stamps; what is kept of them is said by whoever reads. Lies beside the answers, see `effects/memory.py`.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from mkdocs_specthis.effects.looks import FILE, LINK, NOTHING, Stamp, is_old, note_file, note_link, stamp_of
from mkdocs_specthis.effects.memory import memory_folder, software, write_remembered

NAME = "shelf"
LARGEST = 512 * 1024 * 1024
T = TypeVar("T")
Rows = dict[str, tuple[Stamp, bytes]]
"""What is kept, by what it is and of which file, with the stamp that the file had."""


class Shelf:
    """The rows of one project. Only what was asked for is kept on, so that it doesn't outgrow the project."""

    def __init__(self, root: Path, rows: Rows, name: str = NAME, *, asks_all: bool = True) -> None:
        self.asks_all = asks_all
        self.root = root
        self.rows = rows
        self.name = name
        self.used: Rows = {}
        self.is_changed = False

    def find(self, key: str, stamp: Stamp) -> bytes | None:
        row = self.used.get(key) or self.rows.get(key)
        if row is None or row[0] != stamp:
            return None
        self.used[key] = row
        return row[1]

    def put(self, key: str, stamp: Stamp, kept: bytes, seen: int) -> None:
        """Keep what a file gave, unless it was so young when it was `seen` that a change might not show.

        `seen`: nanoseconds, from before the stamp was taken.
        """
        if is_old(stamp, seen):
            self.used[key] = (stamp, kept)
            self.is_changed = True

    def save(self) -> None:
        if self.is_changed or (self.asks_all and len(self.used) < len(self.rows)):
            _write_rows(self.root, self.name, self.used if self.asks_all else {**self.rows, **self.used})


_current: ContextVar[Shelf | None] = ContextVar("shelf", default=None)
_distrusted: ContextVar[bool] = ContextVar("distrusted", default=False)


@contextlib.contextmanager
def shelved(root: Path, *, lasting: bool = True, name: str = NAME, asks_all: bool = True) -> Iterator[None]:
    """Within it, `kept` keeps, and finds again what was kept before; if not `lasting`, only what it kept within.

    Each purpose has a shelf of its own `name`: what is not asked for any more goes when a shelf is written. Unless
    it `asks_all`, nothing goes.
    """
    if _distrusted.get():
        yield
        return
    shelf = Shelf(root, _read_rows(root, name) if lasting else {}, name, asks_all=asks_all)
    token = _current.set(shelf)
    try:
        yield
    finally:
        _current.reset(token)
    if lasting:
        shelf.save()


@contextlib.contextmanager
def distrusted() -> Iterator[None]:
    """Within it every file is read, whatever is remembered of it."""
    token = _distrusted.set(True)
    try:
        yield
    finally:
        _distrusted.reset(token)


def kept(
    kind: str,
    path: str,
    place: str,
    record: Any,
    work: Callable[[], T],
    *,
    follow: bool = True,
    holds: Callable[[T], bool] = lambda value: True,
) -> T:
    """What `work` gives, or gave when the file at `place` had the stamp that it has now.

    `kind` and `path` say what is kept, `record` is its type. `holds` says whether a value may be kept, or still stands.
    With `follow` false a link is not followed to the file.
    """
    shelf = _current.get()
    if shelf is None:
        return work()
    key = f"{kind}\0{path}"
    seen = time.time_ns()
    stamp = stamp_of((FILE if follow else LINK) + place)
    known = shelf.find(key, stamp) if stamp != NOTHING else None
    if known is not None:
        value: T = _decoder(record).decode(known)
        if holds(value):
            (note_file if follow else note_link)(place)
            return value
    value = work()
    if stamp != NOTHING and holds(value):
        with contextlib.suppress(UnicodeEncodeError, OverflowError):  # what has no form of 64 bits is read again
            _encoder().encode(key)
            shelf.put(key, stamp, _encoder().encode(value), seen)
    return value


@lru_cache
def _decoder(record: Any) -> Any:
    import msgspec

    return msgspec.msgpack.Decoder(record)


@lru_cache
def _encoder() -> Any:
    import msgspec

    return msgspec.msgpack.Encoder()


def _read_rows(root: Path, name: str) -> Rows:
    import msgspec

    folder = memory_folder(root)
    if folder is None:
        return {}
    try:
        made_by, rows = _decoder(tuple[str, Rows]).decode((folder / name).read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return rows if made_by == software() else {}


def _write_rows(root: Path, name: str, rows: Rows) -> None:
    content = _encoder().encode((software(), rows))
    if len(content) <= LARGEST:
        write_remembered(root, name, content)
