"""Mean and spread of a handful of numbers. Knows nothing else."""

import math
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value."""
    return math.fsum(values) / len(values)


def sum_of_squares(values: Sequence[float]) -> float:
    """The sum of squared deviations from the mean."""
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values)


def standard_deviation(values: Sequence[float]) -> float:
    """The standard deviation of at least two values, with n - 1 in the denominator."""
    return math.sqrt(sum_of_squares(values) / (len(values) - 1))


def standard_error_of_mean(values: Sequence[float]) -> float:
    """The standard error of the mean of at least two independent values."""
    return standard_deviation(values) / math.sqrt(len(values))
