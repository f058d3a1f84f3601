"""Takes compiled Python out of a run's way where it may have been made of another text than the source has now.

Knows files and their stamps; nothing of entries. Python takes a module's compiled form for right if the source has the
size and, by whole seconds, the modification time that it had: an edit within that second, or a copy that brings old
times along as `rsync`, `tar` and `unzip` do, would run the code of before. Numba's index does the same.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname, join, splitext

PREFIX = "PYTHONPYCACHEPREFIX"
"""Variable that names a folder where Python keeps compiled modules, in place of `__pycache__` beside each."""
COMPILED = (".pyc", ".nbi")
SLACK = 2_000_000_000
"""Nanoseconds by which the source must have been at rest when it was compiled: it may have been read before an edit."""


def remove_doubtful_bytecode(places: Iterable[str], environment: Mapping[str, str]) -> int:
    """Remove it for sources at absolute places; how many files that were. What cannot be removed stays."""
    listed: dict[str, list[str]] = {}
    removed = 0
    for place in dict.fromkeys(places):
        for compiled in _doubtful(place, environment.get(PREFIX, ""), listed):
            with contextlib.suppress(OSError):
                os.unlink(compiled)
                removed += 1
    return removed


def _doubtful(place: str, prefix: str, listed: dict[str, list[str]]) -> Iterator[str]:
    folder = f"{prefix}{dirname(place)}" if prefix else join(dirname(place), "__pycache__")
    if folder not in listed:
        listed[folder] = _names(folder)
    stem = splitext(basename(place))[0] + "."
    for name in listed[folder]:
        if name.startswith(stem) and name.endswith(COMPILED) and _is_doubtful(place, join(folder, name)):
            yield join(folder, name)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_doubtful(source: str, compiled: str) -> bool:
    """The times of change are the operating system's own, which no copy brings along."""
    try:
        changed = max(os.stat(source).st_ctime_ns, os.lstat(source).st_ctime_ns)
        return changed + SLACK >= os.stat(compiled).st_ctime_ns
    except OSError:
        return False
