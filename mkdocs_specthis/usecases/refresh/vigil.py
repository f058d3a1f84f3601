"""Sees that something a run rests on is, if only for a while, not as it was when the run began.

Knows files and when it last looked; not how a run ends, nor who moved what. A look before a run and one after it
cannot tell: a branch that was checked out and left again is back by then.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.effects.runs.remote import Seen, is_as
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.refresh.errand import rests_on
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.turn import Turn

EVERY = 1.0
"""Seconds between two looks, at least."""
SHARE = 40
"""Between two looks passes so many times what one costs, too."""


@dataclass(kw_only=True)
class Vigil:
    state: RefreshState
    clock: Callable[[], float] = time.monotonic
    due: float = field(default=0.0, init=False)
    """When to look again, on the `clock`."""

    def __post_init__(self) -> None:
        self.due = self.clock() + EVERY

    def look(self, turns: Iterable[Turn]) -> tuple[Turn, ...]:
        """Those among `turns` of which something moved since the last look, once each; none before it is due."""
        began = self.clock()
        if began < self.due:
            return ()
        space = self.state.workspace()
        facts: dict[str, FileFact] = {}
        found = tuple(turn for turn in turns if not turn.moved and self._has_moved(turn, space, facts))
        self.due = self.clock() + max(EVERY, SHARE * (self.clock() - began))
        return found

    def _has_moved(self, turn: Turn, space: Workspace, facts: dict[str, FileFact]) -> bool:
        """`facts` is what this look has seen already: runs share most of what they rest on."""
        if turn.rests_on is None:
            turn.rests_on = tuple(rests_on(self.state, turn.contracts))
        turn.moved = next((seen.path for seen in turn.rests_on if not is_as(seen, _fact(space, seen, facts))), "")
        return bool(turn.moved)


def _fact(space: Workspace, seen: Seen, facts: dict[str, FileFact]) -> FileFact:
    if seen.path not in facts:
        facts[seen.path] = space.observe(seen.path)
    return facts[seen.path]
