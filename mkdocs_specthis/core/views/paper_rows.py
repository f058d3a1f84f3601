"""The rows of a paper's page: each figure and table with the way back to entry, script and data.

Holds what is shown; where a row stands on the page is `paper_outline.py`'s. Knows no markup.
"""

import re
from dataclasses import dataclass

from mkdocs_specthis.core.exhibits.exhibits import Exhibit, Shown
from mkdocs_specthis.core.paper.routes import Route
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, REALIZATION_WORDS, Word

_PLAIN = re.compile(r"[A-Za-z][\w:.+-]{0,99}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an export comes from: entry, scripts, what it consumes, and the data at the root."""

    shown: Shown
    word: Word
    elsewhere: bool
    """True if nothing speaks against its receipt and only the bytes are not on this machine."""
    scripts: tuple[str, ...]
    consumes: tuple[str, ...]
    """Entries, and paths of specs consumed whole."""
    data: tuple[str, ...]
    """As written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitRow:
    anchor: str
    exhibit: Exhibit | None
    """None of an export that stands in no figure or table."""
    word: Word | None
    """None if no entry makes anything of it."""
    origins: tuple[Origin, ...]
    elsewhere: bool = False
    """True if it would be fresh, were the bytes here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An export that is routed to a section, and included nowhere."""

    route: Route
    word: Word


def word_of(state: str) -> Word:
    return EXPORT_WORDS.get(state) or REALIZATION_WORDS["unknown"]


def section_of(row: ExhibitRow) -> int:
    return row.exhibit.section if row.exhibit else row.origins[0].shown.section


def place_of(row: ExhibitRow) -> int:
    return row.exhibit.at if row.exhibit else row.origins[0].shown.at


def anchor_of(prefix: str, label: str, number: int, used: set[str]) -> str:
    """By label, so that a link to it lasts; else by place."""
    named = f"{prefix}.{label}" if _PLAIN.match(label) else f"{prefix}{number}"
    found = named if named not in used else f"{prefix}{number}"
    used.add(found)
    return found
