"""What an engine is: somewhere to send a command, through a `concurrent.futures.Executor`.

Knows no graph, no entry, no ledger. A new engine is a file beside this one and a row in `engine_named`.
"""

from concurrent.futures import Executor
from typing import Protocol

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.settings import Settings


class Engine(Protocol):
    """Opened once per refresh, closed in any case."""

    @property
    def name(self) -> str:
        """As receipts call it."""

    @property
    def is_remote(self) -> bool:
        """True if commands run elsewhere: with `[run] env` and the variables it names, not our whole environment."""

    @property
    def executor(self) -> Executor:
        """Takes `effects.process.run_command` and one request."""

    def stop(self) -> None:
        """End what runs and drop what waits; futures then complete by themselves."""

    def close(self) -> None:
        """Let go of everything. Nothing runs any more when it returns."""


class UnknownEngine(SpecthisError):
    """The settings name an engine that is not there."""


def engine_named(settings: Settings, jobs: int) -> Engine:
    """The engine of `[engine] name` with room for `jobs` commands at once. Raises UnknownEngine."""
    if settings.engine_name == "local":
        from mkdocs_specthis.effects.engines.local import LocalEngine

        return LocalEngine(jobs)
    raise UnknownEngine(f"there is no engine `{settings.engine_name}`", hint="`[engine] name` can be `local`")
