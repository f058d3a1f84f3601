"""A refresh that is told to begin nothing more: what runs comes to its end, what had finished is kept."""

import threading
import time
from pathlib import Path
from typing import cast

import pytest
from refresh_bench import COPY, Bench, chain, entry, made, of, spec

from mkdocs_specthis.core.model.cache import CacheOutcome, CacheRow
from mkdocs_specthis.core.model.plan import Step
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.effects.caches.traffic import ENTRIES_AT_ONCE, Traffic
from mkdocs_specthis.usecases.refresh import Brake, Silence, exit_status_of
from mkdocs_specthis.usecases.refresh.caching import Caching
from mkdocs_specthis.usecases.refresh.state import RefreshState

FAILS = "raise SystemExit(1)\n"
WAITS = """\
import os, time
began = time.monotonic()
while not os.path.exists("data/{}"):
    assert time.monotonic() - began < 30
    time.sleep(0.02)
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "project", chain())


class Listener(Silence):
    """Writes a file when something fails, and remembers what is waited for."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark
        self.told: list[tuple[tuple[str, ...], str]] = []

    def finished(self, result: EntryResult) -> None:
        if result.outcome is Outcome.FAILED:
            self.mark.touch()

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        self.told.append((running, failed))


def test_after_a_failure_nothing_more_is_begun(bench: Bench) -> None:
    bench.write({"scripts/a.py": FAILS})
    report = bench.refresh(jobs=1, fail_fast=True)
    assert [result.entry for result in report.results] == ["a"]
    assert report.not_begun == ("b", "c", "z") or report.not_begun == ("z", "b", "c")
    assert (exit_status_of(report), report.interrupted) == (1, False)
    assert made(bench.refresh(jobs=1)) == {"z"}, "without it the rest goes on"


def test_what_runs_beside_a_failure_comes_to_its_end(bench: Bench) -> None:
    listener = Listener(bench.root / "data/failed")
    bench.write({"scripts/a.py": FAILS, "scripts/z.py": WAITS.format("failed") + COPY})
    report = bench.refresh(jobs=2, fail_fast=True, progress=listener)
    assert of(report, "z").outcome is Outcome.MADE
    assert listener.told == [(("z",), "a")]
    assert bench.states()["z"] == "fresh"
    assert bench.leftovers() == []


def test_a_retry_that_waits_is_not_begun(tmp_path: Path) -> None:
    entries = (entry("a", Retries="100"), entry("b"))
    files = {"specs/compute-two.md": spec("compute-two", *entries), "scripts/a.py": FAILS, "scripts/b.py": FAILS}
    bench = Bench(tmp_path / "project", files)
    report = bench.refresh(jobs=2, fail_fast=True)
    assert of(report, "b").outcome is Outcome.FAILED
    assert report.not_begun == ("a",)
    assert bench.leftovers() == []


class Pulls(Silence):
    def __init__(self, brake: Brake, go: Path) -> None:
        self.brake, self.go = brake, go
        self.heeded: list[bool] = []

    def started(self, step: Step, log: str) -> None:
        self.heeded += [self.brake.pull(), self.brake.pull()]

    def stopping(self, running: tuple[str, ...], failed: str) -> None:
        assert (running, failed) == (("a",), "")
        self.go.touch()


def test_a_pulled_brake_lets_what_runs_come_to_its_end(bench: Bench) -> None:
    bench.write({"scripts/a.py": WAITS.format("go") + COPY})
    brake = Brake()
    listener = Pulls(brake, bench.root / "data/go")
    report = bench.refresh(jobs=1, progress=listener, brake=brake)
    assert made(report) == {"a"}
    assert listener.heeded == [True, False], "the second word is for the others"
    assert (exit_status_of(report), report.interrupted) == (130, True)
    assert set(report.not_begun) == {"b", "c", "z"}
    assert made(bench.refresh()) == {"b", "c", "z"}


def test_nobody_heeds_a_brake_while_nothing_is_at_work() -> None:
    brake = Brake()
    assert not brake.pull() and not brake.is_pulled


def test_what_waits_to_be_pushed_is_left_for_another_time() -> None:
    """Transfers under way come to their end; a person who asks to end does not wait for all of them."""
    brake, told, begun = Brake(), [], []
    go = threading.Event()

    def push() -> CacheRow:
        begun.append(1)
        assert go.wait(20)
        return CacheRow(entry="a", outcome=CacheOutcome.THERE)

    with Traffic() as traffic, brake.heard():
        caching = Caching(state=cast(RefreshState, None), traffic=traffic, tell=told.append)
        caching.pushing = [traffic.start(push) for _ in range(ENTRIES_AT_ONCE + 3)]
        threading.Timer(0.3, lambda: (brake.pull(), time.sleep(0.5), go.set())).start()
        caching.finish(brake)
    assert len(begun) == ENTRIES_AT_ONCE
    assert told == ["not everything was pushed; `specthis cache push` pushes the rest"]
