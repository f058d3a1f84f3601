"""What could be done now, by a mind and by a machine, ordered by how much each step lets go on.

One step is one command, or one file to open, and may serve many entries. What each entry needs is said by
`core/questions/offers.py`; nothing is decided here but what goes together and what comes first.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mkdocs_specthis.core.dependencies.reach import Reach, reach_of
from mkdocs_specthis.core.model.state import Act, Actor, Certification, Realization
from mkdocs_specthis.core.questions.offers import Offer, offers
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.repair import CONFIRM, FORCE, RECORD, REFRESH, TRIAL

NAMES_IN_COMMAND = 50
"""So many entries are named in one command line; more of them make a further step."""

_RANKS = {act: rank for rank, act in enumerate(Act)}
_NAMED = {Act.JUDGE: RECORD, Act.CONFIRM: CONFIRM, Act.REPLACE: FORCE}
"""Acts whose command takes the names of many entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    actor: Actor
    """Mind or machine. A mind reads why a run failed before a machine runs it again."""
    act: Act
    text: str
    """What to do, in the imperative, without a full stop; the entries are not named in it."""
    command: str
    """As one types it; empty if it takes an editor."""
    path: str
    """File to edit, or to read before the command, POSIX from the project root; empty if there is none."""
    line: int
    """1-based line in that file; 0 for the file as a whole."""
    entries: tuple[str, ...]
    """Whom it serves, in the order of the project; empty where nobody can say whom."""
    frees: int
    """Further entries that rest on these, directly or not, and cannot be settled before."""


def next_steps(snapshot: Snapshot) -> tuple[NextStep, ...]:
    """Every step that can be taken now; first what cannot be read, then what most rests on."""
    groups: dict[tuple[Act, tuple[str, ...]], list[Offer]] = {}
    for offer in offers(snapshot):
        groups.setdefault((offer.repair.act, offer.shared), []).append(offer)
    if not groups:
        return ()
    reach = reach_of(snapshot.graph)
    everything = not any(act is Act.RETRY for act, _ in groups)
    steps = (step for group in groups.values() for step in _steps(snapshot, group, reach, everything=everything))
    return tuple(sorted(steps, key=lambda step: _urgency(snapshot, step)))


def next_steps_of(steps: Iterable[NextStep], names: Iterable[str]) -> tuple[NextStep, ...]:
    """Those that serve any of the entries `names`, and those of which nobody can say whom they serve."""
    chosen = frozenset(names)
    return tuple(step for step in steps if not step.entries or not chosen.isdisjoint(step.entries))


def _urgency(snapshot: Snapshot, step: NextStep) -> tuple[bool, bool, int, bool, int]:
    """A machine's time is the cheaper one. Of equal steps the order of the project holds: sorting is stable.

    Bytes of what is settled come last: nothing waits for them.
    """
    is_luxury = step.act is Act.FETCH
    unread = _is_unread(snapshot, step)
    return (not unread, is_luxury, -_weight(snapshot, step), step.actor is not Actor.MACHINE, _RANKS[step.act])


def _weight(snapshot: Snapshot, step: NextStep) -> int:
    """How many entries it brings on."""
    served = _ended_by_run(snapshot, step.entries) if step.act is Act.RUN else step.entries
    return len(served) + step.frees


def _ended_by_run(snapshot: Snapshot, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that need no person: whatever comes out of a run, the others wait for a judgment."""
    return tuple(name for name in names if snapshot.statuses[name].actor is not Actor.MIND)


def _is_unread(snapshot: Snapshot, step: NextStep) -> bool:
    """Whether nobody knows what rests on it, because something cannot be read."""
    statuses = [snapshot.statuses[name] for name in step.entries]
    unknown = any(
        Certification.UNKNOWN is status.certification or Realization.UNKNOWN is status.realization
        for status in statuses
    )
    return step.act is Act.MEND and (unknown or not statuses)


def _steps(snapshot: Snapshot, group: Sequence[Offer], reach: Reach, *, everything: bool) -> Iterator[NextStep]:
    """One step, or several where a command line would get too long."""
    first = group[0].repair
    names = tuple(offer.entry for offer in group if offer.entry)
    step = NextStep(
        actor=first.actor,
        act=first.act,
        text=first.text,
        command=first.command,
        path=first.path,
        line=first.line,
        entries=names,
        frees=reach.count_below(names),
    )
    if first.act is Act.RUN:
        frees = reach.count_below(_ended_by_run(snapshot, names), but=names)
        yield _run_step(replace(step, frees=frees), everything=everything)
    elif first.act is Act.FETCH:
        named = names if len(names) <= NAMES_IN_COMMAND else ()
        text = step.text if len(names) == 1 else step.text.replace("its", "their")
        yield replace(step, text=text, command=_line(REFRESH, named), frees=0)
    elif first.act is Act.CONFIRM and len(names) > 1 and (spec := _spec_to_confirm(snapshot, names)):
        yield replace(step, command=_line(CONFIRM, (spec,)))
    elif first.act is Act.RETRY:
        yield replace(step, command=_line(REFRESH, (word for name in names for word in (TRIAL, name))))
    elif first.act in _NAMED:
        for start in range(0, len(names), NAMES_IN_COMMAND):
            some = names[start : start + NAMES_IN_COMMAND]
            yield replace(step, command=_line(_NAMED[first.act], some), entries=some, frees=reach.count_below(some))
    else:
        yield step


def _run_step(step: NextStep, *, everything: bool) -> NextStep:
    """The whole project, unless that would run once more what failed."""
    named = () if everything or len(step.entries) > NAMES_IN_COMMAND else step.entries
    return replace(step, text=step.text if len(step.entries) == 1 else "Run them", command=_line(REFRESH, named))


def _spec_to_confirm(snapshot: Snapshot, names: tuple[str, ...]) -> str:
    """The one spec that moved under exactly these entries, if its name does for theirs; else empty."""
    moved: Mapping[str, tuple[str, ...]] = {
        name: status.vocabulary_moved for name, status in snapshot.statuses.items() if status.vocabulary_moved
    }
    specs = moved[names[0]]
    touched = tuple(name for name, those in moved.items() if specs[0] in those)
    return specs[0] if len(specs) == 1 and touched == names and specs[0] not in snapshot.entries else ""


def command_for(act: Act, names: Sequence[str]) -> str:
    """One command line that does the same for several entries; empty if there is none."""
    if act in (Act.RUN, Act.FETCH):
        return _line(REFRESH, names if len(names) <= NAMES_IN_COMMAND else ())
    return _line(_NAMED[act], names) if act in _NAMED and len(names) <= NAMES_IN_COMMAND else ""


def _line(command: str, words: Iterable[str]) -> str:
    return " ".join((command, *map(shlex.quote, words)))
