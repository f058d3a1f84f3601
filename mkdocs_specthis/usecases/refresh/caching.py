"""What a refresh asks of the cache and gives to it: which entries are asked for, what is told, what is pushed after.

Knows no order of steps. A cache that cannot be used changes nothing but where artefacts come from.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field

from mkdocs_specthis.core.cache.rules import push_problem
from mkdocs_specthis.core.model.cache import CacheOutcome, CacheRow
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.plan import Action, Hold, Step
from mkdocs_specthis.core.steps.plan import entries_to_fetch
from mkdocs_specthis.effects.caches.interface import Store, open_store
from mkdocs_specthis.effects.caches.traffic import Stopped, Traffic
from mkdocs_specthis.effects.records.events import append_event
from mkdocs_specthis.usecases.cache.disproof import NOTED, note_disproof
from mkdocs_specthis.usecases.cache.fetching import ABSENT, Catch, Fetcher
from mkdocs_specthis.usecases.cache.pushing import Pusher
from mkdocs_specthis.usecases.refresh.brake import Brake
from mkdocs_specthis.usecases.refresh.state import RefreshState

GLANCE = 0.2
"""Seconds between looks at the brake."""
NOT_ALL = "not everything was pushed; `specthis cache push` pushes the rest"


@dataclass(kw_only=True)
class Caching:
    state: RefreshState
    traffic: Traffic
    tell: Callable[[str], None]
    """Takes a sentence about the cache as a whole, or about bytes that were refused."""
    fetcher: Fetcher | None = None
    """None once it is known that nothing can be fetched."""
    pusher: Pusher | None = None
    store: Store | None = None
    notes: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Units that the cache has been asked for, and does not have."""
    pushing: "list[Future[CacheRow]]" = field(default_factory=list)
    disproved: dict[str, str] = field(default_factory=dict)
    """Entry that the cache has other bytes of, under the very signature, to what there is to say of that."""

    def wanted(self, unit: str, step: Step) -> tuple[str, ...]:
        """Entries of a step to ask the cache for; none where it was asked, or where the step itself is wanted."""
        if self.fetcher is None or unit in self.asked or self.state.request.options.force:
            return ()
        return entries_to_fetch(step, [self.state.standing(name) for name in step.entries])

    def ask(self, contracts: dict[str, Contract]) -> "Future[dict[str, Catch]]":
        """Every one of some entries, or the first that is not to be had."""
        fetcher, project, consumption = self.fetcher, self.state.project, self.state.snapshot.consumption
        assert fetcher is not None

        def work() -> dict[str, Catch]:
            caught: dict[str, Catch] = {}
            for name, contract in contracts.items():
                caught[name] = fetcher.fetch(project, consumption, contract)
                if caught[name].record is None:
                    break
            return caught

        return self.traffic.start(work)

    def stop_fetching(self, error: CacheUnavailable) -> None:
        if self.fetcher is not None:
            self.fetcher = None
            self.note(f"{_said(error)}; nothing is fetched from it")

    def refuse(self, name: str, catch: Catch) -> None:
        """Bytes that are not what they should be: an event, and a word; what was here stays."""
        if self.pusher is not None:
            self.pusher.wrong |= catch.wrong
        if catch.problem and catch.problem != ABSENT:
            self.note(f"`{name}` is not taken from the cache: {catch.problem}")
        if catch.is_refused:
            signature = self.state.contract(name).signature
            self._record("refused", name, {"text": catch.problem, "signature": signature})

    def push_later(self, name: str) -> None:
        """Push an entry that was just made, while others run."""
        receipt = self.state.project.receipts.get(name)
        pusher = self.pusher
        if pusher is None or pusher.broken is not None or receipt is None:
            return
        if not push_problem(self.state.standing(name), receipt, self.state.project.settings):
            self.pushing.append(self.traffic.start(lambda: pusher.push(receipt)))

    def finish(self, brake: Brake) -> None:
        """Wait for what is to be pushed; of what waits, once the brake is pulled, begin nothing."""
        while wait(self.pushing, timeout=GLANCE).not_done:
            if brake.is_pulled:
                self._drop_what_waits()
        for future in self.pushing:
            self._end_push(future)
        self.pushing.clear()

    def stop(self) -> None:
        """Somebody does not wait: what is under way is given up, too."""
        self.traffic.stop()
        if not all(future.done() for future in self.pushing):
            self.note(NOT_ALL)

    def _drop_what_waits(self) -> None:
        dropped = [future.cancel() for future in self.pushing]
        if any(dropped):
            self.note(NOT_ALL)

    def _end_push(self, future: "Future[CacheRow]") -> None:
        if future.cancelled():
            return
        try:
            row = future.result()
        except CacheUnavailable as error:
            self.note(f"{_said(error)}; nothing more is pushed to it")
            return
        except Stopped:
            return
        if row.outcome is CacheOutcome.PUSHED:
            self._record("pushed", row.entry, {"signature": row.signature, "bytes": row.size})
        elif row.outcome is CacheOutcome.DIFFERENT:
            self._record("nondeterministic", row.entry, {"signature": row.signature, "text": row.text})
            self._note_disproof(row)
        is_not_pushed = row.outcome in (CacheOutcome.DIFFERENT, CacheOutcome.DAMAGED, CacheOutcome.FAILED)
        if is_not_pushed and row.entry not in self.disproved:
            self.note(f"`{row.entry}` is not pushed: {row.text}")

    def _note_disproof(self, row: CacheRow) -> None:
        try:
            told = note_disproof(self.state.root, self.state.project, row)
        except SpecthisError as error:
            self.note(f"the receipt of `{row.entry}` could not be told what the cache has: {error.message}")
            return
        if told is not None:
            self.state.take_receipt(told)
            self.disproved[row.entry] = f"{row.text}; {NOTED}"

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
            self.tell(text)

    def _record(self, event: str, name: str, data: dict[str, object]) -> None:
        now, run = self.state.now(), self.state.run
        with suppress(SpecthisError):
            append_event(self.state.root, Event(ts=now, run=run, actor="refresh", event=event, subject=name, data=data))


def open_caching(state: RefreshState, traffic: Traffic, tell: Callable[[str], None]) -> Caching:
    """As the settings and the request say. Raises SpecthisError for a place that is none."""
    settings, request = state.project.settings, state.request
    caching = Caching(state=state, traffic=traffic, tell=tell)
    fetches = settings.cache_fetch if request.fetch is None else request.fetch
    pushes = settings.cache_push and request.run
    if not (fetches or pushes):
        return caching
    store = caching.store = open_store(state.root, settings)
    if fetches and store.may_hold():
        caching.fetcher = Fetcher(root=state.root, store=store, traffic=traffic)
    if pushes:
        caching.pusher = Pusher(
            root=state.root, settings=settings, store=store, traffic=traffic, entries=state.project.entries
        )
    return caching


def not_had(step: Step) -> Step:
    """A step that would run where nothing is run."""
    return Step(entries=step.entries, action=Action.HELD, text=ABSENT, reasons=step.reasons, hold=Hold.BYTES)


def _said(error: SpecthisError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message
