"""The cells of LaTeX tables as plain text, row by row, for whoever compares or searches them.

Knows the record of a table; reads no LaTeX.
"""

from collections.abc import Iterable, Iterator

from mkdocs_specthis.core.model.latex_table import Grid, LatexTables, Row, Run, RunKind, Style

_RAISED: dict[Style, str] = {Style.SUPER: "^", Style.SUB: "_"}


def plain_text(runs: Iterable[Run]) -> str:
    """What runs say: a line end is a blank, raised letters and digits have a `^` before them, lowered ones a `_`."""
    return " ".join("".join(_plain(run) for run in runs).split())


def _plain(run: Run) -> str:
    if run.kind is RunKind.BREAK:
        return " "
    if run.kind is RunKind.REFERENCE:
        return f"[{run.text}]"
    sign = next((sign for style, sign in _RAISED.items() if style in run.styles), "")
    return f"{sign}{run.text}" if sign and any(one.isalnum() for one in run.text) else run.text


def table_rows(tables: LatexTables) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Of each tabular its rows, of each row the text of every column; places under a wide or high cell are empty."""
    return tuple(tuple(grid_rows(grid)) for table in tables.shown for grid in table.grids)


def grid_rows(grid: Grid) -> Iterator[tuple[str, ...]]:
    for row in grid.rows:
        yield row_texts(row, len(grid.columns))


def row_texts(row: Row, columns: int) -> tuple[str, ...]:
    texts = [""] * columns
    for cell in row.cells:
        texts[cell.column] = plain_text(cell.runs)
    return tuple(texts)
