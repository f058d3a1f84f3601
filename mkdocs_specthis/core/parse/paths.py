"""Paths as specs and settings write them: relative, POSIX, below the project root.

Decides by spelling alone; where a link leads is seen by who reads the disk.
"""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from functools import lru_cache
from posixpath import normpath
from unicodedata import normalize

MAX_LENGTH = 1024
_GLOB = re.compile(r"[*?\[]")
_ROOT = re.compile(r"([A-Za-z][A-Za-z0-9_-]+):(?!//)(.+)\Z", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:(?![^/\\]*$)|[A-Za-z]:\\|[A-Za-z]:$")
DEVICE_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})


def is_glob(path: str) -> bool:
    return _GLOB.search(path) is not None


@lru_cache(maxsize=65_536)
def is_pattern(path: str) -> bool:
    """True for a glob, and for a folder written with a final slash, which means every file below it."""
    return path.endswith("/") or is_glob(path)


def matches_pattern(path: str, pattern: str) -> bool:
    """Whether a glob, or a folder with a final slash, stands for `path`: segment by segment, `**` for any depth.

    As on disk, a leading dot is matched only by a dot; a folder stands for all below it.
    """
    if pattern.endswith("/") and not is_glob(pattern):
        return is_below(path, pattern)
    written = pattern + "**" if pattern.endswith("/") else pattern
    patterns = written.split("/")
    patterns += ["*"] if patterns[-1] == "**" else []
    reached = _skipping(patterns, {0})
    for segment in path.split("/"):
        reached = _skipping(patterns, _stepped(patterns, reached, segment))
    return len(patterns) in reached


def _stepped(patterns: Sequence[str], reached: Iterable[int], segment: str) -> set[int]:
    """Where a match stands in `patterns` after one more segment: all ways at once, so that none can take long."""
    steps = set()
    for place in reached:
        if place < len(patterns) and patterns[place] == "**":
            steps |= set() if segment.startswith(".") else {place}
        elif place < len(patterns) and _is_segment(segment, patterns[place]):
            steps.add(place + 1)
    return steps


def _skipping(patterns: Sequence[str], reached: Iterable[int]) -> set[int]:
    """`**` may stand for nothing."""
    found = set()
    for place in reached:
        found.add(place)
        while place < len(patterns) and patterns[place] == "**":
            place += 1
            found.add(place)
    return found


def _is_segment(segment: str, pattern: str) -> bool:
    if not is_glob(pattern):
        return segment == pattern
    hidden = segment.startswith(".") and not pattern.startswith(".")
    return not hidden and _segment(pattern).match(segment) is not None


@lru_cache(maxsize=512)
def _segment(pattern: str) -> "re.Pattern[str]":
    return re.compile(translate(pattern))


def split_root(path: str) -> tuple[str, str]:
    """(named data root, path below it); the root is empty for a path in the project."""
    found = _ROOT.match(path)
    return (found.group(1), found.group(2)) if found else ("", path)


def path_problem(path: str) -> str:
    """Why `path` is no path below the project root; empty if it is one."""
    if not path or path in (".", "./", "/"):
        return "is no path of a file"
    if len(path) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    if any(not character.isprintable() for character in path):
        return "holds a character that cannot be printed"
    if "\\" in path:
        return "holds a backslash; write `/`"
    if path.startswith(("/", "~")) or _DRIVE.match(path):
        return "is absolute; write it from the project root"
    if "://" in path:
        return "is a URL; a run reads files of the project"
    if ".." in path.split("/"):
        return "leads out of the project with `..`"
    return ""


def normalise_path(path: str) -> str:
    """`path` without `.` and doubled slashes; a final slash stays."""
    tail = "/" if path.endswith("/") else ""
    return normpath(path) + tail


def is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def fold_path(path: str) -> str:
    """What two spellings of one file have in common on file systems that tell neither case nor Unicode forms apart."""
    return path.lower() if path.isascii() else normalize("NFC", normalize("NFC", path).casefold())


def suffix_of(path: str) -> str:
    """The last suffix with its dot, as written; empty if there is none."""
    name = path.rsplit("/", 1)[-1]
    return "." + name.rsplit(".", 1)[1] if "." in name.lstrip(".") else ""
