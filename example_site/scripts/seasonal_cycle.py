"""Describe the mean seasonal cycle of the detrended series: the entry seasonal-cycle."""

from typing import Any

from co2lib.files import fail, write_json
from co2lib.harmonics import DAYS_PER_YEAR, TERMS, cycle_at, extremes, harmonic_columns
from co2lib.moments import mean
from co2lib.regression import Regression, fit_regression
from co2lib.series import Month, detrend, read_months, read_quadratic_trend

CLEAN = "results/co2-clean/co2-clean.json"
TREND = "results/trend-quadratic/trend-quadratic.json"
OUTPUT = "results/seasonal-cycle/seasonal-cycle.json"


def fit_cycle(detrended: list[tuple[Month, float]]) -> Regression:
    """Regress the detrended months on a constant and the harmonics; the constant comes first."""
    columns = [[1.0] * len(detrended), *harmonic_columns([month.time for month, _ in detrended])]
    try:
        return fit_regression(columns, [value for _, value in detrended])
    except ValueError as error:
        fail(f"{CLEAN}: {error}")


def describe_extreme(phase: float, value: float) -> dict[str, float]:
    """A peak or trough: its day in a year of 365.25 days, 0 being the start of 1 January, and its value in ppm."""
    return {"co2": value, "day": phase * DAYS_PER_YEAR}


def climatology(detrended: list[tuple[Month, float]], cycle: list[float], constant: float) -> list[dict[str, Any]]:
    """Per month of the year, over all years: mean and count of the detrended values, and the cycle there."""
    rows = []
    for number in range(1, 13):
        values = [value - constant for month, value in detrended if month.number == number]
        if not values:
            fail(f"{CLEAN}: month {number} of the year is observed in no year")
        rows.append(
            {
                "fitted": cycle_at(cycle, (number - 0.5) / 12),
                "mean": mean(values),
                "month": number,
                "years": len(values),
            }
        )
    return rows


def describe(detrended: list[tuple[Month, float]]) -> dict[str, Any]:
    """The content of the artefact."""
    regression = fit_cycle(detrended)
    constant, *cycle = regression.coefficients
    trough, peak = extremes(cycle)
    return {
        "climatology": climatology(detrended, cycle, constant),
        "coefficients": {
            name: {"estimate": estimate, "standard_error": error, "unit": "ppm"}
            for name, estimate, error in zip(TERMS, cycle, regression.standard_errors[1:], strict=True)
        },
        "months": len(detrended),
        "peak": describe_extreme(*peak),
        "peak_to_trough": peak[1] - trough[1],
        "rmse": regression.rmse,
        "trough": describe_extreme(*trough),
        "unit": "ppm",
    }


def main() -> None:
    """Read, fit, write."""
    write_json(OUTPUT, describe(detrend(read_months(CLEAN), read_quadratic_trend(TREND))))


if __name__ == "__main__":
    main()
