"""The queues of the dashboard: who acts on which entries, why, and what to do about it.

Entries that need the very same stand in one row. States and repairs are the Snapshot's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from mkdocs_specthis.core.model.state import Act, Actor, Axis, EntryStatus, Repair
from mkdocs_specthis.core.questions.next_steps import NextStep, command_for
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.mark import ACTORS, feeds, pressing
from mkdocs_specthis.core.views.vocabulary import CERTIFICATION_WORDS, REALIZATION_WORDS, Word, headline_word

ROWS_IN_QUEUE = 10
NAMES_IN_ROW = 6
BLOCKERS_SHOWN = 3
_TOGETHER = (Act.MEND, Act.CONFIRM, Act.RUN, Act.FETCH)
"""What is done once for many. Judging is not: each pair of spec and script is read by itself."""
_AXES: Mapping[str, Axis] = {
    **dict.fromkeys(REALIZATION_WORDS, Axis.REALIZATION),
    **dict.fromkeys(CERTIFICATION_WORDS, Axis.CERTIFICATION),
    **dict.fromkeys(("script-tbd", "draft", "error"), Axis.AUTHOR),
    "vocabulary-moved": Axis.CERTIFICATION,
    "waiting": Axis.UPSTREAM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    entries: tuple[str, ...]
    """Whom it is about, the one that most rests on first; all but one have the very same cause and repair."""
    spec: str
    """Path of the spec of the first."""
    word: Word
    cause: str
    """One sentence; empty if the state says it all."""
    repair: Repair | None
    """Of all of them together."""
    holds_up: int
    """Further entries downstream, directly or not."""
    after: tuple[str, ...] = ()
    """What it waits for, nearest first, at most `BLOCKERS_SHOWN`."""
    after_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    actor: Actor
    total: int
    """Entries."""
    rows: tuple[QueueRow, ...]
    """Most pressing first, at most `ROWS_IN_QUEUE`."""

    @property
    def is_whole(self) -> bool:
        """Whether every entry is named in a row."""
        return self.total == sum(min(len(row.entries), NAMES_IN_ROW) for row in self.rows)


def queues_of(snapshot: Snapshot, steps: Iterable[NextStep]) -> Iterator[Queue]:
    """Mind, machine, patience; those without entries are left out."""
    fed = feeds(snapshot)
    grouped: dict[Actor, list[EntryStatus]] = {actor: [] for actor in ACTORS}
    for status in snapshot.statuses.values():
        grouped[status.actor].append(status)
    commands = {frozenset(step.entries): step.command for step in steps if step.entries}
    for actor in (Actor.MIND, Actor.MACHINE, Actor.PATIENCE):
        statuses = sorted(grouped[actor], key=lambda status: (pressing(status.headline), -fed[status.entry]))
        if statuses:
            rows = tuple(_row(snapshot, group, commands) for group in islice(_groups(statuses), ROWS_IN_QUEUE))
            yield Queue(actor=actor, total=len(statuses), rows=rows)


def _groups(statuses: Iterable[EntryStatus]) -> Iterable[list[EntryStatus]]:
    groups: dict[tuple[str, ...], list[EntryStatus]] = {}
    for status in statuses:
        repair, cause = status.repair, cause_of(status)
        together = repair is not None and repair.act in _TOGETHER and cause
        key = (status.headline, cause, repair.act, repair.path) if repair and together else (status.entry,)
        groups.setdefault(key, []).append(status)
    return groups.values()


def _row(snapshot: Snapshot, group: list[EntryStatus], commands: Mapping[frozenset[str], str]) -> QueueRow:
    first, names = group[0], tuple(status.entry for status in group)
    blockers = snapshot.blocked_by(first.entry, BLOCKERS_SHOWN + 1) if first.actor is Actor.PATIENCE else ()
    below = {other for name in names for other in snapshot.graph.all_below(name)}
    return QueueRow(
        entries=names,
        spec=snapshot.entries[first.entry].spec,
        word=headline_word(first.headline),
        cause=cause_of(first),
        repair=_repair(group, names, commands),
        holds_up=len(below.difference(names)),
        after=blockers[:BLOCKERS_SHOWN],
        after_more=len(blockers) > BLOCKERS_SHOWN,
    )


def _repair(group: list[EntryStatus], names: tuple[str, ...], commands: Mapping[frozenset[str], str]) -> Repair | None:
    repair = group[0].repair
    if repair is None or len(group) == 1 or not repair.command:
        return repair
    return replace(repair, command=commands.get(frozenset(names)) or command_for(repair.act, names))


def cause_of(status: EntryStatus) -> str:
    """The reason that belongs to the headline, else the first one."""
    axis = _AXES.get(status.headline)
    texts = [reason.text for reason in status.reasons if reason.axis is axis]
    return next(iter(texts or [reason.text for reason in status.reasons]), "")
