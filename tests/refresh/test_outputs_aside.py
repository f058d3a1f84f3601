"""Old outputs go aside before a run and come back if it comes to nothing; no byte is lost on the way."""

import contextlib
import errno
import json
import os
from pathlib import Path

import pytest

from mkdocs_specthis.core.model.errors import LeadsOutside, WriteFailed
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.runs.outputs import (
    announce_receipt,
    clear_outputs,
    put_back,
    recover_outputs,
    set_products_aside,
    settle_outputs,
    stamp_outputs,
)

SETTINGS = Settings()
PATHS = ("results/a/a.json", "results/a/b.csv", "results/a/new.csv")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "results/a").mkdir(parents=True)
    (tmp_path / "results/a/a.json").write_text("old a")
    (tmp_path / "results/a/b.csv").write_text("old b")
    return tmp_path


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text() for path in (root / "results").rglob("*") if path.is_file()
    }


OLD = {"results/a/a.json": "old a", "results/a/b.csv": "old b"}


def write_new(root: Path) -> None:
    (root / "results/a/a.json").write_text("new a")
    (root / "results/a/new.csv").write_text("new")


def test_cleared_and_put_back(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    assert tree(root) == {}
    write_new(root)
    put_back(cleared)
    assert tree(root) == OLD
    assert (root / ".specthis/failed/a/results/a/new.csv").read_text() == "new"
    assert not list((root / ".specthis/journal").iterdir())


def test_settled(root: Path) -> None:
    """Known and rewritten is dropped; unknown, or no longer made, is kept and named."""
    cleared = clear_outputs(root, SETTINGS, "a", PATHS, unknown=["results/a/a.json"])
    write_new(root)
    kept = settle_outputs(cleared, {"results/a/a.json": False, "results/a/new.csv": False}, "2026-01-01T00:00:00Z")
    assert [Path(path).name for path in kept] == ["a.json", "b.csv"]
    assert [(root / path).read_text() for path in kept] == ["old a", "old b"]
    assert tree(root) == {"results/a/a.json": "new a", "results/a/new.csv": "new"}
    assert not (root / ".specthis/held/a").exists()


def test_an_unknown_file_that_comes_out_the_same_is_not_kept(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS[:1], unknown=PATHS[:1])
    (root / PATHS[0]).write_text("old a")
    assert settle_outputs(cleared, {PATHS[0]: True}, "t") == ()


def test_two_things_set_aside_under_one_name_are_both_kept(root: Path) -> None:
    for text in ("one", "two"):
        (root / PATHS[0]).write_text(text)
        cleared = clear_outputs(root, SETTINGS, "a", PATHS[:1], unknown=PATHS[:1])
        settle_outputs(cleared, {}, "t")
    kept = sorted(path.read_text() for path in (root / ".specthis/aside").rglob("a.json*"))
    assert kept == ["one", "two"]


def test_a_crash_before_anything_moved_changes_nothing(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    for path in PATHS[:2]:
        os.rename(cleared.held(path), root / path)
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ("a",)
    assert tree(root) == OLD


def test_a_crash_in_the_middle_of_moving(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    os.rename(cleared.held(PATHS[1]), root / PATHS[1])
    recover_outputs(root, SETTINGS, lambda entry: None)
    assert tree(root) == OLD


def test_a_crash_in_the_middle_of_the_run(root: Path) -> None:
    clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ("a",)
    assert tree(root) == OLD
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ()


def test_a_crash_in_the_middle_of_putting_back(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    journal = (root / ".specthis/journal/a.json").read_bytes()
    os.rename(cleared.held(PATHS[0]), root / PATHS[0])
    (root / ".specthis/journal/a.json").write_bytes(journal)
    recover_outputs(root, SETTINGS, lambda entry: None)
    assert tree(root) == OLD


@pytest.mark.parametrize("written", [True, False])
def test_a_crash_around_the_receipt(root: Path, written: bool) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    announce_receipt(cleared, b"the receipt")
    recovered = recover_outputs(root, SETTINGS, lambda entry: b"the receipt" if written else b"the one before")
    assert recovered == (() if written else ("a",))
    assert tree(root) == ({"results/a/a.json": "new a", "results/a/new.csv": "new"} if written else OLD)


@pytest.mark.parametrize("cut", [1, 12, len(b'{"receipt": "the receipt"}')])
def test_a_receipt_whose_announcement_was_cut_short_was_never_written(root: Path, cut: int) -> None:
    """Whoever is killed in the middle of that line has not come to the receipt; the last byte ends the line."""
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    journal = root / ".specthis/journal/a.json"
    first = journal.read_bytes()
    announce_receipt(cleared, b"the receipt")
    said = journal.read_bytes()
    assert said.startswith(first) and said.endswith(b"}\n")
    journal.write_bytes(said[: len(first) + cut])
    recovered = recover_outputs(root, SETTINGS, lambda entry: b"the receipt")
    whole = len(first) + cut == len(said) - 1
    assert recovered == (() if whole else ("a",))
    assert whole or tree(root) == OLD


@pytest.mark.parametrize("missing", ["", *PATHS[::2]])
def test_a_power_cut_that_took_the_announcement_and_not_the_receipt(root: Path, missing: str) -> None:
    """Where each output is as the receipt says, the run had come to its end; else the old ones go back."""
    clear_outputs(root, SETTINGS, "a", PATHS, unknown=PATHS[:1])
    write_new(root)
    recovered = recover_outputs(
        root, SETTINGS, lambda entry: b"", lambda entry, path: path != missing, lambda entry: PATHS[::2]
    )
    assert recovered == (("a",) if missing else ())
    new = {"results/a/a.json": "new a", "results/a/new.csv": "new"}
    assert tree(root) == (new if not missing else OLD | ({} if missing == PATHS[2] else {PATHS[2]: "new"}))
    aside = {path.name: path.read_text() for path in (root / ".specthis/aside").rglob("*") if path.is_file()}
    assert aside == ({} if missing else {"a.json": "old a", "b.csv": "old b"})


def test_the_last_announcement_counts(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    announce_receipt(cleared, b"one that was not written")
    announce_receipt(cleared, b"the receipt")
    assert recover_outputs(root, SETTINGS, lambda entry: b"the receipt") == ()
    assert tree(root) == {"results/a/a.json": "new a", "results/a/new.csv": "new"}


@pytest.mark.parametrize("written", [True, False])
def test_a_journal_in_one_piece(root: Path, written: bool) -> None:
    """As drivers of before wrote it: one may have died before the software was renewed."""
    clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    journal = root / ".specthis/journal/a.json"
    journal.write_text(json.dumps({**json.loads(journal.read_text()), "receipt": "the receipt"}))
    recovered = recover_outputs(root, SETTINGS, lambda entry: b"the receipt" if written else b"the one before")
    assert recovered == (() if written else ("a",))


def test_a_receipt_is_announced_where_somebody_removed_the_journal(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    (root / ".specthis/journal/a.json").unlink()
    announce_receipt(cleared, b"the receipt")
    assert recover_outputs(root, SETTINGS, lambda entry: b"the receipt") == ()


def test_a_journal_that_cannot_be_read_still_gives_everything_back(root: Path) -> None:
    clear_outputs(root, SETTINGS, "a", PATHS)
    (root / ".specthis/journal/a.json").write_text("{")
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ("a",)
    assert tree(root) == OLD


def test_a_journal_cannot_move_files_out_of_the_project(root: Path) -> None:
    clear_outputs(root, SETTINGS, "a", PATHS)
    journal = root / ".specthis/journal/a.json"
    record = json.loads(journal.read_text())
    journal.write_text(json.dumps({**record, "paths": [*record["paths"], "../stolen", "/etc/x", "specs/x.md"]}))
    (root / "specs").mkdir()
    (root / "specs/x.md").write_text("a spec")
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ("a",)
    assert tree(root) == OLD
    assert (root / "specs/x.md").read_text() == "a spec"


@pytest.mark.parametrize("link", ["held/a", "held/a/results", "held/a/results/a"])
def test_nothing_is_moved_out_of_a_folder_behind_a_link(
    root: Path, link: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It may have come with the project: a pull request can hold a `.specthis/`."""
    outside = tmp_path_factory.mktemp("outside")
    for path in ("results/a/a.json", "a/a.json", "a.json"):
        (outside / path).parent.mkdir(parents=True, exist_ok=True)
        (outside / path).write_text("keep")
    place = root / ".specthis" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    (root / ".specthis/journal").mkdir()
    said = {"entry": "a", "paths": ["results/a/a.json"], "existed": [], "unknown": [], "receipt": ""}
    (root / ".specthis/journal/a.json").write_text(json.dumps(said))
    with pytest.raises(LeadsOutside):
        recover_outputs(root, SETTINGS, lambda entry: None)
    assert [(outside / path).read_text() for path in ("results/a/a.json", "a/a.json", "a.json")] == ["keep"] * 3
    assert tree(root) == OLD


def test_what_has_no_place_any_more_is_kept_aside(root: Path) -> None:
    """A driver died, and then somebody changed where results lie."""
    clear_outputs(root, SETTINGS, "a", PATHS)
    assert recover_outputs(root, Settings(results="out"), lambda entry: None) == ("a",)
    kept = root / ".specthis/aside/recovered/results/a"
    assert {path.name: path.read_text() for path in kept.iterdir()} == {"a.json": "old a", "b.csv": "old b"}
    assert not list((root / ".specthis/held").iterdir()) and not list((root / ".specthis/journal").iterdir())


def test_a_disk_that_fills_up_while_a_file_moves_leaves_no_half_of_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "cross-device link")

    def full(source: Path, target: Path, *, follow_symlinks: bool) -> None:
        target.write_text("ol")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr("shutil.copy2", full)
    with pytest.raises(WriteFailed, match="No space left"):
        clear_outputs(root, SETTINGS, "a", PATHS)
    assert tree(root) == OLD
    assert [path for path in root.rglob("*") if path.name.startswith(".specthis-")] == []


def test_what_is_held_without_a_journal_goes_back(root: Path) -> None:
    clear_outputs(root, SETTINGS, "a", PATHS)
    (root / ".specthis/journal/a.json").unlink()
    assert recover_outputs(root, SETTINGS, lambda entry: None) == ("a",)
    assert tree(root) == OLD


def test_another_file_system_is_no_obstacle(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if ("results" in Path(source).parts[: len(root.parts) + 1]) != (
            "results" in Path(target).parts[: len(root.parts) + 1]
        ):
            raise OSError(errno.EXDEV, "cross-device link")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    (root / "results/a/b.csv").unlink()
    (root / "results/a/b.csv").symlink_to("a.json")
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    assert tree(root) == {}
    write_new(root)
    put_back(cleared)
    assert (root / "results/a/a.json").read_text() == "old a"
    assert os.readlink(root / "results/a/b.csv") == "a.json"
    assert not list(root.rglob("*.tmp"))


def test_a_folder_or_a_dangling_link_in_an_outputs_place(root: Path) -> None:
    (root / "results/a/a.json").unlink()
    (root / "results/a/a.json").mkdir()
    (root / "results/a/a.json/inner").write_text("x")
    (root / "results/a/b.csv").unlink()
    (root / "results/a/b.csv").symlink_to("nowhere")
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    put_back(cleared)
    assert (root / "results/a/a.json/inner").read_text() == "x"
    assert os.readlink(root / "results/a/b.csv") == "nowhere"


@pytest.mark.parametrize("path", ["specs/a.md", "../x", "results/../x", "elsewhere/x"])
def test_only_artefacts_move(root: Path, path: str) -> None:
    with pytest.raises(LeadsOutside):
        clear_outputs(root, SETTINGS, "a", [*PATHS, path])
    assert tree(root) == OLD


def test_nothing_is_moved_through_a_link_that_leads_out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.json").write_text("keep")
    (root / "results/out").symlink_to(outside)
    with pytest.raises(LeadsOutside):
        clear_outputs(root, SETTINGS, "a", ["results/out/x.json"])
    assert (outside / "x.json").read_text() == "keep"


def test_products_against_the_receipt_are_kept_apart(root: Path) -> None:
    cleared = clear_outputs(root, SETTINGS, "a", PATHS)
    write_new(root)
    kept = set_products_aside(cleared, ["results/a/a.json", "results/a/new.csv"], "2026-01-01T00:00:00Z")
    put_back(cleared)
    assert tree(root) == OLD
    assert [(root / path).read_text() for path in kept] == ["new a", "new"]


def test_a_touch_is_seen(root: Path) -> None:
    before = stamp_outputs(root, PATHS)
    (root / PATHS[0]).write_text("old a")
    os.utime(root / PATHS[0], ns=(1, 1))
    after = stamp_outputs(root, PATHS)
    assert before[PATHS[0]] != after[PATHS[0]]
    assert before[PATHS[1]] == after[PATHS[1]]
    assert before[PATHS[2]] is None


class Crash(Exception):
    pass


@pytest.mark.parametrize("steps", range(4))
def test_a_crash_at_any_step_of_settling_keeps_the_new_outputs(
    root: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Stopped at its first, second, third removal, then taken up by the next driver."""
    cleared = clear_outputs(root, SETTINGS, "a", PATHS, unknown=PATHS[1:2])
    write_new(root)
    announce_receipt(cleared, b"the receipt")
    left = iter(range(steps))
    unlink = Path.unlink

    def crash(path: Path, missing_ok: bool = False) -> None:
        if next(left, None) is None:
            raise Crash
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch, contextlib.suppress(Crash):
        patch.setattr(Path, "unlink", crash)
        settle_outputs(cleared, {PATHS[0]: False, PATHS[2]: False}, "t")
    recover_outputs(root, SETTINGS, lambda entry: b"the receipt")
    assert tree(root) == {"results/a/a.json": "new a", "results/a/new.csv": "new"}
    assert not list((root / ".specthis/held").iterdir())
    assert [path.read_text() for path in (root / ".specthis/aside").rglob("b.csv*")] == ["old b"]
