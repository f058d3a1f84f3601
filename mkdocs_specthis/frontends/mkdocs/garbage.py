"""Has the interpreter look for garbage after a build of the server, and not within it: that takes a tenth of the time.

Knows when a build begins and ends; not what it leaves behind.
"""

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Timer

SECONDS = 2.0
"""After a build: by then the page that is looked at has been asked for."""
MOST = 10
"""Builds without a pause between them after which one is made for it."""


class Garbage:
    def __init__(self, quiet: AbstractContextManager[object], seconds: float = SECONDS) -> None:
        self._quiet = quiet
        """Held while nobody builds or makes a page."""
        self._seconds = seconds
        self._timer: Timer | None = None
        self._builds = 0
        """Since it was last looked for."""

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Within it nobody looks for garbage; somebody does when it has been over for a while."""
        if self._timer is not None:
            self._timer.cancel()
        self._builds += 1
        if self._builds > MOST:
            self._collect()
        gc.disable()
        try:
            yield
        finally:
            self._timer = Timer(self._seconds, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _look(self) -> None:
        with self._quiet:
            self._collect()

    def _collect(self) -> None:
        gc.collect()
        gc.enable()
        self._builds = 0
