"""Sends commands to an engine and takes what comes back: one outcome for each attempt, whatever the engine does.

Knows engines and leases; no graph, no entry.

An engine may run a command twice, lose it, or go on with it after everybody believed it dead. So each attempt is
claimed by the worker that runs it, and is called off before its loss is told: what comes next meets nobody.
"""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from typing import Protocol

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.engines.interface import Engine
from mkdocs_specthis.effects.runs.lease import FENCE_SECONDS, Attempt, Lease, has_begun, has_ended, wait_until
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest, run_command
from mkdocs_specthis.effects.runs.remote import RemoteRequest, Seen, run_remotely


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A command, with what a machine that is not this one has to see."""

    command: CommandRequest
    settings: Settings
    resources: Mapping[str, float]
    rests_on: tuple[Seen, ...] = ()
    outputs: tuple[str, ...] = ()


class Dispatch(Protocol):
    """The futures complete with an outcome; they never raise, and are cancelled only by `stop`."""

    def start(self, errand: Errand) -> "Future[CommandOutcome]": ...

    def notice(self) -> str:
        """As the engine has it."""

    def stop(self) -> None:
        """End what runs and drop what waits. Every future is done soon after."""

    def close(self) -> None:
        """Nothing runs any more."""


def dispatch_to(engine: Engine, lease: Lease | None) -> Dispatch:
    """`lease`: where the engine is remote."""
    return LocalDispatch(engine) if lease is None else RemoteDispatch(engine, lease)


class LocalDispatch:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, errand: Errand) -> "Future[CommandOutcome]":
        try:
            return self._engine.executor_for(errand.resources).submit(run_command, errand.command)
        except Exception as error:
            return _done(_refused(error))

    def notice(self) -> str:
        return self._engine.notice()

    def stop(self) -> None:
        self._engine.stop()

    def close(self) -> None:
        self._engine.close()


class RemoteDispatch:
    def __init__(self, engine: Engine, lease: Lease) -> None:
        self._engine, self._lease = engine, lease
        self._lock = threading.Lock()
        self._open: dict[Future[CommandOutcome], tuple[Attempt, Future[CommandOutcome]]] = {}
        """Ours to the attempt and the engine's."""

    def start(self, errand: Errand) -> "Future[CommandOutcome]":
        attempt = self._lease.next_attempt()
        request = _remote(errand, attempt)
        try:
            theirs = self._engine.executor_for(errand.resources).submit(run_remotely, request)
        except Exception as error:
            return _done(_refused(error))
        ours: Future[CommandOutcome] = Future()
        ours.set_running_or_notify_cancel()
        with self._lock:
            self._open[ours] = attempt, theirs
        theirs.add_done_callback(lambda future: self._take(ours, attempt, future))
        return ours

    def notice(self) -> str:
        return self._engine.notice()

    def stop(self) -> None:
        """What has begun comes back by itself, killed; what has not is dropped."""
        self._lease.stop()
        with self._lock:
            waiting = dict(self._open)
        for ours, (attempt, theirs) in waiting.items():
            self._lease.call_off(attempt)
            if not has_begun(attempt):
                self._settle(ours, _killed())
                theirs.cancel()
        wait(waiting, timeout=FENCE_SECONDS)
        self._engine.stop()
        for ours in waiting:
            self._settle(ours, _killed())

    def close(self) -> None:
        self._engine.close()
        self._lease.close()

    def _take(self, ours: "Future[CommandOutcome]", attempt: Attempt, theirs: "Future[CommandOutcome]") -> None:
        outcome = _outcome_of(theirs)
        if outcome.lost:
            # Called from the engine's own thread, which must not wait.
            threading.Thread(target=self._fence, args=(ours, attempt, outcome), daemon=True).start()
        else:
            self._settle(ours, outcome)

    def _fence(self, ours: "Future[CommandOutcome]", attempt: Attempt, outcome: CommandOutcome) -> None:
        """Tell of a loss once nothing of the attempt can run any more."""
        try:
            self._lease.call_off(attempt)
            if has_begun(attempt):
                wait_until(lambda: has_ended(attempt), FENCE_SECONDS)
        except OSError:
            time.sleep(FENCE_SECONDS)
        self._settle(ours, outcome)

    def _settle(self, ours: "Future[CommandOutcome]", outcome: CommandOutcome) -> None:
        """The first word counts."""
        with self._lock:
            if self._open.pop(ours, None) is not None:
                ours.set_result(outcome)


def _remote(errand: Errand, attempt: Attempt) -> RemoteRequest:
    settings = errand.settings
    place = Settings(
        specs=settings.specs, results=settings.results, reports=settings.reports, roots=dict(settings.roots)
    )
    command = replace(errand.command, env=dict(errand.command.env))
    return RemoteRequest(
        command=command, attempt=attempt, settings=place, rests_on=errand.rests_on, outputs=errand.outputs
    )


def _outcome_of(future: "Future[CommandOutcome]") -> CommandOutcome:
    """What the engine says. A worker that died has not run the command to its end."""
    if future.cancelled():
        return _gone("its scheduler dropped it, or is gone")
    error = future.exception()
    if error is not None:
        return _gone(_said(error))
    outcome = future.result()
    return outcome if isinstance(outcome, CommandOutcome) else _gone("it came back with something else")


def _said(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return shown(lines[0], 200) if lines else type(error).__name__


def _refused(error: Exception) -> CommandOutcome:
    if isinstance(error, SpecthisError):
        return CommandOutcome(status=None, seconds=0.0, error=error.message)
    return _gone(_said(error))


def _gone(why: str) -> CommandOutcome:
    return CommandOutcome(status=None, seconds=0.0, error=f"the engine lost it: {why}", lost=True)


def _killed() -> CommandOutcome:
    return CommandOutcome(status=None, seconds=0.0, killed=True)


def _done(outcome: CommandOutcome) -> "Future[CommandOutcome]":
    future: Future[CommandOutcome] = Future()
    future.set_result(outcome)
    return future
