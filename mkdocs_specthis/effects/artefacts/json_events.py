"""A JSON file as a stream of events, each value as it is written: memory does not grow with the file.

Knows no entry. NaN and Infinity, which JSON lacks and people write, come out as what they are.
Source: ijson's events (yajl).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from mkdocs_specthis.core.contracts.varying import Event
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.effects.tree.regular_file import open_regular

_CHUNK = 256 * 1024
END = b"\n"
"""Behind the last byte: no string can hold it, and yajl would else not notice one that is not closed behind a value."""
_WORD = 9
"""Bytes of the longest word, `-Infinity`."""
LONGEST_RUN = 64
_WORDS = {b"NaN": b"0e-30401", b"Infinity": b"1e30402"}
"""What JSON lacks, as numbers that nobody writes."""
_NAMES = {"0E-30401": "NaN", "1E+30402": "Infinity", "-1E+30402": "-Infinity"}
_NOT_JSON = re.compile(rb"(?<![\w.])(NaN|Infinity)(?![\w.])")
MAX_DEPTH = 1_000


class NotJson(SpecthisError):
    """The file cannot be read as JSON to its end."""


def read_json_events(path: Path) -> Iterator[Event]:
    """Raises NotJson, OSError."""
    import ijson

    depth = 0
    descriptor = open_regular(path)
    if descriptor is None:
        raise NotJson("it is no regular file")
    with open(descriptor, "rb") as file:
        try:
            for kind, value in ijson.basic_parse(_Words(file), use_float=False, buf_size=_CHUNK):
                depth += (kind in ("start_map", "start_array")) - (kind in ("end_map", "end_array"))
                if depth > MAX_DEPTH:
                    raise NotJson("it is nested too deeply")
                yield _constant(kind, value)
        except (ijson.JSONError, ArithmeticError, ValueError) as error:
            raise NotJson("it cannot be read as JSON") from error


def _constant(kind: str, value: object) -> Event:
    name = _NAMES.get(str(value)) if isinstance(value, Decimal) else None
    return ("constant", name) if name else (kind, value)


class _Words:
    """A file with numbers in the place of words that JSON lacks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._last = b""
        """The byte before `_held`."""
        self._held = b""
        """Read, and not given yet: a word may go on behind it."""
        self._is_at_end = False

    def read(self, size: int = -1) -> bytes:
        """Some bytes; none at the end."""
        if size == 0 or self._is_at_end:
            return b""
        while True:
            chunk = self._file.read(_CHUNK)
            text = self._held + chunk
            self._is_at_end = not chunk
            end = len(text) if self._is_at_end else max(0, len(text) - _WORD - 1)
            end = _between_words(text, end)
            given, self._held = text[:end], text[end:]
            if self._is_at_end:
                return self._replaced(given) + END
            if given:
                return self._replaced(given)

    def _replaced(self, given: bytes) -> bytes:
        if b"NaN" not in given and b"Infinity" not in given:
            self._last = given[-1:]
            return given
        text = _NOT_JSON.sub(lambda found: _WORDS[found.group(1)], self._last + given)[len(self._last) :]
        self._last = given[-1:]
        return text


def _between_words(text: bytes, end: int) -> int:
    """`end`, or a place shortly before it where no word is cut; in a long run of letters any will do."""
    place = end
    while 0 < place < len(text) and end - place <= LONGEST_RUN and _is_of_word(text[place - 1]):
        place -= 1
    return place if end - place <= LONGEST_RUN else end


def _is_of_word(byte: int) -> bool:
    return chr(byte).isalnum() or byte in b"_."
