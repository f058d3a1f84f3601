"""What each name means in the group that is being read: commands a file defines, switches. Its end undoes it.

Knows groups and names; reads no sign.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from mkdocs_specthis.core.parse.latex_table.signs import Signs

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    parameters: int
    default: Signs | None
    """Of an optional first argument; None if it has none."""
    body: Signs


@dataclass(slots=True, kw_only=True)
class _Frame:
    """What a group remembers until it ends."""

    maths: bool
    undo: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    """Name to what brings back its meaning before."""


@dataclass(slots=True, kw_only=True)
class Frames:
    known: dict[str, Definition] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=lambda: {"iftrue": True, "iffalse": False})
    open_: list[_Frame] = field(default_factory=lambda: [_Frame(maths=False)])

    @property
    def depth(self) -> int:
        return len(self.open_)

    @property
    def maths(self) -> bool:
        return self.open_[-1].maths

    @maths.setter
    def maths(self, maths: bool) -> None:
        self.open_[-1].maths = maths

    @property
    def defines(self) -> bool:
        """Whether something was given a meaning in the innermost group, and not in the whole file."""
        return self.depth > 1 and bool(self.open_[-1].undo)

    def open(self, *, maths: bool) -> None:
        self.open_.append(_Frame(maths=maths))

    def close(self) -> None:
        """The file itself is never closed."""
        if self.depth > 1:
            for _, bring_back in reversed(self.open_.pop().undo):
                bring_back()

    def define(self, name: str, definition: Definition, *, everywhere: bool = False) -> None:
        self._set(self.known, name, definition, everywhere=everywhere)

    def switch(self, name: str, *, truth: bool, everywhere: bool = False) -> None:
        self._set(self.switches, name, truth, everywhere=everywhere)

    def _set(self, among: dict[str, Meaning], name: str, meaning: Meaning, *, everywhere: bool) -> None:
        if everywhere:
            for frame in self.open_:
                frame.undo = [one for one in frame.undo if one[0] != name]
        else:
            before = among.get(name)
            self.open_[-1].undo.append((name, lambda: _restore(among, name, before)))
        among[name] = meaning


def _restore(among: dict[str, Meaning], name: str, before: Meaning | None) -> None:
    if before is None:
        among.pop(name, None)
    else:
        among[name] = before
