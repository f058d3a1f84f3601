"""A process that stays reads what a first reading would, whatever was done meanwhile; it looks at what moved alone."""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import write_files
from stamps import wait_until_old
from test_memory import EDITS, FILES, LED, THROUGH, lay_through, lead_on

from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.effects.remembered.looks import (
    looking,
    note_file,
    note_link,
    note_unrepeatable,
    note_way,
)
from mkdocs_specthis.effects.remembered.residence import Residence, standing
from mkdocs_specthis.effects.remembered.shelf import distrusted, kept, shelved
from mkdocs_specthis.usecases.load import load_project
from mkdocs_specthis.usecases.looker import Looker


class Stayer:
    """Reads a project again and again, beside somebody who reads it for the first time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.residence = Residence()

    def read(self) -> Project:
        with self.residence.stay():
            return load_project(self.root)

    def settle(self) -> None:
        """What is there now is remembered."""
        wait_until_old()
        self.read()

    def check(self) -> None:
        seen = self.read()
        with distrusted():
            afresh = load_project(self.root)
        assert seen == afresh
        assert list(seen.files) == list(afresh.files), "what comes first is what a hint names"


@pytest.fixture
def stayer(tmp_path: Path) -> Stayer:
    root = write_files(tmp_path / "project", FILES)
    (root / "many/linked").symlink_to("../behind")
    return Stayer(root)


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_a_process_that_stays_misses_no_edit(stayer: Stayer, edit: Callable[[Path], None]) -> None:
    stayer.settle()
    edit(stayer.root)
    stayer.check()
    stayer.settle()
    stayer.check()


@pytest.mark.parametrize("led", LED.values(), ids=list(LED))
@pytest.mark.parametrize("what", THROUGH)
def test_a_process_that_stays_misses_no_link_on_the_way(stayer: Stayer, what: str, led: tuple[str, str]) -> None:
    lay_through(stayer.root, what, led[0])
    stayer.settle()
    stayer.settle()
    lead_on(stayer.root, led[1])
    stayer.check()


def test_a_process_that_stays_misses_no_link_to_the_project(tmp_path: Path) -> None:
    """Even where all that is there lies right in it."""
    spec = FILES["specs/compute-one.md"].replace("scripts/one.py", "one.py").replace("data/*.txt", "a.txt")
    for name in ("project", "other"):
        write_files(tmp_path / name, {"specs/compute-one.md": spec, "one.py": "", "a.txt": name})
    (tmp_path / "now").symlink_to("project")
    (tmp_path / "link").symlink_to("now")
    stayer = Stayer(tmp_path / "link")
    stayer.settle()
    (tmp_path / "now").unlink()
    (tmp_path / "now").symlink_to("other")
    stayer.check()


def test_data_behind_a_link_that_becomes_a_folder_of_artefacts_is_no_data(tmp_path: Path) -> None:
    """What is linked to from data is followed unless artefacts lie there."""
    spec = FILES["specs/compute-one.md"].replace("results/", "reports/")
    root = write_files(tmp_path / "project", {"specs/compute-one.md": spec, "behind/c.txt": "1", "many/b.txt": "1"})
    (root / "many/linked").symlink_to("../behind")
    stayer = Stayer(root)
    stayer.settle()
    (root / "results").symlink_to("behind")
    stayer.check()
    assert stayer.read().matches["many/"] == ("many/b.txt", "many/linked")


def test_an_edit_where_a_link_leads_is_not_missed(stayer: Stayer) -> None:
    (stayer.root / "scripts/two.py").unlink()
    (stayer.root / "scripts/two.py").symlink_to("../elsewhere/two.py")
    for text in ("import json\n", "import helper\n"):
        write_files(stayer.root, {"elsewhere/two.py": text})
        stayer.check()
        stayer.settle()


@pytest.mark.parametrize("seed", range(3))
def test_a_process_that_stays_misses_no_edit_of_many(stayer: Stayer, seed: int) -> None:
    """Contents, removals and new names at random; often there is no time in between to get old."""
    chance = random.Random(seed)
    paths = [*FILES, "specthis.toml", "scripts/absent.py", "data/b.txt", "specs/_lock.json", "specs/compute-x.md"]
    paths += ["scripts/json.py", "scripts/data/extra.csv", "elsewhere/extra.csv", "src/helper.py"]
    for _ in range(30):
        if chance.random() < 0.6:
            stayer.settle()
        path = stayer.root / chance.choice(paths)
        if path.exists() and chance.random() < 0.4:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FILES.get(str(path.relative_to(stayer.root)), "") + chance.choice(["", "", "x = 1\n"]))
        stayer.check()


def test_edits_of_the_same_length_in_one_moment_are_not_missed(stayer: Stayer) -> None:
    file = stayer.root / "results/one/one.json"
    stayer.settle()
    for number in range(60):
        file.write_text(f'{{"n": {number:04}}}\n')
        stayer.check()


def test_only_the_part_of_what_moved_is_looked_at(stayer: Stayer, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look_at = Looker.look_at
    monkeypatch.setattr(Looker, "look_at", lambda self, entry: (looked.append(entry.name), look_at(self, entry))[1])
    stayer.settle()
    looked.clear()
    stayer.settle()
    assert looked == []
    (stayer.root / "results/one/one.json").write_text("{}")
    stayer.settle()
    assert looked == ["one"]
    looked.clear()
    (stayer.root / "scripts/helper.py").write_text("VALUE = 2\n")
    stayer.settle()
    assert looked == ["one"]


def test_a_file_saved_by_another_name_concerns_its_own_part(stayer: Stayer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors write beside a file and rename: what else lies in the folder has not moved."""
    looked: list[str] = []
    stayer.settle()
    look_at = Looker.look_at
    monkeypatch.setattr(Looker, "look_at", lambda self, entry: (looked.append(entry.name), look_at(self, entry))[1])
    (stayer.root / "scripts/.two.py.swp").write_text("import json  # new\n")
    (stayer.root / "scripts/.two.py.swp").rename(stayer.root / "scripts/two.py")
    stayer.check()
    assert looked[: looked.index("two") + 1] == ["two"]


