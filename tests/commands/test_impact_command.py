"""`specthis impact`: what an edit would invalidate, foretold and then held against what status says after the edit."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from small_project import FILES, append, entries_of, in_process, json_of, settled

from mkdocs_specthis.effects.schemas import read_schema

WriteTree = Callable[[Mapping[str, str | bytes]], Path]


def names(rows: Any) -> list[str]:
    return [row["entry"] for row in rows]


def git(root: Path, *words: str) -> None:
    settings = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)


def timed(root: Path, **seconds: float) -> None:
    for name, number in seconds.items():
        path = root / "specs" / "_runs" / f"{name.replace('_', '-')}.json"
        receipt = json.loads(path.read_text())
        path.write_text(json.dumps({**receipt, "seconds": number}))


@pytest.mark.parametrize(
    ("path", "judge", "run", "downstream", "confirm"),
    [
        ("scripts/clean.py", ["clean"], ["clean"], ["fit-one", "fit-two"], []),
        ("scripts/fit.py", ["fit-one", "fit-two"], ["fit-one", "fit-two"], [], []),
        ("data/raw.txt", [], ["clean"], ["fit-one", "fit-two"], []),
        ("specs/compute-clean.md", ["clean"], [], [], []),
        ("specs/definitions-words.md", [], [], [], ["fit-one", "fit-two"]),
        ("results/fit-one/fit.json", [], ["fit-one"], [], []),
    ],
)
def test_a_file_touches_what_status_says_after_the_edit(
    path: str, judge: list[str], run: list[str], downstream: list[str], confirm: list[str], tmp_path: Path
) -> None:
    root = settled(tmp_path)
    view = json_of(root, "impact", path)
    assert list(jsonschema_rs.Draft202012Validator(read_schema("impact")).iter_errors(view)) == []
    assert view.keys() == read_schema("impact")["properties"].keys()
    found = [name for name in names(view["confirm"]) if name != "later"]
    assert [name for name in names(view["judge"]) if name != "later"] == judge
    assert [name for name in names(view["run"]) if name != "later"] == run
    assert (view["downstream"], found) == (downstream, confirm)
    append(root, path, "\n# an edit\n" if not path.endswith(".json") else " ")
    after = entries_of(root)
    settled_ones = ("clean", "fit-one", "fit-two")
    assert [name for name in settled_ones if after[name]["certification"] == "drifted"] == judge
    assert [name for name in settled_ones if after[name]["realization"] == "stale"] == run
    assert [name for name in settled_ones if after[name]["vocabulary_moved"]] == confirm


def test_an_entry_stands_for_its_scripts_and_globs_of_paths_for_themselves(tmp_path: Path) -> None:
    root = settled(tmp_path)
    assert json_of(root, "impact", "clean") == json_of(root, "impact", "scripts/clean.py")
    assert json_of(root, "impact", str(root / "scripts" / "clean.py")) == json_of(root, "impact", "clean")


def test_the_time_is_that_of_receipts(tmp_path: Path) -> None:
    root = settled(tmp_path)
    timed(root, clean=10.0, fit_one=4.0, fit_two=3.0)
    cost = json_of(root, "impact", "clean")["cost"]
    assert cost == {"seconds": 17.0, "longest_path": 14.0, "elapsed": 17.0, "jobs": 1, "unknown": []}
    assert json_of(root, "impact", "clean", "-j", "2")["cost"]["elapsed"] == 14.0
    (root / "specs" / "_runs" / "fit-one.json").unlink()
    cost = json_of(root, "impact", "clean")["cost"]
    assert (cost["seconds"], cost["unknown"]) == (13.0, ["fit-one"])
    assert "Of 1 entry nobody knows the time." in in_process(root, "impact", "clean")[1]


def test_a_file_that_is_named_through_a_link_is_known_by_both_names(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "shared").mkdir()
    (root / "scripts/clean.py").rename(root / "shared/clean.py")
    (root / "scripts/clean.py").symlink_to("../shared/clean.py")
    touched = json_of(root, "impact", "scripts/clean.py")
    assert touched["judge"] and json_of(root, "impact", "shared/clean.py") == touched


def test_what_touches_nothing_is_said(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "notes.txt": "x"})
    out = in_process(root, "impact", "notes.txt")[1]
    assert out == "Nothing is invalidated.\n\n`notes.txt` is no part of any contract or run.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name entries or files"),
        (("clean", "--since", "HEAD"), "name entries or files"),
        (("scripts/claen.py",), "did you mean `scripts/clean.py`?"),
        (("--since", "HEAD"), "there is no git repository here"),
        (("clean", "--format", "html"), "takes no `html`"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], said: str, write_tree: WriteTree) -> None:
    status, _, text = in_process(write_tree(FILES), "impact", *words)
    assert status == 2
    assert said in text


def committed(tmp_path: Path) -> Path:
    root = settled(tmp_path)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root


@pytest.mark.parametrize("revision", ["nowhere", "--output=x"])
def test_a_revision_that_git_does_not_know_is_refused(revision: str, tmp_path: Path) -> None:
    status, _, text = in_process(committed(tmp_path), "impact", "--since", revision)
    assert status == 2
    assert f"git knows no revision `{revision}` here" in text


def test_since_a_revision_it_compares_part_by_part(tmp_path: Path) -> None:
    root = committed(tmp_path)
    assert in_process(root, "impact", "--since", "HEAD")[1].startswith("Nothing is invalidated.")
    append(root, "scripts/fit.py", "# edit\n")
    append(root, "data/raw.txt", "d\n")
    append(root, "specs/definitions-words.md", "More words.\n")
    head = (root / ".git" / "HEAD").read_bytes()
    view = json_of(root, "impact", "--since", "HEAD")
    assert list(jsonschema_rs.Draft202012Validator(read_schema("impact")).iter_errors(view)) == []
    assert view["judge"] == [
        {"entry": "fit-one", "parts": ["script scripts/fit.py"]},
        {"entry": "fit-two", "parts": ["script scripts/fit.py"]},
    ]
    assert {row["entry"]: row["parts"] for row in view["run"]} == {
        "clean": ["input data/raw.txt"],
        "fit-one": ["script scripts/fit.py"],
        "fit-two": ["script scripts/fit.py"],
    }
    assert (root / ".git" / "HEAD").read_bytes() == head
    assert not (root / ".git" / "worktrees").exists()


def test_entries_that_came_and_went_are_told(tmp_path: Path) -> None:
    root = committed(tmp_path)
    spec = root / "specs" / "compute-clean.md"
    spec.write_text(spec.read_text().replace("### clean", "### cleaner"))
    view = json_of(root, "impact", "--since", "HEAD")
    assert {"entry": "cleaner", "parts": ["the entry is new"]} in view["judge"]
    assert "No longer there: `clean`." in view["notes"]


def test_data_that_is_not_in_git_is_not_known(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / ".gitignore").write_text("data/\nspecs/_runs/\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    view = json_of(root, "impact", "--since", "HEAD")
    assert names(view["run"]) == []
    assert view["notes"] == ["`clean`: input data/raw.txt is not in git, so nobody knows whether it moved."]


def test_a_project_below_the_top_of_its_repository(tmp_path: Path) -> None:
    made = settled(tmp_path)
    root = tmp_path / "repository" / "papers" / "rain"
    shutil.copytree(made, root)
    git(tmp_path / "repository", "init", "-q")
    git(tmp_path / "repository", "add", "-A")
    git(tmp_path / "repository", "commit", "-qm", "one")
    append(root, "scripts/clean.py", "# edit\n")
    assert names(json_of(root, "impact", "--since", "HEAD")["judge"]) == ["clean"]


def test_markdown_folds_and_holds_no_markup_of_the_project(tmp_path: Path) -> None:
    root = settled(tmp_path)
    out = in_process(root, "impact", "clean", "--format", "markdown")[1]
    assert out.startswith("**What is invalidated.** 1 entry to judge and 3 entries to run.")
    assert out.count("<details>") == out.count("</details>") == 3
    assert "- clean: script scripts/clean\\.py" in out or "- clean: script scripts/clean.py" in out
    (root / "<img src=x>@all.txt").write_text("")
    out = in_process(root, "impact", "<img src=x>@all.txt", "--format", "markdown")[1]
    assert "<img" not in out
    assert "@" not in out


def test_exhibits_name_their_places_in_the_paper(tmp_path: Path) -> None:
    from conftest import REPOSITORY

    root = tmp_path / "site"
    shutil.copytree(REPOSITORY / "example_site", root, ignore=shutil.ignore_patterns("site", ".specthis"))
    view = json_of(root, "status")
    compute = next(row["entry"] for row in view["entries"] if row["kind"] == "compute")
    found = json_of(root, "impact", compute)
    assert list(jsonschema_rs.Draft202012Validator(read_schema("impact")).iter_errors(found)) == []
    assert found["exhibits"]
    assert any(place["path"].endswith(".tex") for exhibit in found["exhibits"] for place in exhibit["places"])
