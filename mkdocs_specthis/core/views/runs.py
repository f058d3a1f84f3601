"""What the page of runs shows: one refresh, those before it, each entry's recorded run, and what happened.

Knows no markup. Nothing is told that nobody wrote down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from mkdocs_specthis.core.model.event import EventKind
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.past.runs import Refresh, longest_chain
from mkdocs_specthis.core.views.happenings import Happening, happenings, title_of
from mkdocs_specthis.core.views.past import ORIGIN_RESULTS, Past
from mkdocs_specthis.core.views.sentence import count_of, joined, seconds_in_words, sentence
from mkdocs_specthis.core.views.timeline import Timeline, timeline_of
from mkdocs_specthis.core.views.vocabulary import Word

ROWS_SHOWN = 200
"""Of recorded runs, and of what happened."""
REFRESHES_KEPT = 20
"""Refreshes that have a page of their own, besides the newest one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshView:
    refresh: Refresh
    title: str
    chain: tuple[str, ...]
    """Entries one after the other that decided how long it took at least."""
    chain_seconds: float
    """What their attempts took together."""
    timeline: Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    receipt: Receipt
    result: Word
    share: float
    """Of the longest recorded run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The receipts, as far as each is of an entry."""

    rows: tuple[RecordedRun, ...]
    """Newest first, at most `ROWS_SHOWN`."""
    total: int
    entries: int
    """Of the project."""
    seconds: float
    """Of all of them together."""
    longest: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage:
    latest: RefreshView | None
    """None if this machine's log tells of no refresh, or is not to be told."""
    earlier: tuple[Refresh, ...]
    """Others that have a page, newest first."""
    recorded: Recorded
    happenings: tuple[Happening, ...]
    """Newest first, at most `ROWS_SHOWN`."""
    notes: tuple[str, ...]
    """Sentences: where this comes from, and what cannot be known."""


def runs_page(past: Past) -> RunsPage:
    latest = next((one for one in past.refreshes if one.command or not _is_adoption(one)), None)
    return RunsPage(
        latest=refresh_view(latest) if latest else None,
        earlier=tuple(one for one in paged(past) if one is not latest),
        recorded=recorded(past),
        happenings=happenings(past, ROWS_SHOWN),
        notes=past.sources,
    )


def paged(past: Past) -> tuple[Refresh, ...]:
    """Refreshes with a page of their own, newest first."""
    return tuple(islice(past.numbered.values(), REFRESHES_KEPT))


def _is_adoption(refresh: Refresh) -> bool:
    return all(run.kind is EventKind.ADOPTED for run in refresh.runs)


def refresh_view(refresh: Refresh) -> RefreshView:
    chain, seconds = longest_chain(refresh)
    return RefreshView(
        refresh=refresh, title=title_of(refresh), chain=chain, chain_seconds=seconds, timeline=timeline_of(refresh)
    )


def refresh_sentence(refresh: Refresh) -> str:
    """What follows its title and its time: `in 1 min 41 s. It ran 8 entries, took 1 from the cache and …`."""
    took = f" after {seconds_in_words(refresh.seconds)}" if refresh.seconds is not None else ""
    done = joined(_done(refresh))
    return f"{took}. {sentence(f'it {done}')}" if done else f"{took}."


def _done(refresh: Refresh) -> Iterator[str]:
    counts = refresh.counts
    ran = counts.get("made", 0) + counts.get("reproduced", 0)
    if ran:
        yield f"ran {count_of(ran, 'entry', 'entries')}"
    for key, said in (
        ("fetched", "took {} from the cache"),
        ("adopted", "adopted {}"),
        ("failed", "failed at {}"),
        ("retried", "failed at {} and was to try again"),
        ("interrupted", "was interrupted in {}"),
        ("held", "held {}"),
        ("skipped", "left {} as they were"),
    ):
        if counts.get(key):
            yield said.format(f"{counts[key]:,}")


def recorded(past: Past) -> Recorded:
    receipts = [one for name, one in past.snapshot.project.receipts.items() if name in past.snapshot.entries]
    ran = [one for one in receipts if one.origin != "adopted"]
    longest = max(ran, key=lambda one: (one.seconds, one.entry), default=None)
    newest = nlargest(ROWS_SHOWN, receipts, key=lambda one: (one.ts, one.entry))
    most = longest.seconds if longest else 0.0
    return Recorded(
        rows=tuple(
            RecordedRun(
                receipt=one,
                result=ORIGIN_RESULTS.get(one.origin, ORIGIN_RESULTS["run"]),
                share=one.seconds / most if most else 0.0,
            )
            for one in newest
        ),
        total=len(receipts),
        entries=len(past.snapshot.entries),
        seconds=sum(one.seconds for one in ran),
        longest=longest,
    )
