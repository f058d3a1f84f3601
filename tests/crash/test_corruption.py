"""What a refresh takes from a cache that is damaged, lies or was prepared, and from a `.specthis/` that somebody made.

Nothing but the right bytes, and nothing outside of what is declared: refused, said, noted, made anew.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from conftest import commit_all, git, run_command
from random_project import RandomProject, draw

from mkdocs_specthis.core.model.run import Outcome
from mkdocs_specthis.core.questions.selection import Selection
from mkdocs_specthis.usecases.cache.fetch import fetch
from mkdocs_specthis.usecases.refresh import Silence

SETTINGS = '[run]\nobserve = "off"\n[cache]\nurl = "../shared"\n'
EVIL = b"evil\n"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> RandomProject:
    """A project in git, all made, all in the cache; its artefacts are not in git."""
    project = draw(tmp_path_factory.mktemp("pushed") / "project", Random(21), SETTINGS)
    project.write()
    git(project.root, "init", "--quiet", "--initial-branch=main")
    for words in (("refresh",), ("cache", "push")):
        done = run_command(*words, cwd=project.root, environment=project.environment())
        assert done.returncode == 0, done.stdout + done.stderr
    commit_all(project.root)
    return project


@pytest.fixture
def project(pushed: RandomProject, tmp_path: Path) -> RandomProject:
    """A fresh clone of it, with a cache of its own to damage, and something precious beside it."""
    git(tmp_path, "clone", "--quiet", str(pushed.root), "project")
    shutil.copytree(pushed.root.parent / "shared", tmp_path / "shared")
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/x.json").write_text("precious")
    return draw(tmp_path / "project", Random(21), SETTINGS)


# Damage to one object, or to all of a kind: what each does to the object at a path


def flip(place: Path, chance: Random) -> None:
    content = place.read_bytes()
    at = chance.randrange(len(content))
    place.write_bytes(content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :])


def cut(place: Path, chance: Random) -> None:
    os.truncate(place, chance.randrange(place.stat().st_size))


def lengthen(place: Path, chance: Random) -> None:
    place.write_bytes(place.read_bytes() + EVIL)


def remove(place: Path, chance: Random) -> None:
    place.unlink()


def swap(place: Path, chance: Random) -> None:
    """Another object's content: a record of another entry, another artefact's bytes."""
    others = sorted(one for one in place.parent.parent.rglob("*") if one.is_file() and one.suffix == place.suffix)
    place.write_bytes(chance.choice([one for one in others if one.read_bytes() != place.read_bytes()]).read_bytes())


def link_out(place: Path, chance: Random) -> None:
    place.unlink()
    place.symlink_to("../../../precious/x.json")


def link_to_itself(place: Path, chance: Random) -> None:
    """The right bytes, behind a link: a store holds files."""
    place.rename(place.with_name("real"))
    place.symlink_to("real")


def pipe(place: Path, chance: Random) -> None:
    place.unlink()
    os.mkfifo(place)


def folder(place: Path, chance: Random) -> None:
    place.unlink()
    place.mkdir()


DAMAGES: tuple[Callable[[Path, Random], None], ...] = (
    flip, cut, lengthen, remove, swap, link_out, link_to_itself, pipe, folder,
)  # fmt: skip


def objects(shared: Path, kind: str) -> list[Path]:
    return sorted(path for path in (shared / kind).rglob("*") if path.is_file())


def around(project: RandomProject) -> Mapping[str, bytes | str]:
    """Everything below and beside the project that a refresh has no business with."""
    own = (
        ".git/",
        ".specthis/",
        "specs/_runs/",
        "results/",
        "shared/",
        *(f"reports/{name}/" for name in project.parts),
    )
    found: dict[str, bytes | str] = {}
    for path in project.root.parent.rglob("*"):
        name = path.relative_to(project.root.parent).as_posix()
        if not name.removeprefix("project/").startswith(own) and name != "tally":
            found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
    return {name: content for name, content in found.items() if f"{name.removeprefix('project/')}/" not in own}


def refused(project: RandomProject) -> set[str]:
    lines = (project.root / ".specthis/events.jsonl").read_text().splitlines()
    return {event["subject"] for event in map(json.loads, lines) if event["event"] == "refused"}


def assert_only_the_right_bytes_come(project: RandomProject) -> set[str]:
    """A refresh from that cache; the entries that had to be run here."""
    before = around(project)
    project.begun()
    done = run_command("refresh", "-j", "2", cwd=project.root, environment=project.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.standing() == set(project.parts)
    assert project.here(project.expected()) == project.expected()
    made = {
        path.relative_to(project.root).as_posix() for path in (project.root / "results").rglob("*") if path.is_file()
    }
    assert {path for path in made if "/.specthis-" not in path} <= project.expected().keys()
    assert around(project) == before
    assert project.leftovers() == []
    begun = set(project.begun())
    for name in refused(project):
        assert f"`{name}` is not taken from the cache: " in done.stderr
    return begun


CASES = [(damage, kind, pinned) for damage in DAMAGES for kind in ("entries", "blobs") for pinned in (True, False)]
FEW = {
    *((damage, "blobs", False) for damage in (flip, lengthen, swap, link_out, pipe)),
    *((damage, "blobs", True) for damage in (cut, remove, folder)),
    *((damage, "entries", False) for damage in (flip, swap, link_to_itself)),
}
"""Each damage where it is worst; the other cases take their time."""


@pytest.mark.parametrize(
    ("damage", "kind", "with_receipts"),
    [pytest.param(*case, marks=() if case in FEW else pytest.mark.long) for case in CASES],
)
def test_a_damaged_cache_gives_the_right_bytes_or_none(
    project: RandomProject, damage: Callable[[Path, Random], None], kind: str, with_receipts: bool
) -> None:
    """Half of its objects are damaged; what those were needed for is run here, and that is noted and said."""
    chance = Random(f"{damage.__name__} {kind} {with_receipts}")
    if not with_receipts:
        shutil.rmtree(project.root / "specs/_runs")
    found = objects(project.root.parent / "shared", kind)
    for place in found[::2]:
        damage(place, chance)
    begun = assert_only_the_right_bytes_come(project)
    together = {
        name
        for name in project.parts
        if project.parts[name].script in {project.parts[x].script for x in refused(project)}
    }
    assert begun, "nothing had to be run: the damage was not seen"
    missed = {remove, link_out, link_to_itself, pipe, folder} if kind == "entries" else set()
    assert damage in missed or refused(project)
    assert refused(project) <= begun <= (set(project.parts) if damage in missed else together)


PATHS = (
    "../../precious/x.json",
    "../precious/new.json",
    "results/e0/../../../precious/x.json",
    "/tmp/specthis-evil.json",
    "//tmp/specthis-evil.json",
    "scripts/rows.py",
    "specthis.toml",
    "specs/_lock.json",
    "specs/_runs/e1.json",
    "specs/compute-base.md",
    ".specthis/local.toml",
    ".git/hooks/post-checkout",
    "results/e0/./e0.json",
    "results//e0/e0.json",
    "results/e0/e0.json/",
    "results/e0/.hidden.csv",
    "results/e0/deep/er.csv",
    "results/linked/x.json",
    "reports/paper.tex",
    "results/e0/a\u0000b.csv",
    "results/e0/a\nb.csv",
    "results/e0/a\\..\\b.csv",
    "~/specthis-evil.json",
    "$HOME/specthis-evil.json",
    "",
    ".",
)


@pytest.mark.parametrize("with_receipts", [True, False], ids=["pinned", "unpinned"])
def test_no_record_puts_a_file_anywhere_else(project: RandomProject, tmp_path: Path, with_receipts: bool) -> None:
    """Each record of the cache names one path more, whose bytes are there, or has one in the place of its own."""
    (project.root / "results").mkdir()
    (project.root / "results/linked").symlink_to(tmp_path / "precious")
    digest = sha256(EVIL).hexdigest()
    blob = tmp_path / f"shared/blobs/sha256/{digest[:2]}/{digest}"
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(EVIL)
    whole = {place: json.loads(place.read_bytes()) for place in objects(tmp_path / "shared", "entries")}
    receipts = tmp_path / "receipts"
    shutil.copytree(project.root / "specs/_runs", receipts)
    for n, path in enumerate(PATHS):
        for place, record in whole.items():
            outputs = dict(record["outputs"])
            if n % 2:
                outputs.popitem()
            outputs[path] = {"digest": f"sha256:{digest}", "bytes": len(EVIL)}
            place.write_text(json.dumps({**record, "outputs": outputs}))
        before = around(project)
        shutil.rmtree(project.root / "specs/_runs", ignore_errors=True)
        if with_receipts:
            shutil.copytree(receipts, project.root / "specs/_runs")
        report = fetch(project.root, Selection(), command="cache fetch", now=lambda: NOW, progress=Silence())
        assert {result.outcome for result in report.results} == {Outcome.HELD}, path
        assert around(project) == before, path
        assert EVIL not in [one.read_bytes() for one in (project.root / "results").rglob("*") if one.is_file()], path
        assert not Path("/tmp/specthis-evil.json").exists()
    (project.root / "results/linked").unlink()
    assert assert_only_the_right_bytes_come(project) == set(project.parts)


@pytest.mark.parametrize("size", [0, -1, 10**30, 1.5, "1", None, True])
def test_a_record_with_a_wrong_size_is_worthless(project: RandomProject, size: object) -> None:
    for place in objects(project.root.parent / "shared", "entries"):
        record = json.loads(place.read_bytes())
        for output in record["outputs"].values():
            output["bytes"] = size
        place.write_text(json.dumps(record))
    assert assert_only_the_right_bytes_come(project) == set(project.parts)
    assert refused(project) >= set(project.parts) - {"e1twin"}, "its run makes both: of the second nobody asks"


# A `.specthis/` that came with the project, where its own should be made


def test_links_in_a_prepared_state_folder_lead_nowhere(project: RandomProject, tmp_path: Path) -> None:
    """Whatever lies behind them is neither moved, nor written to, nor removed."""
    precious = tmp_path / "precious"
    for path in ("results/e0/e0.json", "e0/results/e0/e0.json", "deep/er"):
        (precious / path).parent.mkdir(parents=True, exist_ok=True)
        (precious / path).write_text("precious")
    state = project.root / ".specthis"
    for name in ("held", "journal", "scratch", "logs", "aside", "failed", "held/e0", "held/e0/results", "failed/e0"):
        place = state / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(precious)
        before = around(project)
        done = run_command("cache", "fetch", cwd=project.root)
        assert done.returncode in (0, 2) and "Traceback" not in done.stderr, (name, done.stderr)
        assert around(project) == before, name
        shutil.rmtree(state)
        shutil.rmtree(project.root / "results", ignore_errors=True)
    assert assert_only_the_right_bytes_come(project) == set()


def test_a_prepared_journal_moves_nothing_but_artefacts(project: RandomProject) -> None:
    """Its paths may name anything; a refresh goes on by itself, and what it names stays where it is."""
    journal = project.root / ".specthis/journal/e0.json"
    paths = ["scripts/rows.py", "../precious/x.json", "/tmp/x", "specs/_lock.json", "specthis.toml"]
    said = {"entry": "../../precious", "paths": paths, "existed": [], "unknown": paths, "receipt": ""}
    journal.parent.mkdir(parents=True)
    journal.write_text(json.dumps(said))
    assert assert_only_the_right_bytes_come(project) == set()
    assert not journal.exists()
