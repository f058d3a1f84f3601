"""What a run was seen to write that another entry makes: neither of the two can stand on it.

Knows turns and when they ended; how a step comes to nothing is known beside it. What nobody saw is found by
`usecases/refresh/watch.py`, unless the other entry was running as well: then its receipt would tell of those bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.run import EntryResult
from mkdocs_specthis.core.parse.paths import matches_pattern
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.turn import Turn
from mkdocs_specthis.usecases.refresh.watch import Touch


def trespasses(state: RefreshState, turn: Turn) -> tuple[Touch, ...]:
    """Outputs of other entries that a run, once it has ended, was seen to write anew."""
    own = tuple(path for one in turn.contracts.values() for path in (*one.outputs, *one.output_globs))
    written = (path for path in sorted(turn.files.replaced) if not any(matches_pattern(path, one) for one in own))
    made_by = ((path, state.snapshot.consumption.maker(path)) for path in written)
    return tuple((path, maker) for path, maker in made_by if maker and maker not in turn.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    turn: Turn
    results: tuple[EntryResult, ...]


@dataclass(kw_only=True)
class Bystanders:
    """Turns that ended while others, which still run, were under way."""

    ended: list[Ended] = field(default_factory=list)

    def add(self, turn: Turn, results: tuple[EntryResult, ...], running: Iterable[Turn]) -> None:
        """`turn` has just ended; what no run that goes on can have met is forgotten, but for what it met itself."""
        first = min(other.began for other in (turn, *running))
        self.ended.append(Ended(turn=turn, results=results))
        self.ended = [one for one in self.ended if one.turn.ended >= first]

    def amend(self, turn: Turn, results: tuple[EntryResult, ...]) -> None:
        """It came to something else after all."""
        self.ended = [replace(one, results=results) if one.turn is turn else one for one in self.ended]

    def met_by(self, turn: Turn, touches: Iterable[Touch]) -> Iterator[tuple[Ended, list[Touch]]]:
        """Those that had not ended when `turn` began, each with its outputs that are among the touches; given once."""
        touched = list(touches)
        for one in [one for one in self.ended if one.turn.ended >= turn.began]:
            own = [touch for touch in touched if touch[1] in one.turn.names]
            if own:
                self.ended.remove(one)
                yield one, own
