"""What the dashboard shows: the headline, the queues, what to do first, both claims at once, problems, activity.

Every number is counted from the Snapshot's statuses; no rule is made here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.state import Actor, Certification, EntryStatus, Realization
from mkdocs_specthis.core.questions.next_steps import NextStep, next_steps
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.happenings import Happening, happenings
from mkdocs_specthis.core.views.mark import ACTORS, Mark, entry_mark, pressing
from mkdocs_specthis.core.views.paper import PaperPage
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.queues import Queue, queues_of
from mkdocs_specthis.core.views.sentence import settled_sentence
from mkdocs_specthis.core.views.vocabulary import (
    Word,
    certification_word,
    realization_word,
)

MARKS_SHOWN = 60
"""Above it, one proportional bar stands for one mark per entry."""
PROBLEMS_SHOWN = 4
ACTIVITY_SHOWN = 6
STEPS_SHOWN = 3
_CERTIFICATIONS = ("rejected", "drifted", "uncertified", "certified", "unknown")
_REALIZATIONS = ("never-run", "stale", "absent", "fresh", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    columns: tuple[Word, ...]
    """Realization."""
    rows: tuple[tuple[Word, tuple[int, ...]], ...]
    """Certification, and the number of entries in each column."""


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
    activity: tuple[Happening, ...]
    """Newest first, at most `ACTIVITY_SHOWN`."""
    elsewhere: int
    """Entries that are absent: their bytes are not all on this machine."""
    papers: tuple[PaperPage, ...]
    """Those that can be read."""


def dashboard(snapshot: Snapshot, papers: Iterable[PaperPage] = (), past: Past | None = None) -> Dashboard:
    counts = Counter(status.actor for status in snapshot.statuses.values())
    settled = sum(1 for status in snapshot.statuses.values() if status.settled)
    steps = next_steps(snapshot)
    return Dashboard(
        headline=settled_sentence(settled, len(snapshot.statuses)) if snapshot.project.specs else "No specs yet.",
        entries=len(snapshot.statuses),
        specs=len(snapshot.project.specs),
        actors=tuple((actor, counts[actor]) for actor in ACTORS),
        marks=_marks(snapshot),
        queues=tuple(queues_of(snapshot, steps)),
        steps=steps[:STEPS_SHOWN],
        cross=cross_table(snapshot.statuses.values()),
        alarms=tuple(_alarms(snapshot)),
        problems=tuple(islice(_by_weight(snapshot.findings), PROBLEMS_SHOWN)),
        findings=len(snapshot.findings),
        activity=happenings(past or Past(snapshot), ACTIVITY_SHOWN),
        papers=tuple(paper for paper in papers if not paper.problem),
        elsewhere=sum(1 for status in snapshot.statuses.values() if status.realization is Realization.ABSENT),
    )


def _marks(snapshot: Snapshot) -> tuple[tuple[Actor, tuple[Mark, ...]], ...]:
    if len(snapshot.statuses) > MARKS_SHOWN:
        return ()
    grouped: dict[Actor, list[Mark]] = {actor: [] for actor in (Actor.SETTLED, *ACTORS)}
    for name, status in snapshot.statuses.items():
        grouped[status.actor].append(entry_mark(snapshot, name))
    return tuple(
        (actor, tuple(sorted(marks, key=lambda mark: pressing(mark.word.key if mark.word else ""))))
        for actor, marks in grouped.items()
        if marks
    )


def cross_table(statuses: Iterable[EntryStatus]) -> CrossTable:
    """Entries by both claims; `unknown` and `absent` only where they occur."""
    counts = Counter((status.certification.value, status.realization.value) for status in statuses)
    there = {name for pair in counts for name in pair}
    columns = [name for name in _REALIZATIONS if name not in ("absent", "unknown") or name in there]
    rows = [name for name in _CERTIFICATIONS if name != "unknown" or any(row == name for row, _ in counts)]
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
