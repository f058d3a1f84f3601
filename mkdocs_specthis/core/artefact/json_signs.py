"""Where strings and containers begin and end in a JSON text, told from its quotes and brackets alone.

Knows no values: of a text that is no JSON it tells something.
"""

_OTHERS = bytes(set(range(256)) - set(b'"{}[]'))
_ESCAPE = len(rb"\u0000")
_WORTH = 0.9
"""Of what a round of taking out innermost containers leaves: where it leaves more, another one is not worth it."""


class Signs:
    """Of a text that begins outside of strings."""

    def __init__(self, text: bytes) -> None:
        self._text = _without_escapes(text)
        self._signs = self._text.translate(None, _OTHERS)
        self.is_within_string = self._signs.count(b'"') % 2 == 1
        """Whether the text ends within one."""

    def last_quote(self) -> int:
        return self._text.rfind(b'"')

    def last_comma(self) -> int:
        """Place of the last one that stands outside of strings; -1 if there is none."""
        end, is_within = len(self._text), self.is_within_string
        while (comma := self._text.rfind(b",", 0, end)) >= 0:
            is_within ^= self._text.count(b'"', comma, end) % 2 == 1
            if not is_within:
                return comma
            end, is_within = self._text.rfind(b'"', 0, comma), False
        return -1

    def brackets(self, end: int) -> bytes:
        """Those before `end` that stand outside of strings, in order."""
        behind = self._text[end:].translate(None, _OTHERS)
        signs = self._signs[: len(self._signs) - len(behind)]
        return b"".join(signs.replace(b'""', b"").split(b'"')[::2])


def _without_escapes(text: bytes) -> bytes:
    """As long as it is, and each quote in it begins or ends a string."""
    if b"\\" not in text:
        return text
    return text.replace(rb"\\", b"__").replace(rb"\"", b"__")


def left_open(is_open: bytes, brackets: bytes, most: int) -> bytes | None:
    """What is open behind the brackets, where `is_open` was; None if at any time it is more than `most`."""
    left, rounds = _innermost_out(brackets)
    if len(is_open) + len(left) + 2 * rounds > most:
        left = brackets  # which may be too deep
    now = bytearray(is_open)
    for sign in left:
        if sign in b"[{":
            now.append(sign)
            if len(now) > most:
                return None
        elif now:
            now.pop()
    return bytes(now)


def _innermost_out(brackets: bytes) -> tuple[bytes, int]:
    """Without containers that begin and end among them; in how many rounds, each two levels at most."""
    rounds = 0
    while brackets:
        shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
        rounds += 1
        if len(shorter) > _WORTH * len(brackets):
            return shorter, rounds
        brackets = shorter
    return brackets, rounds


def end_of_letter(text: bytes) -> int:
    """Where the last letter or escape of a string that is cut there ends, or shortly before."""
    end = _without_escapes(text).rfind(b"\\", max(0, len(text) - _ESCAPE))
    if end >= 0:
        return end
    end = len(text)
    while end > 0 and len(text) - end < 3 and text[end - 1] & 0xC0 == 0x80:
        end -= 1
    return end - 1 if end > 0 and text[end - 1] >= 0xC0 else end
