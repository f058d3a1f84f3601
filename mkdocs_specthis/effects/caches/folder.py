"""A store in a folder: the default, `.specthis/cache`, or one that several clones share.

Objects are files, put whole by renaming. Bytes are reflinked or copied, never hard-linked.
"""

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mkdocs_specthis.core.cache.layout import ENTRIES
from mkdocs_specthis.core.digest import PREFIX as DIGEST
from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.effects.caches.interface import BLOCK, MOVED, ContentMoved, ObjectMissing, Stored, Stream, Tell
from mkdocs_specthis.effects.caches.mounts import check_folder, see_folder
from mkdocs_specthis.effects.caches.reflink import clone_file
from mkdocs_specthis.effects.records.state_folder import STATE, make_state_folder
from mkdocs_specthis.effects.remembered.looks import note_file
from mkdocs_specthis.effects.tree.atomic import PREFIX, SUFFIX, sync_file, sync_folder
from mkdocs_specthis.effects.tree.regular_file import open_regular


class FolderStore:
    is_remote = False
    takes_ranges = False

    def __init__(self, root: Path, written: str) -> None:
        self.place = written
        self._root = root
        self._is_state = written.startswith(STATE + "/")
        self._folder = root / os.path.expanduser(written)
        self._is_seen = False

    def may_hold(self) -> bool:
        note_file(self._folder / ENTRIES)
        return (self._folder / ENTRIES).is_dir()

    def size_of(self, key: str) -> int | None:
        with self._refusals(), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            seen = os.stat(self._folder / key, follow_symlinks=False)
            return seen.st_size if stat.S_ISREG(seen.st_mode) else None
        return None

    @contextmanager
    def get(self, key: str, start: int = 0, length: int | None = None) -> Iterator[Stream]:
        with self._refusals():
            file = self._open(key)
            file.seek(start)
        with file:
            yield _Reader(file, self.place)

    def _open(self, key: str) -> BinaryIO:
        try:
            descriptor = open_regular(self._folder / key, follow=False)
        except (FileNotFoundError, NotADirectoryError):
            raise ObjectMissing from None
        if descriptor is None:
            raise ObjectMissing
        return open(descriptor, "rb")

    def put(self, key: str, file: Path, *, digest: str, tell: Tell) -> None:
        with open(file, "rb") as source, self._refusals():
            temporary = self._temporary(key)
            try:
                with open(temporary, "xb+") as target:
                    found = _copied(source, target, tell)
                    sync_file(target.fileno())
                if found != digest:
                    raise ContentMoved(MOVED)
                os.replace(temporary, self._folder / key)
                sync_folder(temporary.parent)
            finally:
                temporary.unlink(missing_ok=True)

    def create(self, key: str, content: bytes) -> bool:
        with self._refusals():
            temporary = self._temporary(key)
            try:
                with open(temporary, "xb") as target:
                    target.write(content)
                    target.flush()
                    sync_file(target.fileno())
                return _link_new(temporary, self._folder / key)
            finally:
                temporary.unlink(missing_ok=True)
                sync_folder(temporary.parent)

    def list_below(self, prefix: str) -> Iterator[Stored]:
        waiting = [prefix.rstrip("/")]
        while waiting:
            folder = waiting.pop()
            for item in self._scan(folder):
                path = f"{folder}/{item.name}" if folder else item.name
                if item.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif item.is_file(follow_symlinks=False):
                    with contextlib.suppress(FileNotFoundError):
                        seen = item.stat(follow_symlinks=False)
                        yield Stored(key=path, size=seen.st_size, modified=seen.st_mtime)

    def remove(self, key: str) -> None:
        with self._refusals():
            (self._folder / key).unlink(missing_ok=True)

    def sweep(self, before: float) -> int:
        left = [
            item.key
            for item in self.list_below("")
            if item.modified < before
            and (name := item.key.rsplit("/", 1)[-1]).startswith(PREFIX)
            and name.endswith(SUFFIX)
        ]
        for key in left:
            self.remove(key)
        return len(left)

    def check_takes(self) -> None:
        if not self._is_state:
            check_folder(self._root, self._folder, self.place)
        there = next((place for place in (self._folder, *self._folder.parents) if place.is_dir()), self._root)
        if not os.access(there, os.W_OK | os.X_OK):
            raise CacheUnavailable(f"the cache in {self.place} may not be written to", hint=FOLDER_HINT)

    def close(self) -> None:
        pass

    def _scan(self, folder: str) -> list[os.DirEntry[str]]:
        with self._refusals():
            try:
                with os.scandir(self._folder / folder) as found:
                    return list(found)
            except (FileNotFoundError, NotADirectoryError):
                return []

    def _temporary(self, key: str) -> Path:
        """A name beside the object, in a folder that is there."""
        if self._is_state:
            make_state_folder(self._root)
        elif not self._is_seen:
            self._is_seen = see_folder(self._root, self._folder, self.place)
        folder = (self._folder / key).parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unavailable(self.place, error) from error


class _Reader:
    """A file whose refusals are the store's."""

    def __init__(self, file: BinaryIO, place: str) -> None:
        self._file = file
        self._place = place

    def read(self, size: int, /) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise _unavailable(self._place, error) from error

    def fileno(self) -> int:
        return self._file.fileno()


def _unavailable(place: str, error: OSError) -> CacheUnavailable:
    return CacheUnavailable(f"the cache in {place} refuses: {error.strerror or error}", hint=FOLDER_HINT)


FOLDER_HINT = "see that the folder may be written to and that its disk has room"


def _copied(source: BinaryIO, target: BinaryIO, tell: Tell) -> str:
    """Copy, or share the blocks; the digest of what is in the copy."""
    seen = hashlib.sha256()
    is_clone = clone_file(source.fileno(), target.fileno())
    while block := (target if is_clone else source).read(BLOCK):
        seen.update(block)
        if not is_clone:
            target.write(block)
        tell(len(block))
    target.flush()
    return DIGEST + seen.hexdigest()


def _link_new(temporary: Path, target: Path) -> bool:
    """Give a finished file its name unless that is taken; the temporary name goes away in any case."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without links: as near as it goes
        if os.path.lexists(target):
            return False
        os.replace(temporary, target)
    return True
