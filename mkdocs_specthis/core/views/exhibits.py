"""The exhibits of the paper: every entry that exports, its one word, and the names that the paper has for it.

An exhibit is fresh as `core/status.py` says it. Knows no LaTeX and no file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.routes import artefacts_of_entry
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.unreadable import is_unreadable
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, REALIZATION_WORDS, Word

UNKNOWN = REALIZATION_WORDS["unknown"]
FRESH = EXPORT_WORDS["fresh"]
RANKS: Mapping[str, int] = {key: rank for rank, key in enumerate((UNKNOWN.key, *EXPORT_WORDS))}
"""Key of a word to its rank, the worst first: the test that fails first names the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    entry: str
    word: Word
    files: tuple[str, ...]
    """What it exports, POSIX from the project root."""
    labels: tuple[str, ...]
    """Of the figures and tables that show one of its files, in any host document, sorted."""

    @property
    def is_fresh(self) -> bool:
        return self.word is FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibits:
    rows: tuple[Exhibit, ...]
    """In the order of the project."""
    is_whole: bool
    """False if something cannot be read: then there may be more, and nobody knows of them."""

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def fresh(self) -> int:
        return sum(1 for row in self.rows if row.is_fresh)


def exhibits(snapshot: Snapshot) -> Exhibits:
    rows = tuple(_exhibit(snapshot, entry) for entry in snapshot.entries.values() if entry.exports)
    return Exhibits(rows=rows, is_whole=not is_unreadable(snapshot))


def worst_of(words: tuple[Word, ...]) -> Word:
    """The one that speaks for several."""
    return min(words, key=lambda word: RANKS[word.key])


def _exhibit(snapshot: Snapshot, entry: Entry) -> Exhibit:
    routes = snapshot.routes.by_entry.get(entry.name, ())
    floats = (place.float for route in routes for place in route.places)
    return Exhibit(
        entry=entry.name,
        word=export_word(snapshot.statuses[entry.name]),
        files=artefacts_of_entry(snapshot.project, entry),
        labels=tuple(sorted({float_.label for float_ in floats if float_ is not None and float_.label})),
    )


def export_word(status: EntryStatus) -> Word:
    """The word for what an entry exports; what cannot be read is unknown before it is anything else."""
    unknown = Certification.UNKNOWN is status.certification or Realization.UNKNOWN is status.realization
    return UNKNOWN if unknown else EXPORT_WORDS[status.five_state]
