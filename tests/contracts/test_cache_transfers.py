"""Transfers that break, stop, resume or die: over a real connection that is really cut, and with processes killed."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cache_bench import Clone, Shared, blob_of, files_below, make_project, make_shared
from conftest import REPOSITORY
from cutting_proxy import Proxy, proxy_to
from s3_servers import KEYS, NO_KEYS, moto

from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.effects.caches.transfer import WrongBytes, fill_part, part_beside

BIG = """\
import json, os, sys
n = int(open("data/x.txt").read())
json.dump({"n": n}, open(sys.argv[1], "w"))
for name in ("one", "two"):
    with open(f"results/a/{name}.csv", "wb") as file:
        for block in range(n):
            file.write((name.encode() + b"%d" % block).ljust(64, b".") * 16384)
"""
"""As many megabytes in each table as data/x.txt says."""


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


def big(tmp_path: Path, shared: Shared, megabytes: int) -> Clone:
    clone = make_project(tmp_path / "first", shared, {"scripts/a.py": BIG, "data/x.txt": f"{megabytes}\n"})
    assert clone("refresh", "a")[0] == 0
    return clone


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxy_to(moto().url) as made:
        yield made


def through(shared: Shared, proxy: Proxy) -> str:
    """The same settings, with the proxy in between."""
    return shared.toml.replace(moto().url, proxy.url)


def test_a_connection_that_breaks_is_taken_up_where_it_broke(tmp_path: Path, proxy: Proxy) -> None:
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 3)
    first("cache", "push", "a")
    second = first.clone("second")
    second.write({"specthis.toml": through(shared, proxy)})
    proxy.cut_after, proxy.cuts = 1_200_000, 3
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert proxy.cuts <= 0 and len(proxy.ranges()) >= 2
    assert all(start > 1_000_000 for start in proxy.ranges())
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))


def test_a_large_object_comes_in_ranges_that_may_break_too(
    tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_specthis.effects.caches.ranges.PATIENCE", 600.0)
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 40)
    first("cache", "push", "a")
    second = first.clone("second")
    second.write({"specthis.toml": through(shared, proxy)})
    proxy.cut_after, proxy.cuts = 1_200_000, 2
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert proxy.cuts <= 0
    for start in (0, 8 << 20, 16 << 20):  # of both; where one broke late, the little that is left comes in one
        assert proxy.ranges().count(start) >= 2
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))


def test_where_ranges_are_slow_the_rest_comes_in_one(
    tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_specthis.effects.caches.ranges.PATIENCE", 0.0)
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 60)
    first("cache", "push", "a")
    second = first.clone("second")
    second.write({"specthis.toml": through(shared, proxy)})
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert len(proxy.ranges()) <= 2 * (2 * 3 + 1)  # of eight, had it gone on: as many again at most were under way
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))


def test_a_large_object_that_was_cut_is_a_miss(tmp_path: Path) -> None:
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 40)
    first("cache", "push", "a")
    blob = blob_of(first, "a", "results/a/one.csv")
    shared.write(blob, shared.read(blob)[: 17 << 20])
    second = first.clone("second")
    assert second.outcomes("cache", "fetch", "a") == {"a": "missing"}
    assert ("refused", "a") in second.events() and second.leftovers() == []


def test_a_fetch_that_was_given_up_goes_on_next_time(tmp_path: Path, proxy: Proxy) -> None:
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 3)
    first("cache", "push", "a")
    second = first.clone("second")
    second.write({"specthis.toml": through(shared, proxy)})
    proxy.cut_after, proxy.cuts, proxy.dies = 1_200_000, 2, True
    status, _, said = second("cache", "fetch", "a")
    assert status == 1 and said.count("nothing is fetched from it") == 1
    assert [path for path, _ in files_below(second.root / "results/a") if ".part" not in path] == []
    proxy.cut_after, proxy.dies, proxy.requests[:] = 0, False, []
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert proxy.ranges() and second.leftovers() == []
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))


def test_a_part_that_is_not_what_it_should_be_is_begun_again(tmp_path: Path) -> None:
    """Somebody's `.part` file, by its name the beginning of ours, is no reason to fail nor to believe it."""
    shared = make_shared("folder", tmp_path)
    first = big(tmp_path, shared, 1)
    first("cache", "push", "a")
    second = first.clone("second")
    (second.root / "results/a").mkdir(parents=True)
    outputs = first.receipt("a")["outputs"]
    parts = {path: part_beside(second.root / path, outputs[path]["digest"]) for path in outputs}
    parts["results/a/one.csv"].write_bytes(b"not the beginning of it")
    parts["results/a/two.csv"].write_bytes(b"x" * 5_000_000)
    (tmp_path / "precious").write_text("precious")
    parts["results/a/a.json"].symlink_to(tmp_path / "precious")
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))
    assert (tmp_path / "precious").read_text() == "precious" and second.leftovers() == []


