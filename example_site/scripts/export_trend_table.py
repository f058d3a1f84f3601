"""Set the three trends side by side: the entry tab-trend."""

from collections.abc import Container, Sequence

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.tex import document, number, table, with_error

SCRIPT = "scripts/export_trend_table.py"
LINEAR = "results/trend-linear/trend-linear.json"
QUADRATIC = "results/trend-quadratic/trend-quadratic.json"
EXPONENTIAL = "results/trend-exponential/trend-exponential.json"
OUTPUT = "reports/tables/tab-trend.tex"
TRENDS = [
    (LINEAR, {"level", "growth"}),
    (QUADRATIC, {"level", "growth", "curvature"}),
    (EXPONENTIAL, {"base", "excess", "rate"}),
]
"""Artefact, and the coefficients that the trend has."""
COEFFICIENTS = [
    ("level", "Level in 1980 (ppm)", 1, 1),
    ("growth", "Growth in 1980 (ppm/yr)", 3, 1),
    ("curvature", "Curvature (ppm/yr$^2$)", 4, 1),
    ("base", "Base (ppm)", 1, 1),
    ("excess", "Excess in 1980 (ppm)", 1, 1),
    ("rate", r"Rate (\%/yr)", 2, 100),
]
"""Key, label, decimals, factor from the artefact's unit to the table's."""
GROWTH = [
    ("Growth at the start (ppm/yr)", ("growth", "first", "ppm_per_year"), 2),
    ("Growth at the end (ppm/yr)", ("growth", "last", "ppm_per_year"), 2),
]
MEASURES = [
    ("RMSE (ppm)", ("fit", "rmse"), 2),
    ("$R^2$", ("fit", "r_squared"), 4),
    ("Autocorrelation", ("fit", "autocorrelation"), 2),
]
"""Label, keys, decimals."""


def coefficient(trend: Artefact, names: Container[str], key: str, decimals: int, factor: int) -> str:
    """An estimate with its error, or an empty cell for a trend without that coefficient."""
    if key not in names:
        return ""
    found = trend.at("coefficients", key)
    return with_error(factor * found.number("estimate"), factor * found.number("standard_error"), decimals)


def value_rows(trends: list[Artefact], wanted: Sequence[tuple[str, Sequence[str], int]]) -> list[list[str]]:
    """Lines of the table that every trend has."""
    return [[label, *(number(trend.number(*keys), decimals) for trend in trends)] for label, keys, decimals in wanted]


def criterion_row(trends: list[Artefact]) -> list[str]:
    """The information criterion of each trend, less the smallest of them."""
    criteria = [trend.number("fit", "bic") for trend in trends]
    return ["BIC above the least", *(number(criterion - min(criteria), 0) for criterion in criteria)]


def main() -> None:
    """Read, lay out, write."""
    trends = [read_artefact(path) for path, _ in TRENDS]
    named = [(trend, names) for trend, (_, names) in zip(trends, TRENDS, strict=True)]
    coefficients = [
        [label, *(coefficient(trend, names, key, decimals, factor) for trend, names in named)]
        for key, label, decimals, factor in COEFFICIENTS
    ]
    measures = [*value_rows(trends, MEASURES), criterion_row(trends)]
    head = ["", "Linear", "Quadratic", "Exponential"]
    write_text(OUTPUT, document(SCRIPT, table("lrrr", head, [coefficients, value_rows(trends, GROWTH), measures])))


if __name__ == "__main__":
    main()
