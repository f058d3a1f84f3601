"""The server sees an edit when it happens; where the system tells nothing, at its next look, as the host does."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingEmitter, PollingObserver
from watchdog.utils.bricks import SkipRepeatsQueue

from mkdocs_specthis.frontends.mkdocs.prompt_observer import (
    GIVES_WAY,
    REST,
    Pause,
    PromptEmitter,
    PromptObserver,
    take_place,
)

LONG = 600.0
"""Seconds between looks, so that nothing is seen by them."""
WAIT = 30.0


class Seen:
    """A server that watches a folder and a file, and notes when it would build."""

    def __init__(self, root: Path, interval: float, take: Callable[[LiveReloadServer], None] = take_place) -> None:
        self.built = Event()
        self.server = LiveReloadServer(self.built.set, "127.0.0.1", 0, str(root), polling_interval=interval)
        self.server.watch(str(root / "specs"))
        self.server.watch(str(root / "specs"))
        self.server.watch(str(root / "mkdocs.yml"))
        take(self.server)
        self.server.observer.start()
        time.sleep(0.3)

    def wants_to_build(self, seconds: float = WAIT) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with self.server._rebuild_cond:
                if self.server._want_rebuild:
                    self.server._want_rebuild = False
                    return True
            time.sleep(0.02)
        return False

    def settle(self) -> None:
        """One edit may be told of more than once."""
        while self.wants_to_build(1):
            pass


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "specs/deep").mkdir(parents=True)
    (tmp_path / "specs/deep/a.md").write_text("a\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    return tmp_path


@pytest.fixture
def watching() -> Iterator[Callable[..., Seen]]:
    running: list[Seen] = []

    def watch(*arguments: object) -> Seen:
        running.append(Seen(*arguments))
        return running[-1]

    yield watch
    for one in running:
        one.server.observer.stop()
        one.server.observer.join(WAIT)
        assert not one.server.observer.is_alive()


def test_an_edit_is_seen_when_it_happens(root: Path, watching: Callable[..., Seen]) -> None:
    seen = watching(root, LONG)
    assert isinstance(seen.server.observer, PromptObserver)
    for edit in (
        lambda: (root / "specs/deep/a.md").write_text("more\n"),
        lambda: (root / "specs/deep/b.md").write_text("b\n"),
        lambda: (root / "specs/deep/b.md").rename(root / "specs/c.md"),
        lambda: (root / "specs/c.md").unlink(),
        lambda: (root / "mkdocs.yml").write_text("site_name: another\n"),
        lambda: (root / "specs/new").mkdir() or (root / "specs/new/d.md").write_text("d\n"),
    ):
        edit()
        assert seen.wants_to_build()
        seen.settle()


def test_what_is_only_read_builds_nothing(root: Path, watching: Callable[..., Seen]) -> None:
    seen = watching(root, LONG)
    assert (root / "specs/deep/a.md").read_text() and sorted((root / "specs").iterdir())
    (root / "beside.log").write_text("not watched\n")
    assert not seen.wants_to_build(1)


def test_what_is_watched_later_is_seen_and_what_no_more_is_not(root: Path, watching: Callable[..., Seen]) -> None:
    (root / "scripts").mkdir()
    seen = watching(root, LONG)
    seen.server.watch(str(root / "scripts"))
    (root / "scripts/x.py").write_text("x\n")
    assert seen.wants_to_build()
    seen.settle()
    seen.server.unwatch(str(root / "specs"))
    seen.server.unwatch(str(root / "specs"))
    (root / "specs/deep/a.md").write_text("more\n")
    assert not seen.wants_to_build(1)


def test_where_the_system_tells_nothing_the_next_look_finds_it(
    root: Path, watching: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "the limit of watched folders is reached")

    monkeypatch.setattr(Observer, "schedule", refuse)
    seen = watching(root, 0.2)
    assert isinstance(seen.server.observer, PromptObserver)
    (root / "specs/deep/a.md").write_text("more\n")
    assert seen.wants_to_build()


class _Another(PollingObserver):
    """Somebody else's."""


def test_the_observer_of_somebody_else_is_left_alone(root: Path, watching: Callable[..., Seen]) -> None:
    def take(server: LiveReloadServer) -> None:
        server.observer = _Another(timeout=0.2)
        server._watched_paths.clear()
        server.watch(str(root / "specs"))
        take_place(server)

    seen = watching(root, LONG, take)
    found: BaseObserver = seen.server.observer
    assert type(found) is _Another
    (root / "specs/deep/a.md").write_text("more\n")
    assert seen.wants_to_build()


