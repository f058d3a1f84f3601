"""Linear least squares by an orthogonal decomposition, in plain Python.

Knows nothing of time, carbon dioxide or files. Every sum is `math.fsum`, whatever the order of its terms.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Vector = list[float]

SMALLEST_PIVOT = 1e-10
"""A column shorter than this, relative to its length before the others were taken out, is a combination of them."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The minimum of |y - X c|² over c."""

    coefficients: Vector
    """One per column of X, in its order."""
    residuals: Vector
    """y - X c, one per row."""
    covariance: list[Vector]
    """The inverse of X'X: the covariance of the coefficients per unit of residual variance."""


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    """The inner product of two vectors of one length."""
    return math.fsum(a * b for a, b in zip(left, right, strict=True))


def solve_least_squares(columns: Sequence[Sequence[float]], y: Sequence[float]) -> Solution:
    """Regress `y` on `columns`.

    Modified Gram-Schmidt on [X | y], which is as accurate here as Householder's reflections; the normal equations would
    lose half of the digits. Source: Björck, Numerical Methods for Least Squares Problems (SIAM, 1996), section 2.4.

    Raises ValueError when a column is a combination of those before it.
    """
    remaining = [list(column) for column in columns]
    target = list(y)
    size = len(remaining)
    upper = [[0.0] * size for _ in range(size)]
    rotated = [0.0] * size
    for i in range(size):
        upper[i][i] = length = math.sqrt(dot(remaining[i], remaining[i]))
        if length <= SMALLEST_PIVOT * math.sqrt(dot(columns[i], columns[i])):
            raise ValueError(f"column {i} is a combination of the columns before it")
        direction = [value / length for value in remaining[i]]
        for j in range(i + 1, size):
            upper[i][j] = dot(direction, remaining[j])
            remaining[j] = _subtract(remaining[j], upper[i][j], direction)
        rotated[i] = dot(direction, target)
        target = _subtract(target, rotated[i], direction)
    inverse = _invert_upper(upper)
    return Solution(
        coefficients=[dot(row, rotated) for row in inverse],
        residuals=target,
        covariance=[[dot(left, right) for right in inverse] for left in inverse],
    )


def _subtract(vector: Vector, factor: float, direction: Vector) -> Vector:
    """`vector` less `factor` times `direction`."""
    return [value - factor * step for value, step in zip(vector, direction, strict=True)]


def _invert_upper(upper: list[Vector]) -> list[Vector]:
    """The inverse of an upper triangular matrix, row by row from the last one."""
    size = len(upper)
    inverse = [[0.0] * size for _ in range(size)]
    for i in reversed(range(size)):
        for j in range(i, size):
            unit = 1.0 if i == j else 0.0
            known = math.fsum(upper[i][k] * inverse[k][j] for k in range(i + 1, j + 1))
            inverse[i][j] = (unit - known) / upper[i][i]
    return inverse
