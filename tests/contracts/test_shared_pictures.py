"""Pictures through a cache, from one clone to another: over a folder and over a real server of the S3 protocol."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cache_bench import Shared, make_shared
from drawings import pdf, preview, project
from s3_servers import KEYS, NO_KEYS

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.ledger.text import render_ledger

pytestmark = pytest.mark.skipif(not shutil.which("pdftocairo"), reason="needs poppler")
EVIL = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


@pytest.fixture(params=["folder", "moto"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Shared:
    return make_shared(request.param, tmp_path)


def clone(root: Path, shared: Shared) -> Path:
    return project(root, {"fig-c.pdf": pdf()}, {"specthis.toml": shared.toml})


def cache(root: Path, *words: str) -> list[dict[str, object]]:
    """Rows that are about pictures."""
    done = subprocess.run(
        ["specthis", "cache", *words, "--json"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1, 3), done.stderr
    return [row for row in json.loads(done.stdout)["rows"] if "picture" in row["text"]]


def pictures(root: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (root / ".specthis/previews").glob("*.*")}


def test_a_clone_without_a_program_to_draw_gets_the_picture(tmp_path: Path, shared: Shared) -> None:
    first, second = clone(tmp_path / "first", shared), clone(tmp_path / "second", shared)
    assert preview(first)[0] == 0
    assert [row["outcome"] for row in cache(first, "push", "--dry-run")] == ["pushed"]
    assert [row["outcome"] for row in cache(first, "push")] == ["pushed"]
    assert [row["outcome"] for row in cache(first, "push")] == ["there"]
    assert [row["outcome"] for row in cache(second, "fetch")] == ["fetched"]
    assert pictures(second) == pictures(first)
    assert cache(second, "fetch") == []


def test_preview_asks_the_cache_first(tmp_path: Path, shared: Shared) -> None:
    first, second = clone(tmp_path / "first", shared), clone(tmp_path / "second", shared)
    assert preview(first)[0] == 0 and cache(first, "push")
    status, said = preview(second)
    assert status == 0 and "One fetched." in said
    assert "One drawn." in preview(second, "--force")[1]


def test_a_picture_of_other_bytes_is_not_taken(tmp_path: Path, shared: Shared) -> None:
    first, second = clone(tmp_path / "first", shared), clone(tmp_path / "second", shared)
    assert preview(first)[0] == 0 and cache(first, "push")
    (second / "reports/fig-c.pdf").write_bytes(pdf("Other"))
    assert cache(second, "fetch") == []
    assert "One drawn." in preview(second)[1]


@pytest.mark.parametrize("how", ["bytes", "script", "address", "source", "kind", "size"])
def test_a_cache_that_lies_is_not_believed(tmp_path: Path, how: str) -> None:
    shared = make_shared("folder", tmp_path)
    first, second = clone(tmp_path / "first", shared), clone(tmp_path / "second", shared)
    assert preview(first)[0] == 0 and cache(first, "push")
    assert shared.folder is not None
    (place,) = shared.folder.glob("previews/v1/*.json")
    record = json.loads(place.read_text())
    blob = next(shared.folder.glob("blobs/sha256/*/" + record["picture"]["digest"].partition(":")[2]))
    if how == "bytes":
        blob.write_bytes(blob.read_bytes().replace(b"</svg>\n", b"</svg> "))
    elif how == "script":
        digest = digest_bytes(EVIL)
        record["picture"] = {"suffix": ".svg", "digest": digest, "bytes": len(EVIL)}
        target = shared.folder / "blobs/sha256" / digest[7:9] / digest[7:]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(EVIL)
    elif how == "address":
        record["address"] = digest_bytes(b"")
    elif how == "source":
        next(part for part in record["parts"] if part["role"] == "source")["digest"] = digest_bytes(b"")
    elif how == "kind":
        record["picture"]["suffix"] = ".png"
    else:
        record["picture"]["bytes"] = 1 << 40
    place.write_bytes(render_ledger(record))
    assert cache(second, "fetch") == []
    assert not pictures(second)


def test_pictures_are_listed_and_read_back(tmp_path: Path) -> None:
    shared = make_shared("folder", tmp_path)
    first = clone(tmp_path / "first", shared)
    assert preview(first)[0] == 0 and cache(first, "push")
    assert [row["outcome"] for row in cache(first, "list")] == ["there"]
    assert [row["outcome"] for row in cache(first, "verify")] == ["there"]
    (blob,) = (key for key in shared.names() if key.startswith("blobs/"))
    shared.write(blob, EVIL)
    assert [row["outcome"] for row in cache(first, "verify")] == ["damaged"]
    assert [row["outcome"] for row in cache(first, "verify", "--repair")] == ["repaired"]
    assert shared.names() == []
    assert [row["outcome"] for row in cache(first, "push")] == ["pushed"]
    assert [row["outcome"] for row in cache(first, "verify")] == ["there"]


def test_what_is_young_survives_the_sweeping_and_what_is_old_does_not(tmp_path: Path) -> None:
    shared = make_shared("folder", tmp_path)
    first = clone(tmp_path / "first", shared)
    assert preview(first)[0] == 0 and cache(first, "push")
    assert shared.folder is not None
    (blob,) = shared.folder.glob("blobs/sha256/*/*")
    os.utime(blob, (0, 0))
    assert [row["outcome"] for row in cache(first, "gc", "--yes")] == ["kept"]
    assert blob.exists(), "a record that stays speaks of it"
    for key in shared.names():
        os.utime(shared.folder / key, (0, 0))
    assert [row["outcome"] for row in cache(first, "gc", "--yes")] == ["deleted"]
    assert not list(shared.folder.glob("blobs/sha256/*/*")) and not list(shared.folder.glob("previews/v1/*"))


def test_a_cache_that_is_away_keeps_nothing_from_being_drawn(tmp_path: Path) -> None:
    shared = make_shared("folder", tmp_path)
    first = clone(tmp_path / "first", shared)
    assert shared.folder is not None
    shared.folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(shared.folder, ignore_errors=True)
    shared.folder.write_text("a file where a folder should be")
    status, said = preview(first)
    assert status == 0 and "One drawn." in said