class Asker:
    """Asks for one value, and counts how often it was worked out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.residence = Residence()
        self.worked = 0

    def ask(self, work: Callable[[], object], given: object = 0) -> object:
        def counted() -> object:
            self.worked += 1
            return work()

        with self.residence.stay(), shelved(self.root, name="test"):
            return standing("it", given, counted)


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    (tmp_path / "a").write_text("1")
    wait_until_old()
    yield Asker(tmp_path)


def test_it_is_worked_out_again_if_something_moved_or_is_given(asker: Asker) -> None:
    def work() -> str:
        note_file(asker.root / "a")
        return (asker.root / "a").read_text()

    assert [asker.ask(work), asker.ask(work), asker.worked] == ["1", "1", 1]
    assert [asker.ask(work, given=1), asker.worked] == ["1", 2]
    (asker.root / "a").write_text("2")
    assert [asker.ask(work, given=1), asker.worked] == ["2", 3]


def test_what_no_stamp_stands_for_is_worked_out_each_time(asker: Asker) -> None:
    for _ in range(3):
        asker.ask(note_unrepeatable)
    assert asker.worked == 3


def test_who_notes_what_is_looked_at_is_told_of_everything(asker: Asker) -> None:
    asker.ask(lambda: note_file(asker.root / "a"))
    with looking() as looks:
        asker.ask(lambda: note_file(asker.root / "a"))
    assert [key[1:] for key in looks.seen] == [str(asker.root / "a")]


def test_rows_of_what_stands_are_kept(asker: Asker) -> None:
    """Else a large file would be read again as soon as another one of its part moved."""
    read: list[str] = []

    def one() -> str:
        return kept("test", "a", str(asker.root / "a"), str, lambda: read.append("a") or "a")

    for given in (0, 0, 0, 1, 1, 2):
        asker.ask(one, given)
    assert read == ["a"] and asker.worked == 3
    asker.residence.leave()
    asker.residence = Residence()
    asker.ask(one)
    assert read == ["a"]


def test_a_file_that_is_too_young_is_read_once_in_a_reading(asker: Asker) -> None:
    """Parts that rest on one large file don't each read it; the next reading believes none of them."""
    read: list[str] = []
    (asker.root / "a").write_text("2")

    def one() -> str:
        return kept("test", "a", str(asker.root / "a"), str, lambda: read.append((asker.root / "a").read_text()) or "a")

    def both() -> None:
        with asker.residence.stay(), shelved(asker.root, name="test"):
            standing("one", 0, one)
            standing("other", 0, one)

    both()
    assert read == ["2"]
    (asker.root / "a").write_text("3")
    both()
    assert read == ["2", "3"]


def test_what_moved_while_it_was_looked_at_is_looked_at_again(asker: Asker) -> None:
    """It could move once more without another stamp."""

    def write_and_note() -> None:
        (asker.root / "a").write_text("2")
        note_file(asker.root / "a")

    asker.ask(write_and_note)
    asker.ask(lambda: note_file(asker.root / "a"))
    assert asker.worked == 2


@pytest.mark.parametrize(
    ("there", "told"),
    [("", "da fa la"), ("a", "da da/b fa/c la"), ("a/b/", "da fa/b/c fa/c la"), ("a/b/c", "da fa/b/c fa/c la")],
)
def test_only_what_follows_from_the_rest_is_left_out(there: str, told: str, tmp_path: Path) -> None:
    """What is no link leads to itself, and where no folder is, nothing is below it."""
    if there.endswith("/"):
        (tmp_path / there).mkdir(parents=True)
    elif there:
        write_files(tmp_path, {there: ""})
    with looking() as looks:
        note_way(tmp_path, "a/b")
        note_link(tmp_path / "a")
        for path in ("a", "a/b/c", "a/c"):
            note_file(tmp_path / path)
    assert " ".join(sorted(key[0] + key[len(f"{tmp_path}//") :] for key in looks.telling())) == told


def test_where_a_link_leads_does_not_follow_from_the_link(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ""})
    (tmp_path / "b").symlink_to("a")
    with looking() as looks:
        note_link(tmp_path / "b")
        note_file(tmp_path / "b")
    assert len(looks.telling()) == 2


@pytest.mark.parametrize(
    "place", ["/a/b", "/a/.b", "/a//b", "/a/./b", "/a/../b", "/a/b/", "a/b", "/", ".", "//a", "/a/..b"]
)
def test_a_place_is_noted_by_its_plain_name(place: str) -> None:
    with looking() as looks:
        note_file(place)
    assert [key[1:] for key in looks.seen] == [os.path.abspath(place)]
