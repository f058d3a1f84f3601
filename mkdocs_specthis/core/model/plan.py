"""What a refresh is asked for, and what it would do: one step for every set of entries that one run makes.

The words only. `core/steps/plan.py` decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.state import Reason


class Action(StrEnum):
    SKIP = "skip"
    FETCH = "fetch"
    RUN = "run"
    HELD = "held"


class Hold(StrEnum):
    """Why something that is out of date is not made. Values are in the order of their weight."""

    UNKNOWN = "unknown"
    """A spec or ledger behind it cannot be read."""
    DECISION = "decision"
    """A person has to judge: drifted, rejected, or uncertified where the policy demands a certificate."""
    ERROR = "error"
    """It has errors of its own."""
    UNFINISHED = "unfinished"
    """A draft, or `script TBD`."""
    BYTES = "bytes"
    """Inputs are not on this machine."""
    UPSTREAM = "upstream"
    """It waits for the bytes of something held."""
    FAILED = "failed"
    """Something upstream failed in this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    selected: frozenset[str] | None = None
    """Entries asked for; what is upstream of them comes along. None: all."""
    force: bool = False
    """Rerun what is fresh among the entries asked for. Lifts no hold."""
    trial: frozenset[str] = frozenset()
    """Entries to run although they are held, so that there is something to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    entries: tuple[str, ...]
    """Sorted as the project has them; more than one where one run makes them all."""
    action: Action
    text: str
    """Why, in one clause."""
    reasons: tuple[Reason, ...] = ()
    hold: Hold | None = None
    after: tuple[str, ...] = ()
    """Entries right upstream that will run before it, at most five."""
    conditional: bool = False
    """True if it runs only if the bytes of what is upstream move."""
    command: str = ""
    """As it would be typed, placeholders filled."""
    trial: bool = False
    """True if a hold is lifted for a trial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: tuple[Step, ...]
    """In an order in which they can be taken."""
    notes: tuple[str, ...] = ()
    """What there is to say of the cache, one sentence each."""
    named: frozenset[str] = frozenset()
    """Entries that were asked for by their names."""
    unread: tuple[Finding, ...] = ()
    """Why specs cannot be read, where all entries were asked for: they may hold more."""

    @property
    def to_make(self) -> tuple[str, ...]:
        """Entries that would be run or fetched, in the order of the steps."""
        making = (step for step in self.steps if step.action in (Action.RUN, Action.FETCH))
        return tuple(name for step in making for name in step.entries)

    def count(self, action: Action) -> int:
        """How many entries, not steps."""
        return sum(len(step.entries) for step in self.steps if step.action is action)
