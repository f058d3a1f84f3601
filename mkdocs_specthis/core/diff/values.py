"""How two JSON files differ: which value, from what to what, by how much.

Knows values; not which of them matter. Places in a list are compared by number, or by a name that its records bear.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from mkdocs_specthis.core.key_patterns import is_covered, is_meant
from mkdocs_specthis.core.model.difference import Difference, Form, Measure, ValueChange, ValueGroup

NAMES = ("id", "key", "name", "label", "term", "variable", "year")
"""What a record is called by, where it has several keys that could tell."""
MOST_GROUPS = 100
QUOTE = '"'
WHOLE = "(the whole file)"
CUT = 120
"""Characters of a value that are shown."""
_PLAIN_KEY = re.compile(r"[^\W\d][\w-]*\Z")
_ABSENT: Any = object()


class _Place(NamedTuple):
    """Where a value stands."""

    path: str
    pattern: str
    """The path with `[*]` for places in lists."""
    keys: tuple[str, ...]
    """What patterns are held against: keys, and of lists numbers."""


_TOP = _Place("", "", ())


def parse_values(content: bytes) -> tuple[Any, str]:
    """The value, or why there is none, as a clause."""
    try:
        return json.loads(content), ""
    except RecursionError:
        return None, "is nested too deeply to be compared"
    except ValueError:
        return None, "is no JSON that can be read"


def diff_values(before: Any, after: Any, measure: Measure) -> Difference:
    tally = _Tally(measure)
    for place, a, b in _pairs(before, after):
        tally.count(place, a, b)
    return tally.difference()


class _Tally:
    """What was found so far."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        rules = measure.varies
        self._left_out = (*measure.ignore, *(rule.pattern for rule in rules if rule.tolerance is None))
        self._noise = tuple((rule.pattern, rule.tolerance) for rule in rules if rule.tolerance is not None)
        self._shown: list[ValueChange] = []
        self._groups: dict[str, list[float | None]] = {}
        self._added = self._removed = self._changed = self._within = self._ignored = 0

    def count(self, place: _Place, a: Any, b: Any) -> None:
        amount = _amount(a, b)
        if any(is_covered(pattern, place.keys) for pattern in self._left_out):
            self._ignored += 1
        elif amount is not None and self._is_within(place, a, b, amount):
            self._within += 1
        else:
            self._added += a is _ABSENT
            self._removed += b is _ABSENT
            self._changed += a is not _ABSENT and b is not _ABSENT
            self._keep(place, a, b, amount)

    def _is_within(self, place: _Place, a: Any, b: Any, amount: float) -> bool:
        measure = self._measure
        noise = [tolerance for pattern, tolerance in self._noise if is_meant(pattern, place.keys)]
        absolute = max(measure.absolute, min(noise, default=0.0))
        return abs(amount) <= max(absolute, measure.relative * max(abs(float(a)), abs(float(b))))

    def _keep(self, place: _Place, a: Any, b: Any, amount: float | None) -> None:
        relative = _share(a, amount)
        if len(self._shown) < self._measure.most:
            self._shown.append(_change(place, a, b, amount, relative))
        if place.pattern not in self._groups and len(self._groups) >= MOST_GROUPS:
            return
        group = self._groups.setdefault(place.pattern, [0, None, None])
        group[0] = (group[0] or 0) + 1
        group[1], group[2] = _larger(group[1], amount), _larger(group[2], relative)

    def difference(self) -> Difference:
        total = self._added + self._removed + self._changed
        groups = sorted(self._groups.items(), key=lambda row: (-(row[1][0] or 0), row[0]))
        return Difference(
            form=Form.VALUES,
            note="" if total else _nothing(self._within + self._ignored),
            values=tuple(self._shown),
            groups=tuple(_group(*row) for row in groups) if total > len(self._shown) else (),
            added=self._added,
            removed=self._removed,
            changed=self._changed,
            within=self._within,
            ignored=self._ignored,
            left_out=total - len(self._shown),
        )


def _nothing(kept_back: int) -> str:
    return "" if kept_back else "The bytes differ and no value does."


def _group(pattern: str, figures: list[float | None]) -> ValueGroup:
    count, absolute, relative = figures
    return ValueGroup(pattern=pattern, count=int(count or 0), absolute=absolute, relative=relative)


def _larger(known: float | None, seen: float | None) -> float | None:
    return known if seen is None else max(abs(seen), known or 0.0)


def _share(before: Any, amount: float | None) -> float | None:
    if amount is None or float(before) == 0:
        return None
    share = amount / abs(float(before))
    return share if math.isfinite(share) else None


def _change(place: _Place, a: Any, b: Any, amount: float | None, relative: float | None) -> ValueChange:
    return ValueChange(
        path=place.path or WHOLE,
        pattern=place.pattern or WHOLE,
        before=None if a is _ABSENT else _text(a),
        after=None if b is _ABSENT else _text(b),
        absolute=amount,
        relative=relative,
    )


