"""What a caller of refresh says, and what it is told on the way.

Knows no host: a terminal, a page and a test all listen alike.
"""

from dataclasses import dataclass, field
from typing import Protocol

from mkdocs_specthis.core.model.plan import Plan, PlanOptions, Step
from mkdocs_specthis.core.model.run import EntryResult
from mkdocs_specthis.core.model.selection import Selection
from mkdocs_specthis.core.steps.forecast import Forecast
from mkdocs_specthis.effects.caches.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRequest:
    options: PlanOptions = field(default_factory=PlanOptions)
    selection: Selection | None = None
    """What was asked for, in place of `options.selected`; looked up once the project is read."""
    accept: bool = False
    """Take other bytes under the same signature for right."""
    jobs: int = 1
    """Commands at once; 0: as many as the engine has room for."""
    fetch: bool | None = None
    """Whether the cache is asked before something runs; None: as the settings say."""
    run: bool = True
    """False: what the cache does not have is held, and nothing is run."""
    fail_fast: bool = False
    """Begin nothing more once something failed; what runs then is brought to its end."""
    command: str = "specthis refresh"
    """As it was typed, for whoever finds the tree held."""

    @property
    def named(self) -> frozenset[str]:
        """Entries that are asked for by their names."""
        return self.selection.named if self.selection else self.options.selected or frozenset()


class Progress(Protocol):
    """Listens; called from the driver's own thread, in order."""

    def planned(self, plan: Plan, forecast: Forecast) -> None:
        """Before anything runs."""

    def recovered(self, entry: str) -> None:
        """An earlier run was cut off; what it had left aside is back."""

    def started(self, step: Step, log: str) -> None:
        """A command runs; its output goes to `log`, a POSIX path from the project root."""

    def transferring(self, traffic: Traffic) -> None:
        """Before anything is fetched or pushed; `traffic` may be read at any time."""

    def fetching(self, step: Step) -> None:
        """The cache is asked for a step."""

    def noted(self, text: str) -> None:
        """What there is to say of the cache, one sentence, each once."""

    def retrying(self, step: Step, seconds: float, text: str) -> None:
        """It failed as `text` says and starts again in so many seconds."""

    def remarked(self, text: str) -> None:
        """Something about how runs are made that a person should know; each text once."""

    def finished(self, result: EntryResult) -> None:
        """An entry is decided or done."""

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        """Nothing more is begun, because `failed` failed or, if empty, somebody asked; `running` come to their end."""


class Silence:
    """Tells nobody."""

    def planned(self, plan: Plan, forecast: Forecast) -> None:
        pass

    def recovered(self, entry: str) -> None:
        pass

    def started(self, step: Step, log: str) -> None:
        pass

    def transferring(self, traffic: Traffic) -> None:
        pass

    def fetching(self, step: Step) -> None:
        pass

    def noted(self, text: str) -> None:
        pass

    def retrying(self, step: Step, seconds: float, text: str) -> None:
        pass

    def remarked(self, text: str) -> None:
        pass

    def finished(self, result: EntryResult) -> None:
        pass

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        pass
