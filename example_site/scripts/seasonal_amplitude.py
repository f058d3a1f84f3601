"""Follow the amplitude of the seasonal cycle from year to year: the entry seasonal-amplitude."""

from dataclasses import dataclass
from typing import Any

from co2lib.artefact import read_artefact
from co2lib.files import fail, rounded, write_json, write_text
from co2lib.harmonics import TERMS, cycle_at
from co2lib.moments import mean, standard_error_of_mean
from co2lib.regression import fit_regression
from co2lib.series import ORIGIN, Month, detrend, read_months, read_quadratic_trend

CLEAN = "results/co2-clean/co2-clean.json"
TREND = "results/trend-quadratic/trend-quadratic.json"
CYCLE = "results/seasonal-cycle/seasonal-cycle.json"
OUTPUT = "results/seasonal-amplitude/seasonal-amplitude.json"
SIDECAR = "results/seasonal-amplitude/annual.csv"
MINIMUM_MONTHS = 10
"""A calendar year with fewer observed months has no amplitude."""
MINIMUM_YEARS = 5
"""A calendar decade with fewer amplitudes has no mean."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The mean cycle."""

    coefficients: list[float]
    """Of its harmonics, ppm."""
    peak_to_trough: float
    """ppm."""


@dataclass(frozen=True, slots=True)
class Amplitude:
    """Peak to trough of one year's cycle, ppm."""

    year: int
    months: int
    estimate: float
    standard_error: float


def read_cycle() -> Cycle:
    """The mean cycle."""
    artefact = read_artefact(CYCLE)
    coefficients = [artefact.number("coefficients", name, "estimate") for name in TERMS]
    return Cycle(coefficients, artefact.number("peak_to_trough"))


def by_year(detrended: list[tuple[Month, float]]) -> dict[int, list[tuple[Month, float]]]:
    """The months of each calendar year that has enough of them."""
    years: dict[int, list[tuple[Month, float]]] = {}
    for month, value in detrended:
        years.setdefault(month.year, []).append((month, value))
    return {year: rows for year, rows in sorted(years.items()) if len(rows) >= MINIMUM_MONTHS}


def fit_amplitude(year: int, rows: list[tuple[Month, float]], cycle: Cycle) -> Amplitude:
    """Regress one year on a constant, a line and the mean cycle; the cycle's factor scales its peak to trough."""
    times = [month.time for month, _ in rows]
    shape = [cycle_at(cycle.coefficients, time) for time in times]
    columns = [[1.0] * len(rows), [time - mean(times) for time in times], shape]
    regression = fit_regression(columns, [value for _, value in rows])
    scale = cycle.peak_to_trough
    return Amplitude(year, len(rows), scale * regression.coefficients[2], scale * regression.standard_errors[2])


def describe_trend(amplitudes: list[Amplitude]) -> dict[str, Any]:
    """The straight line through the amplitudes, its error widened for neighbouring years that resemble each other."""
    times = [float(amplitude.year - ORIGIN) for amplitude in amplitudes]
    pairs = [(i, i + 1) for i in range(len(times) - 1) if times[i + 1] - times[i] == 1]
    try:
        line = fit_regression([[1.0] * len(times), times], [amplitude.estimate for amplitude in amplitudes], pairs)
    except ValueError as error:
        fail(f"{CLEAN}: {error}")
    (level, growth), (level_error, growth_error) = line.coefficients, line.standard_errors
    return {
        "autocorrelation": line.autocorrelation,
        "error_inflation": line.inflation,
        "growth": {"estimate": growth, "standard_error": growth_error, "unit": "ppm/yr"},
        "level": {"estimate": level, "standard_error": level_error, "unit": "ppm"},
        "relative_growth": {"estimate": growth / level, "standard_error": growth_error / level, "unit": "1/yr"},
        "rmse": line.rmse,
    }


def describe_decades(amplitudes: list[Amplitude]) -> list[dict[str, Any]]:
    """Mean amplitude per calendar decade."""
    decades: dict[int, list[float]] = {}
    for amplitude in amplitudes:
        decades.setdefault(amplitude.year // 10 * 10, []).append(amplitude.estimate)
    return [
        {
            "first_year": first,
            "mean": mean(values),
            "standard_error": standard_error_of_mean(values),
            "years": len(values),
        }
        for first, values in decades.items()
        if len(values) >= MINIMUM_YEARS
    ]


def describe(amplitudes: list[Amplitude]) -> dict[str, Any]:
    """The content of the artefact."""
    return {
        "annual": [
            {
                "amplitude": amplitude.estimate,
                "months": amplitude.months,
                "standard_error": amplitude.standard_error,
                "year": amplitude.year,
            }
            for amplitude in amplitudes
        ],
        "decades": describe_decades(amplitudes),
        "minimum_months": MINIMUM_MONTHS,
        "minimum_years": MINIMUM_YEARS,
        "trend": describe_trend(amplitudes),
        "unit": "ppm",
    }


def as_csv(annual: list[dict[str, Any]]) -> str:
    """The years as a table."""
    names = ["year", "months", "amplitude", "standard_error"]
    rows = [[str(row[name]) for name in names] for row in rounded(annual)]
    return "".join(",".join(row) + "\n" for row in [names, *rows])


def main() -> None:
    """Read, follow, write."""
    cycle = read_cycle()
    years = by_year(detrend(read_months(CLEAN), read_quadratic_trend(TREND)))
    content = describe([fit_amplitude(year, rows, cycle) for year, rows in years.items()])
    write_text(SIDECAR, as_csv(content["annual"]))
    write_json(OUTPUT, content)


if __name__ == "__main__":
    main()
