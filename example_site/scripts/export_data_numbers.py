"""Give the text its counts and dates of the record: the entry num-data."""

from datetime import date

from co2lib.artefact import Artefact, read_artefact
from co2lib.files import write_text
from co2lib.tex import document, integer, macro

SCRIPT = "scripts/export_data_numbers.py"
CLEAN = "results/co2-clean/co2-clean.json"
OUTPUT = "reports/numbers/data.tex"
COUNTS = {
    "DataWeeks": "weeks",
    "DataWeeksMissing": "weeks_missing",
    "DataMonths": "months",
    "DataMonthsObserved": "months_observed",
    "DataGaps": "gaps",
}


def long_date(clean: Artefact, key: str) -> str:
    """A date of the period in words: 29 March 1958."""
    text = clean.text("period", key)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        clean.at("period", key).refuse("date")
    return f"{day.day} {day:%B %Y}"


def main() -> None:
    """Read, phrase, write."""
    clean = read_artefact(CLEAN)
    macros = [macro(name, integer(clean.integer("counts", key))) for name, key in COUNTS.items()]
    macros += [
        macro("DataFirstWeek", long_date(clean, "first_week")),
        macro("DataLastWeek", long_date(clean, "last_week")),
        macro("DataMinimumWeeks", integer(clean.integer("minimum_weeks"))),
    ]
    write_text(OUTPUT, document(SCRIPT, macros))


if __name__ == "__main__":
    main()
