"""Draw the whole monthly series: the entry fig-keeling."""

from itertools import groupby

from co2lib.files import write_text
from co2lib.series import ORIGIN, Month, read_months
from co2lib.tex import axis, document, picture, plot

SCRIPT = "scripts/export_keeling.py"
CLEAN = "results/co2-clean/co2-clean.json"
OUTPUT = "reports/figures/fig-keeling.tex"
LINE = "co2main, line width=0.6pt, line join=round"
DOT = "only marks, mark=*, mark size=0.5pt, co2main"
"""For a month between two gaps."""
OPTIONS = """\
    scale only axis,
    width=0.88\\linewidth,
    height=0.4\\linewidth,
    xmin=1957.5, xmax=2002.5,
    ymin=310, ymax=375,
    xtick distance=5,
    ytick distance=10,
    ylabel={CO$_2$ (ppm)},
    minor x tick num=4,
"""


def unbroken_stretches(months: list[Month]) -> list[list[tuple[float, float]]]:
    """Calendar time and mean of each run of months between two gaps."""
    stretches = groupby(months, key=lambda month: month.co2 is None)
    return [
        [(ORIGIN + month.time, month.co2) for month in stretch if month.co2 is not None]
        for gap, stretch in stretches
        if not gap
    ]


def main() -> None:
    """Read, draw, write."""
    stretches = unbroken_stretches(read_months(CLEAN))
    lines = [plot(LINE if len(stretch) > 1 else DOT, stretch, 3, 2) for stretch in stretches]
    write_text(OUTPUT, document(SCRIPT, picture([axis(OPTIONS, lines)])))


if __name__ == "__main__":
    main()
