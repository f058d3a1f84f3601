"""A run that writes what another one makes beside it: found when it ends, whatever was told or pushed by then."""

import shutil
import threading
from concurrent.futures import wait
from pathlib import Path

import pytest
from refresh_bench import Bench, entry, made, of, spec, wait_for

from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.effects.runs.observation import find_strace
from mkdocs_specthis.usecases.refresh import Silence
from mkdocs_specthis.usecases.refresh.driver import Driver

needs_strace = pytest.mark.skipif(not find_strace().options, reason="strace is not here, or may not look")
WAITS = """\
import json, os, time
def wait(*marks):
    while not all(os.path.exists(f"../{mark}") for mark in marks):
        time.sleep(0.01)
"""


def writes(name: str) -> str:
    return WAITS + f'json.dump("{name}", open("results/{name}/{name}.json", "w"))\n'


MADE_FIRST = writes("a") + 'open("../wrote", "w").close()\nwait("end")\n'
OVERWRITES = (
    WAITS
    + """\
name = "".join(["a"])
wait("wrote", "go")
json.dump("b", open(f"results/{name}/{name}.json", "w"))
json.dump("b", open("results/b/b.json", "w"))
open("../end", "w").close()
wait("over")
"""
)
TOUCHED = "`results/a/a.json`, an output of `a`, was touched while it ran"
PUSHES = "[cache]\npush = true\n"


def beside(tmp_path: Path, scripts: dict[str, str], **consumes: str) -> Bench:
    entries = (entry(name, consumes=consumes.get(name, "none")) for name in scripts)
    files = {f"scripts/{name}.py": script for name, script in scripts.items()}
    return Bench(tmp_path / "project", {"specs/compute-x.md": spec("compute-x", *entries), **files})


def pushed(bench: Bench) -> list[Path]:
    return [path for path in (bench.root / ".specthis/cache").rglob("*") if path.is_file()]


@needs_strace
def test_what_may_yet_be_taken_back_is_not_pushed(tmp_path: Path) -> None:
    """The next refresh would fetch another script's bytes, under the signature of `a`."""
    last = writes("d3") + 'open("../over", "w").close()\n'
    small = {"d1": writes("d1"), "d2": writes("d2"), "d3": last}
    bench = beside(tmp_path, {"a": MADE_FIRST, "b": OVERWRITES, **small}, d1="`a`", d2="`d1`", d3="`d2`")
    bench.write({"../go": "", "specthis.toml": PUSHES})
    report = bench.refresh()
    assert [of(report, name).text for name in "ab"] == [TOUCHED, TOUCHED]
    bench.write({"scripts/b.py": writes("b")})
    shutil.rmtree(bench.root / "results")
    report = bench.refresh()
    assert made(report) >= {"a", "b"}
    assert bench.read("results/a/a.json") == '"a"' and set(bench.states().values()) == {"fresh"}


def test_what_ran_beside_nothing_that_goes_on_is_pushed_at_once(tmp_path: Path) -> None:
    scripts = {"a": writes("a"), "b": writes("b"), "c": writes("c") + 'wait("go")\n'}
    bench = beside(tmp_path, scripts, c="`a`, `b`")
    bench.write({"specthis.toml": PUSHES})
    seen: list[Path] = []

    def somebody() -> None:
        try:
            wait_for(lambda: bool(pushed(bench)))
            seen.extend(pushed(bench))
        finally:
            bench.write({"../go": ""})

    thread = threading.Thread(target=somebody)
    thread.start()
    assert made(bench.refresh()) == {"a", "b", "c"}
    thread.join()
    assert seen


def test_what_ran_beside_others_is_pushed_in_the_end(tmp_path: Path) -> None:
    scripts = {"a": writes("a") + 'open("../go", "w").close()\n', "b": writes("b") + 'wait("go")\n'}
    bench = beside(tmp_path, scripts)
    bench.write({"specthis.toml": PUSHES})
    assert made(bench.refresh()) == {"a", "b"}
    shutil.rmtree(bench.root / "results")
    assert set(bench.outcomes().values()) == {"fetched"}


class Meddles(Silence):
    """Writes what a third entry made as the end of `a` is told, and lets `b` end once `a` is taken back."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.told = bench, 0

    def finished(self, result: EntryResult) -> None:
        if result.entry == "a":
            self.told += 1
            self.bench.write({"../over": ""} if self.told > 1 else {"results/c/c.json": "by hand"})


@needs_strace
def test_what_is_taken_back_twice_is_taken_back(tmp_path: Path) -> None:
    """Somebody touches what neither makes, and then `b` is seen to have overwritten `a`."""
    bench = beside(tmp_path, {"a": MADE_FIRST, "b": OVERWRITES, "c": writes("c")})
    assert made(bench.refresh("c")) == {"c"}
    bench.write({"../go": ""})
    report = bench.refresh("a", "b", progress=Meddles(bench))
    assert {of(report, name).outcome for name in "ab"} == {Outcome.FAILED}
    assert bench.states() == {"a": "never-run", "b": "never-run", "c": "stale"}


class Interrupts(Silence):
    """Ctrl-C while the end of an entry is told."""

    def __init__(self, name: str, go: Path) -> None:
        self.name, self.go = name, go
        self.told: list[str] = []

    def finished(self, result: EntryResult) -> None:
        self.told.append(result.entry)
        if result.entry == "o":
            self.go.touch()
        if result.entry == self.name and self.told.count(self.name) == 1:
            raise KeyboardInterrupt


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Entries that come to their end between the interrupt and the end of what runs."""
    names: list[str] = []
    stop = Driver._stop

    def stop_late(driver: Driver) -> None:
        wait([run for run, turn in driver.running.items() if not set(names).isdisjoint(turn.names)], timeout=60)
        stop(driver)

    monkeypatch.setattr(Driver, "_stop", stop_late)
    return names


@needs_strace
@pytest.mark.parametrize("told", ["o", "a"])
def test_an_interrupt_leaves_no_foreign_bytes_fresh(tmp_path: Path, told: str, late: list[str]) -> None:
    """Whether `a` ends just before what runs is stopped, or its end is being told."""
    bench = beside(tmp_path, {"o": writes("o"), "a": MADE_FIRST, "b": OVERWRITES})
    late.append("a")
    report = bench.refresh(jobs=3, progress=Interrupts(told, tmp_path / "go"))
    assert report.interrupted
    assert (of(report, "a").outcome, of(report, "a").text) == (Outcome.FAILED, TOUCHED)
    assert of(report, "b").outcome is Outcome.INTERRUPTED
    assert bench.states() == {"o": "fresh", "a": "never-run", "b": "never-run"}


def test_who_ends_well_as_all_is_interrupted_keeps_what_it_made(tmp_path: Path, late: list[str]) -> None:
    """And is told of once: an own output is no touch."""
    slow = {name: WAITS + 'wait("go")\n' + writes(name) for name in "ab"}
    bench = beside(tmp_path, {"o": writes("o"), **slow})
    late += ["a", "b"]
    listener = Interrupts("o", tmp_path / "go")
    report = bench.refresh(jobs=3, progress=listener)
    assert report.interrupted and made(report) == {"o", "a", "b"}
    assert sorted(listener.told) == ["a", "b", "o"]
    assert set(bench.states().values()) == {"fresh"}
