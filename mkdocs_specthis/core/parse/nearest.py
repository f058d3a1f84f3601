"""The nearest valid spelling of a word.

Knows words only.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from posixpath import basename, dirname

LIMIT = 2000
"""Choices looked at; a hint is not worth more."""


def nearest(word: str, choices: Iterable[str], *, cutoff: float = 0.72) -> str:
    """The choice nearest to `word`, whatever the case; empty if none is near."""
    if len(word) > 200:
        return ""
    by_lower = {choice.lower(): choice for choice, _ in zip(choices, range(LIMIT), strict=False)}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else ""


def nearest_beside(path: str, paths: Iterable[str]) -> str:
    """The file of `path`'s own folder with the nearest name: a folder that they share makes no names alike."""
    folder = dirname(path)
    names = {basename(other): other for other in paths if dirname(other) == folder}
    return names.get(nearest(basename(path), names), "")


def is_one_edit_off(word: str, other: str) -> bool:
    """Whether one letter added, dropped, replaced or two swapped make `other`, whatever the case."""
    word, other = word.lower(), other.lower()
    if abs(len(word) - len(other)) > 1 or word == other:
        return word == other
    start = next(
        (index for index, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    tails = {(1, 1), (0, 1), (1, 0)}
    if any(word[start + mine :] == other[start + theirs :] for mine, theirs in tails):
        return True
    swapped = word[start : start + 2] == other[start : start + 2][::-1]
    return swapped and word[start + 2 :] == other[start + 2 :]


def did_you_mean(word: str, choices: Iterable[str], *, otherwise: str = "") -> str:
    """`did you mean …?` as a hint, else `otherwise`."""
    close = nearest(word, choices)
    return f"did you mean `{close}`?" if close else otherwise
