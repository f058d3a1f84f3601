"""Numbers, tables, macros and pgfplots pictures as LaTeX source, in the style of `templates-tables.md`.

Knows nothing of files, nor of what the numbers mean.
"""

from collections.abc import Iterable, Sequence

COLOURS = {"main": "0072B2", "second": "D55E00", "third": "009E73", "quiet": "6B7280"}
"""Name → hexadecimal RGB. Told apart with every kind of colour vision, and in grey by their dashes."""
AXIS_STYLE = """\
    axis x line*=bottom,
    axis y line*=left,
    axis line style={co2quiet},
    tick align=outside,
    tick style={co2quiet},
    ymajorgrids,
    grid style={co2quiet!20},
    tick label style={font=\\footnotesize},
    label style={font=\\small},
    title style={font=\\small, at={(0,1)}, anchor=south west},
    legend style={draw=none, fill=none, font=\\footnotesize, legend cell align=left},
    x tick label style={/pgf/number format/1000 sep=},
    clip marker paths=true,
"""


def number(value: float, decimals: int) -> str:
    """A number with a fixed count of decimals and a true minus sign."""
    text = f"{abs(value):.{decimals}f}"
    return f"$-{text}$" if value < 0 and float(text) != 0 else text


def with_error(estimate: float, error: float, decimals: int) -> str:
    """An estimate, and its standard error in parentheses."""
    return f"{number(estimate, decimals)} ({number(error, decimals)})"


def integer(value: int) -> str:
    """A whole number; thousands are set apart by a thin space from five digits on."""
    return f"{value:,}".replace(",", r"\,") if abs(value) >= 10_000 else str(value)


def document(script: str, lines: Iterable[str]) -> str:
    """A file to be read by `input`: a word on where it comes from, then the lines."""
    return "\n".join([f"% Written by {script}: change that script and run it, not this file.", *lines]) + "\n"


def macro(name: str, text: str) -> str:
    """The definition of one macro."""
    return rf"\newcommand{{\{name}}}{{{text}}}"


def table(columns: str, head: Sequence[str], blocks: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    """A booktabs table: a head, then blocks of rows with a thin rule between them."""
    lines = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", _row(head)]
    for block in blocks:
        lines += [r"\midrule", *map(_row, block)]
    return [*lines, r"\bottomrule", r"\end{tabular}"]


def _row(cells: Sequence[str]) -> str:
    """One row of a table."""
    return " & ".join(cells) + r" \\"


def picture(axes: Iterable[str]) -> list[str]:
    """A pgfplots picture that brings its own colours."""
    colours = [rf"\definecolor{{co2{name}}}{{HTML}}{{{code}}}" for name, code in COLOURS.items()]
    return [r"\begin{tikzpicture}", *colours, *axes, r"\end{tikzpicture}"]


def axis(options: str, plots: Iterable[str]) -> str:
    """One axis in the common style; `options` come after it and win."""
    body = "\n".join(plots)
    return f"\\begin{{axis}}[\n{AXIS_STYLE}{options}]\n{body}\n\\end{{axis}}"


def plot(style: str, points: Iterable[tuple[float, float]], x_decimals: int, y_decimals: int) -> str:
    """One line or cloud of points that the legend leaves out unless `legend` follows."""
    return f"\\addplot[{style}] coordinates {{\n{coordinates(points, x_decimals, y_decimals)}\n}};"


def coordinates(points: Iterable[tuple[float, float]], x_decimals: int, y_decimals: int) -> str:
    """Points, six to a line."""
    words = [f"({x:.{x_decimals}f},{y:.{y_decimals}f})" for x, y in points]
    return "\n".join("  " + " ".join(words[i : i + 6]) for i in range(0, len(words), 6))
