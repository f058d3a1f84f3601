"""What the index of entries shows: one row per entry, and how many rows each filter would leave.

Order: who acts, most pressing first; inside that the project's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.state import EntryStatus
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.mark import ACTORS, feeds, pressing
from mkdocs_specthis.core.views.prose import summary_of
from mkdocs_specthis.core.views.vocabulary import (
    ACTOR_WORDS,
    CERTIFICATION_WORDS,
    OVERLAY_WORDS,
    REALIZATION_WORDS,
    Word,
    actor_word,
    certification_word,
    overlay_words,
    realization_word,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    name: str
    summary: str
    """First sentence of its prose; empty if it has none."""
    kind: str
    spec: str
    """Path of the spec."""
    spec_name: str
    certification: Word
    realization: Word
    overlays: tuple[Word, ...]
    actor: Word
    feeds: int
    """Entries that consume it directly."""
    seconds: float | None
    """Wall time of the run that the receipt records; None without one."""
    last_run: str
    """UTC ISO 8601; empty if it never ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One group of filters: inside it any may hold, between groups all must."""

    label: str
    words: tuple[tuple[Word, int], ...]
    """Words that occur, each with how many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesIndex:
    rows: tuple[EntryRow, ...]
    facets: tuple[Facet, ...]
    kinds: tuple[str, ...]
    specs: tuple[str, ...]
    """Names of the specs that have entries, in the project's order."""


def entries_index(snapshot: Snapshot) -> EntriesIndex:
    rows = tuple(_rows(snapshot))
    return EntriesIndex(
        rows=rows,
        facets=tuple(facets(rows)),
        kinds=tuple(dict.fromkeys(row.kind for row in rows)),
        specs=tuple(dict.fromkeys(entry.spec_name for entry in snapshot.entries.values())),
    )


def _rows(snapshot: Snapshot) -> Iterator[EntryRow]:
    fed = feeds(snapshot)
    order = {actor: place for place, actor in enumerate(ACTORS)}
    ranked = sorted(snapshot.statuses.values(), key=lambda status: (order[status.actor], pressing(status.headline)))
    for status in ranked:
        yield _row(snapshot, snapshot.entries[status.entry], status, fed[status.entry])


def _row(snapshot: Snapshot, entry: Entry, status: EntryStatus, fed: int) -> EntryRow:
    receipt = snapshot.project.receipts.get(entry.name)
    return EntryRow(
        name=entry.name,
        summary=summary_of(entry),
        kind=entry.kind,
        spec=entry.spec,
        spec_name=entry.spec_name,
        certification=certification_word(status.certification),
        realization=realization_word(status.realization),
        overlays=overlay_words(entry, status),
        actor=actor_word(status.actor),
        feeds=fed,
        seconds=receipt.seconds if receipt else None,
        last_run=receipt.ts if receipt else "",
    )


def facets(rows: Iterable[EntryRow]) -> Iterator[Facet]:
    """Groups of filters over the rows, words most pressing first; what would leave nothing is left out."""
    every = tuple(rows)
    groups: tuple[tuple[str, Iterable[Word], Counter[str]], ...] = (
        ("Who acts", (ACTOR_WORDS[actor] for actor in ACTORS), Counter(row.actor.key for row in every)),
        ("Also", _pressing_first(OVERLAY_WORDS), Counter(word.key for row in every for word in row.overlays)),
        ("Certification", _pressing_first(CERTIFICATION_WORDS), Counter(row.certification.key for row in every)),
        ("Realization", _pressing_first(REALIZATION_WORDS), Counter(row.realization.key for row in every)),
    )
    for label, words, counts in groups:
        found = tuple((word, counts[word.key]) for word in words if counts[word.key])
        if found:
            yield Facet(label=label, words=found)


def _pressing_first(words: Mapping[str, Word]) -> list[Word]:
    return sorted(words.values(), key=lambda word: pressing(word.key))
