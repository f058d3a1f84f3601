"""Draw the mean cycle and its amplitude over the years: the entry fig-season."""

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.harmonics import TERMS, cycle_at
from co2lib.series import ORIGIN
from co2lib.tex import axis, document, picture, plot

SCRIPT = "scripts/export_season_figure.py"
CYCLE = "results/seasonal-cycle/seasonal-cycle.json"
AMPLITUDE = "results/seasonal-amplitude/seasonal-amplitude.json"
OUTPUT = "reports/figures/fig-season.tex"
POINTS_PER_MONTH = 6
CYCLE_OPTIONS = """\
    name=cycle,
    title={(a) Mean cycle},
    scale only axis,
    width=0.38\\linewidth,
    height=0.34\\linewidth,
    xmin=0.5, xmax=12.5,
    ymin=-4, ymax=4,
    xtick={1,...,12},
    xticklabels={J,F,M,A,M,J,J,A,S,O,N,D},
    ytick distance=2,
    ylabel={Departure from the trend (ppm)},
"""
AMPLITUDE_OPTIONS = """\
    at={(cycle.south east)},
    anchor=south west,
    xshift=0.12\\linewidth,
    title={(b) Peak to trough},
    scale only axis,
    width=0.38\\linewidth,
    height=0.34\\linewidth,
    xmin=1957.5, xmax=2002.5,
    ymin=4, ymax=8.5,
    xtick distance=10,
    minor x tick num=1,
    ytick distance=1,
    ylabel={Amplitude (ppm)},
"""


def cycle_plots(cycle: Artefact) -> list[str]:
    """The harmonics as a line, and the mean of each month of the year as a point; the x axis counts months."""
    coefficients = [cycle.number("coefficients", term, "estimate") for term in TERMS]
    places = [0.5 + i / POINTS_PER_MONTH for i in range(12 * POINTS_PER_MONTH + 1)]
    line = [(place, cycle_at(coefficients, (place - 0.5) / 12)) for place in places]
    points = [(row.number("month"), row.number("mean")) for row in cycle.rows("climatology")]
    return [
        plot("co2main, thick, no marks", line, 3, 3),
        plot("only marks, mark=*, mark size=1.3pt, co2quiet", points, 0, 3),
    ]


def amplitude_plots(amplitude: Artefact) -> list[str]:
    """Each year as a point with its standard error, and the straight line through them."""
    years = amplitude.rows("annual")
    bars = "\n".join(
        f"  ({row.integer('year')},{row.number('amplitude'):.3f}) +- (0,{row.number('standard_error'):.3f})"
        for row in years
    )
    level, growth = (amplitude.number("trend", name, "estimate") for name in ("level", "growth"))
    ends = (years[0].integer("year"), years[-1].integer("year")) if years else ()
    line = [(float(year), level + growth * (year - ORIGIN)) for year in ends]
    style = "only marks, mark=*, mark size=1.1pt, co2quiet"
    bar_style = "error bars/.cd, y dir=both, y explicit, error mark=none, error bar style={co2quiet!50}"
    return [
        f"\\addplot[{style}, {bar_style}] coordinates {{\n{bars}\n}};",
        plot("co2main, thick, no marks", line, 0, 3),
    ]


def main() -> None:
    """Read, draw, write."""
    axes = [
        axis(CYCLE_OPTIONS, cycle_plots(read_artefact(CYCLE))),
        axis(AMPLITUDE_OPTIONS, amplitude_plots(read_artefact(AMPLITUDE))),
    ]
    write_text(OUTPUT, document(SCRIPT, picture(axes)))


if __name__ == "__main__":
    main()
