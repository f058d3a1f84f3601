"""Give the text its numbers on the long-run trend: the entry num-trend."""

from datetime import date

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.tex import document, macro, number

SCRIPT = "scripts/export_trend_numbers.py"
LINEAR = "results/trend-linear/trend-linear.json"
QUADRATIC = "results/trend-quadratic/trend-quadratic.json"
EXPONENTIAL = "results/trend-exponential/trend-exponential.json"
OUTPUT = "reports/numbers/trend.tex"


def estimate(name: str, found: Artefact, decimals: int) -> list[str]:
    """Two macros: an estimate, and its standard error under the name with `Error` behind it."""
    return [
        macro(name, number(found.number("estimate"), decimals)),
        macro(f"{name}Error", number(found.number("standard_error"), decimals)),
    ]


def growth(name: str, found: Artefact) -> list[str]:
    """Two macros: a growth rate, and its month under the name with `Month` behind it."""
    label = found.text("month")
    try:
        month = date.fromisoformat(f"{label}-01")
    except ValueError:
        found.at("month").refuse("month such as 1958-03")
    return [macro(name, number(found.number("ppm_per_year"), 2)), macro(f"{name}Month", f"{month:%B %Y}")]


def main() -> None:
    """Read, phrase, write."""
    linear, quadratic, exponential = (read_artefact(path) for path in (LINEAR, QUADRATIC, EXPONENTIAL))
    best = min((linear, quadratic, exponential), key=lambda trend: trend.number("fit", "bic"))
    macros = [
        *estimate("TrendLinearGrowth", linear.at("coefficients", "growth"), 2),
        *estimate("TrendCurvature", quadratic.at("coefficients", "curvature"), 4),
        *growth("TrendGrowthFirst", quadratic.at("growth", "first")),
        *growth("TrendGrowthLast", quadratic.at("growth", "last")),
        *estimate("TrendBase", exponential.at("coefficients", "base"), 0),
        *estimate("TrendDoubling", exponential.at("doubling_time"), 0),
        macro("TrendBest", best.text("model")),
        macro("TrendLinearRmse", number(linear.number("fit", "rmse"), 2)),
        macro("TrendQuadraticRmse", number(quadratic.number("fit", "rmse"), 2)),
        macro("TrendExponentialRmse", number(exponential.number("fit", "rmse"), 2)),
        macro("TrendQuadraticAutocorrelation", number(quadratic.number("fit", "autocorrelation"), 2)),
        macro("TrendLinearInflation", number(linear.number("fit", "error_inflation"), 0)),
        macro("TrendQuadraticInflation", number(quadratic.number("fit", "error_inflation"), 0)),
    ]
    write_text(OUTPUT, document(SCRIPT, macros))


if __name__ == "__main__":
    main()
