"""A day as it is written in a sentence, one way wherever people read: `4 May 2026`. Columns and data have ISO 8601.

Knows no clock, and no time zone but the one that a time stamp was written in.
"""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_written(ts: str) -> str:
    """The day of a time stamp; empty for what is none."""
    try:
        return day_text(date.fromisoformat(ts[:10]))
    except ValueError:
        return ""


def on_day(ts: str) -> str:
    """` on 4 May 2026`, to go on with; empty for what is no time stamp."""
    day = day_written(ts)
    return f" on {day}" if day else ""
