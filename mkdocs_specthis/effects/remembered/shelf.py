"""What reading a file gave, kept under the stamp that the file had: what did not change is not read again.

Knows files and stamps; what is kept of them is said by whoever reads. Lies beside the answers, see
`effects/remembered/memory.py`.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Any, Protocol, TypeVar, cast

from mkdocs_specthis.effects.remembered.looks import (
    NOTHING,
    Stamp,
    clock_of_stamps,
    is_old,
    look_when_old,
    note_file,
    note_link,
    note_unrepeatable,
    stamp_at,
)
from mkdocs_specthis.effects.remembered.memory import memory_folder, software, write_remembered
from mkdocs_specthis.effects.remembered.unstamped import is_being_written

NAME = "shelf"
LARGEST = 512 * 1024 * 1024
WORTH_A_WAIT = 64 * 1024 * 1024
"""Bytes of a file from which on it takes longer to read it twice than to wait until what it gives may be kept."""
_UNKNOWN: Any = object()
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

    def value_of(self, key: str, stamp: Stamp, record: Any) -> Any:
        """The value that was kept; `_UNKNOWN` if none was of a file with this stamp."""
        kept = self.find(key, stamp)
        return _UNKNOWN if kept is None else self.decode(key, kept, record)

    def has(self, key: str, stamp: Stamp) -> bool:
        return self.find(key, stamp) is not None

    def keep(self, key: str, stamp: Stamp, value: object, seen: int) -> None:
        """Put a value there; what has no form of 64 bits, or no text, is read again."""
        with contextlib.suppress(UnicodeEncodeError, OverflowError):
            _encoder().encode(key)
            self.put(key, stamp, _encoder().encode(value), seen)
            self.made(key, value)

    def decode(self, key: str, kept: bytes, record: Any) -> Any:
        """The value that was kept."""
        return _decoder(record).decode(kept)

    def made(self, key: str, value: object) -> None:
        """Something was kept, and this is the value itself."""

    def put(self, key: str, stamp: Stamp, kept: bytes, seen: int) -> None:
        """Keep what a file gave, unless it was so young when it was `seen` that a change might not show.

        `seen`: of `clock_of_stamps`, from before the stamp was taken.
        """
        if is_old(stamp, seen):
            self.used[key] = (stamp, kept)
            self.is_changed = True

    def close(self) -> None:
        """All has been asked for."""
        if self.is_changed or (self.asks_all and len(self.used) < len(self.rows)):
            write_rows(self.root, self.name, self._left())

    def _left(self) -> Rows:
        return self.used if self.asks_all else {**self.rows, **self.used}


class BriefShelf(Shelf):
    """A shelf that ends with what it is for: it holds the very values, and leaves behind what large files gave."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, {})
        self._held: dict[str, tuple[Stamp, object]] = {}

    def value_of(self, key: str, stamp: Stamp, record: Any) -> Any:
        held = self._held.get(key)
        return held[1] if held is not None and held[0] == stamp else _UNKNOWN

    def has(self, key: str, stamp: Stamp) -> bool:
        return key in self._held and self._held[key][0] == stamp

    def keep(self, key: str, stamp: Stamp, value: object, seen: int) -> None:
        if is_old(stamp, seen):
            self._held[key] = (stamp, value)

    def close(self) -> None:
        """The rest is read again as fast as it is written down."""
        large = {key: row for key, row in self._held.items() if row[0][1] >= WORTH_A_WAIT}
        if not large:
            return
        lasting = Shelf(self.root, read_rows(self.root, self.name), self.name, asks_all=False)
        for key, (stamp, value) in large.items():
            lasting.keep(key, stamp, value, clock_of_stamps())
        lasting.close()


class Shelves(Protocol):
    """Of a process that reads a project again and again."""

    def shelf(self, root: Path, name: str, *, asks_all: bool) -> Shelf:
        """As it was left."""


_resident: ContextVar[Shelves | None] = ContextVar("residence", default=None)
_current: ContextVar[Shelf | None] = ContextVar("shelf", default=None)
_distrusted: ContextVar[bool] = ContextVar("distrusted", default=False)


@contextlib.contextmanager
def resident(shelves: Shelves) -> Iterator[None]:
    """Within it, the shelves are those."""
    token = _resident.set(shelves)
    try:
        yield
    finally:
        _resident.reset(token)


def current_shelf() -> Shelf | None:
    """The one that `kept` keeps on now."""
    return _current.get()


@contextlib.contextmanager
def shelved(root: Path, *, lasting: bool = True, name: str = NAME, asks_all: bool = True) -> Iterator[None]:
    """Within it, `kept` keeps, and finds again what was kept before; if not `lasting`, only what it kept within.

    Each purpose has a shelf of its own `name`: what is not asked for any more goes when a shelf is written. Unless
    it `asks_all`, nothing goes.
    """
    if _distrusted.get():
        yield
        return
    shelf = _open_shelf(root, name, asks_all=asks_all) if lasting else BriefShelf(root)
    token = _current.set(shelf)
    try:
        yield
    finally:
        _current.reset(token)
    shelf.close()


def _open_shelf(root: Path, name: str, *, asks_all: bool) -> Shelf:
    residence = _resident.get()
    if residence is not None:
        return residence.shelf(root, name, asks_all=asks_all)
    return Shelf(root, read_rows(root, name), name, asks_all=asks_all)


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
    seen: tuple[int, Stamp] | None = None,
) -> T:
    """What `work` gives, or gave when the file at `place` had the stamp that it has now.

    `kind` and `path` say what is kept, `record` is its type. `holds` says whether a value may be kept, or still stands.
    With `follow` false a link is not followed to the file. `seen`: the stamp, if it was just taken, and when, in
    nanoseconds from before that.
    """
    shelf = _current.get()
    if shelf is None:
        return work()
    key = f"{kind}\0{path}"
    began, stamp = seen or (clock_of_stamps(), stamp_at(place, follow=follow))
    known = shelf.value_of(key, stamp, record) if stamp != NOTHING else _UNKNOWN
    if known is not _UNKNOWN and holds(known):
        (note_file if follow else note_link)(place)
        return cast(T, known)
    if stamp[1] >= WORTH_A_WAIT:
        began, stamp = look_when_old(place, (began, stamp), follow=follow)
    is_open = S_ISREG(stamp[3]) and is_being_written(place)
    value = work()
    if is_open:
        note_unrepeatable()
    elif stamp != NOTHING and holds(value):
        shelf.keep(key, stamp, value, began)
    return value


def is_kept(kind: str, path: str, stamp: Stamp) -> bool:
    """Whether `kept` would give what it keeps, and read nothing, of a file with this stamp."""
    shelf = _current.get()
    return shelf is not None and stamp != NOTHING and shelf.has(f"{kind}\0{path}", stamp)


@lru_cache
def _decoder(record: Any) -> Any:
    import msgspec

    return msgspec.msgpack.Decoder(record)


@lru_cache
def _encoder() -> Any:
    import msgspec

    return msgspec.msgpack.Encoder()


def read_rows(root: Path, name: str) -> Rows:
    """What was written of a shelf; nothing where other software wrote it."""
    import msgspec

    folder = memory_folder(root)
    if folder is None:
        return {}
    try:
        made_by, rows = _decoder(tuple[str, Rows]).decode((folder / name).read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return rows if made_by == software() else {}


def write_rows(root: Path, name: str, rows: Rows) -> None:
    """Keep the rows of a shelf for the next process."""
    content = _encoder().encode((software(), rows))
    if len(content) <= LARGEST:
        write_remembered(root, name, content)
