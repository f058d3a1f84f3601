"""Turn the weekly record into monthly means: the entry co2-clean."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from co2lib.files import fail, read_text, rounded, write_json, write_text
from co2lib.moments import mean
from co2lib.series import Month
from co2lib.settings import read_settings

WEEKLY = "data/co2_weekly_mlo.csv"
CONFIG = "config/cleaning.toml"
OUTPUT = "results/co2-clean/co2-clean.json"
SIDECAR = "results/co2-clean/monthly.csv"
HEADER = ["date", "co2"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What config/cleaning.toml says; bounds in ppm."""

    minimum_weeks: int
    lowest_plausible: float
    highest_plausible: float


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the weekly record."""

    day: date
    co2: float | None
    """ppm; None where the cell is empty."""


def read_rules() -> Rules:
    """The rules of cleaning."""
    rules = read_settings(CONFIG, Rules)
    if rules.minimum_weeks < 1 or not rules.lowest_plausible < rules.highest_plausible:
        fail(f"{CONFIG}: minimum_weeks must be at least 1, and the bounds in order")
    return rules


def read_weeks(rules: Rules) -> list[Week]:
    """Every row of the record in order, each seven days after the one before."""
    rows = csv.reader(read_text(WEEKLY).splitlines())
    if next(rows, None) != HEADER:
        fail(f"{WEEKLY}:1: the header is not {','.join(HEADER)}")
    weeks = [parse_week(row, line, rules) for line, row in enumerate(rows, start=2)]
    for line, (earlier, later) in enumerate(pairwise(weeks), start=3):
        if later.day - earlier.day != timedelta(days=7):
            fail(f"{WEEKLY}:{line}: {later.day} is not a week after {earlier.day}")
    if not any(week.co2 is not None for week in weeks):
        fail(f"{WEEKLY}: holds no value")
    return weeks


def parse_week(row: list[str], line: int, rules: Rules) -> Week:
    """One row: a date as YYYYMMDD, and a value or nothing."""
    if len(row) != len(HEADER):
        fail(f"{WEEKLY}:{line}: {len(row)} cells in place of {len(HEADER)}")
    if not re.fullmatch("[0-9]{8}", row[0]):
        fail(f"{WEEKLY}:{line}: {row[0]!r} is no date such as 19580329")
    try:
        day = datetime.strptime(row[0], "%Y%m%d").date()
        value = float(row[1]) if row[1] else None
    except ValueError as error:
        fail(f"{WEEKLY}:{line}: {error}")
    if value is not None and not rules.lowest_plausible <= value <= rules.highest_plausible:
        fail(f"{WEEKLY}:{line}: {value} ppm is outside {rules.lowest_plausible} to {rules.highest_plausible} ppm")
    return Week(day, value)


def months_between(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Year and month from the month of `first` to that of `last`."""
    for index in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield index // 12, index % 12 + 1


def describe_month(year: int, number: int, values: list[float], rules: Rules) -> dict[str, Any]:
    """One month of the artefact: its mean, or the gap that it is."""
    month = Month(year, number, mean(values) if len(values) >= rules.minimum_weeks else None)
    return {
        "co2": month.co2,
        "month": month.label,
        "time": month.time,
        "weeks": len(values),
    }


def clean(weeks: list[Week], rules: Rules) -> dict[str, Any]:
    """The content of the artefact."""
    values: dict[tuple[int, int], list[float]] = {}
    for week in weeks:
        if week.co2 is not None:
            values.setdefault((week.day.year, week.day.month), []).append(week.co2)
    months = [
        describe_month(year, number, values.get((year, number), []), rules)
        for year, number in months_between(weeks[0].day, weeks[-1].day)
    ]
    gaps = [month["month"] for month in months if month["co2"] is None]
    present = sum(week.co2 is not None for week in weeks)
    return {
        "counts": {
            "gaps": len(gaps),
            "months": len(months),
            "months_observed": len(months) - len(gaps),
            "weeks": len(weeks),
            "weeks_missing": len(weeks) - present,
            "weeks_observed": present,
        },
        "gaps": gaps,
        "minimum_weeks": rules.minimum_weeks,
        "months": months,
        "period": {"first_week": weeks[0].day.isoformat(), "last_week": weeks[-1].day.isoformat()},
        "unit": "ppm",
    }


def as_csv(months: list[dict[str, Any]]) -> str:
    """The months as a table, gaps as empty cells."""
    names = ["month", "time", "weeks", "co2"]
    cells = [["" if month[name] is None else str(month[name]) for name in names] for month in rounded(months)]
    return "".join(",".join(row) + "\n" for row in [names, *cells])


def main() -> None:
    """Read, clean, write."""
    rules = read_rules()
    content = clean(read_weeks(rules), rules)
    write_text(SIDECAR, as_csv(content["months"]))
    write_json(OUTPUT, content)


if __name__ == "__main__":
    main()
