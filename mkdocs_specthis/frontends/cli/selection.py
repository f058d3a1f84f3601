"""Which entries a command line means: names, globs, states.

Knows names and states; nothing of what is done with them.
"""

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mkdocs_specthis.core.model.errors import SpecthisError, UnknownName
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.cli.choices import OneOf

if TYPE_CHECKING:
    from mkdocs_specthis.core.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])

VOCABULARY_MOVED = "vocabulary-moved"
STATES = (*dict.fromkeys([*map(str, Certification), *map(str, Realization)]), VOCABULARY_MOVED)
LISTS = "`specthis status` lists the entries"

_GLOB = frozenset("*?[")


def selection_arguments(command: Command) -> Command:
    """Add `ENTRY…` and `--state`."""
    states = click.option(
        "--state",
        "states",
        type=OneOf(STATES),
        metavar="STATE",
        multiple=True,
        help=f"Entries in this state, of either axis; may be repeated. One of {', '.join(STATES)}.",
    )
    return click.argument("entries", nargs=-1, metavar="[ENTRY]...")(states(command))


def chosen(snapshot: "Snapshot", entries: Sequence[str], states: Sequence[str]) -> tuple[str, ...]:
    """Entries that are named, or all; of these, those in one of the states, if any is given. In the project's order.

    Raises UnknownName.
    """
    names = select(entries, snapshot.statuses) if entries else tuple(snapshot.statuses)
    return tuple(name for name in names if not states or is_in(snapshot.statuses[name], states))


def chosen_to_write(snapshot: "Snapshot", entries: Sequence[str], states: Sequence[str]) -> tuple[str, ...]:
    """The same, for a command that writes: none named means none, not all. Raises SpecthisError."""
    if not entries and not states:
        raise SpecthisError("no entry is named", hint="name entries, or select them with `--state`")
    return chosen(snapshot, entries, states)


def is_in(status: EntryStatus, states: Sequence[str]) -> bool:
    moved = VOCABULARY_MOVED in states and bool(status.vocabulary_moved)
    return moved or str(status.certification) in states or str(status.realization) in states


def select(written: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The names that are written or matched, in the order of `names`.

    Raises UnknownName for a name that isn't there and for a glob that matches nothing: neither is skipped in silence.
    """
    known = tuple(names)
    found: set[str] = set()
    for word in written:
        matched = {name for name in known if fnmatchcase(name, word)} if is_glob(word) else {word}.intersection(known)
        if not matched:
            raise _nothing(word, known)
        found |= matched
    return tuple(name for name in known if name in found)


def is_glob(written: str) -> bool:
    return not _GLOB.isdisjoint(written)


def _nothing(word: str, known: Sequence[str]) -> UnknownName:
    if is_glob(word):
        return UnknownName(f"no entry matches `{shown(word)}`", hint=LISTS)
    return UnknownName(f"there is no entry `{shown(word)}`", hint=did_you_mean(word, known, otherwise=LISTS))
