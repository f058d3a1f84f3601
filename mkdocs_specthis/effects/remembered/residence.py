"""Shelves of a process that stays: what did not change is, in the next reading, the very object that it was.

Knows places and stamps, noted while it is looked (`looks.py`); not what for. Nobody lists the places.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from operator import eq
from pathlib import Path
from typing import Any, TypeVar, cast

from mkdocs_specthis.effects.remembered.looks import Stamp, clock_of_stamps, is_looking, looking, stamp_of
from mkdocs_specthis.effects.remembered.shelf import (
    NAME,
    Rows,
    Shelf,
    current_shelf,
    read_rows,
    resident,
    write_rows,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What a look at many files gave."""

    given: object
    """What was known beside the files."""
    value: object
    seen: Mapping[str, Stamp]
    """Places that were looked at, each with its stamp from before it was read."""
    rows: Rows
    """Rows of the shelf that were asked for."""


class _Stamps(dict[str, Stamp]):
    """Stamps of places, each asked of the system once in a reading."""

    def __missing__(self, place: str) -> Stamp:
        stamp = self[place] = stamp_of(place)
        return stamp


class LastingShelf(Shelf):
    """A shelf that stays in memory from one reading to the next."""

    def __init__(self, root: Path, rows: Rows, name: str = NAME, *, asks_all: bool = True) -> None:
        super().__init__(root, rows, name, asks_all=asks_all)
        self.began = 0
        """When this reading did, of `clock_of_stamps`."""
        self._values: dict[str, tuple[bytes, object]] = {}
        """What each row says, beside the very bytes that it was made of."""
        self._before: Rows | None = None
        """While rows are gathered, what others asked for in this reading."""
        self._young: dict[str, tuple[Stamp, object]] = {}
        """What who gathers rows has read of files that are too young for one: it holds for this reading."""
        self._stamps = _Stamps()
        self._stood: dict[Hashable, Stood] = {}
        self._next: dict[Hashable, Stood] = {}
        self._is_written = False

    def open(self) -> None:
        """A reading begins."""
        self.began, self._stamps, self._young, self._next = clock_of_stamps(), _Stamps(), {}, {}

    def find(self, key: str, stamp: Stamp) -> bytes | None:
        row = self._before.get(key) if self._before is not None else None
        if row is not None and row[0] == stamp:
            self.used[key] = row
        return super().find(key, stamp)

    def value_of(self, key: str, stamp: Stamp, record: Any) -> Any:
        young = self._young.get(key)
        return young[1] if young is not None and young[0] == stamp else super().value_of(key, stamp, record)

    def decode(self, key: str, kept: bytes, record: Any) -> Any:
        known = self._values.get(key)
        if known is None or known[0] is not kept:
            known = self._values[key] = (kept, super().decode(key, kept, record))
        return known[1]

    def keep(self, key: str, stamp: Stamp, value: object, seen: int) -> None:
        super().keep(key, stamp, value, seen)
        if self._before is not None and (key not in self.used or self.used[key][0] != stamp):
            self._young[key] = (stamp, value)

    def made(self, key: str, value: object) -> None:
        if key in self.used:
            self._values[key] = (self.used[key][1], value)

    @contextlib.contextmanager
    def gathered(self) -> Iterator[Rows]:
        """Within it, rows that are asked for are put there, and then among the others."""
        others, rows = self.used, Rows()
        self._before, self.used = others, rows
        try:
            yield rows
        finally:
            self._before, self.used = None, others
            others.update(rows)

    def stood(self, key: Hashable, given: object) -> Stood | None:
        """What was let stand, if it still does."""
        known = self._stood.get(key)
        if (
            known is None
            or known.given != given
            or not all(map(eq, map(self._stamps.__getitem__, known.seen), known.seen.values()))
        ):
            return None
        self.used.update(known.rows)
        self._next[key] = known
        return known

    def let_stand(self, key: Hashable, what: Stood) -> None:
        self._next[key] = what

    def close(self) -> None:
        """Written at first and at the end: each time would cost more than what is read anew."""
        if not self._is_written:
            super().close()
            self._is_written, self.is_changed = True, False
        self.rows, self.used, self._young, self._stamps = self._left(), {}, {}, _Stamps()
        self._stood, self._next = self._next, {}
        if len(self._values) > len(self.rows):
            self._values = {key: value for key, value in self._values.items() if key in self.rows}

    def leave(self) -> None:
        if self.is_changed:
            write_rows(self.root, self.name, self.rows)


class Residence:
    """The shelves of a process that reads a project again and again."""

    def __init__(self) -> None:
        self._shelves: dict[tuple[Path, str], LastingShelf] = {}

    @contextlib.contextmanager
    def stay(self) -> Iterator[None]:
        """Within it, shelves are found as they were left."""
        with resident(self):
            yield

    def shelf(self, root: Path, name: str, *, asks_all: bool) -> Shelf:
        shelf = self._shelves.get((root, name))
        if shelf is None:
            shelf = self._shelves[root, name] = LastingShelf(root, read_rows(root, name), name)
        shelf.asks_all = asks_all
        shelf.open()
        return shelf

    def leave(self) -> None:
        """Keep for the next process what this one has read."""
        for shelf in self._shelves.values():
            shelf.leave()


def stays() -> bool:
    """Whether this process reads the project again and again."""
    return isinstance(current_shelf(), LastingShelf)


def standing(key: Hashable, given: object, work: Callable[[], T]) -> T:
    """What `work` gives, or gave when `given` and every place that it looked at were what they are now.

    `given` is all that `work` knows beside the disk; what others have looked at already it looks at itself.
    """
    shelf = current_shelf()
    if not isinstance(shelf, LastingShelf) or is_looking():
        return work()
    known = shelf.stood(key, given)
    if known is None:
        with shelf.gathered() as rows, looking() as looks:
            value = work()
        known = Stood(given=given, value=value, seen=looks.telling(), rows=rows)
        if looks.were_old(shelf.began):
            shelf.let_stand(key, known)
    return cast(T, known.value)
