"""The meaning of single values: durations, paths, tolerances, amounts.

Each function gives the value, or the sentence that says what is wrong.
"""

import re
from typing import NamedTuple

from mkdocs_specthis.core.model.entry import VariesRule

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?\Z")
_STATUS = re.compile(r"(script TBD|script ready)(?:\s+(?:—|–|--|-)\s*(.*))?\Z", re.DOTALL)
_AMOUNT = re.compile(r"([A-Za-z][A-Za-z0-9_.-]{0,40})\s*=\s*([A-Za-z0-9_.:+-]{1,60})\Z")
_TOLERANCE = re.compile(r"(.+?)\s*~\s*([0-9.]+(?:[eE][-+]?[0-9]+)?)\Z")
STATUSES = ("script TBD", "script ready")
MAX_RETRIES = 100
DURATIONS = "`45s`, `30m`, `2h` or `1h30m`"
"""As a hint shows them."""


class Duration(NamedTuple):
    seconds: float | None
    problem: str


def read_duration(text: str) -> Duration:
    """Seconds of `30m`, `2h`, `1h30m`, `45s`, `2d`."""
    found = _DURATION.match(text.replace(" ", ""))
    if not found or not any(found.groups()):
        return Duration(None, "is no duration")
    seconds = sum(int(count or 0) * unit for count, unit in zip(found.groups(), (86_400, 3_600, 60, 1), strict=True))
    return Duration(float(seconds), "") if seconds else Duration(None, "must be longer than nothing")


class Status(NamedTuple):
    word: str
    note: str


def read_status(text: str) -> Status | None:
    """The author's word and the note behind the dash; None if it is neither of the two words."""
    found = _STATUS.match(text)
    return Status(found.group(1), (found.group(2) or "").strip()) if found else None


def read_retries(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= MAX_RETRIES else None


def read_amount(text: str) -> tuple[str, str] | None:
    """(name, amount) of `cpus=4`."""
    found = _AMOUNT.match(text)
    return (found.group(1), found.group(2)) if found else None


_UNITS = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kmgt]i?)?b?\Z", re.IGNORECASE)


def amount_in_numbers(text: str) -> float:
    """Of `4`, `0.5`, `8G`, `512MiB`: units as bytes have them; 1 for a name, such as that of a licence."""
    found = _NUMBER.match(text)
    return float(found.group(1)) * _UNITS.get((found.group(2) or "").lower(), 1.0) if found else 1.0


def is_number(text: str) -> bool:
    """Whether it is an amount, and no name."""
    return _NUMBER.match(text) is not None


def read_varies(text: str) -> VariesRule | None:
    """A key pattern, with the tolerance behind `~` if there is one."""
    found = _TOLERANCE.match(text)
    if not found:
        return None if "~" in text or not text else VariesRule(pattern=text)
    try:
        return VariesRule(pattern=found.group(1), tolerance=float(found.group(2)))
    except ValueError:
        return None
