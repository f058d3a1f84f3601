"""The bytes of a JSON file for who asks for its keys, and whether it is JSON at all: long runs of values made short.

Knows no key. What is left is JSON if, and only if, the file is: only what stands outside of strings is replaced, and
only behind a comma, where a value without a name can stand in an array alone, be it one or many.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

LONG = 4096
"""Bytes from which on a run is made short, and how far apart runs are looked for."""
END = b"\n"
"""Behind the last byte: no string can hold it, and yajl would else not notice one that is not closed behind a value."""
CHUNK = 1024 * 1024
_WORD = 9
"""Bytes of the longest word, `-Infinity`."""
_LONGEST_RUN = 64
"""Letters and digits that are looked through for a place where no word is cut."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_JSON = rb"(?<![\w.])((?<!-)NaN|Infinity)(?![\w.])"
_STRING_OR_WORD = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|' + _NOT_JSON, re.DOTALL)
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_ESCAPED = re.compile(rb"\\.", re.DOTALL)

_WHITE = rb"[ \t\n\r]*+"
_NUMBER = rb"-?(?:[1-9][0-9]*+|0)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_SCALAR = rb"(?:" + _NUMBER + rb"|" + _STRING + rb"|true|false|null)" + _WHITE
_MEMBER = _STRING + _WHITE + rb":" + _WHITE + _SCALAR
_COMMA = rb"," + _WHITE
_ROW = rb"\[" + _WHITE + rb"(?:" + _SCALAR + rb"(?:" + _COMMA + _SCALAR + rb")*+)?+\]" + _WHITE
_RECORD = rb"\{" + _WHITE + rb"(?:" + _MEMBER + rb"(?:" + _COMMA + _MEMBER + rb")*+)?+\}" + _WHITE
_FLAT = rb"(?:" + _SCALAR + rb"|" + _ROW + rb"|" + _RECORD + rb")"
_RUN = re.compile(_WHITE + rb"(?:(?:" + _NUMBER + _WHITE + _COMMA + rb")++|" + _FLAT + _COMMA + rb")++")


class Shape:
    """A file to be read by a parser."""

    def __init__(self, file: BinaryIO) -> None:
        self._inside = False
        """Whether a string goes on where the next piece begins."""
        self._pieces = self._read(file)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while size and len(self._rest) < max(size, 1):
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _read(self, file: BinaryIO) -> Iterator[bytes]:
        held = file.read(len(_BYTE_ORDER_MARK)).removeprefix(_BYTE_ORDER_MARK)
        while chunk := file.read(CHUNK):
            text = held + chunk
            end = _between_words(text)
            yield self._piece(text[:end])
            held = text[end:]
        yield self._piece(held) + END

    def _piece(self, text: bytes) -> bytes:
        if b"NaN" in text or b"Infinity" in text:
            text = _with_numbers(text, inside=self._inside)
        return self._shortened(text)

    def _shortened(self, text: bytes) -> bytes:
        """With one number in the place of each long run of values behind a comma."""
        pieces: list[bytes] = []
        kept = counted = 0
        place = text.find(b",")
        while place >= 0:
            self._pass_over(text[counted:place])
            counted = end = place
            if not self._inside and (found := _RUN.match(text, place + 1)):
                end = found.end()
            if end - place > LONG and _is_utf_8(run := text[place + 1 : end]):
                pieces += (text[kept : place + 1], b"[0]," if b"[" in run or b"{" in run else b"0,")
                kept = counted = end
            place = text.find(b",", end if counted == end > place else max(end, place + LONG))
        self._pass_over(text[counted:])
        return b"".join((*pieces, text[kept:])) if pieces else text

    def _pass_over(self, text: bytes) -> None:
        """Tell whether a string goes on behind it."""
        quotes = (_ESCAPED.sub(b"", text) if b"\\" in text else text).count(b'"')
        self._inside ^= bool(quotes % 2)


def _between_words(text: bytes) -> int:
    """A place near the end where no word and no escaped character is cut."""
    last = end = max(0, len(text) - _WORD - 1)
    while end > 0 and last - end <= _LONGEST_RUN and (chr(text[end - 1]).isalnum() or text[end - 1] in b"_."):
        end -= 1
    end = end if last - end <= _LONGEST_RUN else last
    backslashes = end - len(text[:end].rstrip(b"\\"))
    return end - backslashes % 2


def _with_numbers(text: bytes, *, inside: bool) -> bytes:
    """With a number for each NaN and Infinity outside of strings."""
    found = _REST_OF_STRING.match(text) if inside else None
    begin = found.end() if found else 0
    return text[:begin] + _STRING_OR_WORD.sub(lambda one: b"0" if one[1] else one[0], text[begin:])


def _is_utf_8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
