"""Draw the three trends and what they leave over: the entry fig-trend."""

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.series import ORIGIN
from co2lib.tex import axis, document, picture, plot

SCRIPT = "scripts/export_trend_figure.py"
LINEAR = "results/trend-linear/trend-linear.json"
QUADRATIC = "results/trend-quadratic/trend-quadratic.json"
EXPONENTIAL = "results/trend-exponential/trend-exponential.json"
OUTPUT = "reports/figures/fig-trend.tex"
STYLES = {
    "Linear": "co2third, thick, densely dotted",
    "Quadratic": "co2main, thick",
    "Exponential": "co2second, thick, densely dashed",
}
LEVELS = """\
    name=levels,
    scale only axis,
    width=0.88\\linewidth,
    height=0.34\\linewidth,
    xmin=1957.5, xmax=2002.5,
    ymin=310, ymax=375,
    xtick distance=5,
    ytick distance=20,
    xticklabels={},
    ylabel style={at={(axis description cs:-0.07,0.5)}},
    ylabel={CO$_2$ (ppm)},
    legend pos=north west,
"""
RESIDUALS = """\
    at={(levels.south west)},
    anchor=north west,
    yshift=-5mm,
    scale only axis,
    width=0.88\\linewidth,
    height=0.22\\linewidth,
    xmin=1957.5, xmax=2002.5,
    ymin=-3.5, ymax=5,
    xtick distance=5,
    ytick distance=2,
    ylabel style={at={(axis description cs:-0.07,0.5)}},
    ylabel={Residual (ppm)},
    extra y ticks={0},
    extra y tick labels={},
    extra y tick style={grid style={co2quiet!70}},
"""


def annual(trend: Artefact, key: str) -> list[tuple[float, float]]:
    """Calendar time and one of the annual values, ppm."""
    return [(ORIGIN + row.number("time"), row.number(key)) for row in trend.rows("annual")]


def level_plots(trends: dict[str, Artefact]) -> list[str]:
    """The observed years as points, and each trend as a line."""
    points = plot("only marks, mark=*, mark size=1.3pt, co2quiet!70", annual(trends["Quadratic"], "observed"), 3, 2)
    lines = [plot(f"{style}, no marks", annual(trends[name], "fitted"), 3, 2) for name, style in STYLES.items()]
    return [points, *lines, rf"\legend{{Annual mean, {', '.join(STYLES)}}}"]


def residual_plots(trends: dict[str, Artefact]) -> list[str]:
    """What each trend leaves over."""
    return [plot(f"{style}, no marks", annual(trends[name], "residual"), 3, 2) for name, style in STYLES.items()]


def main() -> None:
    """Read, draw, write."""
    paths = {"Linear": LINEAR, "Quadratic": QUADRATIC, "Exponential": EXPONENTIAL}
    trends = {name: read_artefact(path) for name, path in paths.items()}
    axes = [axis(LEVELS, level_plots(trends)), axis(RESIDUALS, residual_plots(trends))]
    write_text(OUTPUT, document(SCRIPT, picture(axes)))


if __name__ == "__main__":
    main()
