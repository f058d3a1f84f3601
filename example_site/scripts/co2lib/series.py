"""The monthly series, its time axis, and the trend that others take out of it.

Knows the shape of the artefacts it reads, not where they lie.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .artefact import Artefact, read_artefact
from .files import fail

ORIGIN = 1980
"""The year whose first instant is time zero."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month with its mean. Months order by time."""

    year: int
    number: int
    """1 to 12."""
    co2: float | None
    """Mean mole fraction in dry air, ppm; None for a gap."""

    @property
    def time(self) -> float:
        """Middle of the month, years from the origin."""
        return time_of(self.year, self.number)

    @property
    def index(self) -> int:
        """Months since year 0: neighbours differ by one."""
        return 12 * self.year + self.number - 1

    @property
    def label(self) -> str:
        """Year and month, `1958-03`."""
        return f"{self.year:04d}-{self.number:02d}"


def time_of(year: int, number: int) -> float:
    """The time of the middle of a month, a twelfth of a year wide, in years from the origin."""
    return year - ORIGIN + (number - 0.5) / 12


def read_months(path: str | Path) -> list[Month]:
    """Every month of the clean series in order, gaps included."""
    months = [read_month(row) for row in read_artefact(path).rows("months")]
    if not months:
        fail(f"{path}: holds no month")
    if any(later.index - earlier.index != 1 for earlier, later in pairwise(months)):
        fail(f"{path}: the months don't follow each other")
    return months


def read_month(row: Artefact) -> Month:
    """One month of the clean series."""
    label = row.text("month")
    if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", label):
        row.at("month").refuse("month such as 1958-03")
    gap = row.at("co2").value is None
    return Month(int(label[:4]), int(label[5:]), None if gap else row.number("co2"))


def observed_months(months: Sequence[Month]) -> list[tuple[Month, float]]:
    """The months that have a mean, each with it, in ppm."""
    return [(month, month.co2) for month in months if month.co2 is not None]


def neighbour_pairs(months: Sequence[Month]) -> list[tuple[int, int]]:
    """Positions of months that follow each other without a gap between them."""
    return [(i, i + 1) for i in range(len(months) - 1) if months[i + 1].index - months[i].index == 1]


def read_quadratic_trend(path: str | Path) -> tuple[float, float, float]:
    """Level (ppm), growth (ppm/yr) and curvature (ppm/yr²) of the quadratic trend at time zero."""
    coefficients = read_artefact(path).at("coefficients")
    level, growth, curvature = (coefficients.number(name, "estimate") for name in ("level", "growth", "curvature"))
    return level, growth, curvature


def detrend(months: Sequence[Month], trend: tuple[float, float, float]) -> list[tuple[Month, float]]:
    """The observed months, each with what its mean is above the quadratic trend, in ppm."""
    level, growth, curvature = trend
    return [
        (month, co2 - (level + growth * month.time + curvature * month.time**2))
        for month, co2 in observed_months(months)
    ]
