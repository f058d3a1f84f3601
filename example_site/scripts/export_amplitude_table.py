"""Set the amplitude of the seasonal cycle out by decade: the entry tab-amplitude."""

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.tex import document, integer, table, with_error

SCRIPT = "scripts/export_amplitude_table.py"
AMPLITUDE = "results/seasonal-amplitude/seasonal-amplitude.json"
OUTPUT = "reports/tables/tab-amplitude.tex"
YEARS_PER_DECADE = 10


def decade_row(decade: Artefact) -> list[str]:
    """One decade: its years, how many of them count, the mean amplitude."""
    first = decade.integer("first_year")
    mean = with_error(decade.number("mean"), decade.number("standard_error"), 2)
    return [f"{first}--{first + YEARS_PER_DECADE - 1}", integer(decade.integer("years")), mean]


def trend_row(amplitude: Artefact) -> list[str]:
    """The straight line through all years, per decade."""
    growth = amplitude.at("trend", "growth")
    estimate, error = (YEARS_PER_DECADE * growth.number(name) for name in ("estimate", "standard_error"))
    return ["Growth per decade", integer(len(amplitude.rows("annual"))), with_error(estimate, error, 2)]


def main() -> None:
    """Read, lay out, write."""
    amplitude = read_artefact(AMPLITUDE)
    decades = [decade_row(decade) for decade in amplitude.rows("decades")]
    head = ["", "Years", "Amplitude (ppm)"]
    write_text(OUTPUT, document(SCRIPT, table("lrr", head, [decades, [trend_row(amplitude)]])))


if __name__ == "__main__":
    main()
