"""What a refresh tells while it works, on a terminal: what runs now and for how long, what is done, held, failed.

Listens; decides nothing. The only file of it that imports rich.
"""

import time
from collections import Counter
from collections.abc import Iterator
from types import TracebackType

from rich.console import Console, Group, OverflowMethod, RenderableType
from rich.live import Live
from rich.text import Text

from mkdocs_specthis.core.model.plan import Plan, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.steps.forecast import Forecast, seconds_left
from mkdocs_specthis.core.views.sentence import clock_in_words, joined, time_left_in_words
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.frontends.cli.cache_progress import traffic_line
from mkdocs_specthis.frontends.cli.output import printable
from mkdocs_specthis.frontends.cli.refresh_progress import (
    PlainProgress,
    done_lines,
    recovery_line,
    remark_line,
    retry_line,
    stop_line,
)

SHOWN = 8
"""Runs shown at once; of more only the number is told."""
A_SECOND = 4
"""Times that it is drawn anew."""
LASTS = 5.0
"""Seconds for which a forecast is good, unless something ends."""
FRAMES = ("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\")
"""Signs of life: for terminals that know them, and for the others."""
DONE = (Outcome.SKIPPED, Outcome.MADE, Outcome.REPRODUCED, Outcome.FETCHED)

STYLES = {Outcome.FAILED: "bold red", Outcome.MADE: "green", Outcome.REPRODUCED: "green", Outcome.FETCHED: "green"}


class LiveProgress(PlainProgress):
    """Use it in a `with`: the display is gone afterwards, the lines above it stay.

    Drawn by a thread of its own while the driver's thread tells: what both see is copied before it is gone through.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._is_plain = not self._console.encoding.startswith("utf")
        self._began = time.monotonic()
        self._total = 0
        self._forecast = Forecast()
        self._left: tuple[float, float | None] = (0.0, None)
        """When it was worked out, and what came out."""
        self._running: dict[tuple[str, ...], float] = {}
        self._fetching: dict[tuple[str, ...], float] = {}
        self._traffic: Traffic | None = None
        self._decided: list[str] = []
        self._counts: Counter[Outcome] = Counter()
        self._is_stopping = False
        self._live = Live(
            console=self._console,
            get_renderable=self._render,
            refresh_per_second=A_SECOND,
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

    def planned(self, plan: Plan, forecast: Forecast) -> None:
        super().planned(plan, forecast)
        self._total = sum(len(step.entries) for step in plan.steps)
        self._forecast = forecast
        self._left = (0.0, None)

    def recovered(self, entry: str) -> None:
        self._say(recovery_line(entry))

    def started(self, step: Step, log: str) -> None:
        self._fetching.pop(step.entries, None)
        self._running[step.entries] = time.monotonic()

    def transferring(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def fetching(self, step: Step) -> None:
        self._fetching[step.entries] = time.monotonic()

    def noted(self, text: str) -> None:
        self._say(f"specthis: {text}", "yellow")

    def retrying(self, step: Step, seconds: float, text: str) -> None:
        self._running.pop(step.entries, None)
        self._say(retry_line(step, seconds, text), "yellow")

    def remarked(self, text: str) -> None:
        self._say(remark_line(text), "yellow")

    def finished(self, result: EntryResult) -> None:
        self._decided.append(result.entry)
        self._counts[result.outcome] += 1
        self._fetching = {names: since for names, since in self._fetching.items() if result.entry not in names}
        self._running = {names: since for names, since in self._running.items() if result.entry not in names}
        self._left = (0.0, None)
        for line in done_lines(result):
            self._say(line, STYLES.get(result.outcome, ""))

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        self._is_stopping = True
        self._say(stop_line(running, failed), "yellow")

    def _say(self, line: str, style: str = "") -> None:
        self._console.print(Text(printable(line), style=style), soft_wrap=True)

    def _render(self) -> RenderableType:
        now = time.monotonic()
        frames = FRAMES[self._is_plain]
        frame = frames[int(now * A_SECOND) % len(frames)]
        runs = (self._one_line(line, "blue") for line in self._runs(now))
        return Group(self._one_line(f"{frame} {self._sum(now)}"), *runs)

    def _one_line(self, text: str, style: str = "") -> Text:
        """Cut at the edge of the terminal: lines that wrap make the display jump."""
        overflow: OverflowMethod = "crop" if self._is_plain else "ellipsis"
        return Text(printable(text), style=style, no_wrap=True, overflow=overflow)

    def _runs(self, now: float) -> Iterator[str]:
        """What runs, the longest first."""
        running = list(self._running.items())
        for names, since in running[:SHOWN]:
            unit = self._forecast.unit_of.get(names[0], "")
            usual = self._forecast.seconds.get(unit)
            of = f" of about {clock_in_words(usual)}" if usual is not None and usual >= 1 else ""
            yield f"  {joined(names)}  {clock_in_words(now - since)}{of}"
        if len(running) > SHOWN:
            yield f"  and {len(running) - SHOWN} more"

    def _sum(self, now: float) -> str:
        done = sum(self._counts[outcome] for outcome in DONE)
        held, failed = self._counts[Outcome.HELD], self._counts[Outcome.FAILED]
        fetching = [f"{len(self._fetching)} asked of the cache"] * bool(self._fetching)
        more = [f"{held} held"] * bool(held) + [f"{failed} failed"] * bool(failed)
        counted = ", ".join([f"{len(self._running)} running", *fetching, f"{done} of {self._total} done", *more])
        moving = traffic_line(self._traffic, now - self._began) if self._traffic else ""
        return "; ".join(part for part in (counted, moving, self._time(now)) if part)

    def _time(self, now: float) -> str:
        so_far = f"{clock_in_words(now - self._began)} so far"
        left = None if self._is_stopping else self._seconds_left(now)
        return f"{so_far}, {time_left_in_words(left)}" if left is not None else so_far

    def _seconds_left(self, now: float) -> float | None:
        """Worked out when something ends, and now and then: it takes time where there are many entries."""
        when, left = self._left
        if not when or now - when > LASTS:
            running = {name: now - since for names, since in list(self._running.items()) for name in names}
            when, left = self._left = (now, seconds_left(self._forecast, list(self._decided), running))
        return None if left is None else max(0.0, left - (now - when))
