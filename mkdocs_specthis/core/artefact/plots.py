"""Whether columns can be drawn as lines, against what, and which of them together.

Gives places and numbers; nothing of ink or pixels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mkdocs_specthis.core.artefact.axis import axis_of, date_written, written
from mkdocs_specthis.core.artefact.bands import bands_of
from mkdocs_specthis.core.artefact.columns import FEWEST, Columns
from mkdocs_specthis.core.artefact.thin import STRETCHES, is_thinned, thinned, thinned_band
from mkdocs_specthis.core.artefact.value import Number, Value, as_float, is_missing
from mkdocs_specthis.core.model.artefact import DATE, INDEX, YEAR, Panel, Plot, Series
from mkdocs_specthis.core.parse.shown import shown

PANELS, TOGETHER = 6, 3
"""Panels of a plot, and series in a panel."""
DECADES = 1000.0
"""From the smallest to the largest: beyond it a scale is logarithmic."""
_TIME = re.compile(r"(year|years|date|day|month|week|time|t|x|ts|timestamp|step|epoch|iteration|index|lag|n)\Z", re.I)
_SMALLEST = 1e-300
_LARGEST = 1e300
Floats = Sequence[float | None]


def plot_of(columns: Columns) -> Plot | None:
    """None if there is no series of numbers among them."""
    if any(len(values) < FEWEST for values in columns.values.values()):
        return None
    x_name, x_kind, places = axis_in(columns)
    series = dict(_numeric(columns, x_name))
    if not series:
        return None
    bands = bands_of(series)
    bounds = {bound for pair in bands.values() for bound in pair}
    lines = {name: floats for name, floats in series.items() if name not in bounds}
    groups = list(_groups(lines, {name: columns.unit(name) for name in lines}))
    panels = tuple(_panel(group, columns, series, bands, places, x_kind) for group in groups[:PANELS])
    return Plot(
        x_name=shown(x_name or "", 60),
        x_kind=x_kind,
        x_unit=shown(columns.unit(x_name), 20) if x_name else "",
        panels=panels,
        notes=tuple(_notes(columns, lines, panels, groups, len(places))),
    )


def led_by_axis(columns: Columns) -> Columns:
    """The same with the horizontal axis in front, as in a table of the same numbers."""
    name = axis_in(columns)[0]
    if name is None:
        return columns
    return replace(columns, values={name: columns.values[name], **columns.values})


def axis_in(columns: Columns) -> tuple[str | None, str, list[float]]:
    """(name, kind, places): dates and years first, then what is called a time, then a first column that grows.

    The name is None where there is none, and values are drawn in their order.
    """
    found = {name: axis for name, values in columns.values.items() if (axis := axis_of(values))}
    first = next(iter(columns.values))
    named = [name for name in found if found[name][0] in (DATE, YEAR)]
    named += [name for name in found if _TIME.match(name)]
    if first in found and len(columns.values) > 1:
        named.append(first)
    if named:
        return named[0], *found[named[0]]
    return None, INDEX, [float(place) for place in range(1, len(columns.values[first]) + 1)]


def _numeric(columns: Columns, x_name: str | None) -> Iterator[tuple[str, Floats]]:
    """Columns of numbers that vary, the axis and other clocks left out."""
    for name, values in columns.values.items():
        is_clock = x_name is not None and _TIME.match(name) and axis_of(values)
        if name == x_name or is_clock or not _is_numeric(values):
            continue
        floats = [_drawn(value) for value in values]
        finite = [number for number in floats if number is not None]
        if len(finite) >= FEWEST and min(finite) < max(finite):
            yield name, floats


def _is_numeric(values: Sequence[Value]) -> bool:
    return all(isinstance(value, Number) or is_missing(value) for value in values)


def _drawn(value: Value) -> float | None:
    """A number that arithmetic on an axis does not carry away."""
    number = as_float(value)
    if number is None or abs(number) > _LARGEST:
        return None
    return 0.0 if abs(number) < _SMALLEST else number


def _finite(floats: Floats) -> list[float]:
    return [number for number in floats if number is not None]


def _groups(lines: Mapping[str, Floats], units: Mapping[str, str]) -> Iterator[list[str]]:
    """Series that share most of their range, and their unit, go together."""
    groups: list[list[str]] = []
    for name in lines:
        for group in groups:
            if len(group) < TOGETHER and units[group[0]] == units[name] and _share(lines[group[0]], lines[name]):
                group.append(name)
                break
        else:
            groups.append([name])
    yield from groups


def _share(one: Floats, other: Floats) -> bool:
    ours, theirs = _finite(one), _finite(other)
    low, high = max(min(ours), min(theirs)), min(max(ours), max(theirs))
    lowest, highest = min(*ours, *theirs), max(*ours, *theirs)
    return high - low >= 0.5 * (highest - lowest)


def _panel(
    group: Sequence[str],
    columns: Columns,
    series: Mapping[str, Floats],
    bands: Mapping[str, tuple[str, str]],
    places: Sequence[float],
    x_kind: str,
) -> Panel:
    drawn = []
    for name in group:
        pair = bands.get(name)
        band = thinned_band(places, series[pair[0]], series[pair[1]]) if pair else ()
        points = thinned(places, series[name])
        drawn.append(Series(name=shown(name, 40), points=points, unit=shown(columns.unit(name), 20), band=band))
    numbers = [number for name in group for number in _finite(series[name])]
    numbers += [bound for one in drawn for _, *bounds in one.band for bound in bounds]
    logarithmic = min(numbers) > 0 and max(numbers) / min(numbers) > DECADES
    sentences = " ".join(_sentence(name, series[name], places, x_kind, bands.get(name)) for name in group)
    return Panel(series=tuple(drawn), logarithmic=logarithmic, sentence=sentences)


def _sentence(name: str, floats: Floats, places: Sequence[float], x_kind: str, band: tuple[str, str] | None) -> str:
    """From where to where it goes, and how far it gets."""
    rows = [(number, place) for number, place in zip(floats, places, strict=True) if number is not None]
    (start, begin), (end, last) = rows[0], rows[-1]
    (least, at_least), (most, at_most) = min(rows), max(rows)
    with_band = f", between {shown(band[0], 40)} and {shown(band[1], 40)}" if band else ""
    return (
        f"{shown(name, 40)} goes from {written(start)} at {_place(begin, x_kind)} to {written(end)} at "
        f"{_place(last, x_kind)}{with_band}; lowest {written(least)} at {_place(at_least, x_kind)}, "
        f"highest {written(most)} at {_place(at_most, x_kind)}."
    )


def _place(place: float, x_kind: str) -> str:
    if x_kind == DATE:
        return date_written(place)
    return str(int(place)) if x_kind == YEAR else written(place)


def _notes(
    columns: Columns, lines: Mapping[str, Floats], panels: Sequence[Panel], groups: Sequence[list[str]], length: int
) -> Iterator[str]:
    if any(panel.logarithmic for panel in panels):
        yield (
            "The scale is logarithmic."
            if len(panels) == 1
            else "Scales that span more than three decades are logarithmic."
        )
    missing = sum(number is None for floats in lines.values() for number in floats)
    if missing:
        yield f"{missing:,} {'value is' if missing == 1 else 'values are'} missing or not finite: gaps in the lines."
    if is_thinned(length):
        yield f"{length:,} points, drawn as the lowest and highest of each of {STRETCHES} stretches."
    if not columns.total.exact or columns.total.number > length:
        yield "Drawn from the part of the file that was read."
    left = sum(len(group) for group in groups[PANELS:])
    if left:
        yield f"{left:,} more columns of numbers are not drawn."
