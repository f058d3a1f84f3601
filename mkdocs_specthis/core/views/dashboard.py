"""What the dashboard shows: the headline, the queues, what to do first, both claims at once, problems, activity.

Every number is counted from the Snapshot's statuses; no rule is made here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.ledger import Verdict, name_of
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, EntryStatus, Realization, Repair
from mkdocs_specthis.core.next_steps import NextStep, next_steps
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.mark import ACTORS, Mark, entry_mark, feeds, pressing
from mkdocs_specthis.core.views.paper import PaperPage
from mkdocs_specthis.core.views.sentence import settled_sentence
from mkdocs_specthis.core.views.vocabulary import (
    CERTIFICATION_WORDS,
    REALIZATION_WORDS,
    Word,
    certification_word,
    headline_word,
    realization_word,
)

ROWS_IN_QUEUE = 10
MARKS_SHOWN = 60
"""Above it, one proportional bar stands for one mark per entry."""
PROBLEMS_SHOWN = 4
ACTIVITY_SHOWN = 6
STEPS_SHOWN = 3
BLOCKERS_SHOWN = 3
_CERTIFICATIONS = ("rejected", "drifted", "uncertified", "certified", "unknown")
_REALIZATIONS = ("never-run", "stale", "absent", "fresh", "unknown")
_AXES: Mapping[str, Axis] = {
    **dict.fromkeys(REALIZATION_WORDS, Axis.REALIZATION),
    **dict.fromkeys(CERTIFICATION_WORDS, Axis.CERTIFICATION),
    **dict.fromkeys(("script-tbd", "draft", "error"), Axis.AUTHOR),
    "vocabulary-moved": Axis.CERTIFICATION,
    "waiting": Axis.UPSTREAM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    entry: str
    spec: str
    """Path of its spec."""
    word: Word
    cause: str
    """One sentence; empty if the state says it all."""
    repair: Repair | None
    holds_up: int
    """Entries downstream, directly or not."""
    after: tuple[str, ...] = ()
    """What it waits for, nearest first, at most `BLOCKERS_SHOWN`."""
    after_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    actor: Actor
    total: int
    rows: tuple[QueueRow, ...]
    """Most pressing first, at most `ROWS_IN_QUEUE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    columns: tuple[Word, ...]
    """Realization."""
    rows: tuple[tuple[Word, tuple[int, ...]], ...]
    """Certification, and the number of entries in each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    ts: str
    """UTC ISO 8601."""
    entry: str
    text: str
    """What happened, in a word or two: `certified`, `ran`."""
    who: str
    """Author of a judgment; empty for a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    headline: str
    entries: int
    specs: int
    actors: tuple[tuple[Actor, int], ...]
    """Every actor with how many entries are theirs, most pressing first."""
    marks: tuple[tuple[Actor, tuple[Mark, ...]], ...]
    """One mark per entry by actor, settled ones first; empty above `MARKS_SHOWN` entries."""
    queues: tuple[Queue, ...]
    """Mind, machine, patience; those without entries are left out."""
    steps: tuple[NextStep, ...]
    """What to do first, at most `STEPS_SHOWN`."""
    cross: CrossTable
    alarms: tuple[Finding, ...]
    """What keeps specs or ledgers from being read."""
    problems: tuple[Finding, ...]
    """The weightiest findings, at most `PROBLEMS_SHOWN`."""
    findings: int
    activity: tuple[Activity, ...]
    """Newest first, at most `ACTIVITY_SHOWN`."""
    elsewhere: int
    """Entries that are absent: their bytes are not all on this machine."""
    papers: tuple[PaperPage, ...]
    """Those that can be read."""


def dashboard(snapshot: Snapshot, papers: Iterable[PaperPage] = ()) -> Dashboard:
    counts = Counter(status.actor for status in snapshot.statuses.values())
    settled = sum(1 for status in snapshot.statuses.values() if status.settled)
    queues = tuple(_queues(snapshot, counts))
    return Dashboard(
        headline=settled_sentence(settled, len(snapshot.statuses)),
        entries=len(snapshot.statuses),
        specs=len(snapshot.project.specs),
        actors=tuple((actor, counts[actor]) for actor in ACTORS),
        marks=_marks(snapshot),
        queues=queues,
        steps=next_steps(snapshot)[:STEPS_SHOWN],
        cross=cross_table(snapshot.statuses.values()),
        alarms=tuple(_alarms(snapshot)),
        problems=tuple(islice(_by_weight(snapshot.findings), PROBLEMS_SHOWN)),
        findings=len(snapshot.findings),
        activity=tuple(nlargest(ACTIVITY_SHOWN, _activity(snapshot), key=lambda one: (one.ts, one.entry, one.text))),
        papers=tuple(paper for paper in papers if not paper.problem),
        elsewhere=sum(1 for status in snapshot.statuses.values() if status.realization is Realization.ABSENT),
    )


def _marks(snapshot: Snapshot) -> tuple[tuple[Actor, tuple[Mark, ...]], ...]:
    if len(snapshot.statuses) > MARKS_SHOWN:
        return ()
    grouped: dict[Actor, list[Mark]] = {actor: [] for actor in (Actor.SETTLED, *ACTORS)}
    for name, status in snapshot.statuses.items():
        grouped[status.actor].append(entry_mark(snapshot, name))
    return tuple((actor, tuple(marks)) for actor, marks in grouped.items() if marks)


def _queues(snapshot: Snapshot, counts: Mapping[Actor, int]) -> Iterator[Queue]:
    fed = feeds(snapshot)
    grouped: dict[Actor, list[EntryStatus]] = {actor: [] for actor in ACTORS}
    for status in snapshot.statuses.values():
        grouped[status.actor].append(status)
    for actor in (Actor.MIND, Actor.MACHINE, Actor.PATIENCE):
        statuses = sorted(grouped[actor], key=lambda status: (pressing(status.headline), -fed[status.entry]))
        if statuses:
            rows = tuple(_row(snapshot, status) for status in statuses[:ROWS_IN_QUEUE])
            yield Queue(actor=actor, total=counts[actor], rows=rows)


def _row(snapshot: Snapshot, status: EntryStatus) -> QueueRow:
    blockers = snapshot.blocked_by(status.entry, BLOCKERS_SHOWN + 1) if status.actor is Actor.PATIENCE else ()
    return QueueRow(
        entry=status.entry,
        spec=snapshot.entries[status.entry].spec,
        word=headline_word(status.headline),
        cause=cause_of(status),
        repair=status.repair,
        holds_up=sum(1 for _ in snapshot.graph.all_below(status.entry)),
        after=blockers[:BLOCKERS_SHOWN],
        after_more=len(blockers) > BLOCKERS_SHOWN,
    )


def cause_of(status: EntryStatus) -> str:
    """The reason that belongs to the headline, else the first one."""
    axis = _AXES.get(status.headline)
    texts = [reason.text for reason in status.reasons if reason.axis is axis]
    return next(iter(texts or [reason.text for reason in status.reasons]), "")


def cross_table(statuses: Iterable[EntryStatus]) -> CrossTable:
    """Entries by both claims; `unknown` only where it occurs."""
    counts = Counter((status.certification.value, status.realization.value) for status in statuses)
    unknown_row = any(row == "unknown" for row, _ in counts)
    unknown_column = any(column == "unknown" for _, column in counts)
    columns = [name for name in _REALIZATIONS if name != "unknown" or unknown_column]
    rows = [name for name in _CERTIFICATIONS if name != "unknown" or unknown_row]
    return CrossTable(
        columns=tuple(realization_word(Realization(name)) for name in columns),
        rows=tuple(
            (certification_word(Certification(row)), tuple(counts[row, column] for column in columns)) for row in rows
        ),
    )


def _alarms(snapshot: Snapshot) -> Iterator[Finding]:
    unreadable = {spec.path for spec in snapshot.project.specs if spec.unreadable}
    for finding in snapshot.findings:
        if finding.severity is Severity.ERROR and (finding.scope is Scope.PROJECT or _breaks(finding, unreadable)):
            yield finding


def _breaks(finding: Finding, unreadable: set[str]) -> bool:
    return finding.scope is Scope.SPEC and finding.location.path in unreadable


def _by_weight(findings: Iterable[Finding]) -> Iterator[Finding]:
    grouped: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    for finding in findings:
        grouped[finding.severity].append(finding)
    for severity in Severity:
        yield from grouped[severity]


def _activity(snapshot: Snapshot) -> Iterator[Activity]:
    for name, judgments in snapshot.project.judgments.items():
        if name in snapshot.entries:
            for judgment in judgments:
                text = "rejected" if judgment.verdict is Verdict.REJECTED else "certified"
                yield Activity(ts=judgment.ts, entry=name, text=text, who=name_of(judgment.author))
    for name, receipt in snapshot.project.receipts.items():
        if name in snapshot.entries:
            yield Activity(ts=receipt.ts, entry=name, text=ORIGINS.get(receipt.origin, receipt.origin), who="")


ORIGINS: Mapping[str, str] = {
    "run": "ran",
    "trial": "ran on trial",
    "cache": "came from the cache",
    "adopted": "was adopted",
}
"""Where a receipt's bytes came from, as a verb."""
