"""A large JSON text cut into pieces that are JSON by themselves, so that each can be read whole and let go.

Knows no values. A cut stands behind a value of a container: what is open there is closed at the end of one piece, and
opened again at the beginning of the next. The text is JSON if, and only if, every piece is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.artefact.json_signs import Signs, end_of_letter, left_open

MAX_DEPTH = 500
"""Containers that may lie within each other: well below what Python stops at, which differs from place to place."""
MOST_HELD = 64 * 1024 * 1024
"""Bytes up to which a place for a cut is waited for."""
_WHITE = b" \t\n\r"
_FIRST_NAME = re.compile(rb'[ \t\n\r]*\{[ \t\n\r]*("(?:[^"\\]|\\.)*")', re.DOTALL)


class TooDeep(Exception):
    """More than `MAX_DEPTH` containers lie within each other."""


class TooLong(Exception):
    """There is no place for a cut in `MOST_HELD` bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    content: bytes
    start: int
    """Place in the text of its first byte, in bytes; what was put before it counts as if it stood there, too."""


class JsonPieces:
    """Cuts a text that is fed to it; it must be UTF-8, without a byte order mark."""

    def __init__(self) -> None:
        self._held = b""
        """Fed, and in no piece yet; it begins outside of strings."""
        self._start = 0
        """Place in the text of what is held; what was taken out of it counts as before it."""
        self._open = b""
        """Brackets that are open there."""
        self._opening = b""
        """What opens them, and holds a value: a comma comes next."""
        self._name = b""
        """A name that the outermost object has, as written: it is put in, and so adds none."""

    @property
    def held(self) -> int:
        """Bytes."""
        return len(self._held)

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Raises TooDeep, TooLong."""
        self._held += chunk
        signs = Signs(self._held)
        comma = signs.last_comma()
        if comma > 0:
            yield self._cut(comma, signs.brackets(comma))
        elif signs.is_within_string:
            quote = signs.last_quote()
            if not self._is_name(quote, signs.brackets(quote)):
                yield from self._without_string(quote)
        else:
            self._left_open(signs.brackets(len(self._held)))
            self._without_space()
        if len(self._held) > MOST_HELD:
            raise TooLong

    def end(self) -> Piece:
        """What is left. Raises TooDeep."""
        self._left_open(Signs(self._held).brackets(len(self._held)))
        return self._piece(self._held)

    def _cut(self, comma: int, brackets: bytes) -> Piece:
        if not self._name:
            found = _FIRST_NAME.match(self._held)
            self._name = found[1] if found else b'""'
        is_open = self._left_open(brackets)
        opening = self._opened(is_open)
        piece = self._piece(self._held[:comma] + self._closed(is_open))
        self._open, self._opening = is_open, opening
        self._hold(self._held[comma:], comma)
        return piece

    def _piece(self, content: bytes) -> Piece:
        return Piece(content=self._opening + content, start=self._start - len(self._opening))

    def _left_open(self, brackets: bytes) -> bytes:
        is_open = left_open(self._open, brackets, MAX_DEPTH)
        if is_open is None:
            raise TooDeep
        return is_open

    def _opened(self, is_open: bytes) -> bytes:
        opened = [b"[" if sign == ord("[") else b'{"":' for sign in is_open]
        if is_open[:1] == b"{":
            opened[0] = b"{" + self._name + b":"
        return b"".join(opened) + b"0"

    def _closed(self, is_open: bytes) -> bytes:
        """One more value, so that none is missing before the cut, and what closes the brackets."""
        name = self._name if len(is_open) == 1 else b'""'
        value = name + b":0" if is_open[-1:] == b"{" else b"0"
        return b"," + value + is_open[::-1].translate(bytes.maketrans(b"[{", b"]}"))

    def _is_name(self, quote: int, brackets: bytes) -> bool:
        """Whether the string that begins there is a name in the outermost object: those are asked for."""
        return self._left_open(brackets) == b"{" and self._held[:quote].rstrip(_WHITE)[-1:] in (b"{", b",")

    def _without_string(self, quote: int) -> Iterator[Piece]:
        """Give as a piece what is held of the long string that begins there."""
        end = end_of_letter(self._held)
        if end > quote + 1:
            yield Piece(content=b'"' + self._held[quote + 1 : end] + b'"', start=self._start + quote)
            self._hold(self._held[: quote + 1] + self._held[end:], end - quote - 1)

    def _without_space(self) -> None:
        kept = self._held.rstrip(_WHITE) + b" "
        if len(kept) < len(self._held):
            self._hold(kept, len(self._held) - len(kept))

    def _hold(self, held: bytes, less: int) -> None:
        self._held = held
        self._start += less
