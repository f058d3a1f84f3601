"""Plots as inline SVG: drawn when the site is built, coloured by the page's own tokens, readable in both schemes.

No address stands in them: one would stop Material's instant navigation.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup

from mkdocs_specthis.core.artefact.axis import log_ticks, nice_ticks, written, x_ticks
from mkdocs_specthis.core.model.artefact import INDEX, Panel, Plot, Series
from mkdocs_specthis.frontends.mkdocs.html import element

WIDTH, LEFT, TOP, BOTTOM = 640, 62, 30, 26
RIGHT, ROOM = 14, 112
"""Beside the lines; with labels of lines there."""
TALL, LOW = 210, 150
"""Heights of a panel: of one by itself, and of one among several."""
_APART = 20
"""Between labels of lines, so that they can be read in the type of a small screen."""
_LABEL, _BESIDE = 40, 13
"""Characters of a label at the top, and of one at the end of a line."""
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """Where a panel is drawn."""

    across: Scale
    up: Scale
    right: float
    height: int
    ticks: Sequence[float]
    """Of the vertical axis."""


def render_plot(plot: Plot, title: str) -> Markup:
    """Every panel, and below them what a reader has to know."""
    drawn = (_panel(panel, plot, title, is_last=panel is plot.panels[-1]) for panel in plot.panels)
    against = "in order" if plot.x_kind == INDEX else f"against {_named(plot.x_name or 'the keys', plot.x_unit)}"
    said = " ".join([f"{title or 'The values'}, {against}.", *plot.notes])
    return element("figure", *drawn, element("figcaption", said), class_="st-figure")


def _named(name: str, unit: str) -> str:
    return f"{name}, {unit}" if unit and unit not in name else name


def _panel(panel: Panel, plot: Plot, title: str, *, is_last: bool) -> Markup:
    places = [x for one in plot.panels for series in one.series for x, _ in series.points]
    low, high = min(places), max(places)
    field = _field(panel, plot, low, high)
    names = ", ".join(series.name for series in panel.series)
    bottom = _foot(x_ticks(plot.x_kind, low, high, 6), field) if is_last else ()
    return element(
        "svg",
        *_rules(field),
        *bottom,
        *(_band(series, field, place) for place, series in enumerate(panel.series) if series.band),
        *(_line(series, field, place) for place, series in enumerate(panel.series)),
        *_labels(panel.series, field),
        class_="st-plot",
        role="img",
        aria_label=f"{title + ': ' if title else ''}{names}. {panel.sentence}",
        viewBox=f"0 0 {WIDTH} {field.height if is_last else field.height - BOTTOM + 8}",
    )


def _field(panel: Panel, plot: Plot, low: float, high: float) -> _Field:
    height = TALL if len(plot.panels) == 1 else LOW
    right = WIDTH - (ROOM if any(len(one.series) > 1 for one in plot.panels) else RIGHT)
    up, ticks = _vertical(panel, height - BOTTOM, TOP, 4 if height == TALL else 3)
    return _Field(across=_linear(low, high, LEFT, right), up=up, right=right, height=height, ticks=ticks)


def _linear(low: float, high: float, start: float, end: float) -> Scale:
    span = high / 2 - low / 2
    return lambda value: start + ((value / 2 - low / 2) / span if span else 0.5) * (end - start)


def _vertical(panel: Panel, bottom: float, top: float, wanted: int) -> tuple[Scale, Sequence[float]]:
    """How values stand on the page, and where lines go across."""
    values = [y for series in panel.series for _, y in series.points if y is not None]
    values += [bound for series in panel.series for _, *bounds in series.band for bound in bounds]
    low, high = min(values), max(values)
    if panel.logarithmic:
        scale = _linear(log10(low) - 0.05, log10(high) + 0.05, bottom, top)
        return (lambda value: scale(log10(value))), log_ticks(low, high)
    room = (high / 2 - low / 2) * 0.12
    return _linear(low - room, high + room, bottom, top), nice_ticks(low - room, high + room, wanted)


def _rules(field: _Field) -> Iterator[Markup]:
    for tick in field.ticks:
        y = field.up(tick)
        if y >= TOP - 2:
            line = f"M{LEFT} {y:.1f}H{field.right}"
            yield element("path", class_="st-rule z" if tick == 0 else "st-rule", d=line)
            yield element("text", written(tick), x=LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end")


def _foot(ticks: Iterable[tuple[float, str]], field: _Field) -> Iterator[Markup]:
    for place, text in ticks:
        x = field.across(place)
        anchor = "start" if x < LEFT + 20 else "end" if x > WIDTH - RIGHT - 20 else "middle"
        yield element("text", text, x=f"{x:.1f}", y=field.height - 6, text_anchor=anchor)


def _line(series: Series, field: _Field, place: int) -> Markup:
    """A path with gaps; a point between two gaps is a dot."""
    drawn, pen = [], "M"
    for x, y in series.points:
        if y is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{field.across(x):.1f} {field.up(y):.1f}" + ("h0" if pen == "M" else ""))
        pen = "L"
    return element("path", class_=f"st-s{place + 1}", d="".join(drawn))


def _band(series: Series, field: _Field, place: int) -> Markup:
    above = "L".join(f"{field.across(x):.1f} {field.up(high):.1f}" for x, _, high in series.band)
    below = "L".join(f"{field.across(x):.1f} {field.up(low):.1f}" for x, low, _ in reversed(series.band))
    return element("path", class_=f"st-band st-s{place + 1}", d=f"M{above}L{below}Z")


def _labels(series: Sequence[Series], field: _Field) -> Iterator[Markup]:
    """One series is named at the top; several each beside the end of its line, apart from each other."""
    if len(series) == 1:
        yield element("text", _short(_named(series[0].name, series[0].unit), _LABEL), class_="st-lab", x=4, y=16)
        return
    if series[0].unit:
        yield element("text", series[0].unit, x=4, y=16)
    ends = sorted((field.up(_end(one)) + 4, place) for place, one in enumerate(series))
    least = 14.0
    for number, (y, place) in enumerate(ends):
        room = field.height - BOTTOM - _APART * (len(ends) - 1 - number)
        least = max(least, min(y, room))
        text = _short(series[place].name, _BESIDE)
        yield element("text", text, class_=f"st-lab st-s{place + 1}", x=f"{field.right + 6:.0f}", y=f"{least:.1f}")
        least += _APART


def _end(series: Series) -> float:
    return next(y for _, y in reversed(series.points) if y is not None)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
