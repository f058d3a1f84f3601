"""Which file of today is one of then under another name: the same bytes, else most of its lines.

Knows texts and roles; finds no text.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from mkdocs_specthis.core.diff.sides import Moved

ALIKE = 0.5
"""Share of lines that two texts have in common if one is the other, edited."""
MOST = 20
"""Files that went, or came, that are looked at."""

TextOf = Callable[[Moved], bytes | None]
"""Of what went its text then, of what came its text now; None where there is none."""


def with_renames(moved: Iterable[Moved], roles: frozenset[str], text_of: TextOf) -> tuple[Moved, ...]:
    """What went and came again under another name is one thing that moved, in the place of what came."""
    rows = tuple(moved)
    gone = [one for one in rows if one.role in roles and not one.after][:MOST]
    new = [one for one in rows if one.role in roles and not one.before][:MOST]
    if not gone or not new:
        return rows
    pairs = _pairs(gone, new, text_of)
    went = {old.name for old in pairs.values()}
    return tuple(_joined(one, pairs.get(one.name)) for one in rows if one.name not in went)


def _joined(now: Moved, old: Moved | None) -> Moved:
    return replace(now, before=old.before, was=old.subject) if old else now


def _pairs(gone: list[Moved], new: list[Moved], text_of: TextOf) -> dict[str, Moved]:
    """Name of what came to what it was: the most alike first, each of them once."""
    texts = {one.name: _lines(text_of(one)) for one in (*gone, *new)}
    every = [
        (1.0 if old.before == now.after else _share(texts[old.name], texts[now.name]), old, now)
        for old in gone
        for now in new
        if old.role == now.role
    ]
    found: dict[str, Moved] = {}
    taken: set[str] = set()
    for share, old, now in sorted(every, key=lambda row: (-row[0], row[1].name, row[2].name)):
        if share >= ALIKE and old.name not in taken and now.name not in found:
            found[now.name] = old
            taken.add(old.name)
    return found


def _lines(text: bytes | None) -> Counter[bytes]:
    return Counter(line for line in (text or b"").splitlines() if line.strip())


def _share(one: Counter[bytes], other: Counter[bytes]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
