"""Plots as inline SVG: drawn when the site is built, coloured by the page's own tokens, readable in both schemes.

No address stands in them: one would stop Material's instant navigation.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log10

from markupsafe import Markup

from mkdocs_specthis.core.artefact.axis import log_ticks, nice_ticks, written, x_ticks
from mkdocs_specthis.core.model.artefact import INDEX, Panel, Plot, Series
from mkdocs_specthis.frontends.mkdocs.html import element

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 640, 62, 14, 30, 26
TALL, LOW = 210, 140
"""Heights of a panel: of one by itself, and of one among several."""
_APART = 20
"""Between labels of lines, so that they can be read in the type of a small screen."""
_LABEL = 26
"""Characters of a label."""
Scale = Callable[[float], float]


def render_plot(plot: Plot, title: str) -> Markup:
    """Every panel, and below them what a reader has to know."""
    height = TALL if len(plot.panels) == 1 else LOW
    drawn = (_panel(panel, plot, title, height, is_last=panel is plot.panels[-1]) for panel in plot.panels)
    against = "in order" if plot.x_kind == INDEX else f"against {_named(plot.x_name or 'key', plot.x_unit)}"
    said = " ".join([f"{title or 'The values'}, {against}.", *plot.notes])
    return element("figure", *drawn, element("figcaption", said), class_="st-figure")


def _named(name: str, unit: str) -> str:
    return f"{name}, {unit}" if unit and unit not in name else name


def _panel(panel: Panel, plot: Plot, title: str, height: int, *, is_last: bool) -> Markup:
    places = [x for series in panel.series for x, _ in series.points]
    low, high = min(places), max(places)
    across = _linear(low, high, LEFT, WIDTH - RIGHT)
    up, ticks = _vertical(panel, height - BOTTOM, TOP)
    names = ", ".join(series.name for series in panel.series)
    label = f"{title + ': ' if title else ''}{names}. {panel.sentence}"
    return element(
        "svg",
        *_rules(ticks, up),
        *_foot(x_ticks(plot.x_kind, low, high, 6), across, height) if is_last else (),
        *(_band(series, across, up, place) for place, series in enumerate(panel.series) if series.band),
        *(_line(series, across, up, place) for place, series in enumerate(panel.series)),
        *_labels(panel.series, across, up, height),
        class_="st-plot",
        role="img",
        aria_label=label,
        viewBox=f"0 0 {WIDTH} {height if is_last else height - BOTTOM + 8}",
    )


def _linear(low: float, high: float, start: float, end: float) -> Scale:
    span = high / 2 - low / 2
    return lambda value: start + ((value / 2 - low / 2) / span if span else 0.5) * (end - start)


def _vertical(panel: Panel, bottom: float, top: float) -> tuple[Scale, Sequence[float]]:
    """How values stand on the page, and where lines go across."""
    values = [y for series in panel.series for _, y in series.points if y is not None]
    values += [bound for series in panel.series for _, *bounds in series.band for bound in bounds]
    low, high = min(values), max(values)
    if panel.logarithmic:
        scale = _linear(log10(low) - 0.05, log10(high) + 0.05, bottom, top)
        return (lambda value: scale(log10(value))), log_ticks(low, high)
    room = (high / 2 - low / 2) * 0.12
    return _linear(low - room, high + room, bottom, top), nice_ticks(low - room, high + room, 4)


def _rules(ticks: Iterable[float], up: Scale) -> Iterator[Markup]:
    for tick in ticks:
        y = up(tick)
        if y >= TOP - 2:
            yield element("path", class_="st-rule z" if tick == 0 else "st-rule", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}")
            yield element("text", written(tick), x=LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end")


def _foot(ticks: Iterable[tuple[float, str]], across: Scale, height: int) -> Iterator[Markup]:
    for place, text in ticks:
        x = across(place)
        anchor = "start" if x < LEFT + 20 else "end" if x > WIDTH - RIGHT - 20 else "middle"
        yield element("text", text, x=f"{x:.1f}", y=height - 6, text_anchor=anchor)


def _line(series: Series, across: Scale, up: Scale, place: int) -> Markup:
    """A path with gaps; a point between two gaps is a dot."""
    drawn, pen = [], "M"
    for x, y in series.points:
        if y is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{across(x):.1f} {up(y):.1f}" + ("h0" if pen == "M" else ""))
        pen = "L"
    return element("path", class_=f"st-s{place + 1}", d="".join(drawn))


def _band(series: Series, across: Scale, up: Scale, place: int) -> Markup:
    above = "L".join(f"{across(x):.1f} {up(high):.1f}" for x, _, high in series.band)
    below = "L".join(f"{across(x):.1f} {up(low):.1f}" for x, low, _ in reversed(series.band))
    return element("path", class_=f"st-band st-s{place + 1}", d=f"M{above}L{below}Z")


def _labels(series: Sequence[Series], across: Scale, up: Scale, height: int) -> Iterator[Markup]:
    """One series is named at the top; several each at the end of its line, apart from each other."""
    if len(series) == 1:
        yield element("text", _short(_named(series[0].name, series[0].unit)), class_="st-lab", x=4, y=16)
        return
    unit = series[0].unit
    if unit:
        yield element("text", unit, x=4, y=16)
    ends = sorted((up(_end(one)) - 8, place) for place, one in enumerate(series))
    least = 16.0
    for number, (y, place) in enumerate(ends):
        room = height - BOTTOM - 4 - _APART * (len(ends) - 1 - number)
        least = max(least, min(y, room))
        text = _short(series[place].name)
        yield element(
            "text", text, class_=f"st-lab st-s{place + 1}", x=WIDTH - RIGHT, y=f"{least:.1f}", text_anchor="end"
        )
        least += _APART


def _end(series: Series) -> float:
    return next(y for _, y in reversed(series.points) if y is not None)


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"
