"""Takes the steps in the order of the graph, as many at once as asked, until all are done or somebody interrupts.

Knows order and slots; how a step begins and ends is known beside it.
"""

import contextlib
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.plan import Action, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.effects.process import CommandOutcome, run_command
from mkdocs_specthis.usecases.refresh.ending import command_problem, end_turn, recover
from mkdocs_specthis.usecases.refresh.request import Progress
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.turn import Turn, begin_turn, undo_turn

FIRST_DELAY = 1.0
"""Seconds before the first retry; each later one waits twice as long."""
LONGEST_DELAY = 60.0


@dataclass(kw_only=True)
class Driver:
    state: RefreshState
    sorter: "TopologicalSorter[str]"
    """Gives the units that are wanted, upstream first."""
    progress: Progress
    results: list[EntryResult] = field(default_factory=list)
    ready: "deque[tuple[str, int]]" = field(default_factory=deque)
    """(unit, which attempt at it, 1-based)."""
    running: "dict[Future[CommandOutcome], Turn]" = field(default_factory=dict)
    retries: list[tuple[float, str, int]] = field(default_factory=list)
    """(monotonic seconds when due, unit, attempt)."""

    def drive(self) -> RefreshReport:
        """All that is asked for. Whatever ends it, no command of ours runs on and no artefact stays aside."""
        self.sorter.prepare()
        interrupted = False
        try:
            while self.sorter.is_active():
                self._start_what_can()
                self._end_what_did()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._stop()
        return RefreshReport(results=tuple(self.results), interrupted=interrupted)

    def _start_what_can(self) -> None:
        self._take_up_retries()
        self.ready.extend((unit, 1) for unit in self.sorter.get_ready())
        while self.ready and len(self.running) < self.state.request.jobs:
            unit, attempt = self.ready.popleft()
            if not self._starts(unit, attempt):
                self.sorter.done(unit)
                self.ready.extend((unit, 1) for unit in self.sorter.get_ready())

    def _starts(self, unit: str, attempt: int) -> bool:
        """True if its command runs now; otherwise nothing more is to be done about it."""
        names = self.state.units.members[unit]
        if not names:
            self.state.wave.tell_spec(unit)
            return False
        step = self.state.decide(names)
        if step.action is Action.RUN:
            step = self.state.decide_at_start(names)
        if step.action is not Action.RUN:
            self._report(step, _rested(step))
            return False
        return self._begins(unit, step, attempt)

    def _begins(self, unit: str, step: Step, attempt: int) -> bool:
        try:
            turn = begin_turn(self.state, unit, step, attempt)
        except SpecthisError as error:
            self._report(step, _not_begun(step, error))
            return False
        self.progress.started(step, turn.log)
        self.running[self.state.engine.executor.submit(run_command, turn.request)] = turn
        return True

    def _end_what_did(self) -> None:
        pause = max(0.0, min(self.retries)[0] - time.monotonic()) if self.retries else None
        if not self.running:
            time.sleep(pause or 0.0)
        done, _ = wait(self.running, timeout=pause, return_when=FIRST_COMPLETED)
        for future in done:
            self._note_touched()
            self._end(self.running.pop(future), _outcome_of(future))

    def _end(self, turn: Turn, outcome: CommandOutcome) -> None:
        problem = command_problem(outcome, turn.request.timeout)
        if problem and not outcome.killed and turn.attempt <= self.state.retries_of(turn.names):
            self._retry(turn, problem)
            return
        results = end_turn(self.state, turn, outcome)
        self.state.watch.look(turn.names)
        self._report(turn.step, results)
        self.sorter.done(turn.unit)

    def _report(self, step: Step, results: tuple[EntryResult, ...]) -> None:
        for result in results:
            self.results.append(result)
            self.state.tell(result.entry, step, failed=result.outcome is Outcome.FAILED)
            self.progress.finished(result)

    def _retry(self, turn: Turn, problem: str) -> None:
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (turn.attempt - 1))
        undo_turn(self.state, turn)
        self.state.watch.look(turn.names)
        self.retries.append((time.monotonic() + delay, turn.unit, turn.attempt + 1))
        self.progress.retrying(turn.step, delay, problem)

    def _take_up_retries(self) -> None:
        due = [row for row in sorted(self.retries) if row[0] <= time.monotonic()]
        self.retries = [row for row in self.retries if row not in due]
        self.ready.extendleft((unit, attempt) for _, unit, attempt in reversed(due))

    def _note_touched(self) -> None:
        """Whoever runs while another entry's output changes is suspect: nobody can say which one it was."""
        turns = tuple(self.running.values())
        touched = self.state.watch.touched(frozenset(name for turn in turns for name in turn.names))
        for turn in turns:
            turn.touched.extend(touched)

    def _stop(self) -> None:
        """End what runs, take what had finished all the same, and give back every artefact."""
        if self.running:
            self.state.engine.stop()
        for future in tuple(self.running):
            turn, outcome = self.running.pop(future), _outcome_of(future)
            with contextlib.suppress(SpecthisError):  # the journal stays: the next driver goes on from it
                self._report(turn.step, end_turn(self.state, turn, outcome))
        with contextlib.suppress(SpecthisError):
            recover(self.state.root, self.state.project.settings)


def _outcome_of(future: "Future[CommandOutcome]") -> CommandOutcome:
    """What the engine says; waits for it. A worker that died has not run the command to its end."""
    if future.cancelled():
        return CommandOutcome(status=None, seconds=0.0, killed=True)
    error = future.exception()
    if error is not None:
        return CommandOutcome(status=None, seconds=0.0, error=f"the engine lost it: {error}")
    return future.result()


def _rested(step: Step) -> tuple[EntryResult, ...]:
    outcome = Outcome.HELD if step.action is Action.HELD else Outcome.SKIPPED
    return tuple(
        EntryResult(entry=name, outcome=outcome, text=step.text, reasons=step.reasons, hold=step.hold)
        for name in step.entries
    )


def _not_begun(step: Step, error: SpecthisError) -> tuple[EntryResult, ...]:
    return tuple(
        EntryResult(entry=name, outcome=Outcome.FAILED, text=error.message, reasons=step.reasons)
        for name in step.entries
    )
