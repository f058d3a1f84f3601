"""Reads one object of a ledger key by key, each with the type it must have.

Knows types, not ledgers. The first wrong one raises `BadField`, which says where it stands.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from mkdocs_specthis.core.digest import is_digest
from mkdocs_specthis.core.parse.ledger_json import MAX_DEPTH, Object, is_deeper_than
from mkdocs_specthis.core.parse.shown import shown

_UNSAFE_PATH = re.compile(r"^$|^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|(?:^|/)(?:\.{0,2})(?:/|$)")


class BadField(Exception):
    """A value that is not what its key must hold; caught by the parser, never seen outside."""

    def __init__(self, path: Sequence[str | int], message: str) -> None:
        super().__init__(message)
        self.path = tuple(path)
        self.message = message


class Fields:
    """One object and the path that leads to it."""

    def __init__(self, raw: Object, path: tuple[str | int, ...] = ()) -> None:
        self._raw = raw
        self._path = path

    def bad(self, key: str, message: str) -> BadField:
        return BadField((*self._path, key), message)

    def names(self) -> Iterable[str]:
        return self._raw.keys()

    def check_unknown(self, known: Iterable[str]) -> None:
        """Unknown keys survive, unless they nest so deeply that writing them back could fail."""
        for key in self._raw.keys() - set(known):
            if is_deeper_than(self._raw[key], MAX_DEPTH):
                raise self.bad(key, f"`{shown(key)}` is nested too deeply")

    def inside(self, key: str) -> "Fields":
        return Fields(self._object(key, required=True), (*self._path, key))

    def records(self, key: str) -> Iterator["Fields"]:
        value = self._raw[key]
        if not isinstance(value, list):
            raise self._wrong(key, "a list of judgments")
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise BadField((*self._path, key, index), f"judgment {index + 1} of `{shown(key)}` is no object")
            yield Fields(item, (*self._path, key, index))

    def text(self, key: str, *, required: bool = False) -> str:
        value = self._value(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        value = self.text(key, required=True)
        if value not in choices:
            raise self._wrong(key, "one of " + ", ".join(f"`{choice}`" for choice in choices))
        return value

    def digest(self, key: str) -> str:
        value = self.text(key, required=True)
        if not is_digest(value):
            raise self._wrong(key, "a digest, `sha256:` and 64 hex digits")
        return value

    def integer(self, key: str, *, minimum: int) -> int:
        value = self._value(key, required=True)
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
            raise self._wrong(key, f"a whole number, {minimum} or more")
        return value

    def number(self, key: str) -> float:
        value = self._value(key, required=False)
        if value is None:
            return 0.0
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
            raise self._wrong(key, "a number, 0 or more")
        try:
            return float(value)
        except OverflowError:
            raise self._wrong(key, "a number, 0 or more") from None

    def truth(self, key: str) -> bool:
        value = self._value(key, required=False)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def texts_by_name(self, key: str) -> dict[str, str]:
        value = self._object(key, required=False)
        if not all(isinstance(item, str) for item in value.values()):
            raise self._wrong(key, "an object of texts")
        return {name: str(item) for name, item in value.items()}

    def safe_paths(self) -> Iterable[str]:
        """The object's keys, which must be paths that stay below the project root."""
        for path in self._raw:
            if is_unsafe_path(path):
                raise self.bad(path, f"`{shown(path)}` is no path below the project root")
        return self._raw.keys()

    def _object(self, key: str, *, required: bool) -> Object:
        value = self._value(key, required=required)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return value

    def _value(self, key: str, *, required: bool) -> object:
        """The value; None only where the key is missing and may be."""
        if key not in self._raw:
            if required:
                raise BadField(self._path, f"`{key}` is missing")
            return None
        value = self._raw[key]
        if value is None:
            raise self._wrong(key, "something other than null")
        return value

    def _wrong(self, key: str, expected: str) -> BadField:
        return self.bad(key, f"`{shown(key)}` must be {expected}")


def is_unsafe_path(path: str) -> bool:
    """True for what is no plain path below a root: absolute, `..`, empty segments, a drive, control characters."""
    return _UNSAFE_PATH.search(path) is not None
