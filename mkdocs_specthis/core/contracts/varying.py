"""What of a JSON file may differ between equal runs, and whether two runs differ in no more than that.

Pure, and works on streams: told the events of a JSON parser, of any number. Knows no file, and no receipt's place.

A rule is a dotted path of keys. `*` and `?` stand for characters of one key, `**` for any number of keys, and elements
of a list count from 0. A rule without a tolerance leaves out all that stands there, however deep; one with a tolerance
speaks of numbers alone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from fnmatch import fnmatchcase
from itertools import zip_longest

from mkdocs_specthis.core.digest import PREFIX
from mkdocs_specthis.core.model.entry import Entry, VariesRule
from mkdocs_specthis.core.model.ledger import Steady
from mkdocs_specthis.core.parse.shown import shown

Event = tuple[str, object]
"""`start_map`, `end_map`, `start_array`, `end_array`, `map_key`, or the kind of a single value; and the value."""

ANY_KEYS = "**"
MOST_NUMBERS = 200
"""Numbers with a tolerance that a receipt remembers."""
_EXACT = Context(prec=60, traps=[])
_OPENS, _CLOSES = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a JSON file, as far as it counts."""

    place: tuple[str, ...]
    kind: str
    """The event's; `varies` for something that may be anything, `near` for a number with a tolerance."""
    value: str = ""
    tolerance: float = 0.0


def rule_text(rule: VariesRule) -> str:
    return rule.pattern if rule.tolerance is None else f"{rule.pattern} ~ {rule.tolerance!r}"


def rules_of(entry: Entry) -> tuple[str, ...]:
    """What `Varies` of an entry says, as a receipt keeps it."""
    return tuple(sorted(set(map(rule_text, entry.varies))))


def tokens_of(events: Iterable[Event], rules: Sequence[VariesRule]) -> Iterator[Token]:
    """What counts of a file, in its order."""
    return _Reader(rules).read(events)


def first_difference(before: Iterable[Token], after: Iterable[Token]) -> str:
    """Where two files differ in more than their rules allow, as a clause; empty if nowhere."""
    return next(filter(None, (_difference(was, now) for was, now in zip_longest(before, after))), "")


def sum_up(tokens: Iterable[Token], rules: Iterable[VariesRule]) -> "Summary":
    """What is left of a file to be compared with when its bytes are gone."""
    seen = hashlib.sha256()
    near: list[Token] = []
    for token in tokens:
        is_near = token.kind == "near"
        row = (token.place, token.kind, "" if is_near else token.value)
        seen.update(json.dumps(row).encode("ascii") + b"\n")
        if is_near and len(near) <= MOST_NUMBERS:
            near.append(token)
    numbers = tuple(token.value for token in near) if len(near) <= MOST_NUMBERS else None
    steady = Steady(rules=tuple(sorted(set(map(rule_text, rules)))), digest=PREFIX + seen.hexdigest(), numbers=numbers)
    return Summary(steady=steady, near=tuple(near))


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    steady: Steady
    near: tuple[Token, ...]
    """The numbers of `steady`, and where they stand."""


def difference_from_record(was: Steady | None, after: Summary) -> str:
    """The same as `first_difference`, where only the receipt tells of the bytes before."""
    now = after.steady
    if was is None:
        return "the bytes before are not here, and the receipt does not say what of them may vary"
    if was.rules != now.rules:
        return "the bytes before are not here, and `Varies` was another then"
    if was.digest != now.digest:
        return "it differs in more than `Varies` allows; the bytes before are not here to say where"
    if was.numbers is None or now.numbers is None:
        return f"the bytes before are not here, and more than {MOST_NUMBERS} numbers have a tolerance"
    if len(was.numbers) != len(after.near):
        return "it has another count of numbers with a tolerance"
    before = (replace(token, value=number) for number, token in zip(was.numbers, after.near, strict=True))
    return first_difference(before, after.near)


def is_near(was: str, now: str, tolerance: float) -> bool:
    """Whether two numbers, as JSON writes them, are at most `tolerance` apart; exactly, without rounding to floats."""
    difference = _EXACT.subtract(_EXACT.create_decimal(was), _EXACT.create_decimal(now))
    return difference.is_finite() and abs(difference) <= Decimal(repr(tolerance))


