"""What the doctor found about one thing that a project or this software leans on.

Holds; who looked, and how, is not known here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    """It works, and there is something to know."""
    MISSING = "missing"
    """It is needed and not here."""
    BROKEN = "broken"
    """It is here and doesn't work, or cannot be read."""
    NOT_NEEDED = "not needed"
    """This project does not use it; nobody looked further."""


AILING = frozenset({Verdict.MISSING, Verdict.BROKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    group: str
    """`software`, `tools`, `project` or `machine`."""
    name: str
    verdict: Verdict
    text: str = ""
    """What was seen, in one clause."""
    hint: str = ""
    """How to get or mend it; never empty where something is missing or broken."""
    version: str = ""
    """As the thing itself says; empty if it has none, or was not asked."""
    place: str = ""
    """Absolute path of a program or folder; empty if it has none."""
