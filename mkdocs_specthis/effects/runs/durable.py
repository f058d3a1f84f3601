"""Makes the outputs of a run durable while they are still looked at: for a disk, many at once are hardly more than one.

Knows places; not what is in the files, nor what will be said of them.
"""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from mkdocs_specthis.effects.remembered.looks import NOTHING, Stamp, stamp_at
from mkdocs_specthis.effects.tree.atomic import refusals_typed, sync_file, sync_folder
from mkdocs_specthis.effects.tree.regular_file import open_regular

AT_ONCE = 8


class OutputSync:
    """Files on their way to the disk, and the folders that they lie in."""

    def __init__(self, root: Path, paths: Iterable[str] = ()) -> None:
        """Begin with those of `paths` that are there. Never raises on what lies there."""
        self._root = str(root)
        self._files: dict[str, tuple[Stamp, Future[None]]] = {}
        for path in paths:
            stamp = self._stamp(path)
            if stamp != NOTHING:
                self._files[path] = stamp, _pool().submit(_sync_file_at, self._place(path))
        folders = dict.fromkeys(os.path.dirname(self._place(path)) for path in self._files)
        self._folders = {folder: _pool().submit(sync_folder, folder) for folder in folders}

    def finish(self, paths: Iterable[str]) -> None:
        """All of `paths` are durable, as they are now. Raises WriteFailed."""
        late = set()
        for path in paths:
            with refusals_typed(path):
                if not self._is_done(path):
                    _sync_file_at(self._place(path))
                    late.add(os.path.dirname(self._place(path)))
        for folder in {*late, *self._folders}:
            with refusals_typed(os.path.basename(folder)):
                if folder in late:
                    sync_folder(folder)
                else:
                    self._folders[folder].result()

    def _is_done(self, path: str) -> bool:
        """Waits for the disk; false for what is not the file that it was when the disk was asked. Raises OSError."""
        if path not in self._files or self._files[path][0] != self._stamp(path):
            return False
        self._files[path][1].result()
        return True

    def _stamp(self, path: str) -> Stamp:
        return stamp_at(self._place(path), follow=True)

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}"


class NamesSync:
    """The names in one folder, on their way to the disk while something else is done."""

    def __init__(self) -> None:
        self._folder = ""
        self._under_way: Future[None] | None = None

    def begin(self, folder: str) -> None:
        self._folder = folder
        self._under_way = _pool().submit(sync_folder, folder)

    def finish(self) -> None:
        """They are durable, if it was begun. Raises WriteFailed."""
        if self._under_way is not None:
            with refusals_typed(os.path.basename(self._folder)):
                self._under_way.result()


def sync_outputs(root: Path, paths: Iterable[str]) -> None:
    """Make outputs durable, before anything says that they are there. Raises WriteFailed."""
    OutputSync(root).finish(paths)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="specthis-sync")


def _sync_file_at(place: str) -> None:
    """Nothing but a regular file is opened. Raises OSError."""
    descriptor = open_regular(place)
    if descriptor is None:
        return
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)
