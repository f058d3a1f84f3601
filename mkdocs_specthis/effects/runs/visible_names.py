"""Which names a folder shows to whoever lists it: files, links, and folders that hold any file.

Imports the standard library alone, so that any worker can take it; knows no project. What begins with a dot does not
count, as for a glob.
"""

import os

TICK = 20_000_000
"""Nanoseconds by which the time of a folder may lie behind that of what was put there."""


def visible_names(folder: str) -> frozenset[str]:
    """None where it cannot be read."""
    return frozenset(item.name for item in _scan(folder) if not item.name.startswith(".") and _counts(item))


def names_and_age(folder: str) -> tuple[frozenset[str], int]:
    """With when they changed last, in nanoseconds, as seen after them; 0 if it was a name that does not count."""
    names = visible_names(folder)
    try:
        changed = os.stat(folder).st_ctime_ns
        others = (item for item in _scan(folder) if item.name.startswith(".") or item.name == "__pycache__")
        is_other = any(item.stat(follow_symlinks=False).st_ctime_ns >= changed - TICK for item in others)
        return names, 0 if is_other else changed
    except OSError:
        return names, 0


def _counts(item: os.DirEntry[str]) -> bool:
    if not item.is_dir(follow_symlinks=False):
        return True
    return item.name != "__pycache__" and _holds_a_file(item.path)


def _holds_a_file(top: str) -> bool:
    waiting = [top]
    while waiting:
        items = _scan(waiting.pop())
        if any(not item.is_dir(follow_symlinks=False) for item in items):
            return True
        waiting.extend(item.path for item in items if item.name != "__pycache__")
    return False


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [*found]
    except OSError:
        return []
