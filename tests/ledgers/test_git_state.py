"""What git says, asked so that nothing of the repository runs and no other repository answers."""

from pathlib import Path

import pytest
from conftest import commit_all, git, write_files

from mkdocs_specthis.effects.git.repository import read_stage, read_tree_state, read_user


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write_files(tmp_path, {"scripts/a.py": "1\n", "results/a.json": "{}\n", ".gitignore": "ignored/\n"})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    return tmp_path


def test_no_repository_and_no_commit_are_empty(tmp_path: Path) -> None:
    assert read_tree_state(tmp_path).commit == ""
    git(tmp_path, "init", "--quiet")
    assert read_tree_state(tmp_path).commit == ""
    assert not read_tree_state(tmp_path).dirty


def test_absent_git_is_fine(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit_all(repository)
    monkeypatch.setenv("PATH", "/nowhere")
    assert read_tree_state(repository).commit == read_user(repository) == ""


def test_the_commit_and_what_makes_it_dirty(repository: Path) -> None:
    head = commit_all(repository)
    assert read_tree_state(repository).commit == head
    assert not read_tree_state(repository).dirty
    write_files(repository, {"ignored/x": "1", "results/a.json": "[]\n", "results/new file.json": "1"})
    assert read_tree_state(repository).dirty
    assert not read_tree_state(repository, besides=("results",)).dirty
    write_files(repository, {"scripts/new ü.py": "1"})
    assert read_tree_state(repository, besides=("results",)).dirty
    commit_all(repository)
    git(repository, "mv", "scripts/a.py", "results/b.py")
    assert read_tree_state(repository, besides=("results",)).dirty


def test_a_project_in_a_folder_of_the_repository(repository: Path) -> None:
    write_files(repository, {"paper/specs/x.md": "x", "paper/results/y.json": "1"})
    commit_all(repository)
    write_files(repository, {"scripts/a.py": "2\n", "paper/results/y.json": "2"})
    assert not read_tree_state(repository / "paper", besides=("results",)).dirty
    assert read_tree_state(repository / "paper").dirty


def test_only_the_enclosing_repository_answers(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_all(repository)
    other = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("GIT_DIR", str(repository / ".git"))
    assert read_tree_state(other).commit == ""


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    commit_all(repository)
    trap = repository / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager"):
        git(repository, "config", key, "./trap.sh")
    write_files(repository, {"scripts/a.py": "changed\n"})
    assert read_tree_state(repository).dirty
    assert not (repository / "sprung").exists()


def test_the_user(repository: Path) -> None:
    assert read_user(repository) == ""
    git(repository, "config", "user.name", "Ada L.")
    git(repository, "config", "user.email", "ada@example.org")
    assert read_user(repository) == "Ada L. <ada@example.org>"


def test_the_sides_of_a_conflict(repository: Path) -> None:
    commit_all(repository)
    git(repository, "branch", "topic")
    write_files(repository, {"scripts/a.py": "ours\n"})
    commit_all(repository)
    git(repository, "checkout", "--quiet", "topic")
    write_files(repository, {"scripts/a.py": "theirs\n"})
    commit_all(repository)
    assert read_stage(repository, "scripts/a.py", 2) is None
    with pytest.raises(Exception, match="merge"):
        git(repository, "merge", "main")
    assert read_stage(repository, "scripts/a.py", 2) == b"theirs\n"
    assert read_stage(repository, "scripts/a.py", 3) == b"ours\n"
