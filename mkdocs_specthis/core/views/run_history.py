"""The runs of one entry, newest first: attempts of this machine's log, and receipts, today's and those in git.

Joins what tells of the same run. Knows no markup; nothing is told that nobody wrote down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mkdocs_specthis.core.diff.sides import ARTEFACT, moved_between, run_side
from mkdocs_specthis.core.model.history import PastRun
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.past.runs import LoggedRun, Refresh
from mkdocs_specthis.core.states.reasons import SUBJECTS
from mkdocs_specthis.core.views.past import ORIGIN_RESULTS, RESULTS, Past, wrote
from mkdocs_specthis.core.views.vocabulary import Word

ROWS_SHOWN = 12
LONGEST = 300
"""Characters of a text that somebody wrote into the log."""
FIRST = "no run was on record"
NOTHING_MOVED = "nothing that it rests on had moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    ts: str
    """UTC ISO 8601, when it ended; of bytes from elsewhere that no log tells of, when they were made."""
    result: Word
    because: str
    """A clause; empty if nobody knows."""
    fault: str
    """What went wrong, as a clause; empty if nothing did."""
    seconds: float | None
    """Wall time."""
    share: float
    """Of the longest run among those that are shown, from 0 to 1."""
    who: str
    """Who ran it and where, or who committed its receipt; empty if nobody knows."""
    commit: str
    """That the tree stood on; empty if nobody knows."""
    dirty: bool
    refresh: int
    """Number of the refresh that it was part of, if that has a page; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    rows: tuple[RunRow, ...] = ()
    """At most `ROWS_SHOWN`."""
    notes: tuple[str, ...] = ()
    """Sentences: where it comes from, and what cannot be known."""


def run_history(past: Past, name: str, runs: tuple[PastRun, ...], pages: Iterable[int] = ()) -> RunHistory:
    """`runs`: its receipts, the newest first; `pages`: numbers of refreshes that have a page."""
    rows = sorted(_rows(past, name, runs, frozenset(pages)), key=lambda row: row.ts, reverse=True)
    told = tuple(islice(rows, ROWS_SHOWN))
    longest = max((row.seconds or 0.0 for row in told), default=0.0)
    scaled = tuple(_scaled(row, longest) for row in told)
    return RunHistory(rows=scaled, notes=past.sources)


def _rows(past: Past, name: str, runs: tuple[PastRun, ...], pages: frozenset[int]) -> Iterator[RunRow]:
    known = list(_known(runs))
    for refresh, run in past.attempts.get(name, ()):
        match = next((row for row in known if wrote(run, row[0].receipt)), None)
        if match is not None:
            known.remove(match)
        yield _attempt(refresh, run, match, pages)
    for one, because in known:
        yield _receipt(one, because)


def _known(runs: tuple[PastRun, ...]) -> Iterator[tuple[PastRun, str]]:
    """Each receipt once, with why it was written: what had moved since the one before it."""
    for place, one in enumerate(runs):
        if one.is_first:
            yield one, FIRST
        elif place + 1 < len(runs):
            yield one, _moved(runs[place + 1].receipt, one.receipt)
        else:
            yield one, ""


def _moved(before: Receipt, after: Receipt) -> str:
    moved = [row for row in moved_between(run_side(before), run_side(after)) if row.role != ARTEFACT]
    if not moved:
        return NOTHING_MOVED
    first = moved[0]
    subject = f"{SUBJECTS.get(first.role, first.role)} `{shown(first.subject)}`" if first.subject else first.role
    verb = "was added" if not first.before else "was taken out" if not first.after else "moved"
    more = f", and {len(moved) - 1} more" if len(moved) > 1 else ""
    return f"{subject} {verb}{more}"


def _attempt(refresh: Refresh, run: LoggedRun, match: tuple[PastRun, str] | None, pages: frozenset[int]) -> RunRow:
    receipt = match[0].receipt if match else None
    return RunRow(
        ts=run.ts,
        result=RESULTS[run.kind],
        because=shown(run.because, LONGEST) or (match[1] if match else ""),
        fault=shown(run.text, LONGEST),
        seconds=run.seconds,
        share=0.0,
        who=place_of(refresh),
        commit=refresh.commit or (receipt.commit if receipt else ""),
        dirty=refresh.dirty or bool(receipt and receipt.dirty),
        refresh=refresh.number if refresh.number in pages else 0,
    )


def _receipt(one: PastRun, because: str) -> RunRow:
    receipt = one.receipt
    return RunRow(
        ts=receipt.ts,
        result=ORIGIN_RESULTS.get(receipt.origin, ORIGIN_RESULTS["run"]),
        because=because,
        fault="",
        seconds=receipt.seconds if receipt.origin != "adopted" else None,
        share=0.0,
        who=f"committed by {shown(one.commit.author)}" if one.commit and one.commit.author else "",
        commit=receipt.commit,
        dirty=receipt.dirty,
        refresh=0,
    )


def place_of(refresh: Refresh) -> str:
    """`anna, node-07`: who ran it and where."""
    return ", ".join(shown(name) for name in (refresh.user, refresh.host) if name)


def _scaled(row: RunRow, longest: float) -> RunRow:
    return replace(row, share=(row.seconds or 0.0) / longest) if longest else row
