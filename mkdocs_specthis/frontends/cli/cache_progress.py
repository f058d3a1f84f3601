"""What a command of the cache tells while bytes move: lines in a pipe, a line that moves on a terminal.

Listens; decides nothing. rich is imported on a terminal alone.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mkdocs_specthis.core.views.sentence import bytes_in_words
from mkdocs_specthis.frontends.cli.output import is_terminal, printable, tell

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.cache import CacheRow
    from mkdocs_specthis.effects.caches.traffic import Traffic


def traffic_line(traffic: "Traffic", seconds: float) -> str:
    """`12 of 2,000 MB, 85 MB a second`; empty if nothing has moved."""
    if not traffic.expected:
        return ""
    rate = f", {bytes_in_words(round(traffic.passed / seconds))} a second" if seconds > 1 else ""
    return f"{bytes_in_words(traffic.passed)} of {bytes_in_words(max(traffic.expected, traffic.passed))}{rate}"


class PlainCacheProgress:
    """One line for each entry whose bytes have moved."""

    traffic: "Traffic | None" = None
    began = 0.0

    def transferring(self, traffic: "Traffic") -> None:
        self.traffic, self.began = traffic, time.monotonic()

    def finished(self, row: "CacheRow") -> None:
        if str(row.outcome) in ("pushed", "failed", "different", "damaged", "repaired"):
            size = f", {bytes_in_words(row.size)}" if row.files else ""
            self.say(f"{row.entry or row.signature} {row.outcome}{size}{f': {row.text}' if row.text else ''}")

    def say(self, line: str) -> None:
        tell(line)

    def sum(self) -> str:
        return traffic_line(self.traffic, time.monotonic() - self.began) if self.traffic else ""


@contextmanager
def cache_progress() -> Iterator[PlainCacheProgress]:
    """As standard error is."""
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield PlainCacheProgress()
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    class LiveCacheProgress(PlainCacheProgress):
        def say(self, line: str) -> None:
            console.print(Text(printable(line)), soft_wrap=True)

    console, live = Console(stderr=True), LiveCacheProgress()
    with Live(
        console=console,
        get_renderable=lambda: Spinner("dots", Text(live.sum() or "asking the cache")),
        refresh_per_second=5,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield live
