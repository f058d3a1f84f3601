"""Estimates, standard errors and measures of fit of a least squares regression, as `definitions-models.md` has them.

Knows nothing of carbon dioxide or files.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .linalg import dot, solve_least_squares


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted regression of n observations on k columns. Units are those of the observations and columns."""

    coefficients: list[float]
    """One per column."""
    residuals: list[float]
    """Observed less fitted, one per observation."""
    standard_errors: list[float]
    """One per coefficient, widened by `inflation`."""
    rmse: float
    """Root mean square residual, with n - k in the denominator."""
    autocorrelation: float
    """Of residuals that are neighbours; 0 where no neighbours were named."""
    inflation: float
    """sqrt((1 + r) / (1 - r)), r being the autocorrelation where it is positive, else 0."""


def fit_regression(
    columns: Sequence[Sequence[float]],
    observed: Sequence[float],
    neighbours: Sequence[tuple[int, int]] = (),
) -> Regression:
    """Regress `observed` on `columns`; `neighbours` are pairs of rows that follow each other in time.

    Raises ValueError when there are too few rows, or a column is a combination of the others.
    """
    freedom = len(observed) - len(columns)
    if freedom < 1:
        raise ValueError(f"{len(observed)} observations are too few for {len(columns)} coefficients")
    solution = solve_least_squares(columns, observed)
    variance = dot(solution.residuals, solution.residuals) / freedom
    correlation = neighbour_correlation(solution.residuals, neighbours)
    inflation = math.sqrt((1 + max(correlation, 0.0)) / (1 - max(correlation, 0.0)))
    return Regression(
        coefficients=solution.coefficients,
        residuals=solution.residuals,
        standard_errors=[inflation * math.sqrt(variance * row[i]) for i, row in enumerate(solution.covariance)],
        rmse=math.sqrt(variance),
        autocorrelation=correlation,
        inflation=inflation,
    )


def neighbour_correlation(residuals: Sequence[float], neighbours: Sequence[tuple[int, int]]) -> float:
    """Correlation of residuals (of mean zero) that follow each other; 0 without neighbours."""
    if not neighbours:
        return 0.0
    earlier = [residuals[i] for i, _ in neighbours]
    later = [residuals[j] for _, j in neighbours]
    scale = math.sqrt(dot(earlier, earlier) * dot(later, later))
    return dot(earlier, later) / scale if scale > 0 else 0.0


def bayes_criterion(residuals: Sequence[float], parameters: int) -> float:
    """Schwarz's information criterion for independent normal residuals, up to a constant: smaller is better."""
    count = len(residuals)
    return count * math.log(dot(residuals, residuals) / count) + parameters * math.log(count)
