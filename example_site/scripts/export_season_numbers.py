"""Give the text its numbers on the seasonal cycle: the entry num-season."""

from datetime import date, timedelta

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.tex import document, integer, macro, number

SCRIPT = "scripts/export_season_numbers.py"
CYCLE = "results/seasonal-cycle/seasonal-cycle.json"
AMPLITUDE = "results/seasonal-amplitude/seasonal-amplitude.json"
OUTPUT = "reports/numbers/season.tex"
COMMON_YEAR = date(1981, 1, 1)
PERCENT = 100
YEARS_PER_DECADE = 10


def day_and_month(extreme: Artefact) -> str:
    """A day of the year in words, in a common year: 17 May."""
    day = COMMON_YEAR + timedelta(days=int(extreme.number("day")))
    return f"{day.day} {day:%B}"


def scaled(name: str, found: Artefact, factor: int, decimals: int) -> list[str]:
    """Two macros: an estimate times a factor, and its standard error under the name with `Error` behind it."""
    return [
        macro(name, number(factor * found.number("estimate"), decimals)),
        macro(f"{name}Error", number(factor * found.number("standard_error"), decimals)),
    ]


def main() -> None:
    """Read, phrase, write."""
    cycle, amplitude = read_artefact(CYCLE), read_artefact(AMPLITUDE)
    macros = [
        macro("SeasonPeakToTrough", number(cycle.number("peak_to_trough"), 1)),
        macro("SeasonPeakDay", day_and_month(cycle.at("peak"))),
        macro("SeasonTroughDay", day_and_month(cycle.at("trough"))),
        macro("SeasonYears", integer(len(amplitude.rows("annual")))),
        macro("SeasonMinimumMonths", integer(amplitude.integer("minimum_months"))),
        *scaled("SeasonGrowth", amplitude.at("trend", "growth"), YEARS_PER_DECADE, 2),
        *scaled("SeasonRelativeGrowth", amplitude.at("trend", "relative_growth"), YEARS_PER_DECADE * PERCENT, 1),
    ]
    write_text(OUTPUT, document(SCRIPT, macros))


if __name__ == "__main__":
    main()
