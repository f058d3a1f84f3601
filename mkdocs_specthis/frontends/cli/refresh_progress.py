"""What a refresh tells while it works, as plain lines on standard error: for logs and pipes.

Listens; decides nothing. `refresh_live.py` does the same on a terminal.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from mkdocs_specthis.core.model.plan import Plan, Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.steps.forecast import Forecast
from mkdocs_specthis.core.views.refresh_json import result_view
from mkdocs_specthis.core.views.sentence import joined, seconds_in_words
from mkdocs_specthis.effects.caches.traffic import Traffic
from mkdocs_specthis.frontends.cli.output import is_terminal, tell
from mkdocs_specthis.frontends.cli.refresh_text import failure_lines


def done_lines(result: EntryResult) -> list[str]:
    """What to say of an entry that is done; nothing of one that is left as it is, or held: the report says that."""
    if result.outcome is Outcome.FAILED:
        return list(failure_lines(result_view(result)))
    if result.outcome in (Outcome.SKIPPED, Outcome.HELD, Outcome.INTERRUPTED):
        return []
    took = f" in {seconds_in_words(result.seconds)}" if result.log else ""
    return [f"{result.entry} {result.outcome}{took}"]


def start_line(step: Step) -> str:
    return f"{joined(step.entries)} runs: {step.text}"


def retry_line(step: Step, seconds: float, text: str) -> str:
    return f"{joined(step.entries)} failed ({text}); starts again in {seconds_in_words(seconds)}"


def recovery_line(entry: str) -> str:
    return f"{entry}: an earlier run was cut off; what it had left aside is back"


def stop_line(running: tuple[str, ...], failed: str) -> str:
    """Why nothing more is begun, and what is waited for."""
    count = len(running)
    shown = joined(running) if count <= NAMES_SHOWN else f"{count:,} entries"
    last = f"; {shown} {'comes' if count == 1 else 'come'} to {'its' if count == 1 else 'their'} end" if count else ""
    if failed:
        return f"specthis: {failed} failed: nothing more is begun{last}"
    return f"specthis: interrupted: nothing more is begun{last}" + ("; once more ends it at once" if count else "")


def remark_line(text: str) -> str:
    return f"specthis: {text}"


NAMES_SHOWN = 5


class PlainProgress:
    """One line for each thing that happens."""

    plan = Plan(steps=())
    """As it was told."""

    def planned(self, plan: Plan, forecast: Forecast) -> None:
        self.plan = plan

    def recovered(self, entry: str) -> None:
        tell(recovery_line(entry))

    def started(self, step: Step, log: str) -> None:
        tell(start_line(step))

    def transferring(self, traffic: Traffic) -> None:
        pass

    def fetching(self, step: Step) -> None:
        pass

    def noted(self, text: str) -> None:
        tell(f"specthis: {text}")

    def retrying(self, step: Step, seconds: float, text: str) -> None:
        tell(retry_line(step, seconds, text))

    def remarked(self, text: str) -> None:
        tell(remark_line(text))

    def finished(self, result: EntryResult) -> None:
        for line in done_lines(result):
            tell(line)

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        tell(stop_line(running, failed))


@contextmanager
def progress_here() -> Iterator[PlainProgress]:
    """On a terminal a display that moves; elsewhere, and where `CI` says that nobody looks on, plain lines."""
    if is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb" and not os.environ.get("CI"):
        from mkdocs_specthis.frontends.cli.refresh_live import LiveProgress

        with LiveProgress() as live:
            yield live
    else:
        yield PlainProgress()
