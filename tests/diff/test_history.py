"""What git's history tells of files: every state that lay at a path, whatever the path, and nothing of others."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import commit_all, git, write_files

from mkdocs_specthis.effects.git.history import GitHistory

ODD = ("a b.txt", "ü.txt", ":00 'x\".txt", "[x]*.txt", "x\ty.txt")
LARGE = 10**6


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    return tmp_path


def committed(root: Path, seconds: int, **files: str) -> str:
    """A commit at a moment; the name of its blob at `x`."""
    write_files(root, files)
    git(root, "add", "--all")
    when = {"GIT_AUTHOR_DATE": f"{seconds} +0000", "GIT_COMMITTER_DATE": f"{seconds} +0000"}
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "commit", "-qm", "x"], cwd=root, check=True, env={**os.environ, **when})
    return git(root, "rev-parse", "HEAD:x").strip()


def test_the_newest_first_or_those_of_a_moment(repository: Path) -> None:
    a, b, c = (committed(repository, 10**9 + 100 * place, x=f"{place}\n") for place in range(3))
    with GitHistory(repository, ["x"]) as history:
        assert list(history.versions("x")) == [c, b, a]
        assert list(history.versions("x", 10**9 + 50)) == [b, c, a]
        assert list(history.versions("x", 10**9 + 500)) == [c, b, a]
        assert list(history.versions("y")) == []
        assert [history.read(name, LARGE) and history.read(name, LARGE).content for name in (a, c)] == [b"0\n", b"2\n"]  # type: ignore[union-attr]


def test_every_way_of_writing_a_path(repository: Path) -> None:
    write_files(repository, dict.fromkeys(ODD, "1\n"))
    commit = commit_all(repository)
    write_files(repository, {path: f"{path} 2\n" for path in ODD})
    commit_all(repository)
    with GitHistory(repository, ODD) as history:
        for path in ODD:
            assert [history.read(name, LARGE).content for name in history.versions(path)] == [  # type: ignore[union-attr]
                f"{path} 2\n".encode(),
                b"1\n",
            ]
            found = history.read_at(commit, path, LARGE)
            assert found is not None and found.content == b"1\n"


def test_many_paths_are_asked_for_by_their_folders(repository: Path) -> None:
    paths = [f"d{place % 7}/f{place}.txt" for place in range(300)]
    write_files(repository, {path: path for path in [*paths, "d1/other"]})
    commit_all(repository)
    with GitHistory(repository, paths) as history:
        assert {len(history.versions(path)) for path in paths} == {1}
        assert history.versions("d1/other") == ()


def test_what_only_a_merge_has_is_found(repository: Path) -> None:
    committed(repository, 10**9, x="base\n")
    git(repository, "checkout", "-qb", "side")
    committed(repository, 10**9 + 1, x="side\n")
    git(repository, "checkout", "-q", "main")
    committed(repository, 10**9 + 2, x="main\n")
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "merge", "--quiet", "side"]
    assert subprocess.run(command, cwd=repository, check=False, capture_output=True).returncode == 1
    merged = committed(repository, 10**9 + 3, x="both\n")
    with GitHistory(repository, ["x"]) as history:
        assert merged in history.versions("x") and len(history.versions("x")) == 4


def test_what_is_not_there_or_too_large_is_no_error(repository: Path) -> None:
    with GitHistory(repository, ["x"]) as history:
        assert (history.read("HEAD:x", 9), history.read("a\nb", 9), list(history.versions("x"))) == (None, None, [])
    commit = commit_all(write_files(repository, {"x": "12345", "d/y": "1"}))
    with GitHistory(repository, ["x"], [commit, "0" * 40, "-x", "HEAD"]) as history:
        found = history.read_at(commit, "x", 4)
        assert found is not None and found.content is None
        assert history.read_at(commit, "d", 4) is None and history.read_at("HEAD", "x", 9) is None
        assert history.read_at("0" * 40, "x", 9) is None
        after = history.read_at(commit, "x", 5)
        assert after is not None and after.content == b"12345"
        assert history.is_known


def test_paths_that_lead_out_spoil_nothing(repository: Path) -> None:
    commit = commit_all(write_files(repository, {"x": "1"}))
    with GitHistory(repository, ["../x", "/etc/passwd", "", "a/../../x", "x"]) as history:
        assert history.read_at(commit, "../x", 9) is None
        found = history.read_at(commit, "x", 9)
        assert found is not None and history.versions("x") == (found.name,)


def test_without_git_nothing_is_known(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = commit_all(write_files(repository, {"x": "1"}))
    monkeypatch.setenv("PATH", "/nowhere")
    with GitHistory(repository, ["x"]) as history:
        assert (history.read_at(commit, "x", 9), list(history.versions("x")), history.is_known) == (None, [], False)


def test_a_folder_of_a_repository(repository: Path) -> None:
    inner = repository / "papers" / "rain"
    commit = commit_all(write_files(repository, {"papers/rain/x": "1", "x": "2"}))
    assert inner.is_dir()
    with GitHistory(inner, ["x"]) as history:
        found = history.read_at(commit, "x", 9)
        assert found is not None and found.content == b"1"
        assert list(history.versions("x")) == [found.name]
