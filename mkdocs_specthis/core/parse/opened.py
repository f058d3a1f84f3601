"""Which files a command read that it had not made itself, from what it did one call after the other.

Knows opens and renames; not who saw them, and no project. Standard library only: workers use it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.observation import OpenedFile, SeenNames

LATE = 2_000_000_000
"""Nanoseconds by which we may hear of a call after it was done."""


@dataclass(slots=True)
class OpenedFiles:
    """Takes calls in their order; paths are absolute, links resolved."""

    folders: tuple[str, ...]
    """Absolute; what lies elsewhere is not kept."""
    clock: Callable[[], int] = int
    """Nanoseconds since the epoch; 0 if nobody looks at a clock."""
    names_in: Callable[[str], tuple[frozenset[str], int]] | None = None
    """Looks which names a folder has now, and since when, in nanoseconds; None if nobody looks."""
    _read: dict[str, tuple[str, bool]] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)
    """Everywhere: what is made elsewhere may be moved here."""
    _touched: set[str] = field(default_factory=set)
    """Perhaps made, perhaps written to as it was."""
    _stirred: set[str] = field(default_factory=set)
    """What got or lost a name, or another time of change, by the command itself."""
    _listed: dict[str, tuple[frozenset[str], int] | None] = field(default_factory=dict)
    _missed: set[str] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)
    _replaced: set[str] = field(default_factory=set)
    _times: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of the first and the last time that a file was read."""
    _below: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._below = tuple(folder.rstrip("/") + "/" for folder in self.folders)

    def read(self, path: str, alias: str = "", *, may_be_new: bool = False) -> None:
        """Bytes that were there may have been used."""
        if path.startswith(self._below) and path not in self._made:
            now = self.clock()
            self._times[path] = (self._times.get(path, (now, now))[0], now)
            known = self._read.get(path)
            if known is None:
                self._read[path] = (alias if alias != path else "", may_be_new or path in self._touched)
            elif alias and alias != path and not known[0]:
                self._read[path] = (alias, known[1])

    def list_names(self, folder: str) -> None:
        """The names of what lies in a folder were read."""
        if folder.startswith(self._below) and folder not in self._listed:
            self._listed[folder] = self._look_into(folder)

    def _look_into(self, folder: str) -> tuple[frozenset[str], int] | None:
        if self.names_in is None:
            return None
        names, changed = self.names_in(folder)
        return names, changed if changed > self.clock() - LATE else 0

    def miss(self, path: str) -> None:
        """It was to be opened, and was not there."""
        if path.startswith(self._below):
            self._missed.add(path)

    def make(self, path: str) -> None:
        """It is new, or was emptied: what is read from it now is the command's own."""
        if path not in self._read:
            self._made.add(path)

    def write_to(self, path: str) -> None:
        """It was opened to be written to, and made if it was missing."""
        self._touched.add(path)

    def may_write(self, path: str, *, surely: bool) -> None:
        """Its bytes may be the command's own from now on; or are so, if it was opened for nothing else."""
        if path.startswith(self._below):
            self._written.add(path)
            if surely:
                self._replaced.add(path)

    def stir(self, path: str) -> None:
        """Its name came or went, or its time of change moved, and its bytes did not."""
        if path.startswith(self._below):
            self._stirred.add(path)

    def move(self, old: str, new: str) -> None:
        """A file or folder got another name; what the command had made remains its own."""
        self.stir(old)
        self.stir(new)
        self.may_write(new, surely=True)
        if old in self._made:
            self.make(new)
            return
        inside = old + "/"
        for path in [path for path in self._made if path.startswith(inside)]:
            self.make(f"{new}/{path.removeprefix(inside)}")

    def listed(self) -> tuple[str, ...]:
        """Folders whose names counted; where the command itself put files, it works, and knows what it finds."""
        own = {path.rpartition("/")[0] for path in (*self._made, *self._touched)}
        return tuple(sorted(self._listed.keys() - own))

    def names(self) -> tuple[SeenNames, ...]:
        """What the folders held that count."""
        own = self._own_names()
        folders = ((folder, self._listed[folder]) for folder in self.listed())
        return tuple(
            SeenNames(folder=folder, names=seen[0], own=frozenset(own.get(folder, ())), changed=seen[1])
            for folder, seen in folders
            if seen is not None
        )

    def _own_names(self) -> dict[str, set[str]]:
        """Folder that was listed to names in it that the command had a hand in, or in what lies below."""
        found: dict[str, set[str]] = {}
        for path in self._made | self._touched | self._written | self._stirred:
            folder, _, name = path.rpartition("/")
            while folder:
                if folder in self._listed:
                    found.setdefault(folder, set()).add(name)
                folder, _, name = folder.rpartition("/")
        return found

    def made(self) -> tuple[str, ...]:
        return tuple(sorted(path for path in self._made | self._touched if path.startswith(self._below)))

    def stirred(self) -> tuple[str, ...]:
        return tuple(sorted(self._stirred))

    def missed(self) -> tuple[str, ...]:
        return tuple(sorted(self._missed - self._made - self._touched - self._written - self._stirred))

    def written(self) -> tuple[str, ...]:
        return tuple(sorted(self._written))

    def replaced(self) -> tuple[str, ...]:
        return tuple(sorted(self._replaced))

    def result(self) -> tuple[OpenedFile, ...]:
        return tuple(
            OpenedFile(
                path=path,
                alias=alias,
                may_be_new=may_be_new,
                first=self._times[path][0],
                last=self._times[path][1],
                is_stirred=path in self._stirred,
            )
            for path, (alias, may_be_new) in self._read.items()
        )


def is_new(flags: Iterable[str]) -> bool:
    """Whether an open with these flags leaves nothing of what was there."""
    return not {"O_TRUNC", "O_EXCL", "O_TMPFILE"}.isdisjoint(flags)
