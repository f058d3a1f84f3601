"""The badges of a project: what each says, and the hue it says it in.

Green means that nothing is left to do: no badge is green while something that it counts is not settled, while the audit
knows of an error, or while something cannot be read. Knows no markup; counts are the Snapshot's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.model.state import Actor
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.paper_states import FRESH, PaperStates, paper_states
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.core.views.vocabulary import PERSON, actor_word

OK, MIND, MACHINE, WAIT, BAD = "ok", "mind", "mach", "wait", "bad"
"""The hues of the site's styles: nobody acts and all is done; a person; a machine; wait; something said no."""
Saying = tuple[str, str]
"""The message of a badge, and its hue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    name: str
    """What its files are called."""
    label: str
    message: str
    hue: str
    is_error: bool = False
    """True if it can't be said, because something cannot be read."""


def badges(snapshot: Snapshot, papers: Iterable[Paper]) -> tuple[Badge, ...]:
    """Every badge, in the order in which the documentation has them."""
    states = paper_states(snapshot, papers)
    return tuple(_badge(snapshot, states, name) for name in _LABELS)


def _badge(snapshot: Snapshot, states: PaperStates, name: str) -> Badge:
    label = _LABELS[name]
    if not states.is_whole:
        return Badge(name=name, label=label, message="cannot be read", hue=BAD, is_error=True)
    message, hue = _SAYINGS[name](snapshot, states)
    return Badge(name=name, label=label, message=message, hue=hue)


def _settled(snapshot: Snapshot, _: PaperStates) -> Saying:
    total, settled, errors = snapshot.counts["entries"], _count(snapshot, "settled"), _errors(snapshot)
    if not total:
        return "no entries", BAD if errors else WAIT
    told = f", {count_of(errors, 'error')}" if errors else ""
    return f"{settled:,} of {total:,}{told}", _pressing(snapshot)


def _minds(snapshot: Snapshot, _: PaperStates) -> Saying:
    return _queue(snapshot, Actor.MIND, MIND)


def _machines(snapshot: Snapshot, _: PaperStates) -> Saying:
    return _queue(snapshot, Actor.MACHINE, MACHINE)


def _queue(snapshot: Snapshot, actor: Actor, hue: str) -> Saying:
    """How many wait for that actor. That nobody does is green only once nobody at all has anything to do."""
    number = _count(snapshot, f"actor.{actor}")
    if number:
        return f"{number:,}", hue
    return "none", OK if _pressing(snapshot) == OK else WAIT


def _exhibits(snapshot: Snapshot, states: PaperStates) -> Saying:
    """Of an exhibit that shows something else besides, nobody knows what that is: a person looks."""
    if not states.total:
        return "no exhibits", WAIT
    message = f"{states.fresh:,} of {states.total:,}"
    if states.worst is not FRESH:
        return message, MIND if states.worst.acts == PERSON else MACHINE
    if states.fresh < states.total:
        return message, MIND
    return message, BAD if _errors(snapshot) else OK


def _pressing(snapshot: Snapshot) -> str:
    """The hue of who acts first; an error counts as something unsettled: it may be an entry that nobody can see."""
    hues = (
        (BAD, _errors(snapshot)),
        (MIND, _count(snapshot, f"actor.{Actor.MIND}")),
        (MACHINE, _count(snapshot, f"actor.{Actor.MACHINE}")),
        (WAIT, _count(snapshot, "entries") - _count(snapshot, "settled") or not snapshot.statuses),
    )
    return next((hue for hue, holds in hues if holds), OK)


def _errors(snapshot: Snapshot) -> int:
    return _count(snapshot, f"findings.{Severity.ERROR}")


def _count(snapshot: Snapshot, name: str) -> int:
    return snapshot.counts.get(name, 0)


_LABELS: Mapping[str, str] = {
    "settled": "settled",
    "minds": actor_word(Actor.MIND).label.lower(),
    "machines": actor_word(Actor.MACHINE).label.lower(),
    "exhibits": "exhibits fresh",
}
_SAYINGS: Mapping[str, Callable[[Snapshot, PaperStates], Saying]] = {
    "settled": _settled,
    "minds": _minds,
    "machines": _machines,
    "exhibits": _exhibits,
}
