"""What a refresh tells while it works, on a terminal: what runs now and for how long, what is done, held, failed.

Listens; decides nothing. The only file of it that imports rich.
"""

import time
from collections import Counter
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from mkdocs_specthis.core.model.plan import Plan, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.views.sentence import joined, seconds_in_words
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.frontends.cli.cache_progress import traffic_line
from mkdocs_specthis.frontends.cli.output import printable
from mkdocs_specthis.frontends.cli.refresh_progress import (
    PlainProgress,
    done_lines,
    recovery_line,
    remark_line,
    retry_line,
)

SHOWN = 8
"""Runs shown at once; of more only the number is told."""

STYLES = {Outcome.FAILED: "bold red", Outcome.MADE: "green", Outcome.REPRODUCED: "green", Outcome.FETCHED: "green"}


class LiveProgress(PlainProgress):
    """Use it in a `with`: the display is gone afterwards, the lines above it stay."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._total = 0
        self._running: dict[tuple[str, ...], float] = {}
        self._fetching: dict[tuple[str, ...], float] = {}
        self._traffic: Traffic | None = None
        self._began = 0.0
        self._done: Counter[Outcome] = Counter()
        self._live = Live(
            console=self._console,
            get_renderable=self._render,
            refresh_per_second=5,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> "LiveProgress":
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def planned(self, plan: Plan) -> None:
        super().planned(plan)
        self._total = sum(len(step.entries) for step in plan.steps)

    def recovered(self, entry: str) -> None:
        self._say(recovery_line(entry))

    def started(self, step: Step, log: str) -> None:
        self._fetching.pop(step.entries, None)
        self._running[step.entries] = time.monotonic()

    def transferring(self, traffic: Traffic) -> None:
        self._traffic, self._began = traffic, time.monotonic()

    def fetching(self, step: Step) -> None:
        self._fetching[step.entries] = time.monotonic()

    def noted(self, text: str) -> None:
        self._say(f"specthis: {text}", "yellow")

    def retrying(self, step: Step, seconds: float, text: str) -> None:
        self._say(retry_line(step, seconds, text), "yellow")

    def remarked(self, text: str) -> None:
        self._say(remark_line(text), "yellow")

    def finished(self, result: EntryResult) -> None:
        self._done[result.outcome] += 1
        self._fetching = {names: since for names, since in self._fetching.items() if result.entry not in names}
        self._running = {names: since for names, since in self._running.items() if result.entry not in names}
        for line in done_lines(result):
            self._say(line, STYLES.get(result.outcome, ""))

    def _say(self, line: str, style: str = "") -> None:
        self._console.print(Text(printable(line), style=style), soft_wrap=True)

    def _render(self) -> RenderableType:
        running = list(self._running.items())
        now = time.monotonic()
        lines = [f"  {joined(names)}  {seconds_in_words(now - since)}" for names, since in running[:SHOWN]]
        more = [f"  and {len(running) - SHOWN} more"] if len(running) > SHOWN else []
        return Group(Spinner("dots", Text(self._sum())), *(Text(printable(line), "blue") for line in lines + more))

    def _sum(self) -> str:
        done, held, failed = sum(self._done.values()), self._done[Outcome.HELD], self._done[Outcome.FAILED]
        more = [f"{held} held"] * bool(held) + [f"{failed} failed"] * bool(failed)
        fetching = [f"{len(self._fetching)} asked of the cache"] * bool(self._fetching)
        moving = traffic_line(self._traffic, time.monotonic() - self._began) if self._traffic else ""
        first = [f"{len(self._running)} running", *fetching, f"{done} of {self._total} decided", *more]
        return ", ".join([*first, moving] if moving else first)
