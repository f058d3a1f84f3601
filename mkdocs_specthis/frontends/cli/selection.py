"""Which entries a command line means: names, globs, states.

Knows names and states; nothing of what is done with them.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

_GLOB = frozenset("*?[")


def is_glob(written: str) -> bool:
    return not _GLOB.isdisjoint(written)


def select(written: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The names that are written or matched, in the order of `names`.

    Raises UnknownName for a name that isn't there and for a glob that matches nothing: neither is skipped in silence.
    """
    known = tuple(names)
    chosen: set[str] = set()
    for word in written:
        matched = {name for name in known if fnmatchcase(name, word)} if is_glob(word) else {word}.intersection(known)
        if not matched:
            raise _nothing(word, known)
        chosen |= matched
    return tuple(name for name in known if name in chosen)


def _nothing(word: str, known: Sequence[str]) -> UnknownName:
    if is_glob(word):
        return UnknownName(f"no entry matches `{shown(word)}`", hint="`specthis status` lists the entries")
    return UnknownName(
        f"there is no entry `{shown(word)}`",
        hint=did_you_mean(word, known, otherwise="`specthis status` lists the entries"),
    )
