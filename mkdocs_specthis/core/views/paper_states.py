"""How the papers of a project stand: how many exhibits are fresh, and the word and the names of every export.

States are those of `core/states/status.py`, exhibits those of `core/exhibits/exhibits.py`. Knows no LaTeX and no file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.exhibits.exhibits import exhibits_of
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.paper.routes import Made, artefacts_of_entry
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.unreadable import is_unreadable
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, REALIZATION_WORDS, Word

UNKNOWN = REALIZATION_WORDS["unknown"]
FRESH = EXPORT_WORDS["fresh"]
RANKS: Mapping[str, int] = {key: rank for rank, key in enumerate((UNKNOWN.key, *EXPORT_WORDS))}
"""Key of a word to its rank, the worst first: the test that fails first names the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
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
class PaperStates:
    exports: tuple[Export, ...]
    """In the order of the project."""
    fresh: int
    """Exhibits of all papers that are fresh."""
    total: int
    """Exhibits of all papers that entries make, or should."""
    conditional: int
    """Of these, those that stand under a condition: LaTeX alone can tell whether they are in the paper."""
    worst: Word
    """Of these; that of a fresh one if there is none."""
    is_whole: bool
    """False if something cannot be read: then there may be more, and nobody knows of them."""


def paper_states(snapshot: Snapshot, papers: Iterable[Paper]) -> PaperStates:
    """Of the papers as they stand here."""
    papers = tuple(papers)
    made = Made(snapshot.project) if papers else None
    shown = [one for paper in papers if made for one in exhibits_of(snapshot, paper, made).computed]
    words = [EXPORT_WORDS.get(one.state, UNKNOWN) for one in shown]
    return PaperStates(
        exports=tuple(_export(snapshot, entry) for entry in snapshot.entries.values() if entry.exports),
        fresh=sum(1 for one in shown if one.fresh),
        total=len(shown),
        conditional=sum(1 for one in shown if one.conditional),
        worst=min(words, key=lambda word: RANKS[word.key], default=FRESH),
        is_whole=not is_unreadable(snapshot),
    )


def _export(snapshot: Snapshot, entry: Entry) -> Export:
    routes = snapshot.routes.by_entry.get(entry.name, ())
    floats = (place.float for route in routes for place in route.places)
    return Export(
        entry=entry.name,
        word=export_word(snapshot.statuses[entry.name]),
        files=artefacts_of_entry(snapshot.project, entry),
        labels=tuple(sorted({float_.label for float_ in floats if float_ is not None and float_.label})),
    )


def export_word(status: EntryStatus) -> Word:
    """The word for what an entry exports; what cannot be read is unknown before it is anything else."""
    unknown = Certification.UNKNOWN is status.certification or Realization.UNKNOWN is status.realization
    return UNKNOWN if unknown else EXPORT_WORDS[status.five_state]
