"""Several clones push other bytes under one signature at once: one of them stands, whole, and the others hear of it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cache_bench import Clone, Shared, files_below, make_project, make_shared
from s3_servers import KEYS, NO_KEYS

from mkdocs_specthis.effects.caches.folder import FolderStore

NOISE = "import json, os, sys\njson.dump({'n': os.urandom(9).hex()}, open(sys.argv[1], 'w'))\n"
TABLES = "open('results/a/one.csv', 'w').write(os.urandom(9).hex() * 50_000)\n"
CLONES = ("one", "two", "three", "four")


@pytest.fixture(params=["folder", "moto", "ministack", "radosgw"])
def shared(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shared:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)
    return make_shared(request.param, tmp_path)


def test_one_of_several_pushes_at_once_stands_whole(tmp_path: Path, shared: Shared) -> None:
    first = make_project(tmp_path / "first", shared, {"scripts/a.py": NOISE + TABLES})
    clones = [first.clone(name) for name in CLONES]
    for text in ("x", "y", "z") if shared.folder else ("x",):
        for clone in clones:
            clone.write({"data/x.txt": text})
            assert clone("refresh", "a")[0] == 0
        assert len({clone.receipt("a")["signature"] for clone in clones}) == 1
        running = [clone.process("cache", "push", "a", "--json") for clone in clones]
        rows = [json.loads(process.communicate(timeout=120)[0])["rows"][0] for process in running]
        assert sorted(row["outcome"] for row in rows) == ["different", "different", "different", "pushed"]
        (winner,) = (clone for clone, row in zip(clones, rows, strict=True) if row["outcome"] == "pushed")
        assert_it_stands(winner, clones)


def assert_it_stands(winner: Clone, clones: list[Clone]) -> None:
    """Its record and every byte of it; the others keep what is theirs, and take nothing that contradicts it."""
    assert winner.outcomes("cache", "verify", "a")["a"] == "there"
    made = dict(files_below(winner.root / "results/a"))
    for clone in clones:
        assert clone.outcomes("cache", "push", "a") == {"a": "there" if clone is winner else "left"}, "it is disproved"
        assert ("contradicted" in clone.receipt("a")) == (clone is not winner)
        kept = dict(files_below(clone.root / "results/a"))
        clone.without_bytes()
        fetched = clone.outcomes("cache", "fetch", "a")
        assert fetched == {"a": "fetched" if clone is winner else "missing"}
        (clone.root / "specs/_runs/a.json").unlink()
        assert clone.outcomes("cache", "fetch", "a") == {"a": "fetched"}
        assert dict(files_below(clone.root / "results/a")) == made
        assert (kept == made) == (clone is winner)


def test_those_who_put_the_first_objects_at_once_find_the_folder(tmp_path: Path) -> None:
    """None of them takes a folder that another one is about to make for a disk that is not mounted any more."""
    for turn in range(100):
        root = tmp_path / f"{turn}/project"
        root.mkdir(parents=True)
        store = FolderStore(root, "../shared")

        def put(number: int, store: FolderStore = store, later: float = turn % 10 * 0.00005) -> bool:
            time.sleep(number * later)
            return store.create(f"entries/{number}", b"{}")

        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(put, range(8)))
