"""The conditionals that are open at the place that is being read: on which of them it depends whether TeX comes there.

Knows which branch is open, and what of it is known; no text, and nothing of what sets a switch.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_specthis.core.model.latex import Condition

MOST = 8
"""Conditions that are kept of one place, the outermost ones."""


class _Branch(NamedTuple):
    truth: str
    """`true`, `false` (in its \\else) or `unknown`."""
    condition: Condition
    before: tuple[Condition, ...]
    """Those around it."""


@dataclass(slots=True, kw_only=True)
class Choice:
    """A command that takes its branches in braces, while its arguments are being read."""

    condition: Condition
    truth: str
    roles: list[str]
    """What its arguments to come are: `test`, `then` or `else`."""
    depth: int
    """How many brackets were open before it."""
    place: int
    """Where its next argument stands, blanks and comments before it."""
    outside: int = 0
    """How many branches were open around the argument that is being read."""

    def next_branch(self) -> tuple[str, Condition] | None:
        """The truth of the argument that begins now, and its condition; None if it is no branch."""
        role = self.roles.pop(0)
        if role == "test":
            return None
        opposite = {"true": "false", "false": "true"}
        truth = self.truth if role == "then" else opposite.get(self.truth, self.truth)
        return truth, self.condition if role == "then" else self.condition.opposite


@dataclass(slots=True)
class Branches:
    open_: list[_Branch] = field(default_factory=list)
    around: tuple[Condition, ...] = ()
    """What must hold for the open branches to be taken, as far as it is not known."""
    behind: tuple[Condition, ...] = ()
    """What must hold for the file not to have ended before."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold for TeX to come here, as far as it is not known."""
        return self.behind + self.around if self.behind else self.around

    def end_perhaps(self) -> None:
        """`\\ifdraft\\endinput\\fi`: what follows in the file is read if the branch is not taken."""
        if len(self.behind) < MOST:
            one = self.around[0].opposite if len(self.around) == 1 else Condition("?endinput", holds=False)
            self.behind = (*self.behind, one)

    @property
    def depth(self) -> int:
        return len(self.open_)

    @property
    def truth(self) -> str:
        """Of the innermost one; empty if none is open."""
        return self.open_[-1].truth if self.open_ else ""

    def begin(self, truth: str, condition: Condition) -> None:
        self.open_.append(_Branch(truth, condition, self.around))
        if truth == "unknown" and len(self.around) < MOST:
            self.around = (*self.around, condition)

    def turn(self) -> None:
        """The `\\else` of the innermost one."""
        if self.truth == "unknown":
            before = self.open_[-1]
            self.end(self.depth - 1)
            self.begin("unknown", before.condition.opposite)

    def end(self, depth: int) -> None:
        """End the innermost ones, so that as many are left."""
        while self.depth > depth:
            self.around = self.open_.pop().before