def _difference(was: Token | None, now: Token | None) -> str:
    if was == now:
        return ""
    if was is None or now is None:
        token, how = (now, "is new") if was is None else (was, "is gone")
        return f"{_place(token)} {how}" if token else ""
    if was.place != now.place:
        return f"{_place(now)} stands where {_place(was)} stood"
    if was.kind == now.kind == "near":
        if is_near(was.value, now.value, now.tolerance):
            return ""
        return f"{_place(now)} was {_said(was.value)} and is {_said(now.value)}, more than {now.tolerance!r} apart"
    return f"{_place(now)} is not as it was{_values(was, now)}"


def _values(was: Token, now: Token) -> str:
    return f": {_said(was.value)} became {_said(now.value)}" if was.value and now.value else ""


def _place(token: Token) -> str:
    return f"`{shown('.'.join(token.place))}`" if token.place else "the whole"


def _said(text: str) -> str:
    return shown(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


@dataclass(slots=True)
class _Container:
    """A list or object that is being read."""

    is_map: bool
    states: frozenset[tuple[int, int]]
    """Rules that may still match below it: (which one, how many of its keys are passed)."""
    key: str = ""
    count: int = 0


@dataclass
class _Reader:
    rules: Sequence[VariesRule]
    stack: list[_Container] = field(default_factory=list)
    left_out: int = 0
    """How deep inside of something that may be anything; 0 outside."""

    def __post_init__(self) -> None:
        self.keys = [tuple(rule.pattern.split(".")) for rule in self.rules]

    def read(self, events: Iterable[Event]) -> Iterator[Token]:
        for kind, value in events:
            if self.left_out:
                self.left_out += (kind in _OPENS) - (kind in _CLOSES)
            elif kind == "map_key":
                self.stack[-1].key = str(value)
            elif kind in _CLOSES:
                self.stack.pop()
                yield Token(self._place(), kind)
            else:
                yield self._begin(kind, value)

    def _begin(self, kind: str, value: object) -> Token:
        """A value: what it is, unless a rule leaves it out."""
        states = self._states_here()
        place = self._place()
        matched = [rule for number, rule in enumerate(self.rules) if (number, len(self.keys[number])) in states]
        tolerances = [rule.tolerance for rule in matched if rule.tolerance is not None]
        if len(tolerances) < len(matched):
            self.left_out = int(kind in _OPENS)
            return Token(place, "varies")
        if kind in _OPENS:
            self.stack.append(_Container(is_map=kind == "start_map", states=states))
        elif kind == "number" and tolerances:
            return Token(place, "near", str(value), min(tolerances))
        return Token(place, kind, _text(kind, value))

    def _place(self) -> tuple[str, ...]:
        """Of the value that is being read, or has just ended."""
        return tuple(one.key if one.is_map else str(one.count - 1) for one in self.stack)

    def _states_here(self) -> frozenset[tuple[int, int]]:
        if not self.stack:
            return self._widened((number, 0) for number in range(len(self.rules)))
        above = self.stack[-1]
        above.count += 1
        step = above.key if above.is_map else str(above.count - 1)
        return self._stepped(above.states, step) if above.states else above.states

    def _stepped(self, states: frozenset[tuple[int, int]], step: str) -> frozenset[tuple[int, int]]:
        return self._widened(
            (number, passed if keys[passed] == ANY_KEYS else passed + 1)
            for number, passed in states
            for keys in (self.keys[number],)
            if passed < len(keys) and (keys[passed] == ANY_KEYS or fnmatchcase(step, keys[passed]))
        )

    def _widened(self, states: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """With those that pass over a `**`, which may stand for no key at all."""
        found: set[tuple[int, int]] = set()
        for number, start in states:
            passed = start
            found.add((number, passed))
            while passed < len(self.keys[number]) and self.keys[number][passed] == ANY_KEYS:
                passed += 1
                found.add((number, passed))
        return frozenset(found)


def _text(kind: str, value: object) -> str:
    """A single value, so that what is not written the same is not the same: 1 is not 1.0, nor is true "true"."""
    if value is None:
        return ""
    return json.dumps(value) if kind in ("string", "boolean") else str(value)
