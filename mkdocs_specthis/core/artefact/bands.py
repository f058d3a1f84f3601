"""Intervals around a series: columns that are plainly its lower and upper bound. In doubt there are none.

Knows names and numbers.
"""

import re
from collections.abc import Mapping, Sequence

Floats = Sequence[float | None]
_PAIRS = (
    ("lo", "hi"), ("low", "high"), ("lower", "upper"), ("min", "max"), ("q025", "q975"), ("q05", "q95"),
    ("q25", "q75"), ("p025", "p975"), ("p05", "p95"), ("p5", "p95"), ("p25", "p75"),
)  # fmt: skip
_END = re.compile(r"(?P<stem>.*?)[_. -]?(?:ci[_. -]?|ci95[_. -]?)?(?P<end>[a-z]+|[qp]\d+)\Z", re.IGNORECASE)


def bands_of(series: Mapping[str, Floats]) -> Mapping[str, tuple[str, str]]:
    """Series to the names of its lower and its upper bound."""
    found: dict[str, list[tuple[str, str]]] = {}
    for stem, low, high in _pairs(series):
        others = [name for name in series if name not in (low, high)]
        owner = stem if stem in series else others[0] if not stem and len(others) == 1 else ""
        if owner and _holds(series[owner], series[low], series[high]):
            found.setdefault(owner, []).append((low, high))
    return {owner: pairs[0] for owner, pairs in found.items() if len(pairs) == 1}


def _pairs(series: Mapping[str, Floats]) -> list[tuple[str, str, str]]:
    """(what stands before the ending, name of the lower, name of the upper)."""
    ends: dict[tuple[str, str], str] = {}
    for name in series:
        match = _END.match(name[:200])
        if match:
            ends[(match["stem"], match["end"].lower())] = name
    return [
        (stem, name, ends[(stem, high)])
        for (stem, end), name in ends.items()
        for low, high in _PAIRS
        if end == low and (stem, high) in ends
    ]


def _holds(middle: Floats, low: Floats, high: Floats) -> bool:
    """True if it lies between them wherever all three are there, which is somewhere."""
    rows = [
        (below, value, above)
        for below, value, above in zip(low, middle, high, strict=True)
        if below is not None and value is not None and above is not None
    ]
    return len(rows) > 1 and all(below <= value <= above for below, value, above in rows)
