"""What a plot is drawn against: years, dates, a number that grows, or a count; and where an axis has its ticks.

Knows numbers and texts of dates; not how long a line is on a page.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from mkdocs_specthis.core.artefact.value import Number, Value, as_float
from mkdocs_specthis.core.day import MONTHS, day_text
from mkdocs_specthis.core.model.artefact import DATE, VALUE, YEAR

_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?\Z")
_YEAR = re.compile(r"[12]\d{3}\Z")
_STEPS = (1, 2, 2.5, 5, 10)
_MOST = 40


def axis_of(values: Sequence[Value]) -> tuple[str, list[float]] | None:
    """(kind, places) of values that could be a horizontal axis: all there, each larger than the one before."""
    if len(values) < 2 or not isinstance(values[0], str):
        return None
    if isinstance(values[0], Number):
        numbers = [as_float(value) for value in values]
        kind = YEAR if all(isinstance(value, str) and _YEAR.match(value) for value in values) else VALUE
    else:
        numbers = [days_of(value) if isinstance(value, str) else None for value in values]
        kind = DATE
        if all(isinstance(value, str) and _YEAR.match(value) for value in values):
            kind, numbers = YEAR, [float(str(value)) for value in values]
    places = [number for number in numbers if number is not None]
    if len(places) < len(values) or any(after <= before for before, after in pairwise(places)):
        return None
    return kind, places


def days_of(text: str) -> float | None:
    """A date, with or without a time, as days; None for what is none. Offsets are passed over."""
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day, *clock = (int(piece) if piece else 0 for piece in found.groups())
    hours, minutes, seconds = clock
    try:
        return date(year, month, day or 1).toordinal() + (hours * 3600 + minutes * 60 + seconds) / 86400
    except ValueError:
        return None


def nice_ticks(low: float, high: float, wanted: int) -> tuple[float, ...]:
    """Round numbers from `low` to `high`, about as many as wanted."""
    span = high - low
    if not 0 < span < float("inf"):
        return (low,)
    raw = span / wanted
    power = floor(log10(raw))
    step = min((one * 10.0**power for one in _STEPS), key=lambda one: abs(one - raw))
    if step == 0 or low / step > 1e15 or high / step < -1e15:
        return (low, high)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(round(place * step, max(0, 2 - power)) for place in range(first, min(last, first + _MOST) + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Powers of ten from `low` to `high`, at most seven."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    step = max(1, ceil((last - first + 1) / 7))
    return tuple(10.0**power for power in range(first, last + 1, step))


def x_ticks(kind: str, low: float, high: float, wanted: int) -> tuple[tuple[float, str], ...]:
    """(place, what is written there)."""
    if kind == DATE:
        return tuple(_date_ticks(low, high, wanted))
    if kind == YEAR:
        ticks = [tick for tick in nice_ticks(low, high, wanted) if tick == int(tick)]
        return tuple((tick, str(int(tick))) for tick in ticks)
    return tuple((tick, written(tick)) for tick in nice_ticks(low, high, wanted))


def _date_ticks(low: float, high: float, wanted: int) -> Iterator[tuple[float, str]]:
    """Firsts of years or months, or days, as far apart as there is room."""
    first, last = date.fromordinal(max(1, floor(low))), date.fromordinal(min(date.max.toordinal(), ceil(high)))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 3:
        for tick in nice_ticks(low, high, wanted):
            if tick == int(tick):
                day = date.fromordinal(int(tick))
                yield tick, f"{day.day} {MONTHS[day.month - 1]}"
        return
    step = next((one for one in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200) if months / one <= wanted), 6000)
    begin = first.year * 12 + first.month - 1
    for month in range(-(-begin // step) * step, last.year * 12 + last.month, step):
        day = date(max(1, month // 12), month % 12 + 1, 1)
        if low <= day.toordinal() <= high:
            text = str(day.year) if step >= 12 else f"{MONTHS[day.month - 1]} {day.year}"
            yield float(day.toordinal()), text


def date_written(place: float) -> str:
    """A day as it is written in a sentence."""
    return day_text(date.fromordinal(min(date.max.toordinal(), max(1, floor(place)))))


def written(number: float) -> str:
    """A number for an axis or a sentence: at most five digits that count, a true minus."""
    if number == int(number) and abs(number) < 1e6:
        text = f"{int(number):,}" if abs(number) >= 10_000 else str(int(number))
    else:
        text = f"{number:.5g}"
    return text.replace("-", "−")
