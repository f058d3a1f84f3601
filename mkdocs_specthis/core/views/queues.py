"""The queues of the dashboard: who acts on which entries, why, and what to do about it.

Entries that need the very same, or wait for the very same, stand in one row. States and repairs are the Snapshot's own.
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
    """What they wait for, nearest first, at most `BLOCKERS_SHOWN`."""
    after_more: bool = False
    """Whether one of those who are named waits for something else besides."""


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
        groups.setdefault(_ground(status) or (status.entry,), []).append(status)
    return groups.values()


def _ground(status: EntryStatus) -> tuple[str, ...]:
    """What others have to share to stand in one row with it; empty if it stands by itself."""
    if status.actor is Actor.PATIENCE:
        return (status.headline, *_nearest(status)) if _nearest(status) else ()
    repair, cause = status.repair, cause_of(status)
    together = repair is not None and repair.act in _TOGETHER and cause
    return (status.headline, cause, repair.act, repair.path) if repair and together else ()


def _nearest(status: EntryStatus) -> tuple[str, ...]:
    """The nearest thing upstream that holds it up: an entry, or a spec that cannot be read; none if nothing does."""
    return tuple(reason.subject for reason in status.reasons if reason.axis is Axis.UPSTREAM)[:1]


def _row(snapshot: Snapshot, group: list[EntryStatus], commands: Mapping[frozenset[str], str]) -> QueueRow:
    first, names = group[0], tuple(status.entry for status in group)
    blockers, more = _blockers(snapshot, group)
    return QueueRow(
        entries=names,
        spec=snapshot.entries[first.entry].spec,
        word=headline_word(first.headline),
        cause=cause_of(first),
        repair=_repair(group, names, commands),
        holds_up=len(set(snapshot.graph.all_below(*names)).difference(names)),
        after=blockers,
        after_more=more,
    )


def _blockers(snapshot: Snapshot, group: list[EntryStatus]) -> tuple[tuple[str, ...], bool]:
    """What all of them wait for, and whether one of those who are named waits for something else besides."""
    if group[0].actor is not Actor.PATIENCE:
        return (), False
    named = [snapshot.blocked_by(status.entry, BLOCKERS_SHOWN + 1) for status in group[:NAMES_IN_ROW]]
    # Looking for the rest of what very many wait for would take long: what made them one row they all share.
    known = named[0] if len(group) <= NAMES_IN_ROW else _nearest(group[0])
    shown = tuple(name for name in known if all(name in blockers for blockers in named))[:BLOCKERS_SHOWN]
    return shown, any(set(blockers) - set(shown) for blockers in named)


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
