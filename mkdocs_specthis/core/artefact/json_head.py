"""The beginning of a JSON text to a Reading: what is open at its end is closed, and how long it is, estimated.

Linear in what it is given, whatever the nesting. What was not read may hold anything, faults included.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.artefact.json_whole import fault_at
from mkdocs_specthis.core.artefact.value import Beyond, CountFrom, Number, Reading, Value, cannot_count, estimated
from mkdocs_specthis.core.model.artefact import Count, Fault

DEEPEST = 40
"""Levels that are kept; what lies deeper is counted as one value."""
KEY, COLON, VALUE, COMMA = "a key in double quotes", "`:`", "a value", "`,` or the end"
_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")"""
    r"|(?P<number>-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity|NaN)(?![\w.+-]))"
    r"|(?P<word>(?:true|false|null)(?!\w))|(?P<sign>[{}\[\],:]))",
    re.DOTALL,
)
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}
_BLANKS = " \t\n\r"
_TELLING = 20
"""Members from which something can be said of others."""
_REST = 400
"""Characters at the end that may be a number or a word that was cut."""


@dataclass(slots=True)
class _Open:
    """A container whose end has not been read."""

    held: "dict[str, Value] | list[Value] | None"
    """None for one that lies too deep."""
    is_object: bool
    start: int
    expects: str
    may_end: bool = True
    key: str = ""


class _Wrong(Exception):
    def __init__(self, position: int, what: str) -> None:
        super().__init__(what)
        self.position, self.what = position, what


def read_json_head(text: str, size: int, *, whole: bool, count: CountFrom = cannot_count) -> Reading | Fault:
    """`size` is the length of the whole text in the unit of `text`; `whole` says that this is all of it."""
    try:
        return _Reader(text, size, whole=whole, count=count).read()
    except _Wrong as wrong:
        return fault_at(text, wrong.position, wrong.what)


class _Reader:
    def __init__(self, text: str, size: int, *, whole: bool, count: CountFrom) -> None:
        self._count = count
        self._text, self._size, self._whole = text, size, whole
        self._stack: list[_Open] = []
        self._reading = Reading(None)
        self._done = False

    def read(self) -> Reading:
        end = 0
        for found in self._tokens():
            self._take(found)
            end = found.end()
        rest = self._text[end:].lstrip(_BLANKS)
        if rest and (self._whole or not _may_be_cut(rest)):
            raise _Wrong(len(self._text) - len(rest), "what stands here is no JSON")
        if self._whole and not self._done:
            raise _Wrong(len(self._text), "the file ends too early")
        self._estimate()
        return self._reading

    def _tokens(self) -> Iterator[re.Match[str]]:
        position, match = 0, _TOKEN.match
        while found := match(self._text, position):
            if not self._whole and found.end() == len(self._text) and found.lastgroup in ("number", "word"):
                return
            yield found
            position = found.end()

    def _take(self, found: re.Match[str]) -> None:
        kind = found.lastgroup or ""
        token, position = found.group(kind), found.start(kind)
        if self._done:
            raise _Wrong(position, "something stands behind the end of the value")
        if kind == "sign" and token in "]}":
            self._close(is_object=token == "}", position=position)
        elif kind == "sign" and token in ",:":
            self._pass(token, position)
        elif self._stack and self._stack[-1].expects is KEY:
            self._key(kind, token, position)
        else:
            self._value(kind, token, position)

    def _key(self, kind: str, token: str, position: int) -> None:
        if kind != "text":
            raise _Wrong(position, f"{KEY} is expected")
        top = self._stack[-1]
        top.key, top.expects, top.may_end = _string(token, position), COLON, False

    def _pass(self, token: str, position: int) -> None:
        top = self._stack[-1] if self._stack else None
        expected = top.expects if top else VALUE
        if top is None or expected is not (COLON if token == ":" else COMMA):
            raise _Wrong(position, f"{expected} is expected")
        top.expects = KEY if token == "," and top.is_object else VALUE
        top.may_end = False

    def _value(self, kind: str, token: str, position: int) -> None:
        if self._stack and self._stack[-1].expects is not VALUE:
            raise _Wrong(position, f"{self._stack[-1].expects} is expected")
        if kind == "sign":
            self._open(is_object=token == "{", position=position)
        elif kind == "text":
            self._put(_string(token, position))
        else:
            self._put(Number(token) if kind == "number" else _WORDS[token])

    def _put(self, value: Value) -> None:
        if not self._stack:
            self._reading.value, self._done = value, True
            return
        top = self._stack[-1]
        top.expects, top.may_end = COMMA, True
        if isinstance(top.held, dict):
            if top.key in top.held:
                self._reading.repeated[top.key] = self._reading.repeated.get(top.key, 0) + 1
            top.held[top.key] = value
        elif top.held is not None:
            top.held.append(value)

    def _open(self, *, is_object: bool, position: int) -> None:
        held: dict[str, Value] | list[Value] | None = {} if is_object else []
        if len(self._stack) >= DEEPEST:
            held = None
        self._put(Beyond(is_object) if held is None else held)
        self._done = False
        expects = KEY if is_object else VALUE
        self._stack.append(_Open(held=held, is_object=is_object, start=position, expects=expects))

    def _close(self, *, is_object: bool, position: int) -> None:
        top = self._stack[-1] if self._stack else None
        if top is None or top.is_object is not is_object or not top.may_end:
            raise _Wrong(position, f"{top.expects if top else VALUE} is expected")
        self._stack.pop()
        self._done = not self._stack

    def _estimate(self) -> None:
        """How many members what is still open has: the longest is counted, others go on as they began."""
        longest = max(self._stack, key=lambda one: len(one.held or ()), default=None)
        for place, one in enumerate(self._stack):
            if one.held is None:
                continue
            number = self._count(one.start + 1) if one is longest and len(one.held) > 1 else None
            counted = Count(number=number) if number is not None else self._estimated(place, one, len(one.held))
            self._reading.totals[id(one.held)] = counted

    def _estimated(self, place: int, one: _Open, number: int) -> Count:
        """Members that ended, scaled to the length of the text; few of them say nothing."""
        deeper = place + 1 < len(self._stack)
        ended = number - deeper
        if ended < _TELLING:
            return Count(number=number, exact=False, is_least=True)
        end = self._stack[place + 1].start if deeper else len(self._text)
        scaled = ended * (self._size - one.start) / max(1, end - one.start)
        return Count(number=max(number, estimated(scaled)), exact=False)


def _may_be_cut(rest: str) -> bool:
    return rest[0] == '"' or (len(rest) <= _REST and rest[0] in "-0123456789tfnIN")


def _string(token: str, position: int) -> str:
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError as error:
        raise _Wrong(position, "the text has an escape that JSON does not know") from error
