"""What somebody wrote to say which entries are meant.

Knows no entries; `core/questions/selection.py` finds them. It imports little, so that a question whose
answer is remembered costs no analysis.
"""

from dataclasses import dataclass

AROUND = "+"
"""Before a name: with everything upstream of it. After it: with everything downstream."""
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Entries that any word means, or all where there is none; of these, those that every filter lets pass."""

    words: tuple[str, ...] = ()
    """Names and globs, each with a `+` before or behind it, or both."""
    kinds: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    """File names, stems or paths of specs, or globs of them."""
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    stale: bool = False
    """Only what is stale or was never run."""
    failed: bool = False
    """Only what failed at its last attempt."""

    @property
    def named(self) -> frozenset[str]:
        """Entries that are written by their names."""
        stripped = (word.removeprefix(AROUND).removesuffix(AROUND) for word in self.words)
        return frozenset(word for word in stripped if not is_glob(word))

    @property
    def is_all(self) -> bool:
        """Whether nothing is said, so that everything is meant."""
        return self == Selection()


def is_glob(written: str) -> bool:
    return not _GLOB.isdisjoint(written)
