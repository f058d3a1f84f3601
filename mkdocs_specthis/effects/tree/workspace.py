"""The working tree as it is: regular files of the project, their digests, globs, links seen through.

Holds no policy. What leads out of the project is never read; nothing is opened that could block.
"""

import hashlib
import os
import re
import stat
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from posixpath import dirname
from typing import NamedTuple

from mkdocs_specthis.core.digest import (
    PREFIX,
    digest_bytes,
    is_digest,
    notebook_manner,
    notebook_source,
    unify_line_ends,
)
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.paths import is_below, split_root
from mkdocs_specthis.effects.remembered.links import resolved
from mkdocs_specthis.effects.remembered.looks import (
    NOTHING,
    Stamp,
    clock_of_stamps,
    note_file,
    note_way,
    stamp_at,
)
from mkdocs_specthis.effects.remembered.shelf import kept
from mkdocs_specthis.effects.tree.regular_file import open_regular
from mkdocs_specthis.effects.tree.walk import SKIPPED_FOLDERS, Walk

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes up to which CRLF is read as LF; a larger file is data."""
POINTER_HEAD = b"version https://git-lfs.github.com/spec/v1\n"
POINTER_LIMIT = 1024
_POINTER = re.compile(rb"^oid (sha256:[0-9a-f]{64})$\n^size (\d{1,18})$", re.MULTILINE)
_BLOCK = 1024 * 1024
FILE_KIND = "file"
"""Under which the shelf has what was seen of a file."""


class Sight(NamedTuple):
    """What stands at a path of the project."""

    place: str | None
    """On disk, links resolved; None if it is outside the project."""
    seen: tuple[int, Stamp]
    """When, in nanoseconds from before, and the stamp of the file."""
    is_link: bool


@dataclass(slots=True)
class Workspace:
    """Looks at one project's files, remembering the folders that it has resolved."""

    root: Path
    settings: Settings
    _folders: dict[str, str | None] = field(default_factory=dict)
    _allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._look_at_root(resolved(self.root))

    def _look_at_root(self, real: str) -> None:
        self._allowed = (real, _below_real(real, self.settings.results), _below_real(real, self.settings.reports))

    def anew(self) -> "Workspace":
        """Another one that has resolved nothing yet, but where the root lies."""
        workspace = copy(self)
        workspace._folders = {}
        workspace._look_at_root(self._allowed[0])
        return workspace

    def observe(self, path: str) -> FileFact:
        """What is at `path` now; digests of what is here."""
        return self.observe_at(path, self.look(path))

    def observe_at(self, path: str, sight: Sight) -> FileFact:
        """The same of what was just seen at `path`."""
        place = sight.place
        if place is None:
            return FileFact(path=path, presence=Presence.OUTSIDE)
        leads_to = self._leads_to(path, place)
        fact = _fact_at(path, place, sight)
        return replace(fact, leads_to=leads_to) if leads_to else fact

    def _leads_to(self, path: str, place: str) -> str:
        """`FileFact.leads_to` of what lies at `place`, links resolved."""
        if place == f"{self._allowed[0]}/{path}" or split_root(path)[0]:
            return ""
        name = self.name_of(place)
        return "" if name == path else name

    def locate(self, path: str) -> str | None:
        """The place on disk, links resolved; None if it is outside the project."""
        return self.look(path).place

    def look(self, path: str) -> Sight:
        """What stands at `path` now."""
        began = clock_of_stamps()
        root, rest, folder, name = _split(path)
        if root:
            base = self.settings.roots.get(root)
            place = os.path.join(base, rest) if base else os.devnull + "/missing"
            return Sight(place, (began, stamp_at(place, follow=True)), False)
        folder_of = self._folders.get(folder) or self._real_folder(folder)
        if folder_of is None:
            return Sight(None, (began, NOTHING), False)
        place = f"{folder_of}/{name}"
        stamp = stamp_at(place, follow=False)
        if not stat.S_ISLNK(stamp[3]):
            return Sight(place, (began, stamp), False)
        place = resolved(place)
        if not self._is_allowed(place, path):
            return Sight(None, (began, NOTHING), True)
        return Sight(place, (began, stamp_at(place, follow=True)), True)

    def stands(self, path: str, sight: Sight) -> bool:
        """Whether the same is there as when `sight` was had of `path`, which was no link."""
        _, _, folder, name = _split(path)
        folder_of = self._folders.get(folder) or self._real_folder(folder)
        place = f"{folder_of}/{name}"
        return folder_of is not None and place == sight.place and stamp_at(place, follow=False) == sight.seen[1]

    @property
    def places(self) -> tuple[str, ...]:
        """Every folder that files of the project lie below, absolute, links resolved."""
        return tuple(place for place, _ in self._prefixes())

    def name_of(self, place: str) -> str:
        """How the project names the file at `place`, absolute with links resolved; empty if it is none of its files."""
        for folder, prefix in self._prefixes():
            if place.startswith(folder + "/"):
                return prefix + place[len(folder) + 1 :]
        return ""

    def _prefixes(self) -> list[tuple[str, str]]:
        """(folder, what stands before the path below it), the deepest folder first."""
        real, results, reports = self._allowed
        found = [(real, ""), (results, self.settings.results + "/"), (reports, self.settings.reports + "/")]
        found += [(resolved(folder), f"{name}:") for name, folder in self.settings.roots.items()]
        return sorted(((folder.rstrip("/"), prefix) for folder, prefix in found), key=lambda row: -len(row[0]))

    def _real_folder(self, folder: str) -> str | None:
        """Links resolved, at the price of the last step where that is no link; None if it is outside the project."""
        if folder in self._folders:
            return self._folders[folder]
        note_way(self.root, folder)
        _, _, parent, name = _split(folder)
        above = (self._folders.get(parent) or self._real_folder(parent)) if folder else None
        place = f"{above}/{name}"
        if above is None or name in (".", "..", "") or os.path.islink(place):
            real = resolved(self.root / folder)
            self._folders[folder] = real if self._is_allowed(real, folder) else None
        else:
            self._folders[folder] = place
        return self._folders[folder]

    def _is_allowed(self, real: str, path: str) -> bool:
        """Within the project; what lies in results or reports may be where these link to."""
        root, results, reports = self._allowed
        if real.startswith(root + "/"):
            return True
        allowed = {root}
        for name, place in ((self.settings.results, results), (self.settings.reports, reports)):
            if path == name or path.startswith(name + "/"):
                allowed.add(place)
        return any(_is_within(real, base) for base in allowed)

    def exists(self, path: str) -> bool:
        """Whether a regular file of the project is there."""
        place = self.locate(path) if path else None
        if place is None:
            return False
        note_file(place)
        return os.path.isfile(place)

    def read(self, path: str, limit: int) -> bytes | None:
        """Bytes of a regular file of the project, at most `limit`; None if it is none, or larger."""
        place = self.locate(path)
        try:
            return None if place is None else _read_regular(place, limit)
        except OSError:
            return None

    def match(self, pattern: str) -> tuple[str, ...]:
        """Sorted paths of the files that a glob, or a folder with a final slash, stands for."""
        root, rest = split_root(pattern)
        base = self.settings.roots.get(root, os.devnull) if root else str(self.root)
        prefix = f"{root}:" if root else ""
        is_output = any(is_below(pattern, name) for name in (self.settings.results, self.settings.reports))
        may_enter = None if is_output else _is_any if root else self._may_enter
        walk = Walk(base=base, may_enter=may_enter)
        return tuple(sorted({prefix + path for path in walk.files(rest)}))

    def names(self, folder: str) -> tuple[str, ...] | None:
        """Sorted paths of what lies right in a folder: files, and folders that hold any; None if it is not here.

        As for a glob, what begins with a dot does not count.
        """
        root, rest = split_root(folder)
        base = self.settings.roots.get(root, os.devnull) if root else str(self.root)
        note_file(os.path.join(base, rest))
        place = self.locate(folder)
        if place is None or not os.path.isdir(place):
            return None
        return tuple(sorted(f"{folder}/{name}" for name in Walk(base=base, may_enter=None).names(rest)))

    def _may_enter(self, real: str) -> bool:
        """Whether data may lie in this folder, links resolved: in the project, none of artefacts or tools."""
        for folder in (self.settings.results, self.settings.reports):
            note_way(self.root, folder)
        project, *artefacts = self._allowed
        is_data = SKIPPED_FOLDERS.isdisjoint(real.removeprefix(project).split("/"))
        return is_data and _is_within(real, project) and not any(_is_within(real, one) for one in artefacts)


