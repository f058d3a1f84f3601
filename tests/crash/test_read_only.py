"""A project that may not be written to: what only looks works as ever, what writes says so, nothing is lost."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from conftest import REPOSITORY, run_command, write_files
from disks import read_only
from random_project import HAND, TALLY, RandomProject, draw, hand_edits

from mkdocs_specthis.usecases.certify import JudgeRequest, record

NOBODY = 65534
AS_OTHERS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
"""Before a command of root's: permissions count for it as for everybody else."""
PLACES = ("project", "project/specs", "project/results", "project/.specthis", "shared")
LOOKING = (("status", "--json"), ("audit",), ("refresh", "--dry-run"), ("lock", "status"), ("cache", "has"), ("log",))
REFUSALS = ("Read-only file system", "Permission denied")


@pytest.fixture(scope="module")
def made() -> Iterator[RandomProject]:
    """Everything made, certified and pushed, then the data edited, and an artefact by hand."""
    with tempfile.TemporaryDirectory(prefix="specthis-tests-") as folder:
        project = draw(Path(folder) / "project", Random(5), '[cache]\nurl = "../shared"\npush = true\n')
        project.write()
        names = tuple(project.parts)
        record(project.root, JudgeRequest(entries=names, author="Ada"), now=lambda: "2026-01-01T00:00:00Z")
        done = run_command("refresh", cwd=project.root, environment=project.environment())
        assert done.returncode == 0, done.stdout + done.stderr
        project.texts = dict.fromkeys(project.texts, "other data\n")
        project.write()
        write_files(project.root, {project.parts["e0"].output: f"{HAND} once\n"})
        project.begun()
        yield project


@pytest.fixture(scope="module")
def plain(made: RandomProject) -> "dict[tuple[str, ...], subprocess.CompletedProcess[str]]":
    """What is said of it where all may be written to."""
    return {words: run_command(*words, cwd=made.root) for words in LOOKING}


@pytest.fixture
def project(made: RandomProject, tmp_path: Path) -> RandomProject:
    shutil.copytree(made.root.parent, tmp_path, symlinks=True, dirs_exist_ok=True)
    return replace(made, root=tmp_path / "project")


class Person:
    """Who types the commands: root, for whom only a disk can be read-only, or somebody whom one folder keeps out."""

    def __init__(self, project: RandomProject, place: Path, *, is_root: bool) -> None:
        self.project, self.place, self.is_root = project, place, is_root

    def __call__(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = {"HOME": "/nonexistent", TALLY: str(self.project.tally)}
        if self.is_root:
            return run_command(*words, cwd=self.project.root, environment=environment)
        return subprocess.run(
            [*AS_OTHERS, sys.executable, "-m", "mkdocs_specthis", *words],
            cwd=self.project.root,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
            stdin=subprocess.DEVNULL,
        )

    def refused(self) -> AbstractContextManager[None]:
        return read_only(self.place) if self.is_root else self._belongs_to_somebody_else()

    @contextmanager
    def _belongs_to_somebody_else(self) -> Iterator[None]:
        give(self.place, NOBODY)
        try:
            yield
        finally:
            give(self.place, 0)


def give(place: Path, user: int) -> None:
    for path in (place, *place.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


def skip_unless_possible(who: str) -> None:
    if who == "owner":
        if os.geteuid() != 0 or shutil.which("setpriv") is None:
            pytest.skip("needs root and setpriv, to be somebody whom the owner of a folder can keep out")
        if subprocess.run([*AS_OTHERS, "true"], capture_output=True).returncode:
            pytest.skip("nobody may give up rights here")


CASES = [(who, place) for who in ("disk", "owner") for place in PLACES]
LONG = {("owner", "project/specs"), ("owner", "project/.specthis"), ("owner", "shared")}


@pytest.mark.parametrize(
    ("who", "place"), [pytest.param(*case, marks=pytest.mark.long if case in LONG else ()) for case in CASES]
)
def test_what_may_not_be_written_to(
    project: RandomProject, plain: "dict[tuple[str, ...], subprocess.CompletedProcess[str]]", who: str, place: str
) -> None:
    skip_unless_possible(who)
    person = Person(project, project.root.parent / place, is_root=who == "disk")
    lock = (project.root / "specs/_lock.json").read_bytes()
    old = project.here(project.expected())
    with person.refused():
        for words in LOOKING[:3]:
            done, before = person(*words), plain[words]
            assert (words, done.returncode, done.stdout) == (words, before.returncode, before.stdout), done.stderr
            assert not said_wrong(done), (words, done.stderr)
        done = person("refresh", "-j", "2")
        assert done.returncode == (0 if place == "shared" else done.returncode or 99), done.stdout + done.stderr
        assert done.returncode in (0, 1, 2), done.stdout + done.stderr
        assert any(refusal in done.stdout + done.stderr for refusal in REFUSALS), done.stdout + done.stderr
        assert not said_wrong(done), done.stderr
        if done.returncode == 2:
            assert len(done.stderr.splitlines()) <= 2, done.stderr
        judged = person("lock", "clear", "e0", "--yes")
        expected = 2 if place in ("project", "project/specs", "project/.specthis") else 0
        assert judged.returncode == expected, judged.stdout + judged.stderr
        if expected:
            assert any(refusal in judged.stderr for refusal in REFUSALS) and len(judged.stderr.splitlines()) <= 2
            assert (project.root / "specs/_lock.json").read_bytes() == lock
    standing = project.standing()
    if place in ("project", "project/.specthis"):
        assert project.here(old) == old
    assert hand_edits(project.root) == {f"{HAND} once\n"}
    project.begun()
    done = person("refresh", "-j", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert standing.isdisjoint(project.begun())
    assert project.standing() == set(project.parts) and project.leftovers() == []
    assert hand_edits(project.root) == {f"{HAND} once\n"}


def said_wrong(done: "subprocess.CompletedProcess[str]") -> bool:
    return "Traceback" in done.stderr or "please report" in done.stderr


def test_a_stranger_can_look_at_a_project_that_was_never_worked_in(project: RandomProject) -> None:
    """Nothing may be written, and there is no `.specthis/` yet."""
    shutil.rmtree(project.root / ".specthis")
    with read_only(project.root):
        for words in LOOKING:
            done = run_command(*words, cwd=project.root)
            assert done.returncode in (0, 1), (words, done.stderr)
            assert not said_wrong(done) and not any(refusal in done.stderr for refusal in REFUSALS), (
                words,
                done.stderr,
            )
        for words in (("refresh",), ("cache", "fetch"), ("lock", "clear", "e0", "--yes"), ("index",)):
            done = run_command(*words, cwd=project.root)
            assert done.returncode == 2, (words, done.stdout, done.stderr)
            assert REFUSALS[0] in done.stderr and len(done.stderr.splitlines()) <= 2, (words, done.stderr)
