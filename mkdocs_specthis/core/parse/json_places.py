"""Where something stands in a JSON text that Python's reader refuses without saying where.

Knows words and brackets, in time linear in the text; not whether the text is JSON, nor what it means.
"""

import re
from collections.abc import Iterator

_WORD = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|-?Infinity|NaN|\d+', re.DOTALL)
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
CONSTANTS = ("NaN", "Infinity", "-Infinity")
DIGITS = 4300
"""Python reads no number with more."""


def repeated_key(text: str) -> tuple[str, int]:
    """The first key that its object holds already, as written without quotes, and the place of the second one."""
    open_keys: list[set[str]] = []
    words = list(_words(text))
    for (word, place), (after, _) in zip(words, [*words[1:], ("", 0)], strict=True):
        if word in ("{", "["):
            open_keys.append(set())
        elif word in ("}", "]"):
            del open_keys[-1:]
        elif after == ":" and open_keys:
            if word in open_keys[-1]:
                return word[1:-1], place
            open_keys[-1].add(word)
    return "", 0


def refused_word(text: str) -> tuple[int, bool]:
    """The place of the first number that is too long or constant that is no JSON, and whether it is a number."""
    for word, place in _words(text):
        if word in CONSTANTS:
            return place, False
        if len(word) > DIGITS and word[0].isdigit():
            return place, True
    return 0, False


def deepest(text: str) -> int:
    """The place where brackets nest deepest."""
    depth, most, found = 0, 0, 0
    for word, place in _words(text):
        depth += (word in ("{", "[")) - (word in ("}", "]"))
        if depth > most:
            most, found = depth, place
    return found


def half_pair(text: str) -> int:
    """The place of the first escape that is half of a surrogate pair."""
    found = _HALF.search(text)
    return found.start() if found else 0


def _words(text: str) -> Iterator[tuple[str, int]]:
    for found in _WORD.finditer(text):
        yield found.group(), found.start()