def test_a_file_that_moved_is_seen_without_looking_at_the_others(
    root: Path, watching: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, looks = watching(root, LONG), []
    monkeypatch.setattr(PollingEmitter, "queue_events", lambda *_: looks.append(_))
    (root / "specs/deep/a.md").write_text("more\n")
    assert seen.wants_to_build()
    (root / "specs/deep/a.md").unlink()
    assert seen.wants_to_build() and not looks


def test_what_was_seen_is_not_seen_again(root: Path, watching: Callable[..., Seen]) -> None:
    """When everything is looked at, only what nobody told of is new."""
    seen = watching(root, 0.3)
    (root / "specs/deep/a.md").write_text("more\n")
    (root / "specs/deep/b.md").write_text("b\n")
    assert seen.wants_to_build()
    time.sleep(0.1)
    seen.wants_to_build(0.1)
    assert not seen.wants_to_build(1.5)


def test_a_folder_that_vanished_is_watched_when_it_is_back(root: Path, watching: Callable[..., Seen]) -> None:
    seen = watching(root, 0.3)
    shutil.rmtree(root / "specs")
    seen.settle()
    time.sleep(0.5)
    (root / "specs/deep").mkdir(parents=True)
    (root / "specs/deep/a.md").write_text("back\n")
    assert seen.wants_to_build()
    seen.settle()
    (root / "specs/deep/a.md").write_text("more\n")
    assert seen.wants_to_build()


def test_while_a_site_is_built_nobody_looks_at_everything(root: Path, watching: Callable[..., Seen]) -> None:
    """What the system does not tell of is found afterwards."""
    seen, within = watching(root, 0.1), []

    def build() -> None:
        for emitter in seen.server.observer.emitters:
            emitter.hears = False
        looked = [emitter._looked for emitter in seen.server.observer.emitters]
        time.sleep(1)
        within.extend(emitter._looked - at for emitter, at in zip(seen.server.observer.emitters, looked, strict=True))

    seen.server.observer.pause.during(build)()
    assert within and max(within) < 0.3
    time.sleep(REST + 0.5)
    (root / "specs/deep/a.md").write_text("more\n")
    assert seen.wants_to_build()


@pytest.fixture
def emitter(root: Path) -> PromptEmitter:
    """One that nobody runs: each look is asked for."""
    made = PromptEmitter(SkipRepeatsQueue(), ObservedWatch(str(root / "specs"), recursive=True), timeout=LONG)
    made.hears, made.pause = True, Pause()
    made.on_thread_start()
    return made


def told_of(emitter: PromptEmitter) -> set[str]:
    found = set()
    while not emitter._event_queue.empty():
        event, _ = emitter._event_queue.get()
        found |= set() if event.is_directory else {Path(event.src_path).name}
    return found


def test_a_look_at_everything_gives_way_to_a_file_that_moved(root: Path, emitter: PromptEmitter) -> None:
    """What it would have found is found afterwards, at the latest after so many times."""
    (root / "specs/deep/a.md").write_text("more\n")
    (root / "specs/deep/b.md").write_text("nobody tells of it\n")
    emitter.tell(str(root / "specs/deep/a.md"))
    emitter._look_at_everything()
    assert told_of(emitter) == set()
    emitter.queue_events(LONG)
    assert told_of(emitter) == {"a.md"}
    for _ in range(GIVES_WAY):
        emitter._told.set()
        emitter._look_at_everything()
    assert told_of(emitter) == {"b.md"}


def test_a_look_at_everything_gives_way_to_a_build(root: Path, emitter: PromptEmitter) -> None:
    (root / "specs/deep/b.md").write_text("nobody tells of it\n")
    emitter.pause.during(emitter._look_at_everything)()
    assert told_of(emitter) == set()
    emitter.pause = Pause()
    emitter._look_at_everything()
    assert told_of(emitter) == {"b.md"}


def test_a_folder_that_moved_is_looked_at_even_after_giving_way(root: Path, emitter: PromptEmitter) -> None:
    (root / "specs/deep/b.md").write_text("in a folder that moved\n")
    emitter._owes = True
    emitter._told.set()
    emitter._look_at_everything()
    assert told_of(emitter) == set()
    emitter.queue_events(LONG)
    assert told_of(emitter) == {"b.md"}
