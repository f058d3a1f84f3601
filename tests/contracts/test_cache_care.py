"""`cache verify` and `cache gc`: damage is found and mended, and nothing that somebody refers to is deleted."""

import os
import shutil
import time
from pathlib import Path

import pytest
from cache_bench import A, Clone, Shared, blob_of, edit_record, key_of, make_project, make_shared
from conftest import commit_all, git
from s3_servers import KEYS, NO_KEYS

KINDS = ("folder", "moto", "ministack", "radosgw")


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


@pytest.fixture(params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Shared:
    return make_shared(request.param, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Shared:
    return make_shared("folder", tmp_path)


def pushed(tmp_path: Path, shared: Shared) -> Clone:
    clone = make_project(tmp_path / "first", shared)
    assert clone("refresh")[0] == 0
    assert clone("cache", "push")[0] == 0
    commit_all(clone.root)
    return clone


def make_old(shared: Shared, days: int = 60) -> None:
    """As if everything had been pushed long ago."""
    assert shared.folder is not None
    for path in shared.folder.rglob("*"):
        then = time.time() - days * 86400
        os.utime(path, (then, then))


def test_verify_finds_damage_and_repairs_it(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    assert first("cache", "verify")[0] == 0
    good = shared.read(blob_of(first, "a", "results/a/one.csv"))
    shared.write(blob_of(first, "a", "results/a/one.csv"), b"x" * len(good))
    shared.remove(blob_of(first, "b", "results/b/b.json"))
    status, out, _ = first("cache", "verify")
    assert status == 1 and "has other bytes than its name says" in out and "is not there" in out
    assert first.outcomes("cache", "verify", "b") == {"b": "damaged"}
    assert first.outcomes("cache", "verify", "--repair") == {"a": "repaired", "b": "repaired"}
    assert first("cache", "verify")[0] == 0
    assert shared.read(blob_of(first, "a", "results/a/one.csv")) == good


def test_what_cannot_be_mended_gives_way(tmp_path: Path, shared: Shared) -> None:
    """A clone without the bytes removes what is wrong; one that has them pushes them again."""
    first = pushed(tmp_path, shared)
    second = first.clone("second")
    good = shared.read(blob_of(first, "a", "results/a/one.csv"))
    shared.write(blob_of(first, "a", "results/a/one.csv"), b"x" * len(good))
    shared.write(key_of(first, "b"), b"no record")
    assert second("cache", "verify", "--repair")[0] == 1
    assert first.outcomes("cache", "has") == {"a": "incomplete", "b": "missing"}
    assert first.outcomes("cache", "push") == {"a": "pushed", "b": "pushed"}
    assert first("cache", "verify")[0] == 0


def test_a_damaged_record_is_not_overwritten_by_a_push(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    edit_record(folder, key_of(first, "a"), outputs={})
    before = folder.read(key_of(first, "a"))
    status, out, _ = first("cache", "push")
    assert status == 1 and "worthless" in out
    assert folder.read(key_of(first, "a")) == before


def test_a_sample_is_as_large_as_asked(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    assert len(first.json("cache", "verify", "--sample", "1")["rows"]) == 1
    assert len(first.json("cache", "verify", "--sample", "9")["rows"]) == 2
    assert first("cache", "verify", "--sample", "0")[0] == 2


def test_names_choose_records(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    assert first.outcomes("cache", "list", "a") == {"a": "there"}
    assert first.outcomes("cache", "list", "[ab]") == {"a": "there", "b": "there"}
    assert first("cache", "list", "c")[0] == 2
    assert first("cache", "push", "c")[0] == 2 and first("cache", "has", "x*")[0] == 2


def test_gc_keeps_what_the_tree_refers_to_and_what_is_young(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    before = shared.names()
    first.write({"data/x.txt": "other\n"})
    first("refresh")
    first("cache", "push")
    git(first.root, "checkout", "--quiet", "--orphan", "other")
    commit_all(first.root)
    view = first.json("cache", "gc")
    assert view["counts"]["kept"] == 4 and view["counts"]["old"] == 0
    assert first.json("cache", "gc", "--yes")["counts"]["deleted"] == 0
    view = first.json("cache", "gc", "--older-than", "1s") if _is_old(shared) else None
    if view is not None:
        assert view["counts"]["old"] == 2 + 4 and view["dry_run"]
        assert set(before) <= set(shared.names())


def _is_old(shared: Shared) -> bool:
    """Wait until everything is older than a second, by the store's own clock."""
    time.sleep(2.1)
    return True


def test_gc_deletes_only_with_yes_and_what_is_kept_can_be_fetched(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    old_revision = git(first.root, "rev-parse", "HEAD").strip()
    old_receipts = {name: first.receipt(name) for name in "ab"}
    first.write({"data/x.txt": "other\n"})
    first("refresh")
    first("cache", "push")
    git(first.root, "checkout", "--quiet", "--orphan", "other")
    commit_all(first.root)
    make_old(folder)
    before = folder.names()
    assert first.json("cache", "gc", "--keep", old_revision)["counts"]["old"] == 0
    assert first.json("cache", "gc", "--keep", old_revision, "--yes")["counts"]["deleted"] == 0
    view = first.json("cache", "gc")
    assert {row["entry"] for row in view["rows"] if row["outcome"] == "old"} == {"a", "b", None}
    assert folder.names() == before
    assert first.json("cache", "gc", "--yes")["counts"]["deleted"] == 2 + 4
    assert len(folder.names()) == 2 + 4
    assert first.outcomes("cache", "has") == {"a": "there", "b": "there"}
    assert first.outcomes("cache", "verify") == {"a": "there", "b": "there"}
    assert not any(receipt["signature"][7:] in name for receipt in old_receipts.values() for name in folder.names())


def test_blobs_that_a_kept_record_shares_stay(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    first.write({"scripts/a.py": A + "# other code, same bytes\n"})
    first("refresh")
    first("cache", "push")
    git(first.root, "checkout", "--quiet", "--orphan", "other")
    commit_all(first.root)
    make_old(folder)
    assert first.json("cache", "gc", "--yes")["counts"]["deleted"] == 1
    assert first.outcomes("cache", "verify") == {"a": "there", "b": "there"}


def test_a_young_record_keeps_blobs_that_are_old(tmp_path: Path, folder: Shared) -> None:
    """Somebody else pushed it last week; its bytes were there for long."""
    first = pushed(tmp_path, folder)
    first.write({"data/x.txt": "other\n"})
    first("refresh")
    first("cache", "push")
    git(first.root, "checkout", "--quiet", "--", ".")
    make_old(folder)
    assert folder.folder is not None
    for record in (folder.folder / "entries").rglob("*.json"):
        record.touch()
    before = folder.names()
    assert first.json("cache", "gc", "--yes")["counts"]["deleted"] == 0
    assert folder.names() == before


@pytest.mark.parametrize("revision", ["no-such-branch", "--all", "HEAD:specs", "-h", ""])
def test_a_revision_that_git_does_not_know_deletes_nothing(tmp_path: Path, folder: Shared, revision: str) -> None:
    first = pushed(tmp_path, folder)
    shutil.rmtree(first.root / "specs/_runs")
    commit_all(first.root)
    make_old(folder)
    before = folder.names()
    status, _, said = first("cache", "gc", f"--keep={revision}", "--yes")
    assert status == 2 and "is no revision" in said
    assert folder.names() == before


def test_a_receipt_that_cannot_be_read_deletes_nothing(tmp_path: Path, folder: Shared) -> None:
    """Here or in a revision: it may be the one that refers to what would go."""
    first = pushed(tmp_path, folder)
    make_old(folder)
    before = folder.names()
    whole = (first.root / "specs/_runs/a.json").read_bytes()
    (first.root / "specs/_runs/a.json").write_bytes(whole[:100])
    assert first("cache", "gc", "--yes")[0] == 2
    broken = commit_all(first.root)
    (first.root / "specs/_runs/a.json").write_bytes(whole)
    assert first("cache", "gc", "--yes")[0] == 2
    commit_all(first.root)
    assert first("cache", "gc", "--yes")[0] == 0
    assert first("cache", "gc", "--keep", broken, "--yes")[0] == 2
    assert folder.names() == before


def test_gc_works_in_a_project_below_the_repository(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    outer = tmp_path / "outer"
    shutil.copytree(first.root, outer / "paper", ignore=shutil.ignore_patterns(".git"))
    git(outer, "init", "--quiet")
    (outer / "paper/specthis.toml").write_text(folder.toml.replace("../shared", str(folder.folder)))
    commit_all(outer)
    shutil.rmtree(outer / "paper/specs/_runs")
    make_old(folder)
    assert Clone(outer / "paper").json("cache", "gc")["counts"] == {
        **first.json("cache", "gc")["counts"], "kept": 2, "old": 0
    }  # fmt: skip


@pytest.mark.parametrize("age", ["soon", "30", "-1d", ""])
def test_an_age_that_is_none_is_refused(tmp_path: Path, folder: Shared, age: str) -> None:
    first = make_project(tmp_path / "first", folder)
    status, _, said = first("cache", "gc", f"--older-than={age}")
    assert status == 2 and "30d" in said


def test_an_empty_cache_is_no_error(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    for words in (["list"], ["verify"], ["gc"]):
        status, out, _ = first("cache", *words)
        assert (status, out) == (0, "Nothing in ../shared.\n")
    assert folder.folder is not None and not folder.folder.exists()


def test_a_folder_that_was_there_and_is_gone_is_not_made_anew(tmp_path: Path, folder: Shared) -> None:
    """Its disk may be unmounted, and what is put there now would fill another one, and be hidden later."""
    first = pushed(tmp_path, folder)
    assert folder.folder is not None
    folder.folder.rename(tmp_path / "unmounted")
    status, _, said = first("cache", "push")
    assert status == 1 and "the cache in ../shared was there before, and is gone" in said
    assert f"mkdir -p {folder.folder}" in said and not folder.folder.exists()
    (tmp_path / "unmounted").rename(folder.folder)
    assert first.outcomes("cache", "push") == {"a": "there", "b": "there"}


def test_a_folder_on_a_disk_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    first = make_project(tmp_path / "first", Shared(toml='[cache]\nurl = "../disk/cache"\n'))
    first("refresh")
    status, _, said = first("cache", "push")
    assert status == 1 and "is not there, nor is the folder that it lies in" in said
    assert not (tmp_path / "disk").exists()
    (tmp_path / "disk").mkdir()
    assert first("cache", "push")[0] == 0


def test_what_waits_for_bytes_is_not_called_held(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    rows = {row["entry"]: row for row in first.json("cache", "fetch")["rows"]}
    assert (rows["a"]["outcome"], rows["b"]["text"]) == ("missing", "waits for `a`, whose bytes are not here")


def test_without_a_setting_the_cache_is_this_clones_own(tmp_path: Path) -> None:
    first = make_project(tmp_path / "first", Shared(toml=""))
    first("refresh")
    assert first("cache", "push")[0] == 0
    assert (first.root / ".specthis/cache/entries/v1").is_dir()
    commit_all(first.root)
    assert first.changed() == ""
    assert first.without_bytes().outcomes("refresh") == {"a": "fetched", "b": "fetched"}


def test_the_other_name_of_the_command_is_the_same_command(tmp_path: Path, folder: Shared) -> None:
    import subprocess
    import sys

    first = pushed(tmp_path, folder)
    program = Path(sys.executable).parent / "specthis-cache"
    if not program.exists():
        pytest.skip("the package is not installed with its console commands")
    done = subprocess.run([program, "list"], cwd=first.root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout == first("cache", "list")[1]
