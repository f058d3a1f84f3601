"""Which places of a JSON file a dotted pattern means, as `Varies` and `[diff] ignore` write them.

`*` and `?` stand for characters of one key, `**` for any number of keys; elements of a list count from 0.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

ANY_KEYS = "**"


def is_meant(pattern: str, place: Sequence[str]) -> bool:
    """Whether the pattern names exactly this place, by its keys from the top."""
    return _states(pattern.split("."), place)[-1]


def is_covered(pattern: str, place: Sequence[str]) -> bool:
    """Whether it names this place, or something that the place lies in."""
    return any(_states(pattern.split("."), place))


def _states(keys: Sequence[str], place: Sequence[str]) -> list[bool]:
    """Whether the pattern is through after none of the place's keys, after the first, and so on."""
    reached = _widened(keys, {0})
    through = [len(keys) in reached]
    for key in place:
        reached = _widened(keys, (passed for start in reached for passed in _step(keys, start, key)))
        through.append(len(keys) in reached)
    return through


def _step(keys: Sequence[str], start: int, key: str) -> Iterable[int]:
    if start < len(keys) and keys[start] == ANY_KEYS:
        yield start
    elif start < len(keys) and fnmatchcase(key, keys[start]):
        yield start + 1


def _widened(keys: Sequence[str], places: Iterable[int]) -> set[int]:
    """With what is reached where a `**` stands for no key at all."""
    found: set[int] = set()
    for start in places:
        found.add(start)
        while start < len(keys) and keys[start] == ANY_KEYS:
            start += 1
            found.add(start)
    return found
