"""Has the host's server look at its files as soon as the system tells that one moved, and not at the next half second.

Knows folders and events; not what is in the files. What has changed is still found by looking, as the host does: the
system only says when. It says nothing of files that another machine writes, so the looks at intervals go on.
"""

import time
from contextlib import suppress
from threading import Event
from typing import Any, Protocol

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingEmitter, PollingObserver

LULL = 0.05
"""Seconds without a change after which the site is built; what changes later has it built again."""
SHARE = 10
"""Where the system tells of changes, looking at intervals takes at most one part in so many of the time."""
_MOVES = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Events without those of reading, of which a build makes many."""


class Server(Protocol):
    observer: Any
    build_delay: float

    def watch(self, path: str, /) -> None: ...

    def unwatch(self, path: str, /) -> None: ...


class PromptEmitter(PollingEmitter):
    """Looks when it is told to, and at intervals."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.told = Event()
        self.hears = False
        """Whether the system tells it of changes."""
        self._took = 0.0
        """Seconds of the last look."""

    def queue_events(self, timeout: float) -> None:
        """Wait until something moves or `timeout` seconds are over, look, and rest for as long as that took."""
        self.told.wait(max(timeout, SHARE * self._took) if self.hears else timeout)
        self.told.clear()
        if not self.stopped_event.is_set():
            began = time.monotonic()
            super().queue_events(0)
            self._took = time.monotonic() - began
            self.stopped_event.wait(self._took)

    def on_thread_stop(self) -> None:
        self.told.set()
        super().on_thread_stop()


class _Teller(FileSystemEventHandler):
    def __init__(self, emitter: PromptEmitter) -> None:
        self._emitter = emitter

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._emitter.told.set()


class PromptObserver(BaseObserver):
    """In the place of the host's own observer."""

    def __init__(self, timeout: float) -> None:
        super().__init__(PromptEmitter, timeout=timeout)
        self._system = Observer()
        self._heard: dict[ObservedWatch, ObservedWatch] = {}
        with suppress(OSError):
            self._system.start()

    def schedule(self, *arguments: Any, **named: Any) -> ObservedWatch:
        watch = super().schedule(*arguments, **named)
        for emitter in self.emitters:
            if isinstance(emitter, PromptEmitter) and emitter.watch == watch and not emitter.hears:
                self._listen(emitter)
        return watch

    def _listen(self, emitter: PromptEmitter) -> None:
        """Have the system tell of changes, if it can: it allows so many folders and no more."""
        watch = emitter.watch
        with suppress(OSError, TypeError):
            self._heard[watch] = self._system.schedule(
                _Teller(emitter), watch.path, recursive=watch.is_recursive, event_filter=_MOVES
            )
            emitter.hears = self._system.is_alive()

    def unschedule(self, watch: ObservedWatch) -> None:
        super().unschedule(watch)
        heard = self._heard.pop(watch, None)
        if heard is not None:
            with suppress(KeyError, OSError):
                self._system.unschedule(heard)

    def on_thread_stop(self) -> None:
        super().on_thread_stop()
        self._system.stop()


def take_place(server: Server) -> None:
    """Put a prompt observer in the place of the host's, with all that it watches; another than that is left alone."""
    watched = getattr(server, "_watched_paths", None)
    if type(server.observer) is not PollingObserver or not isinstance(watched, dict) or _opens_files():
        return
    times = dict(watched)
    for path, number in times.items():
        for _ in range(number):
            server.unwatch(path)
    server.observer = PromptObserver(server.observer.timeout)
    server.build_delay = LULL
    for path, number in times.items():
        for _ in range(number):
            server.watch(path)


def _opens_files() -> bool:
    """Whether this system can tell of changes only by holding every file open."""
    return "kqueue" in Observer.__module__
