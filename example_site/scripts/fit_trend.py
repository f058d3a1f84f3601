"""Fit one of the three trends to the clean series: the entries trend-linear, trend-quadratic and trend-exponential."""

import argparse
import math
from pathlib import Path
from typing import Any

from co2lib.files import fail, rounded, write_json, write_text
from co2lib.linalg import dot
from co2lib.moments import mean, sum_of_squares
from co2lib.regression import bayes_criterion
from co2lib.series import Month, neighbour_pairs, observed_months, read_months
from co2lib.settings import read_settings
from co2lib.trends import UNITS, Observations, Search, Trend, fit_exponential, fit_polynomial

CLEAN = "results/co2-clean/co2-clean.json"
DEGREES = {"linear": 1, "quadratic": 2}


def parse_arguments() -> argparse.Namespace:
    """The model, the file to write and, for the exponential, the file that bounds the search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, choices=[*DEGREES, "exponential"])
    parser.add_argument("--out", required=True, type=Path, help="JSON to write; annual.csv goes beside it")
    parser.add_argument("--search", help="TOML with the bounds of the rate; for the exponential model alone")
    arguments = parser.parse_args()
    if (arguments.search is not None) != (arguments.model == "exponential"):
        fail("--search belongs to --model exponential, which needs it")
    return arguments


def read_search(path: str) -> Search:
    """The bounds of the rate."""
    search = read_settings(path, Search)
    if search.grid_points < 3 or not 0 < search.lowest_rate < search.highest_rate:
        fail(f"{path}: needs three grid points or more, and positive rates in order")
    return search


def fit(arguments: argparse.Namespace, observations: Observations) -> Trend:
    """The trend that the arguments ask for."""
    search = read_search(arguments.search) if arguments.search else None
    try:
        if search:
            return fit_exponential(observations, search)
        return fit_polynomial(observations, DEGREES[arguments.model])
    except ValueError as error:
        fail(f"{CLEAN}: {error}")


def annual_rows(months: list[Month], observations: Observations, trend: Trend) -> list[dict[str, Any]]:
    """Per calendar year, over its observed months: the mean without the cycle, the trend, and their difference."""
    positions: dict[int, list[int]] = {}
    for position, month in enumerate(months):
        positions.setdefault(month.year, []).append(position)
    return [
        {
            "fitted": mean([trend.values[i] for i in chosen]),
            "months": len(chosen),
            "observed": mean([trend.values[i] + trend.regression.residuals[i] for i in chosen]),
            "residual": mean([trend.regression.residuals[i] for i in chosen]),
            "time": mean([observations.times[i] for i in chosen]),
            "year": year,
        }
        for year, chosen in sorted(positions.items())
    ]


def describe(model: str, months: list[Month], observations: Observations, trend: Trend) -> dict[str, Any]:
    """The content of the artefact."""
    regression = trend.regression
    residuals = regression.residuals
    content = {
        "annual": annual_rows(months, observations, trend),
        "coefficients": {
            name: {"estimate": estimate, "standard_error": error, "unit": UNITS[name]}
            for name, (estimate, error) in trend.coefficients.items()
        },
        "fit": {
            "autocorrelation": regression.autocorrelation,
            "bic": bayes_criterion(residuals, len(regression.coefficients)),
            "error_inflation": regression.inflation,
            "parameters": len(regression.coefficients),
            "r_squared": 1 - dot(residuals, residuals) / sum_of_squares(observations.co2),
            "rmse": regression.rmse,
        },
        "growth": {
            "first": {"month": months[0].label, "ppm_per_year": trend.growth[0]},
            "last": {"month": months[-1].label, "ppm_per_year": trend.growth[-1]},
        },
        "model": model,
        "months": len(months),
    }
    if model == "exponential":
        rate, error = trend.coefficients["rate"]
        content["doubling_time"] = {
            "estimate": math.log(2) / rate,
            "standard_error": math.log(2) / rate**2 * error,
            "unit": "yr",
        }
    return content


def as_csv(annual: list[dict[str, Any]]) -> str:
    """The years as a table."""
    names = ["year", "time", "months", "observed", "fitted", "residual"]
    rows = [[str(row[name]) for name in names] for row in rounded(annual)]
    return "".join(",".join(row) + "\n" for row in [names, *rows])


def main() -> None:
    """Read, fit, write."""
    arguments = parse_arguments()
    observed = observed_months(read_months(CLEAN))
    months = [month for month, _ in observed]
    observations = Observations(
        times=[month.time for month in months],
        co2=[co2 for _, co2 in observed],
        neighbours=neighbour_pairs(months),
    )
    content = describe(arguments.model, months, observations, fit(arguments, observations))
    write_text(arguments.out.with_name("annual.csv"), as_csv(content["annual"]))
    write_json(arguments.out, content)


if __name__ == "__main__":
    main()