def _text(value: Any) -> str:
    """As JSON; of a large list or object only how many it holds."""
    if isinstance(value, dict | list) and len(value) > 12:
        noun = "keys" if isinstance(value, dict) else "items"
        return f"{{{len(value):,} {noun}}}" if isinstance(value, dict) else f"[{len(value):,} {noun}]"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "[…]"
    return text if len(text) <= CUT else text[: CUT - 1] + "…"


def _pairs(before: Any, after: Any) -> Iterator[tuple[_Place, Any, Any]]:
    """Every place where the two differ and are no containers of one kind, in the order of the files."""
    waiting: list[tuple[_Place, Any, Any]] = [(_TOP, before, after)]
    while waiting:
        place, a, b = waiting.pop()
        if isinstance(a, dict) and isinstance(b, dict):
            waiting.extend(reversed(list(_members(place, a, b))))
        elif isinstance(a, list) and isinstance(b, list):
            waiting.extend(reversed(list(_items(place, a, b))))
        elif not _equal(a, b):
            yield place, a, b


def _members(place: _Place, a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[tuple[_Place, Any, Any]]:
    for key in {**a, **b}:
        one, other = a.get(key, _ABSENT), b.get(key, _ABSENT)
        if not _is_same(one, other):
            shown = f".{key}" if _PLAIN_KEY.match(key) else f"[{json.dumps(key, ensure_ascii=False)}]"
            yield _below(place, shown, shown, key), one, other


def _items(place: _Place, a: Sequence[Any], b: Sequence[Any]) -> Iterator[tuple[_Place, Any, Any]]:
    name = record_name(a, b)
    if name:
        yield from _records(place, a, b, name)
        return
    for number, (one, other) in enumerate(zip_longest(a, b, fillvalue=_ABSENT)):
        if not _is_same(one, other):
            yield _below(place, f"[{number}]", "[*]", str(number)), one, other


def _records(place: _Place, a: Sequence[Any], b: Sequence[Any], name: str) -> Iterator[tuple[_Place, Any, Any]]:
    before, after = ({one[name]: one for one in side} for side in (a, b))
    places = {value: number for side in (before, after) for number, value in enumerate(side)}
    for value in {**before, **after}:
        shown = f"[{name}={_text(value).removeprefix(QUOTE).removesuffix(QUOTE)}]"
        below = _below(place, shown, "[*]", str(places[value]))
        yield below, before.get(value, _ABSENT), after.get(value, _ABSENT)


def _below(place: _Place, shown: str, alike: str, key: str) -> _Place:
    if place.path:
        return _Place(place.path + shown, place.pattern + alike, (*place.keys, key))
    return _Place(shown.removeprefix("."), alike.removeprefix("."), (key,))


def _is_same(a: Any, b: Any) -> bool:
    """Whether they need no step of their own: simple values of one kind that are equal."""
    return type(a) is type(b) and not isinstance(a, dict | list) and bool(a == b)


def record_name(a: Sequence[Any], b: Sequence[Any]) -> str:
    """The key that tells records of both lists apart; empty if there is none, or several disagree and none is usual."""
    if not a or not b or not all(isinstance(one, dict) for side in (a, b) for one in side):
        return ""
    candidates = [key for key in a[0] if _tells(key, a) and _tells(key, b)]
    usual = next((name for name in NAMES if name in candidates), "")
    if usual or len(candidates) < 2:
        return usual or next(iter(candidates), "")
    matchings = {tuple(_matching(key, a, b)) for key in candidates}
    return candidates[0] if len(matchings) == 1 else ""


def _tells(key: str, records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every record has it, as a text, each another one; of the usual names whole numbers do as well."""
    values = [one.get(key) for one in records]
    kinds = (str, int) if key in NAMES else (str,)
    return all(type(value) in kinds for value in values) and len({*values}) == len(values)


def _matching(key: str, a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    places = {one[key]: place for place, one in enumerate(b)}
    return (places.get(one[key], -1) for one in a)


def _equal(a: Any, b: Any) -> bool:
    """Of one kind and equal; `1` and `1.0` are, `1` and `true` are not, and what is no number equals itself."""
    if _is_number(a) and _is_number(b):
        return bool(a == b or (a != a and b != b))
    return type(a) is type(b) and bool(a == b)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _amount(a: Any, b: Any) -> float | None:
    """After minus before; None unless both are finite numbers."""
    if not (_is_number(a) and _is_number(b)):
        return None
    try:
        amount = float(b - a) if isinstance(a, int) and isinstance(b, int) else float(b) - float(a)
        return amount if math.isfinite(amount) and math.isfinite(float(a)) else None
    except OverflowError:
        return None
