"""Takes the steps in the order of the graph, as many at once as asked, until all are done or somebody interrupts.

Knows order and slots; how a step begins and ends is known beside it.
"""

import contextlib
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from typing import Any

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.event import EventKind
from mkdocs_specthis.core.model.plan import Action, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.effects.remembered.looks import clock_of_stamps
from mkdocs_specthis.effects.runs.process import CommandOutcome
from mkdocs_specthis.usecases.refresh.brake import Brake
from mkdocs_specthis.usecases.refresh.caching import GLANCE, Caching, not_had
from mkdocs_specthis.usecases.refresh.checkpoints import void
from mkdocs_specthis.usecases.refresh.ending import end_turn, keep_checkpoints, note_event, recover
from mkdocs_specthis.usecases.refresh.failure import Failure, command_failure, touching
from mkdocs_specthis.usecases.refresh.fetched import take_caught
from mkdocs_specthis.usecases.refresh.placing import Fetch
from mkdocs_specthis.usecases.refresh.queue import Queue
from mkdocs_specthis.usecases.refresh.request import Progress
from mkdocs_specthis.usecases.refresh.results import cut_off, not_begun, outcome_of, rested
from mkdocs_specthis.usecases.refresh.room import alone_text
from mkdocs_specthis.usecases.refresh.state import RefreshState
from mkdocs_specthis.usecases.refresh.taking_back import take_back, take_back_proof
from mkdocs_specthis.usecases.refresh.trespass import Bystanders, trespasses
from mkdocs_specthis.usecases.refresh.turn import Turn, begin_turn, undo_turn
from mkdocs_specthis.usecases.refresh.vigil import Vigil

FIRST_DELAY = 1.0
"""Seconds before the first retry; each later one waits twice as long."""
LONGEST_DELAY = 60.0
LOST_RETRIES = 2
"""How often a command is begun again whose worker was lost, where no `Retries` says more: it is not its fault."""
MOST_FETCHES = 16
"""Steps for which the cache is asked at once; how many transfers that means is decided where bytes move."""


