"""A disk that is full, at each kind of write: it is said, nothing is lost, nothing is green that is not."""

import shutil
from pathlib import Path
from random import Random

import pytest
from conftest import run_command, write_files
from disks import Disk, small_disk
from random_project import HAND, RandomProject, draw, hand_edits

from mkdocs_specthis.core.questions.looked_at import looked_at
from mkdocs_specthis.usecases.certify import JudgeRequest, record

FULL = "No space left on device"
PLACES = (
    "project",
    "project/results",
    "project/reports",
    "project/specs",
    "project/specs/_runs",
    "project/.specthis",
    "project/.specthis/journal",
    "project/.specthis/held",
    "project/.specthis/aside",
    "project/.specthis/logs",
    "shared",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RandomProject:
    """A project where everything is fresh, certified and pushed."""
    folder = tmp_path_factory.mktemp("made")
    project = draw(folder / "project", Random(5), '[cache]\nurl = "../shared"\npush = true\n')
    project.write()
    record(project.root, JudgeRequest(entries=tuple(project.parts), author="Ada"), now=lambda: "2026-01-01T00:00:00Z")
    done = run_command("refresh", cwd=project.root, environment=project.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def project(made: RandomProject, tmp_path: Path) -> RandomProject:
    """The same with other data, so that all is to be made, and with an artefact that somebody has edited."""
    shutil.copytree(made.root.parent, tmp_path, symlinks=True, dirs_exist_ok=True)
    copy = draw(tmp_path / "project", Random(5), made.settings)
    edit(copy)
    return copy


def edit(project: RandomProject) -> None:
    """Other data, and scripts that write more than before; one artefact was edited by hand, and the logs are gone."""
    project.texts = dict.fromkeys(project.texts, "other data\n")
    project.sizes = dict.fromkeys(project.sizes, 30_000)
    project.write()
    record(project.root, JudgeRequest(entries=tuple(project.parts), author="Ada"), now=lambda: "2026-01-02T00:00:00Z")
    write_files(project.root, {project.parts["e0"].output: f"{HAND} once\n"})
    shutil.rmtree(project.root / ".specthis/logs")


def refuses_or_goes_through(project: RandomProject, disk: Disk, leave: int) -> str:
    """A refresh with so many pages left on the disk, and one with room again; all that the first one said."""
    lock = (project.root / "specs/_lock.json").read_bytes()
    disk.fill(leave)
    done = run_command("refresh", "-j", "2", cwd=project.root, environment=project.environment())
    said = done.stdout + done.stderr
    assert done.returncode in (0, 1, 2), said
    assert done.returncode == 0 or FULL in said, said
    assert "mkdocs_specthis/" not in said and "please report" not in said, said
    standing = project.standing()
    assert hand_edits(project.root) == {f"{HAND} once\n"}
    disk.free()
    project.begun()
    done = run_command("refresh", "-j", "2", cwd=project.root, environment=project.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert standing.isdisjoint(project.begun()), "what had finished ran again"
    assert project.standing() == set(project.parts)
    assert project.leftovers() == []
    assert hand_edits(project.root) == {f"{HAND} once\n"}
    assert (project.root / "specs/_lock.json").read_bytes() == lock
    assert (project.root / ".specthis/.gitignore").read_text() == "*\n"
    return said


@pytest.mark.parametrize("place", PLACES)
def test_a_full_disk_is_said_and_nothing_is_lost(project: RandomProject, place: str) -> None:
    with small_disk(project.root.parent / place, kilobytes=8192) as disk:
        assert FULL in refuses_or_goes_through(project, disk, leave=0)


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
def test_it_may_be_full_at_any_moment(made: RandomProject, tmp_path: Path, place: str) -> None:
    """With one page more each time the next write is the one that fails."""
    outcomes = set()
    for leave in (*range(24), *range(24, 400, 40)):
        folder = tmp_path / str(leave)
        shutil.copytree(made.root.parent, folder, symlinks=True)
        project = draw(folder / "project", Random(5), made.settings)
        edit(project)
        with small_disk(folder / place, kilobytes=8192) as disk:
            outcomes.add(FULL in refuses_or_goes_through(project, disk, leave))
        shutil.rmtree(folder)
    assert True in outcomes


def test_judgments_on_a_full_disk_leave_the_ledger_as_it_was(project: RandomProject) -> None:
    project.change("e0", words=9)
    project.write()
    ledger = project.root / "specs/_lock.json"
    with small_disk(project.root / "specs", kilobytes=1024) as disk:
        before = ledger.read_bytes()
        disk.fill()
        said = run_command("lock", "record", "e0", "--author", "Ada", "--at", digest_of(project), cwd=project.root)
        assert said.returncode == 2 and FULL in said.stderr and len(said.stderr.splitlines()) <= 2, said
        assert ledger.read_bytes() == before
        assert [path.name for path in (project.root / "specs").glob(".specthis-*")] == []
        disk.free()
        said = run_command("lock", "record", "e0", "--author", "Ada", "--at", digest_of(project), cwd=project.root)
        assert said.returncode == 0, said.stderr


def digest_of(project: RandomProject) -> str:
    """What `lock record --at` wants of e0 today."""
    return looked_at(project.load(), ("e0",))


def test_answers_that_cannot_be_remembered_are_given_all_the_same(project: RandomProject, tmp_path: Path) -> None:
    memory = {"XDG_CACHE_HOME": str(tmp_path / "memory")}
    with small_disk(tmp_path / "memory", kilobytes=64) as disk:
        disk.fill()
        for words in (("status",), ("status", "--json"), ("refresh", "--dry-run"), ("audit",)):
            plain = run_command(*words, cwd=project.root, environment={"XDG_CACHE_HOME": str(tmp_path / "roomy")})
            for _ in range(2):
                full = run_command(*words, cwd=project.root, environment=memory)
                assert (full.returncode, full.stdout, full.stderr) == (plain.returncode, plain.stdout, plain.stderr)
