"""Aligned text, the same in every terminal and in none: what scripts and tests may read.

Knows strings; nothing of what they say.
"""

from collections.abc import Sequence

GAP = "  "
INDENT = " " * 4


def widths_of(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    return tuple(max(map(len, column)) for column in zip(*rows, strict=True))


def aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line a row, columns two spaces apart, nothing cut."""
    widths = widths_of(rows)
    return [aligned(row, widths) for row in rows]
