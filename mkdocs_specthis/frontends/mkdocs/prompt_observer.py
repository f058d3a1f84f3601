"""Has the host's server look at a file as soon as the system tells that it moved, and not at the next half second.

Knows folders and events; not what is in the files. What has changed is still found by looking, as the host does: the
system only says when and where. It says nothing of files that another machine writes, so the looks at intervals go on.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import inf
from queue import SimpleQueue
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

LULL = 0.03
"""Seconds without a change after which the site is built; what changes later has it built again."""
SHARE = 10
"""Where the system tells of changes, looking at intervals takes at most one part in so many of the time."""
REST = 1.0
"""Seconds after a build in which a browser asks for the page that is shown."""
WAIT = 0.1
"""Seconds after which it is asked again whether the pause is over."""
GIVES_WAY = 3
"""Times in a row that a look at everything is left for what the system tells of, and begun again."""
MANY = 100
"""More files that moved at once than this are found by looking at everything."""
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
    builder: Callable[[], None]
    build_delay: float

    def watch(self, path: str, /) -> None: ...

    def unwatch(self, path: str, /) -> None: ...


class Pause:
    """While a site is being built, and a moment longer, nobody looks at everything: that would take its time."""

    def __init__(self) -> None:
        self._until = 0.0

    def during(self, build: Callable[[], None]) -> Callable[[], None]:
        def paused() -> None:
            self._until = inf
            try:
                build()
            finally:
                self._until = time.monotonic() + REST

        return paused

    @property
    def stands(self) -> bool:
        return time.monotonic() < self._until


class _GaveWay(Exception):
    """A look at everything was left."""


class PromptEmitter(PollingEmitter):
    """Looks at what it is told of, and at everything at intervals."""

    pause = Pause()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, listdir=self._listed, **named)
        self.hears = False
        """Whether the system tells it of changes."""
        self._told = Event()
        self._places: SimpleQueue[str | None] = SimpleQueue()
        """What it was told of; None where that is more than one file."""
        self._seen: dict[str, _Stamp | None] = {}
        """Files that it was told of since it last looked at everything, as they were when it looked at them."""
        self._looked = time.monotonic()
        self._took = 0.0
        """Seconds of the last look at everything."""
        self._owes = False
        """Whether it was told of what only a look at everything finds."""
        self._may_give_way = False
        self._gave_way = 0
        """Looks at everything that were left since the last whole one."""

    def tell(self, *places: str | None) -> None:
        for place in places:
            self._places.put(place)
        self._told.set()

    def queue_events(self, timeout: float) -> None:
        """Wait until something moves or it is time to look at everything, and look."""
        interval = max(timeout, SHARE * self._took) if self.hears else timeout
        due = self._looked + (self._took if self._owes else interval)
        self._told.wait(max(due - time.monotonic(), 0))
        self._told.clear()
        if self.stopped_event.is_set():
            return
        self._owes = not self._sees_all_told() or self._owes
        if time.monotonic() < self._looked + (self._took if self._owes else interval):
            return
        if self.pause.stands and not self._owes:
            self._told.wait(WAIT)
            return
        self._look_at_everything()

    def _sees_all_told(self) -> bool:
        """Look at each file that it was told of; False where that is not all there is to look at."""
        places = {self._places.get() for _ in range(self._places.qsize())}
        if None in places or len(places) > MANY:
            return False
        for place in filter(None, places):
            stamp = _stamp_at(place)
            if stamp != (self._seen[place] if place in self._seen else self._stamp_before(place)):
                self._seen[place] = stamp
                super().queue_event(FileModifiedEvent(place))
        return True

    def _stamp_before(self, place: str) -> "_Stamp | None":
        """As it was when it last looked at everything."""
        try:
            return _stamp_of(self._snapshot.stat_info(place))
        except KeyError:
            return None

    def _look_at_everything(self) -> None:
        """Of what comes back where nothing is, the system will tell nothing."""
        began = time.monotonic()
        self._may_give_way = self._gave_way < GIVES_WAY
        try:
            if os.path.exists(self.watch.path):
                super().queue_events(0)
                self._seen.clear()
            else:
                self.hears = False
            self._owes, self._gave_way = False, 0
        except _GaveWay:
            self._gave_way += 1
            return
        finally:
            self._may_give_way = False
        self._looked = time.monotonic()
        self._took = self._looked - began

    def _listed(self, folder: str | None) -> "Iterator[os.DirEntry[str]]":
        """What is in a folder, unless somebody waits for another file, or for the page that is being built."""
        if self._may_give_way and (self._told.is_set() or (self.pause.stands and not self._owes)):
            raise _GaveWay
        return os.scandir(folder)

    def queue_event(self, event: FileSystemEvent) -> None:
        """Say what a look at everything found, unless it was said before."""
        places = [str(place) for place in (event.src_path, event.dest_path) if place]
        if not all(place in self._seen and self._seen[place] == self._stamp_before(place) for place in places):
            super().queue_event(event)

    def on_thread_stop(self) -> None:
        self._told.set()
        super().on_thread_stop()


_Stamp = tuple[int, int, int, int]
"""Inode, mode, bytes, time in nanoseconds."""


def _stamp_at(place: str) -> _Stamp | None:
    try:
        return _stamp_of(os.stat(place))
    except OSError:
        return None


def _stamp_of(seen: os.stat_result) -> _Stamp:
    return (seen.st_ino, seen.st_mode, seen.st_size, seen.st_mtime_ns)


class _Teller(FileSystemEventHandler):
    def __init__(self, emitter: PromptEmitter) -> None:
        self._emitter = emitter

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.is_directory:
            self._emitter.tell(None)
        else:
            self._emitter.tell(*(str(place) for place in (event.src_path, event.dest_path) if place))


class PromptObserver(BaseObserver):
    """In the place of the host's own observer."""

    def __init__(self, timeout: float) -> None:
        super().__init__(PromptEmitter, timeout=timeout)
        self.pause = Pause()
        self._system = Observer()
        self._heard: dict[ObservedWatch, ObservedWatch] = {}
        with suppress(OSError):
            self._system.start()

    def schedule(self, *arguments: Any, **named: Any) -> ObservedWatch:
        watch = super().schedule(*arguments, **named)
        for emitter in self.emitters:
            if isinstance(emitter, PromptEmitter) and emitter.watch == watch and not emitter.hears:
                emitter.pause = self.pause
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
    observer = server.observer = PromptObserver(server.observer.timeout)
    server.builder, server.build_delay = observer.pause.during(server.builder), LULL
    for path, number in times.items():
        for _ in range(number):
            server.watch(path)


def _opens_files() -> bool:
    """Whether this system can tell of changes only by holding every file open."""
    return "kqueue" in Observer.__module__