@dataclass(kw_only=True)
class Driver:
    state: RefreshState
    sorter: "TopologicalSorter[str]"
    """Gives the units that are wanted, upstream first."""
    progress: Progress
    caching: Caching
    queue: Queue
    vigil: Vigil
    brake: Brake = field(default_factory=Brake)
    results: list[EntryResult] = field(default_factory=list)
    running: "dict[Future[CommandOutcome], Turn]" = field(default_factory=dict)
    fetching: "dict[Future[Any], Fetch]" = field(default_factory=dict)
    unproved: list[tuple[Turn, tuple[EntryResult, ...]]] = field(default_factory=list)
    """What ended since others' outputs were last looked at: it may have touched one."""
    unpushed: list[tuple[Turn, tuple[EntryResult, ...]]] = field(default_factory=list)
    """As they ended: what touched nothing, and may be taken back while a run goes on that was under way beside it."""
    bystanders: Bystanders = field(default_factory=Bystanders)
    remarks: set[str] = field(default_factory=set)
    """What was told once."""
    failed: str = ""
    """The first entry that failed."""
    is_stopping: bool = False
    """True once it was told that nothing more is begun."""

    def drive(self) -> RefreshReport:
        """All that is asked for. Whatever ends it, no command of ours runs on and no artefact stays aside."""
        self.sorter.prepare()
        interrupted = False
        try:
            with self.brake.heard():
                while self.sorter.is_active() and not self._is_at_rest:
                    self._start_what_can()
                    self._end_what_did()
                self._prove()
                self.caching.finish(self.brake)
                self._report_disproved()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._stop()
        interrupted = interrupted or self.brake.is_pulled
        return RefreshReport(results=tuple(self.results), interrupted=interrupted, notes=tuple(self.caching.notes))

    @property
    def _begins_no_more(self) -> bool:
        return self.brake.is_pulled or bool(self.failed and self.state.request.fail_fast)

    @property
    def _is_at_rest(self) -> bool:
        return self._begins_no_more and not self.running and not self.fetching

    def _tell_that_it_stops(self) -> None:
        """Once, and as soon as it is known."""
        if self._begins_no_more and not self.is_stopping:
            self.is_stopping = True
            turns: list[Turn | Fetch] = [*self.running.values(), *self.fetching.values()]
            names = tuple(name for turn in turns for name in turn.step.entries)
            if names or self.brake.is_pulled:
                self.progress.stopping(names, failed="" if self.brake.is_pulled else self.failed)

    def _start_what_can(self) -> None:
        self.queue.take_up_retries()
        self.queue.add(self.sorter.get_ready())
        while (taken := self._next()) is not None:
            unit, attempt = taken
            if not self._starts(unit, attempt):
                self.sorter.done(unit)
                self.queue.add(self.sorter.get_ready())

    def _next(self) -> tuple[str, int] | None:
        if self._begins_no_more or len(self.fetching) >= MOST_FETCHES:
            return None
        return self.queue.take(turn.unit for turn in self.running.values())

    def _starts(self, unit: str, attempt: int) -> bool:
        """True if its command runs now; otherwise nothing more is to be done about it."""
        names = self.state.units.members[unit]
        if not names:
            self.state.wave.tell_spec(unit)
            return False
        step = self.state.decide(names)
        if step.action is Action.RUN:
            step = self.state.decide_at_start(names)
        if wanted := self.caching.wanted(unit, step):
            self._fetch(unit, step, attempt, wanted)
            return True
        if step.action is Action.RUN and not self.state.request.run:
            step = not_had(step)
        if step.action is not Action.RUN:
            self._report(step, rested(step))
            return False
        return self._begins(unit, step, attempt)

    def _fetch(self, unit: str, step: Step, attempt: int, wanted: tuple[str, ...]) -> None:
        self.state.look_again(wanted)
        contracts = {name: self.state.contract(name) for name in wanted}
        self._note_begin(unit, step)
        self.progress.fetching(step)
        future = self.caching.ask(contracts)
        self.fetching[future] = Fetch(unit=unit, step=step, attempt=attempt, contracts=contracts, future=future)

    def _begins(self, unit: str, step: Step, attempt: int) -> bool:
        try:
            turn = begin_turn(self.state, unit, step, attempt)
        except SpecthisError as error:
            self._report(step, not_begun(step, error))
            return False
        self._remark_once(alone_text(self.state.project, turn.names, self.queue.room))
        self.queue.weigh(unit)
        self._note_begin(unit, step)
        self.progress.started(step, turn.log)
        self.running[self.state.dispatch.start(turn.errand)] = turn
        return True

    def _note_begin(self, unit: str, step: Step) -> None:
        above = self.state.above(step.entries)
        self.state.chronicle.begin(step.entries, above, self.queue.ready_since(unit), step.text)

    def _end_what_did(self) -> None:
        self._tell_that_it_stops()
        waiting: list[Future[Any]] = [*self.running, *self.fetching]
        pause = min(GLANCE, self._pause(idle=not waiting))
        if not waiting:
            time.sleep(pause)
        done, _ = wait(waiting, timeout=pause, return_when=FIRST_COMPLETED)
        if not done:
            self._remark_once(self.state.dispatch.notice())
        self._keep_vigil()
        if self.state.watch.is_due and (done or self.unproved):
            self._prove()
        for run in [future for future in self.running if future in done]:
            self._end(self.running.pop(run), outcome_of(run))
        for fetched in [future for future in self.fetching if future in done]:
            self._end_fetch(self.fetching.pop(fetched))

    def _keep_vigil(self) -> None:
        """Say as soon as it is known that a run has come to nothing: it may have days to go."""
        for turn in self.vigil.look(tuple(self.running.values())):
            void(self.state, turn.signature)
            self.progress.remarked(f"`{turn.moved}` moved while `{turn.names[0]}` runs: this run will not count")

    def _pause(self, *, idle: bool) -> float:
        """Seconds until there is something to do even if nothing ends."""
        dues = list(self.queue.dues)
        if self.unproved:
            dues.append(self.state.watch.due)
        return max(0.0, min(dues) - time.monotonic()) if dues else 0.0 if idle else GLANCE

    def _end_fetch(self, fetch: Fetch) -> None:
        """Take what came, or go on as if nobody had asked."""
        results = take_caught(self.state, self.caching, fetch)
        self.state.watch.look(fetch.step.entries)
        if not results:
            self.caching.asked.add(fetch.unit)
            self.queue.put_first(fetch.unit, fetch.attempt)
            return
        step = replace(fetch.step, action=Action.FETCH, hold=None)
        self._report(step, results)
        self.sorter.done(fetch.unit)

    def _remark(self, outcome: CommandOutcome) -> None:
        """Say once why runs are not watched as was asked for."""
        note, level = outcome.observation.note, outcome.observation.level
        self._remark_once(f"{note}: {level}" if note and outcome.succeeded else "")

    def _remark_once(self, text: str) -> None:
        if text and text not in self.remarks:
            self.remarks.add(text)
            self.progress.remarked(text)

    def _end(self, turn: Turn, outcome: CommandOutcome) -> None:
        self._remark(outcome)
        failure = command_failure(outcome, turn.request.timeout)
        tries = max(self.state.retries_of(turn.names), LOST_RETRIES if outcome.lost else 0)
        if failure and not outcome.killed and turn.attempt <= tries:
            self._retry(turn, outcome, failure)
            return
        self._take_in(turn, outcome)
        if not self.running and not self.fetching and self.state.watch.is_due:
            self._prove()
        self.sorter.done(turn.unit)

    def _take_in(self, turn: Turn, outcome: CommandOutcome) -> None:
        """What a run came to. Noted before it is told: whoever interrupts us then finds all of it noted.

        Raises WriteFailed.
        """
        try:
            results = end_turn(self.state, turn, outcome)
            turn.ended = clock_of_stamps()
            self.state.watch.look(turn.names)
            self.unproved.append((turn, results))
            self.bystanders.add(turn, results, self.running.values())
            self._report(turn.step, results)
        finally:
            self._undo_trespass(turn)

    def _undo_trespass(self, turn: Turn) -> None:
        """Whose output a run wrote while both ran cannot stand: nobody knows whose bytes its receipt tells of."""
        touches = trespasses(self.state, turn)
        for other in self.running.values() if touches else ():
            other.touched.extend(touch for touch in touches if touch[1] in other.names)
        for met, touched in self.bystanders.met_by(turn, touches):
            failure = touching(touched)
            assert failure is not None
            self.unproved = [row for row in self.unproved if row[0] is not met.turn]
            self.unpushed = [row for row in self.unpushed if row[0] is not met.turn]
            self._take_back(met.turn, met.results, failure)
            take_back_proof(self.state, met.turn)

    def _report(self, step: Step, results: tuple[EntryResult, ...]) -> None:
        for result in results:
            self.results.append(result)
            if result.outcome is Outcome.FAILED:
                self.failed = self.failed or result.entry
            self.state.tell(result.entry, step, failed=result.outcome is Outcome.FAILED)
            self.progress.finished(result)

    def _retry(self, turn: Turn, outcome: CommandOutcome, failure: Failure) -> None:
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (turn.attempt - 1))
        undo_turn(self.state, turn)
        turn.files = self.state.take_openings(outcome.observation, turn.began, turn.earlier)
        self._undo_trespass(turn)
        keep_checkpoints(self.state, turn, outcome)
        self.state.watch.look(turn.names)
        self.queue.retry(turn.unit, turn.attempt + 1, delay)
        for name in turn.names:
            note_event(self.state, name, str(EventKind.RETRIED), turn.told(failure, name, outcome.seconds))
        self.progress.retrying(turn.step, delay, failure.text)

    def _prove(self) -> None:
        """Look at others' outputs: whoever ran since the last look is suspect where one was touched.

        Nobody can say which of them it was. What had ended loses its receipt again, and otherwise may be pushed once
        nothing that ran beside it goes on.
        """
        turns = tuple(self.running.values())
        touched = self.state.watch.touched(frozenset(name for turn in turns for name in turn.names))
        for turn in turns:
            turn.touched.extend(touched)
        unproved, self.unproved = self.unproved, []
        for turn, results in unproved:
            failure = touching([touch for touch in touched if touch[1] not in turn.names])
            if failure:
                self._take_back(turn, results, failure)
            else:
                self.unpushed.append((turn, results))
        self._push()

    def _push(self) -> None:
        first = min((turn.began for turn in self.running.values()), default=None)
        while self.unpushed and (first is None or self.unpushed[0][0].ended < first):
            for result in self.unpushed.pop(0)[1]:
                if result.outcome in (Outcome.MADE, Outcome.REPRODUCED):
                    self.caching.push_later(result.entry)

    def _take_back(self, turn: Turn, results: tuple[EntryResult, ...], failure: Failure) -> None:
        failed = take_back(self.state, turn, results, failure)
        self.state.watch.look(turn.names)  # that they are gone is nobody's touch
        self.bystanders.amend(turn, failed)
        self._report_again(turn, failed)

    def _report_again(self, turn: Turn, results: tuple[EntryResult, ...]) -> None:
        told = {result.entry for result in results}
        self.results = [result for result in self.results if result.entry not in told]
        self._report(turn.step, results)

    def _report_disproved(self) -> None:
        """What turned out, at its push, to have other bytes elsewhere has failed after all."""
        for place, result in enumerate(self.results):
            if text := self.caching.disproved.get(result.entry):
                self.results[place] = replace(result, outcome=Outcome.FAILED, text=text)
                self.progress.finished(self.results[place])

    def _stop(self) -> None:
        """End what runs, take what had finished all the same, and give back every artefact."""
        if self.running:
            self.state.dispatch.stop()
        for future in tuple(self.running):
            turn, outcome = self.running.pop(future), outcome_of(future)
            with contextlib.suppress(SpecthisError):  # the journal stays: the next driver goes on from it
                self._take_in(turn, outcome)
        with contextlib.suppress(SpecthisError):
            self._prove()
        self.caching.stop()
        for fetch in self.fetching.values():
            self._report(fetch.step, cut_off(fetch.step))
        with contextlib.suppress(SpecthisError):
            recover(self.state.root, self.state.project.settings)
