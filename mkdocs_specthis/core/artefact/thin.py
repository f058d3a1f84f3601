"""A long series as few points: of every stretch the lowest and the highest, so that no peak is lost.

Knows numbers alone.
"""

from collections.abc import Iterator, Sequence

STRETCHES = 320
Point = tuple[float, float | None]


def thinned(xs: Sequence[float], ys: Sequence[float | None]) -> tuple[Point, ...]:
    """All points if they are few; else at most two of each stretch, and a gap where a stretch has none."""
    if len(xs) <= 2 * STRETCHES:
        return tuple(zip(xs, ys, strict=True))
    return tuple(_of_stretches(xs, ys))


def is_thinned(number: int) -> bool:
    return number > 2 * STRETCHES


def _of_stretches(xs: Sequence[float], ys: Sequence[float | None]) -> Iterator[Point]:
    first, last = xs[0], xs[-1]
    width = (last - first) / STRETCHES
    start = 0
    for number in range(STRETCHES):
        end = start
        limit = first + width * (number + 1)
        while end < len(xs) and (xs[end] < limit or number == STRETCHES - 1):
            end += 1
        if end > start:
            yield from _extremes(xs, ys, start, end)
        start = end


def _extremes(xs: Sequence[float], ys: Sequence[float | None], start: int, end: int) -> Iterator[Point]:
    here = [(value, place) for place in range(start, end) if (value := ys[place]) is not None]
    if not here:
        yield xs[start], None
        return
    low, high = min(here), max(here)
    for place in sorted({low[1], high[1]}):
        yield xs[place], ys[place]


def thinned_band(
    xs: Sequence[float], low: Sequence[float | None], high: Sequence[float | None]
) -> tuple[tuple[float, float, float], ...]:
    """(x, lower, upper) of every point that has both, or of every so many of them."""
    rows = [
        (x, below, above)
        for x, below, above in zip(xs, low, high, strict=True)
        if below is not None and above is not None
    ]
    step = max(1, -(-len(rows) // STRETCHES))
    groups = (rows[place : place + step] for place in range(0, len(rows), step))
    return tuple((group[0][0], min(row[1] for row in group), max(row[2] for row in group)) for group in groups)
