"""The seasonal cycle as a sum of harmonics of the year.

Knows nothing of files. A phase is a share of the year, 0 on 1 January.
"""

import math
from collections.abc import Sequence

HARMONICS = 2
"""The year and the half-year."""
TERMS = ("cosine_year", "sine_year", "cosine_half_year", "sine_half_year")
"""The names of the coefficients, in the order of the columns."""
DAYS_PER_YEAR = 365.25
STEPS_PER_DAY = 10
"""Steps in which extremes of the cycle are looked for, from the start of the year."""


def harmonic_columns(times: Sequence[float]) -> list[list[float]]:
    """Columns of a regression: cosine and sine of the year, then of the half-year. Times are in years."""
    angles = [[2 * math.pi * order * time for time in times] for order in range(1, HARMONICS + 1)]
    return [[function(angle) for angle in row] for row in angles for function in (math.cos, math.sin)]


def cycle_at(coefficients: Sequence[float], phase: float) -> float:
    """The cycle at a phase, in the unit of the coefficients, which are in the order of `harmonic_columns`."""
    pairs = zip(coefficients[0::2], coefficients[1::2], strict=True)
    angles = [2 * math.pi * order * phase for order in range(1, HARMONICS + 1)]
    return math.fsum(
        cosine * math.cos(angle) + sine * math.sin(angle) for angle, (cosine, sine) in zip(angles, pairs, strict=True)
    )


def extremes(coefficients: Sequence[float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Trough and peak of the cycle, each as (phase, value)."""
    steps = STEPS_PER_DAY * DAYS_PER_YEAR
    points = [(step / steps, cycle_at(coefficients, step / steps)) for step in range(math.ceil(steps))]
    return min(points, key=lambda point: point[1]), max(points, key=lambda point: point[1])
