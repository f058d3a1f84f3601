"""What a receipt tells of is on the disk before the receipt is: asked for early, and again if it moved meanwhile."""

import errno
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refresh_bench import Bench, one

from mkdocs_specthis.core.model.errors import WriteFailed
from mkdocs_specthis.core.model.run import EntryResult
from mkdocs_specthis.effects.runs.durable import OutputSync
from mkdocs_specthis.usecases.refresh import Silence

Synced = list[tuple[int, int]]
"""Inode and bytes of every file or folder that the disk was asked for, in order."""


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Synced:
    """The operating system's own call goes on, and is noted."""
    seen: Synced = []
    monkeypatch.setattr(os, "fsync", noting(os.fsync, seen))
    return seen


def noting(fsync: Callable[[int], None], seen: Synced) -> Callable[[int], None]:
    def note(descriptor: int) -> None:
        fsync(descriptor)
        found = os.fstat(descriptor)
        seen.append((found.st_ino, found.st_size))

    return note


def written(root: Path, path: str, text: str) -> str:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    return path


def at(place: Path) -> tuple[int, int]:
    return place.stat().st_ino, place.stat().st_size


def test_what_stands_is_asked_for_once(tmp_path: Path, synced: Synced) -> None:
    paths = [written(tmp_path, f"results/{name}.json", "{}") for name in "abc"]
    OutputSync(tmp_path, paths).finish(paths)
    assert sorted(synced) == sorted([*(at(tmp_path / path) for path in paths), at(tmp_path / "results")])


def test_the_disk_is_asked_before_anybody_waits_for_it(tmp_path: Path, synced: Synced) -> None:
    path = written(tmp_path, "results/a.json", "{}")
    begun = OutputSync(tmp_path, [path])
    deadline = time.monotonic() + 20
    while len(synced) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert {at(tmp_path / path), at(tmp_path / "results")} == set(synced)
    begun.finish([path])


@pytest.mark.parametrize("how", ["in place", "replaced", "new"])
def test_what_moved_since_is_asked_for_again(tmp_path: Path, synced: Synced, how: str) -> None:
    path = written(tmp_path, "results/a.json", "{}")
    begun = OutputSync(tmp_path, [] if how == "new" else [path])
    if how == "in place":
        written(tmp_path, path, '{"more": 1}')
    if how == "replaced":
        os.replace(tmp_path / written(tmp_path, "results/b.json", '{"more": 1}'), tmp_path / path)
    begun.finish([path])
    assert at(tmp_path / path) in synced and at(tmp_path / "results") in synced[synced.index(at(tmp_path / path)) :]


def test_what_is_gone_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "results/a.json", "{}")
    begun = OutputSync(tmp_path, [path, "results/never.json"])
    (tmp_path / path).unlink()
    with pytest.raises(WriteFailed, match=r"results/a\.json could not be written"):
        begun.finish([path])


def test_nothing_is_opened_that_could_block(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    os.mkfifo(tmp_path / "results/a.json")
    path = ["results/a.json"]
    ended = threading.Thread(target=lambda: OutputSync(tmp_path, path).finish(path), daemon=True)
    ended.start()
    ended.join(20)
    assert not ended.is_alive()


def test_a_receipt_comes_after_all_that_it_tells_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a declared file, of one that a glob found, and of the folder."""
    script = "open('results/a/a.json', 'w').write('{}')\nopen('results/a/one.csv', 'w').write('1,2')\n"
    fields = {"Sidecars": "`results/a/*.csv`"}
    bench = Bench(tmp_path / "project", one(script, **fields))
    deeds: list[Any] = []
    replace = os.replace

    def noted(source: Any, target: Any) -> None:
        replace(source, target)
        deeds.append(str(target))

    monkeypatch.setattr(os, "fsync", noting(os.fsync, deeds))
    monkeypatch.setattr(os, "replace", noted)
    assert bench.outcomes() == {"a": "made"}
    receipt = deeds.index(str(bench.root / "specs/_runs/a.json"))
    before, after = deeds[:receipt], deeds[receipt:]
    assert {at(bench.root / f"results/a/{name}") for name in ("a.json", "one.csv")} <= set(before)
    assert (bench.root / "results/a").stat().st_ino in {deed[0] for deed in before if isinstance(deed, tuple)}
    assert (bench.root / "specs/_runs").stat().st_ino in {deed[0] for deed in after if isinstance(deed, tuple)}


class Told(Silence):
    def __init__(self, deeds: list[Any]) -> None:
        self.deeds = deeds

    def finished(self, result: EntryResult) -> None:
        self.deeds.append(str(result.outcome))


def test_nobody_is_told_before_receipt_and_event_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path / "project", one("open('results/a/a.json', 'w').write('{}')\n"))
    deeds: list[Any] = []
    fsync = os.fsync

    def slowly(descriptor: int) -> None:
        is_of_receipts = os.readlink(f"/proc/self/fd/{descriptor}").endswith("specs/_runs")
        time.sleep(0.3 if is_of_receipts else 0.01)
        noting(fsync, deeds)(descriptor)

    monkeypatch.setattr(os, "fsync", slowly)
    bench.refresh(progress=Told(deeds))
    before = {deed[0] for deed in deeds[: deeds.index("made")]}
    for path in ("specs/_runs/a.json", "specs/_runs", ".specthis/events.jsonl", "results/a/a.json", "results/a"):
        assert (bench.root / path).stat().st_ino in before, path


@pytest.mark.parametrize("known", [False, True])
def test_a_receipt_whose_name_the_disk_does_not_take_is_no_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """The one before is there again, if there was one: it tells of the artefact that is back, too."""
    bench = Bench(tmp_path / "project", one("open('results/a/a.json', 'w').write('{}')\n"))
    if known:
        bench.refresh()
        bench.write({"scripts/a.py": "open('results/a/a.json', 'w').write('[]')\n"})
    receipts = [path.read_bytes() for path in (bench.root / "specs/_runs").glob("*.json")]
    fsync = os.fsync

    def refusing(descriptor: int) -> None:
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith("specs/_runs"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refusing)
    [result] = bench.refresh().results
    assert str(result.outcome) == "failed"
    assert result.text == "its receipt could not be written: _runs could not be written: Input/output error"
    assert bench.states() == {"a": "stale" if known else "never-run"}
    assert [path.read_bytes() for path in (bench.root / "specs/_runs").glob("*.json")] == receipts
    monkeypatch.undo()
    bench.refresh()
    assert bench.states() == {"a": "fresh"} and bench.leftovers() == []
