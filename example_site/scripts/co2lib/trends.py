"""The three trends, each fitted together with a fixed seasonal cycle, as `definitions-models.md` has them.

Knows nothing of files. Times are years from the origin, mole fractions ppm.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .harmonics import harmonic_columns
from .linalg import Vector, dot, solve_least_squares
from .regression import Regression, fit_regression

UNITS = {
    "base": "ppm",
    "curvature": "ppm/yr²",
    "excess": "ppm",
    "growth": "ppm/yr",
    "level": "ppm",
    "rate": "1/yr",
}
"""The unit of each coefficient of a trend."""
GOLDEN_STEPS = 40
"""Each narrows the bracket of the rate to 0.618 of its width: forty take it to a few billionths."""
REFINING_STEPS = 3
"""Gauss-Newton steps after the search. A minimum is flat, so a search alone leaves half of the digits to chance."""


@dataclass(frozen=True, slots=True)
class Observations:
    """The months with a mean, in order of time."""

    times: Vector
    co2: Vector
    neighbours: list[tuple[int, int]]
    """Positions of months without a gap between them."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where the rate of the exponential trend is looked for, per year."""

    lowest_rate: float
    highest_rate: float
    grid_points: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A fitted trend."""

    coefficients: dict[str, tuple[float, float]]
    """Name → estimate and standard error."""
    values: Vector
    """The trend without the cycle, one per observation."""
    growth: Vector
    """Its derivative, ppm/yr, one per observation."""
    regression: Regression
    """Trend and cycle together: its last coefficients are those of the cycle."""


def fit_polynomial(observations: Observations, degree: int) -> Trend:
    """The linear (degree 1) or quadratic (degree 2) trend."""
    times = observations.times
    powers = [[time**power for time in times] for power in range(degree + 1)]
    slopes = [[power * time ** (power - 1) if power else 0.0 for time in times] for power in range(degree + 1)]
    regression = fit_regression([*powers, *harmonic_columns(times)], observations.co2, observations.neighbours)
    estimates = regression.coefficients[: degree + 1]
    return Trend(
        coefficients=_named(("level", "growth", "curvature")[: degree + 1], estimates, regression),
        values=_combine(powers, estimates),
        growth=_combine(slopes, estimates),
        regression=regression,
    )


def fit_exponential(observations: Observations, search: Search) -> Trend:
    """The exponential trend: the rate is profiled, then all coefficients are refined together.

    Raises ValueError when the best rate of the grid is one of its ends.
    """
    times, co2 = observations.times, observations.co2
    cycle = harmonic_columns(times)

    def profile(rate: float) -> tuple[Vector, Vector]:
        solution = solve_least_squares([*_tangent(times, 1.0, rate)[:2], *cycle], co2)
        return solution.coefficients, solution.residuals

    rate = find_minimum(lambda rate: _squares(profile(rate)[1]), search)
    base, excess = profile(rate)[0][:2]
    for _ in range(REFINING_STEPS):
        tangent = _tangent(times, excess, rate)
        remainder = [value - base - excess * grown for value, grown in zip(co2, tangent[1], strict=True)]
        step = solve_least_squares([*tangent, *cycle], remainder).coefficients
        base, excess, rate = base + step[0], excess + step[1], rate + step[2]
    tangent = _tangent(times, excess, rate)
    values = _combine(tangent[:2], [base, excess])
    regression = fit_regression(
        [*tangent, *cycle],
        [value - trend for value, trend in zip(co2, values, strict=True)],
        observations.neighbours,
    )
    return Trend(
        coefficients=_named(("base", "excess", "rate"), [base, excess, rate], regression),
        values=values,
        growth=[rate * (value - base) for value in values],
        regression=regression,
    )


def find_minimum(misfit: Callable[[float], float], search: Search) -> float:
    """The rate of least misfit: the best point of a grid, then golden section between its neighbours.

    Raises ValueError when the best point is an end of the grid.
    """
    width = (search.highest_rate - search.lowest_rate) / (search.grid_points - 1)
    grid = [search.lowest_rate + width * i for i in range(search.grid_points)]
    best = min(range(search.grid_points), key=lambda i: misfit(grid[i]))
    if best in (0, search.grid_points - 1):
        raise ValueError(f"the rate of least misfit, {grid[best]:g} per year, is an end of the search")
    return golden_section(misfit, grid[best - 1], grid[best + 1])


def golden_section(function: Callable[[float], float], low: float, high: float) -> float:
    """The minimum of a function with one minimum between `low` and `high`."""
    ratio = (math.sqrt(5) - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(GOLDEN_STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = function(right)
    return (low + high) / 2


def _tangent(times: Sequence[float], excess: float, rate: float) -> list[Vector]:
    """The derivatives of the exponential trend by base, excess and rate."""
    grown = [math.exp(rate * time) for time in times]
    return [[1.0] * len(times), grown, [excess * time * value for time, value in zip(times, grown, strict=True)]]


def _combine(columns: Sequence[Vector], coefficients: Sequence[float]) -> Vector:
    """The sum of the columns, each times its coefficient."""
    return [dot(row, coefficients) for row in zip(*columns, strict=True)]


def _squares(residuals: Vector) -> float:
    """The sum of squares."""
    return dot(residuals, residuals)


def _named(names: Sequence[str], estimates: Sequence[float], regression: Regression) -> dict[str, tuple[float, float]]:
    """Name → estimate and the standard error of the regression's coefficient at the same place."""
    errors = regression.standard_errors[: len(names)]
    return {name: (estimate, error) for name, estimate, error in zip(names, estimates, errors, strict=True)}
