"""How many members a long list or object has, and how many rows a table: counted piece by piece, without reading them.

Knows signs, not values: of JSON that is none it counts something.
"""

import re

_SIGNS = b'"{}[],'
_OTHERS = bytes(set(range(256)) - set(_SIGNS))
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_INNERMOST = re.compile(rb"[\[{],*[\]}]")
_BRACKETS = re.compile(rb"([\[\]{}])")


class MemberCount:
    """Counts the members of one container; fed with bytes from behind its opening bracket."""

    def __init__(self) -> None:
        self._commas = 0
        self._depth = 0
        self._held = b""
        self._in_text = False
        self.ended = False

    @property
    def number(self) -> int:
        """Of a container that is not empty."""
        return self._commas + 1

    def feed(self, piece: bytes) -> None:
        """Linear in the piece, with a factor for the nesting that lies within it."""
        signs = self._outside(self._without_escapes(piece)).translate(None, b'"')
        while found := _INNERMOST.search(signs):
            signs = _INNERMOST.sub(b"", signs.replace(found.group(), b""))  # most records are alike
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
        """What is left: commas, and brackets that have no partner in this piece."""
        for part in _BRACKETS.split(signs):
            if self.ended:
                return
            if part in (b"[", b"{"):
                self._depth += 1
            elif part in (b"]", b"}"):
                self._depth -= 1
                self.ended = self._depth < 0
            elif self._depth == 0:
                self._commas += len(part)


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