def _is_any(real: str) -> bool:
    """Below a named data root nothing is the project's."""
    return True


def _is_within(real: str, folder: str) -> bool:
    return real == folder or real.startswith(folder.rstrip("/") + "/")


@lru_cache(maxsize=65_536)
def _split(path: str) -> tuple[str, str, str, str]:
    """Data root, what stands below it; folder and name of a path of the project."""
    return (*split_root(path), dirname(path), path.rsplit("/", 1)[-1])


def _below_real(real: str, folder: str) -> str:
    """Where a folder of the project lies, links resolved, at the price of a look at each step of the way."""
    place = real
    for name in folder.split("/"):
        place = f"{place}/{name}"
        if name in (".", "..", "") or os.path.islink(place):
            return resolved(os.path.join(real, folder))
    return place


def _fact_at(path: str, place: str, sight: Sight) -> FileFact:
    try:
        return kept(FILE_KIND, path, place, FileFact, lambda: _observe_file(path, place), seen=sight.seen)
    except (FileNotFoundError, NotADirectoryError):
        return FileFact(path=path, presence=Presence.MISSING)
    except OSError:
        return FileFact(path=path, presence=Presence.UNREADABLE)


def _read_regular(place: str, limit: int) -> bytes | None:
    descriptor = open_regular(place)
    if descriptor is None:
        return None
    with open(descriptor, "rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def _observe_file(path: str, place: str) -> FileFact:
    descriptor = open_regular(place)
    if descriptor is None:
        return FileFact(path=path, presence=Presence.IRREGULAR)
    with open(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        if size > TEXT_LIMIT:
            digest = PREFIX + hashlib.file_digest(file, "sha256").hexdigest()
            return FileFact(path=path, presence=Presence.PRESENT, digest=digest, text_digest=digest, size=size)
        content = file.read()
    return fact_of(path, content)


def fact_of(path: str, content: bytes) -> FileFact:
    """What would be seen if these bytes lay at `path`."""
    pointed = _pointer(content)
    if pointed is not None:
        digest, size = pointed
        return FileFact(path=path, presence=Presence.POINTER, digest=digest, text_digest=digest, size=size)
    digest = digest_bytes(content)
    return FileFact(
        path=path,
        presence=Presence.PRESENT,
        digest=digest,
        text_digest=_text_digest(path, content, digest),
        size=len(content),
    )


def _text_digest(path: str, content: bytes, digest: str) -> str:
    if path.endswith(".ipynb"):
        return digest_bytes(notebook_source(content) + notebook_manner(content))
    return digest_bytes(unify_line_ends(content)) if b"\r\n" in content else digest


def _pointer(content: bytes) -> tuple[str, int] | None:
    """(digest, size) that a Git LFS pointer stands for; None if it is none."""
    if len(content) > POINTER_LIMIT or not content.startswith(POINTER_HEAD):
        return None
    found = _POINTER.search(content)
    if found is None or not is_digest(found.group(1).decode()):
        return None
    return found.group(1).decode(), int(found.group(2))
