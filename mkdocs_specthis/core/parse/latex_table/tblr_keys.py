"""How tabularray writes options down: `key{places} = {value}`, and which rows or columns a place means.

Knows the notation, and not what any key does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, balanced

_NAME = re.compile(r"([A-Za-z$][A-Za-z-]*)\+?\Z")
_RANGE = re.compile(r"([0-9]{1,4}|[U-Z])?(?:(-)([0-9]{1,4}|[U-Z])?)?\Z")
_EVERY_OTHER = re.compile(r"(odd|even)(?:\[([0-9]{1,4})(?:-([0-9]{1,4}|[U-Z]))?\])?\Z")
_LAST = "ZYXWVU"
"""Places counted from the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    name: str
    """Empty if it is no plain word: a length, a mixture of colours."""
    places: tuple[Span, ...] = ()
    """What stands in braces behind the name."""
    written: str
    value: Span | None
    """None without an equals sign."""
    line: int

    @property
    def text(self) -> str:
        return text_of(self.value) if self.value is not None else ""

    def groups(self) -> list[Span]:
        """The parts of a value such as `{1}{-}{dashed}`; a value without braces is one."""
        if self.value is None:
            return []
        return groups_of(self.value)


def groups_of(span: Span) -> list[Span]:
    reader, found = Reader.of(span), list[Span]()
    while True:
        reader.skip_blanks()
        if reader.ended:
            return found
        if not reader.comes("{"):
            return [span]
        found.append(reader.group())


@dataclass(slots=True)
class _Piece:
    """An option that is being read."""

    signs: list[Sign] = field(default_factory=list)
    value: list[Sign] | None = None

    def add(self, sign: Sign) -> None:
        (self.signs if self.value is None else self.value).append(sign)


def keys_of(span: Span) -> Iterator[Key]:
    """Options, parted at commas that stand in no brackets."""
    piece, depth = _Piece(), 0
    for sign in span:
        depth += (sign.kind in ("{", "[")) - (sign.kind in ("}", "]"))
        if sign.kind != "text" or depth:
            piece.add(sign)
            continue
        for mark in re.findall(r"[,=]|[^,=]+", sign.text):
            if mark == ",":
                yield from _key(piece)
                piece = _Piece()
            elif mark == "=" and piece.value is None:
                piece.value = []
            else:
                piece.add(Sign("text", mark, sign.line))
    yield from _key(piece)


def _key(piece: _Piece) -> Iterator[Key]:
    signs = [sign for sign in piece.signs if sign.kind != "par"]
    if not any(sign.kind != "space" for sign in signs):
        return
    reader = Reader.of(balanced(signs))
    reader.skip_blanks()
    line = reader.line
    written = text_of(signs)
    first = _NAME.match(reader.sign.text) if reader.comes("text") else None
    places: list[Span] = []
    if first is not None:
        reader.next()
        reader.skip_blanks()
        while reader.comes("{"):
            places.append(reader.group())
            reader.skip_blanks()
    whole = first is not None and reader.ended
    value = None if piece.value is None else balanced(piece.value)
    name = first[1] if first is not None and whole else ""
    yield Key(name=name, places=tuple(places) if whole else (), written=written, value=value, line=line)


def places_of(text: str, count: int, line: int) -> list[int]:
    """Numbers from 1 to `count` that `1,3-5`, `2-Z`, `odd`, `even[3-X]` or `-` mean."""
    found: dict[int, None] = {}
    for part in text.replace(" ", "").split(","):
        if other := _EVERY_OTHER.match(part):
            first, last = int(other[2] or 1), _number(other[3] or "Z", count)
            found.update(dict.fromkeys(range(first + (first % 2 == (other[1] == "even")), min(last, count) + 1, 2)))
        elif part:
            found.update(dict.fromkeys(_range(part, count, line)))
    return [place for place in found if 1 <= place <= count]


def _range(part: str, count: int, line: int) -> range:
    found = _RANGE.match(part)
    if found is None:
        raise NotUnderstood(f"the places `{part[:20]}` of a tblr", line)
    first = _number(found[1], count) if found[1] else 1
    if not found[2]:
        return range(first, first + 1)
    last = _number(found[3], count) if found[3] else count
    return range(max(1, first), min(last, count) + 1)


def _number(word: str, count: int) -> int:
    return int(word) if word.isdecimal() else count - _LAST.index(word)