def test_credentials_that_may_only_read_are_said_and_the_run_counts(tmp_path: Path, proxy: Proxy) -> None:
    shared = make_shared("moto", tmp_path)
    first = make_project(tmp_path / "first", Shared(toml=through(shared, proxy) + "push = true\n"))
    proxy.refused = "PUT"
    status, _, said = first("refresh")
    assert status == 0 and said.count("these credentials may not write to") == 1
    assert first.states() == {"a": "fresh", "b": "fresh"}
    status, _, said = first("cache", "push")
    assert status == 1 and said.count("these credentials may not write to") == 1


@pytest.mark.parametrize("what", ["blobs/", "entries/"])
def test_a_creation_that_others_always_win_finds_what_they_wrote(
    tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A server may answer 409 for as long as others write the same object: these very bytes."""
    monkeypatch.setattr("mkdocs_specthis.effects.caches.s3.RACES", 2)
    shared = make_shared("moto", tmp_path)
    first = make_project(tmp_path / "first", Shared(toml=through(shared, proxy)))
    assert first("refresh")[0] == 0
    proxy.beaten = what
    assert first.outcomes("cache", "push") == {"a": "pushed", "b": "pushed"}
    assert first("cache", "verify")[0] == 0


def test_a_server_that_does_not_answer_is_given_up(
    tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_specthis.effects.caches.s3.READ_SECONDS", 1)
    shared = make_shared("moto", tmp_path)
    first = make_project(tmp_path / "first", Shared(toml=through(shared, proxy)))
    proxy.silent = True
    status, _, said = first("refresh")
    assert status == 0 and said.count("does not answer in time") == 1
    assert first.states() == {"a": "fresh", "b": "fresh"}


@pytest.mark.parametrize("kind", ["folder", "moto"])
def test_killed_pushes_leave_nothing_that_harms(tmp_path: Path, kind: str) -> None:
    """A record stands only over all of its bytes, whenever the process dies; the next push goes on."""
    shared = make_shared(kind, tmp_path)
    first = big(tmp_path, shared, 12)
    second = first.clone("second")
    for _ in range(5):
        pushing = first.process("cache", "push", "a")
        time.sleep(random.uniform(0.3, 2.0))
        pushing.kill()
        pushing.communicate()
        has = first.outcomes("cache", "has", "a")["a"]
        assert has in ("missing", "there")
        assert first("cache", "verify")[0] == 0
    assert first.outcomes("cache", "push", "a")["a"] in ("pushed", "there")
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))


@pytest.mark.parametrize("kind", ["folder", "moto"])
def test_killed_fetches_leave_the_old_artefact_or_the_new_one(tmp_path: Path, kind: str) -> None:
    shared = make_shared(kind, tmp_path)
    first = big(tmp_path, shared, 8)
    second = first.clone("second")
    assert second("refresh", "a")[0] == 0
    first.write({"data/x.txt": "9\n"})
    first("refresh", "a")
    first("cache", "push", "a")
    second.write({"data/x.txt": "9\n"})
    old, new = dict(files_below(second.root / "results/a")), dict(files_below(first.root / "results/a"))
    for _ in range(6):
        fetching = second.process("cache", "fetch", "a")
        time.sleep(random.uniform(0.3, 1.6))
        fetching.kill()
        fetching.communicate()
        assert second("status")[0] == 0
        assert second.states()["a"] in ("stale", "fresh", "absent")
        if second.states()["a"] == "fresh":
            assert _artefacts(second) == new
            second.write({"data/x.txt": "8\n"})
            assert second("refresh", "a")[0] == 0
            second.write({"data/x.txt": "9\n"})
    status, out, said = second("cache", "fetch", "a", "--dry-run")
    assert status == 0, out + said
    assert second.outcomes("cache", "fetch", "a")["a"] in ("fetched", "here")
    assert _artefacts(second) == new != old
    assert second.states()["a"] == "fresh" and second.leftovers() == []


DYING = """
import os, sys
import mkdocs_specthis.usecases.refresh.placing as placing
point, after = sys.argv[1].split()
carry_out = getattr(placing, point)

def die(*arguments):
    if after == "after":
        carry_out(*arguments)
    os._exit(9)

setattr(placing, point, die)
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis
run(specthis, "specthis", sys.argv[2:])
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", ["_clear", "_move_in", "sign", "tidy"])
def test_a_fetch_may_die_at_any_point(tmp_path: Path, point: str, when: str) -> None:
    """Before the receipt the old artefact comes back, after it the new one stays; a dry run says what a fetch does."""
    shared = make_shared("folder", tmp_path)
    first = make_project(tmp_path / "first", shared)
    first("refresh")
    second = first.clone("second")
    second("refresh")
    for clone in (first, second):
        clone.write({"data/x.txt": "other\n"})
    first("refresh")
    first("cache", "push")
    words = ["-C", str(second.root), "cache", "fetch", "a"]
    died = subprocess.run(
        [sys.executable, "-c", DYING, f"{point} {when}", *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
    )
    assert died.returncode == 9
    has_receipt = (point, when) in (("sign", "after"), ("tidy", "before"), ("tidy", "after"))
    assert (second.states()["a"] == "fresh") == has_receipt
    expected = "here" if has_receipt else "fetched"
    assert second.outcomes("cache", "fetch", "a", "--dry-run") == {"a": expected}
    assert second.outcomes("cache", "fetch", "a") == {"a": expected}
    assert second.states()["a"] == "fresh" and second.leftovers() == []
    assert _artefacts(second) == _artefacts(first)


def _artefacts(clone: Clone) -> dict[str, bytes]:
    return {path: content for path, content in files_below(clone.root / "results/a") if not path.startswith(".")}


def test_an_interrupted_fetch_says_so_and_is_gone_on_from(tmp_path: Path, proxy: Proxy) -> None:
    import signal

    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 40)
    first("cache", "push", "a")
    second = first.clone("second")
    fetching = second.process("cache", "fetch", "a")
    deadline = time.monotonic() + 30
    while not list((second.root / "results").rglob("*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    fetching.send_signal(signal.SIGINT)
    _, said = fetching.communicate(timeout=60)
    assert fetching.returncode == 130, said
    assert "interrupted" in said and "Traceback" not in said
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert second.leftovers() == []


DYING_PUSH = """
import os, sys
from mkdocs_specthis.effects.caches.folder import FolderStore
put, left = FolderStore.put, int(sys.argv[1])

def die(*arguments, **named):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    put(*arguments, **named)

FolderStore.put = die
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis
run(specthis, "specthis", sys.argv[2:])
"""


@pytest.mark.parametrize("blobs", [0, 1, 2])
def test_no_record_stands_before_its_blobs(tmp_path: Path, blobs: int) -> None:
    """Of three blobs so many are put, then the process dies."""
    shared = make_shared("folder", tmp_path)
    first = make_project(tmp_path / "first", shared)
    first("refresh")
    words = [f"{blobs}", "-C", str(first.root), "cache", "push", "a"]
    died = subprocess.run(
        [sys.executable, "-c", DYING_PUSH, *words], env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, check=False
    )
    assert died.returncode == 9
    assert [name for name in shared.names() if name.startswith("entries/")] == []
    assert first.outcomes("cache", "has", "a") == {"a": "missing"}
    assert first.outcomes("cache", "push", "a") == {"a": "pushed"}
    assert first.outcomes("cache", "verify") == {"a": "there"}


class Endless:
    """A stream that never ends, as a store that lies may send it."""

    def __init__(self) -> None:
        self.sent = 0

    def read(self, size: int, /) -> bytes:
        self.sent += size
        assert self.sent < 10_000_000, "it is read to no end"
        return b"x" * size


def test_no_more_is_read_than_the_record_says(tmp_path: Path) -> None:
    stream = Endless()
    output = OutputFact(digest="sha256:" + "0" * 64, size=100_000)
    with pytest.raises(WrongBytes):
        fill_part(lambda start: contextlib.nullcontext(stream), output, tmp_path / "x.part", lambda count: None)
    assert stream.sent == 100_001
    assert list(tmp_path.iterdir()) == []


MEASURE = """
import re, sys
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis
status = run(specthis, "specthis", sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
print("peak", int(peak[1]) // 1024, file=sys.stderr)
raise SystemExit(status)
"""


def _peak(clone: Clone, *words: str) -> int:
    """Megabytes that a command took at most."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "-C", str(clone.root), *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stderr.rsplit("peak ", 1)[1])


@pytest.mark.long
@pytest.mark.parametrize("kind", ["folder", "moto"])
def test_large_artefacts_take_little_memory(tmp_path: Path, kind: str) -> None:
    if sys.platform != "linux":
        pytest.skip("memory is measured on Linux alone")
    shared = make_shared(kind, tmp_path)
    first = big(tmp_path, shared, 300)
    second = first.clone("second")
    assert _peak(first, "cache", "push", "a") < 200
    assert _peak(second, "cache", "fetch", "a") < 200
    assert second.states()["a"] == "fresh"
    with contextlib.suppress(OSError):
        assert (second.root / "results/a/one.csv").stat().st_size == 300 << 20


def test_the_blob_of_a_large_file_is_the_file(tmp_path: Path) -> None:
    shared = make_shared("moto", tmp_path)
    first = big(tmp_path, shared, 20)
    first("cache", "push", "a")
    content = first.bytes_of("results/a/one.csv")["results/a/one.csv"]
    assert shared.read(blob_of(first, "a", "results/a/one.csv")) == content
