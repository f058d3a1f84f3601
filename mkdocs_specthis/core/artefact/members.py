"""How many members a long list or object has, and how many rows a table: counted piece by piece, without reading them.

Knows signs, not values: of JSON that is none it counts something.
"""

import re

_SIGNS = b'"{}[],'
_OTHERS = bytes(set(range(256)) - set(_SIGNS))
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_INNERMOST = re.compile(rb"[\[{],*[\]}]")
_BRACKETS = re.compile(rb"([\[{]+|[\]}]+)")
_OPEN, _CLOSED = b"[{", b"]}"
WORTH = 0.9
"""Of what a round of taking out innermost containers leaves: where it leaves more, another one is not worth it."""
MOST_STEPS = 2_000_000
"""Runs of brackets that are walked through; a file with more of them is made to be slow, and nobody counts it."""


class MemberCount:
    """Counts the members of one container; fed with bytes from behind its opening bracket."""

    def __init__(self) -> None:
        self._commas = 0
        self._depth = 0
        self._held = b""
        self._in_text = False
        self._steps = 0
        self.ended = False

    @property
    def number(self) -> int | None:
        """Of a container that is not empty; None if it was left uncounted."""
        return self._commas + 1 if self._steps <= MOST_STEPS else None

    def feed(self, piece: bytes) -> None:
        """Linear in the piece, however deep what lies within it."""
        if self.ended:
            return
        signs = self._outside(self._without_escapes(piece)).translate(None, b'"')
        while found := _INNERMOST.search(signs):
            before = len(signs)
            signs = _INNERMOST.sub(b"", signs.replace(found.group(), b""))  # most records are alike
            if len(signs) > WORTH * before:
                break
        self._walk(signs)

    def _without_escapes(self, piece: bytes) -> bytes:
        piece = self._held + piece
        kept = len(piece) - len(piece.rstrip(b"\\"))
        self._held = piece[len(piece) - kept % 2 :] if kept % 2 else b""
        piece = piece[: len(piece) - len(self._held)]
        return _ESCAPE.sub(b"", piece) if b"\\" in piece else piece

    def _outside(self, piece: bytes) -> bytes:
        """The signs that stand outside of texts."""
        signs = (b'"' if self._in_text else b"") + piece.translate(None, _OTHERS)
        signs = signs.replace(b'""', b"")
        parts = signs.split(b'"')
        self._in_text = len(parts) % 2 == 0
        return b"".join(parts[::2])

    def _walk(self, signs: bytes) -> None:
        """What is left: commas, brackets that have no partner in this piece, and what is nested deeply."""
        closed = len(signs) - len(signs.translate(None, _CLOSED))
        if closed < self._depth:  # nothing of it lies in the container itself
            self._depth += len(signs) - len(signs.translate(None, _OPEN)) - closed
            return
        for part in _BRACKETS.split(signs):
            if part[:1] in (b"[", b"{"):
                self._depth += len(part)
            elif part[:1] in (b"]", b"}"):
                self._depth -= len(part)
            elif self._depth == 0:
                self._commas += len(part)
            self._steps += 1
            self.ended = self._depth < 0 or self._steps > MOST_STEPS
            if self.ended:
                return


class LineCount:
    """Counts the lines of a table, and whether one line is one row throughout."""

    def __init__(self) -> None:
        self.number = 0
        self.is_plain = True
        self._last = b"\n"

    def feed(self, piece: bytes) -> None:
        if not piece:
            return
        self.number += piece.count(b"\n")
        doubled = self._last == b"\n" and piece[:1] in (b"\n", b"\r")
        self.is_plain &= not (b'"' in piece or b"\n\n" in piece or b"\n\r" in piece or doubled)
        self._last = piece[-1:]

    @property
    def lines(self) -> int:
        """The last one counts without an end, too."""
        return self.number + (self._last != b"\n")
