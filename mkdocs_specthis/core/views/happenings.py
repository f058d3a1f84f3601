"""What happened in a project, newest first: refreshes and failures, runs, judgments, edits of specs.

Joins four sources: this machine's log, the lock, receipts, git. Of one kind on one day by one person there is one row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import nlargest

from mkdocs_specthis.core.model.event import EventKind
from mkdocs_specthis.core.model.history import Change
from mkdocs_specthis.core.model.ledger import Verdict, name_of
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.past.runs import LoggedRun, Refresh, is_moment
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.run_history import LONGEST, place_of

RECEIPTS = "/_runs/"
_ORIGINS = {"run": "ran", "trial": "ran on trial", "cache": "came from the cache", "adopted": "was adopted"}
_CACHE = {
    "pushed": "was pushed to the cache",
    "refused": "was not taken from the cache",
    "nondeterministic": "has other bytes in the cache",
}
_FAILED = frozenset({EventKind.FAILED, EventKind.RETRIED})


_ALONE = frozenset({"refresh", "failure"})
"""Kinds of which each is told by itself."""
KINDS = ("refresh", "run", "failure", "cache", "judgment", "edit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    ts: str
    """UTC ISO 8601; of several things on one day the newest."""
    kind: str
    """One of `KINDS`."""
    text: str
    """What happened to it, as a verb: `ran`, `certified`; of a refresh the whole of it."""
    entries: tuple[str, ...] = ()
    """To which it happened, the last one first."""
    specs: tuple[str, ...] = ()
    """Paths of specs; one of the two, or neither."""
    detail: str = ""
    who: str = ""
    commit: str = ""
    refresh: int = 0
    """Number of the refresh that it tells of, or belongs to; 0 if it has none."""


def happenings(past: Past, most: int) -> tuple[Happening, ...]:
    """The newest of all, at most so many."""
    return tuple(_readable(one) for one in nlargest(most, _gathered(_all(past)), key=_order))


def _readable(one: Happening) -> Happening:
    return replace(one, detail=shown(one.detail, LONGEST), who=shown(one.who, LONGEST))


def _all(past: Past) -> Iterator[Happening]:
    for refresh in past.refreshes:
        yield from _of_refresh(refresh)
    yield from _of_cache(past)
    yield from _judgments(past)
    yield from _receipts(past)
    yield from _commits(past)


def _gathered(every: Iterable[Happening]) -> Iterator[Happening]:
    """Those that differ in nothing but what they happened to, as one."""
    groups: dict[tuple[object, ...], list[Happening]] = {}
    for one in every:
        alike = (one.ts, one.entries, one.detail) if one.kind in _ALONE else (one.ts[:10], bool(one.entries))
        groups.setdefault((one.kind, one.text, one.who, one.commit, one.refresh, *alike), []).append(one)
    for group in groups.values():
        yield _joined(group) if len(group) > 1 else group[0]


def _joined(group: list[Happening]) -> Happening:
    group.sort(key=_order, reverse=True)
    entries = tuple(dict.fromkeys(name for one in group for name in one.entries))
    specs = tuple(dict.fromkeys(path for one in group for path in one.specs))
    details = {one.detail for one in group}
    return replace(group[0], entries=entries, specs=specs, detail=details.pop() if len(details) == 1 else "")


def _order(one: Happening) -> tuple[object, ...]:
    return (one.ts, one.kind, one.entries, one.specs)


def _of_refresh(refresh: Refresh) -> Iterator[Happening]:
    who = place_of(refresh)
    if any(run.kind is EventKind.ADOPTED for run in refresh.runs):
        for run in refresh.runs:
            yield Happening(
                ts=run.ts,
                kind="run",
                text="was adopted",
                entries=(run.entry,),
                detail=run.text,
                who=who,
            )
        return
    yield Happening(
        ts=refresh.ended or refresh.runs[-1].ts,
        kind="refresh",
        text=f"{title_of(refresh)} {ended_how(refresh)}",
        detail=counts_in_words(refresh),
        who=who,
        commit=refresh.commit,
        refresh=refresh.number,
    )
    for run in refresh.runs:
        if run.kind in _FAILED:
            yield _failure(run, refresh, who)


def _failure(run: LoggedRun, refresh: Refresh, who: str) -> Happening:
    text = "failed" if run.kind is EventKind.FAILED else "failed and was tried again"
    return Happening(
        ts=run.ts, kind="failure", text=text, entries=(run.entry,), detail=run.text, who=who,
        refresh=refresh.number,
    )  # fmt: skip


def title_of(refresh: Refresh) -> str:
    return f"Refresh {refresh.number}" if refresh.number else "A refresh"


def ended_how(refresh: Refresh) -> str:
    """A verb; of one whose end is not in the log nobody knows whether it came to it."""
    if refresh.interrupted:
        return "was stopped"
    return "finished" if refresh.ended else "began" if refresh.number else "was under way"


COUNTED = (
    ("made", "ran"),
    ("reproduced", "reproduced"),
    ("fetched", "from the cache"),
    ("failed", "failed"),
    ("interrupted", "interrupted"),
    ("held", "held"),
    ("skipped", "left as they were"),
)
"""Outcomes in the order in which they are told, as what follows a number."""


def counts_in_words(refresh: Refresh) -> str:
    """`8 ran, 1 from the cache, 1 failed`."""
    return ", ".join(f"{refresh.counts[key]:,} {word}" for key, word in COUNTED if refresh.counts.get(key))


def _of_cache(past: Past) -> Iterator[Happening]:
    for event in past.history.log.events:
        text = _CACHE.get(event.event)
        if text is not None and event.subject:
            said = event.data.get("text")
            detail = said if isinstance(said, str) and not past.hides(event.subject) else ""
            yield Happening(ts=event.ts, kind="cache", text=text, entries=(event.subject,), detail=detail)


def _judgments(past: Past) -> Iterator[Happening]:
    for name, judgments in past.snapshot.project.judgments.items():
        for judgment in judgments if name in past.snapshot.entries else ():
            text = "rejected" if judgment.verdict is Verdict.REJECTED else "certified"
            who = name_of(judgment.author)
            yield Happening(ts=judgment.ts, kind="judgment", text=text, entries=(name,), detail=judgment.note, who=who)


def _receipts(past: Past) -> Iterator[Happening]:
    """Runs that no refresh of this machine tells of."""
    for name, receipt in past.snapshot.project.receipts.items():
        if name in past.snapshot.entries and is_moment(receipt.ts) and past.attempt_of(receipt) is None:
            text = _ORIGINS.get(receipt.origin, _ORIGINS["run"])
            yield Happening(ts=receipt.ts, kind="run", text=text, entries=(name,))


def _commits(past: Past) -> Iterator[Happening]:
    for change in past.history.git.changes:
        if RECEIPTS not in change.path and change.path.endswith(".md"):
            yield Happening(
                ts=change.commit.ts,
                kind="edit",
                text=_verb(change),
                specs=(change.path,),
                who=change.commit.author,
                commit=change.commit.hash,
            )


def _verb(change: Change) -> str:
    return "was taken out" if not change.blob else "was added" if change.is_new else "was edited"
