"""Files that a glob stands for, or a folder with a final slash: what lies on disk, links to folders followed.

Knows names and folders; what a file holds, and whether it may be read, is seen elsewhere.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from posixpath import join

from mkdocs_specthis.core.parse.paths import is_glob
from mkdocs_specthis.effects.remembered.links import resolved
from mkdocs_specthis.effects.remembered.looks import note_file, note_link

SKIPPED_FOLDERS = frozenset({".git", ".specthis", "__pycache__"})
MOST_WAYS = 16
"""In which one folder is entered through links; a tree of links could have millions."""
MayEnter = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Paths are POSIX below `base`.

    A link to a folder that is not followed, because it leads where nobody may go or round in a circle, is given itself:
    what lies behind it would else be passed over in silence.
    """

    base: str
    may_enter: MayEnter | None
    """Asked with the folder that a link leads to, absolute, links resolved. None: such links are passed over."""

    def files(self, pattern: str) -> Iterator[str]:
        """In no particular order; some may come twice."""
        if pattern.endswith("/") and not is_glob(pattern):
            return self._below(pattern.rstrip("/"))
        return self._glob("", (pattern + "**" if pattern.endswith("/") else pattern).split("/"))

    def names(self, folder: str) -> Iterator[str]:
        """Of what lies right in a folder: files, and folders that hold any, with a final slash."""
        for item in [item for item in _scan(self.base, folder) if not item.name.startswith(".")]:
            if item.is_symlink() or not _is_folder(item):
                yield item.name
            elif item.name not in SKIPPED_FOLDERS and any(self._below(join(folder, item.name))):
                yield f"{item.name}/"

    def _below(self, top: str) -> Iterator[str]:
        for folder, items in self._folders(top, hidden=True):
            if items is None:
                yield folder
            else:
                yield from (join(folder, item.name) for item in items if not _is_folder(item))

    def _glob(self, folder: str, segments: list[str]) -> Iterator[str]:
        """Files that match segment by segment; `**` is any depth, and a leading dot is matched only by a dot."""
        first, rest = segments[0], segments[1:]
        if first == "**":
            yield from self._glob_deep(folder, rest or ["*"])
        elif not is_glob(first):
            path = join(folder, first)
            if rest:
                yield from self._glob(path, rest)
            elif _is_file_like(os.path.join(self.base, path)):
                yield path
        else:
            matches = _segment(first)
            for item in _scan(self.base, folder):
                if not matches(item.name) or (item.name.startswith(".") and not first.startswith(".")):
                    continue
                if rest:
                    if _is_folder(item) and item.name not in SKIPPED_FOLDERS:
                        yield from self._glob(join(folder, item.name), rest)
                elif not _is_folder(item):
                    yield join(folder, item.name)

    def _glob_deep(self, top: str, rest: list[str]) -> Iterator[str]:
        for folder, items in self._folders(top, hidden=False):
            if items is None:
                yield folder
            else:
                yield from self._glob(folder, rest)

    def _folders(self, top: str, *, hidden: bool) -> Iterator[tuple[str, list[os.DirEntry[str]] | None]]:
        """Every folder below `top` and what it lists, itself the first; None for a link that is not followed."""
        waiting: list[tuple[str, tuple[str, ...]]] = [(top, ())]
        ways: Counter[str] = Counter()
        while waiting:
            current, came_by = waiting.pop()
            items = _scan(self.base, current)
            yield current, items
            below = [item for item in items if item.name not in SKIPPED_FOLDERS and _is_folder(item)]
            for item in below if hidden else [item for item in below if not item.name.startswith(".")]:
                path = join(current, item.name)
                if not item.is_symlink():
                    waiting.append((path, came_by))
                elif self.may_enter is not None:
                    here, there = resolved(os.path.join(self.base, current)), resolved(item.path)
                    ways[there] += 1
                    is_round = any(_holds(there, folder) for folder in (*came_by, here))
                    if is_round or ways[there] > MOST_WAYS or not self.may_enter(there):
                        yield path, None
                    else:
                        waiting.append((path, (*came_by, here)))


def _holds(folder: str, place: str) -> bool:
    """Whether `place` is the folder, or lies below it."""
    return place == folder or place.startswith(folder.rstrip("/") + "/")


def _is_folder(item: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; a link that leads round in a circle is none."""
    if item.is_symlink():
        note_file(item.path)
    try:
        return item.is_dir()
    except OSError:
        return False


def _scan(base: str, folder: str) -> list[os.DirEntry[str]]:
    note_file(os.path.join(base, folder))
    try:
        with os.scandir(os.path.join(base, folder)) as found:
            return sorted(found, key=lambda item: item.name)
    except OSError:
        return []


def _is_file_like(place: str) -> bool:
    """Anything but a folder, a link that leads nowhere included."""
    note_link(place)
    note_file(place)
    return os.path.lexists(place) and not os.path.isdir(place)


@lru_cache(maxsize=512)
def _segment(pattern: str):  # type: ignore[no-untyped-def]
    return re.compile(translate(pattern)).match
