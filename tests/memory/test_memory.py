"""A remembered answer is the answer that working it out would give now, whatever was done to the project meanwhile."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from conftest import RunCommand, copy_project, git, write_files
from stamps import wait_until_old

from mkdocs_specthis.core.views.status_json import status_view
from mkdocs_specthis.effects.remembered.looks import FILE, FINE_SLACK, clock_of_stamps, stamp_of
from mkdocs_specthis.effects.remembered.memory import memory_folder
from mkdocs_specthis.effects.remembered.shelf import Shelf, distrusted, kept, shelved
from mkdocs_specthis.usecases.answer import Answer, answered
from mkdocs_specthis.usecases.load import load_snapshot

SPEC = """\
---
name: compute-{name}
kind: compute
---

# {name}

## Entries

### {name}

- Script: `scripts/{name}.py`
- Output: `results/{name}/{name}.json`
- Keys: n
- Inputs: `data/*.txt`, `many/`
- Workflows: `settings/**/*.conf`
- Consumes: none
- Status: script ready
"""

FILES = {
    "specs/compute-one.md": SPEC.format(name="one"),
    "specs/deeper/compute-two.md": SPEC.format(name="two"),
    "scripts/one.py": "import helper\nfrom absent import nothing\nprint('data/extra.csv', 'elsewhere/extra.csv')\n",
    "scripts/two.py": "import json\n",
    "scripts/helper.py": "VALUE = 1\n",
    "data/a.txt": "1\n",
    "many/deep/b.txt": "1\n",
    "settings/x/level.conf": "1\n",
    "specs/_runs/two.json": "{",
    "results/one/one.json": '{"n": 1}\n',
    "results/two/two.json": '{"n": 2}\n',
    "elsewhere/one.json": '{"n": 9}\n',
    "behind/c.txt": "1\n",
    "beyond/c.txt": "1\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_files(tmp_path / "project", FILES)
    (root / "many/linked").symlink_to("../behind")
    return root


class Asker:
    """Asks where all entries stand, and counts how often that had to be worked out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.worked = 0

    def work(self) -> Answer:
        self.worked += 1
        snapshot = load_snapshot(self.root)
        return Answer(text=json.dumps([status_view(snapshot, None), repr(snapshot.project)]), exit_status=0)

    def truth(self) -> str:
        """With every file read."""
        with distrusted():
            return self.work().text

    def ask(self) -> str:
        return answered(self.root, ("status",), self.work).text

    def check(self) -> None:
        truth = self.truth()
        assert self.work().text == truth, "what is kept of files"
        assert self.ask() == truth, "the remembered answer"

    def settle(self) -> None:
        """Let what was written grow old enough, and remember."""
        wait_until_old()
        self.ask()
        before = self.worked
        self.ask()
        assert self.worked == before, "nothing was remembered"


def test_nothing_is_worked_out_twice(root: Path) -> None:
    asker = Asker(root)
    asker.settle()
    assert asker.worked == 1


def test_a_file_that_did_not_change_is_not_read_again(root: Path) -> None:
    asker = Asker(root)
    asker.settle()
    content = root / "results/one/one.json"
    opened = opened_by(root)
    assert str(content) not in opened
    write_files(root, {"scripts/one.py": "import json\n"})
    assert str(root / "scripts/one.py") in opened_by(root)


def test_what_is_still_young_is_not_remembered(root: Path) -> None:
    asker = Asker(root)
    for _ in range(50):
        asker.worked = 0
        began = time.time_ns()
        write_files(root, {"data/a.txt": "2\n"})
        asker.ask()
        if clock_of_stamps() < began + FINE_SLACK:
            asker.ask()
            assert asker.worked == 2
            return
    pytest.fail("this machine is too busy to look at anything young")


def _same_size_same_time(root: Path) -> None:
    path = root / "results/one/one.json"
    before = path.stat()
    path.write_text('{"n": 7}\n')
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replaced_by_an_older_file(root: Path) -> None:
    path = root / "fresh"
    path.write_text("VALUE = 2\n")
    os.utime(path, (1, 1))
    os.replace(path, root / "scripts/helper.py")


def _folder_led_outside(root: Path) -> None:
    shutil.move(root / "results/one", root.parent / "one")
    (root / "results/one").symlink_to(root.parent / "one")


def _results_led_elsewhere(root: Path) -> None:
    shutil.move(root / "results", root.parent / "results")
    (root / "results").symlink_to(root.parent / "results")


def _file_led_elsewhere(root: Path) -> None:
    (root / "results/one/one.json").unlink()
    (root / "results/one/one.json").symlink_to(root / "elsewhere/one.json")


def _link_led_to_another_folder(root: Path) -> None:
    (root / "many/linked").unlink()
    (root / "many/linked").symlink_to("../beyond")


def _folder_in_place_of_a_file(root: Path) -> None:
    (root / "scripts/two.py").unlink()
    (root / "scripts/two.py").mkdir()


def _writes(path: str, content: str) -> Callable[[Path], None]:
    return lambda root: void(write_files(root, {path: content}))


def opened_by(root: Path) -> set[str]:
    """Files that loading opens, asked of the interpreter itself."""
    script = """
import sys
from pathlib import Path
from mkdocs_specthis.usecases.load import load_snapshot
sys.addaudithook(lambda event, given: event == "open" and print(given[0]))
load_snapshot(Path(sys.argv[1]))
"""
    command = [sys.executable, "-c", script, str(root)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n"))


def void(_: object) -> None:
    return None


EDITS: dict[str, Callable[[Path], None]] = {
    "same size and time": _same_size_same_time,
    "replaced by an older file": _replaced_by_an_older_file,
    "a folder led outside": _folder_led_outside,
    "results led elsewhere": _results_led_elsewhere,
    "a file led elsewhere": _file_led_elsewhere,
    "a folder in place of a file": _folder_in_place_of_a_file,
    "a spec edited": _writes("specs/compute-one.md", SPEC.format(name="one") + "\nMore.\n"),
    "a spec more": _writes("specs/compute-three.md", SPEC.format(name="three")),
    "a spec more, deeper": _writes("specs/deeper/down/compute-three.md", SPEC.format(name="three")),
    "a spec less": lambda root: (root / "specs/deeper/compute-two.md").unlink(),
    "an output gone": lambda root: (root / "results/one/one.json").unlink(),
    "outputs gone": lambda root: shutil.rmtree(root / "results"),
    "an input more": _writes("data/b.txt", "1\n"),
    "an input more, deep": _writes("many/deep/further/c.txt", "1\n"),
    "an input behind a link": _writes("behind/c.txt", "2\n"),
    "an input more behind a link": _writes("behind/deep/d.txt", "1\n"),
    "a link led to another folder": _link_led_to_another_folder,
    "a link to a folder more": lambda root: (root / "many/deep/up").symlink_to("../../beyond"),
    "a workflow file more": _writes("settings/y/level.conf", "1\n"),
    "an import found": _writes("scripts/absent.py", "nothing = None\n"),
    "a module that comes first": _writes("scripts/json.py", "x = 1\n"),
    "a mentioned file": _writes("data/extra.csv", "1\n"),
    "settings": _writes("specthis.toml", '[run]\ncommand = "sh {script}"\n'),
    "where results are": _writes("specthis.toml", '[paths]\nresults = "elsewhere"\n'),
    "this machine's settings": _writes(".specthis/local.toml", "nonsense\n"),
    "a mentioned file in a folder that is there": _writes("elsewhere/extra.csv", "1\n"),
    "an event": _writes(".specthis/events.jsonl", "torn"),
    "a judgment": _writes("specs/_lock.json", "{"),
    "a receipt": _writes("specs/_runs/one.json", "{"),
    "a Makefile nobody asks for": _writes("Makefile", "all:\n"),
}


THROUGH = {
    "a file": ("data/a.txt", "../pool/now/a.txt"),
    "a script": ("scripts/one.py", "../pool/now/one.py"),
    "a module": ("scripts/helper.py", "../pool/now/helper.py"),
    "a module that is not there": ("scripts/absent.py", "../pool/now/helper.py"),
    "an artefact": ("results/one/one.json", "../../pool/now/one.json"),
    "a spec": ("specs/deeper/compute-two.md", "../../pool/now/two.md"),
    "receipts": ("specs/_runs", "../pool/now/runs"),
    "results": ("results", "pool/now/results"),
    "a folder in the root": ("near", "pool/now"),
    "a folder of a glob": ("many/linked", "../pool/now/results"),
    "a link more": ("data/a.txt", "../pool/by/a.txt"),
}
"""What leads to its end through `pool/now`, which is a link."""
LED = {
    "elsewhere": ("v1", "v2"),
    "nowhere": ("v1", "v3"),
    "somewhere at last": ("v3", "v1"),
    "outside": ("v1", "../../away"),
    "into the project": ("../../away", "v1"),
    "with its folder": ("v1", ""),
}
"""Where that leads before and after; empty: to a link in place of the folder, which has moved out of the project."""


def lay_through(root: Path, what: str, target: str) -> None:
    """Let `what` lead through a link that leads to `target`."""
    path, leads_to = THROUGH[what]
    spec = SPEC.format(name="three").replace("results/three/", "results/").replace("`many/`", "`near/a.txt`")
    write_files(root, {"specs/compute-three.md": spec, "pool/here": ""})
    for number, folder in enumerate((root / "pool/v1", root / "pool/v2", root.parent / "away")):
        names = ("a.txt", "one.py", "helper.py", "one.json", f"runs/{number}.json", "results/three.json")
        write_files(folder, dict.fromkeys(names, f"{number}\n") | {"two.md": SPEC.format(name=f"two{number}")})
    (root / "pool/now").symlink_to(target)
    (root / "pool/by").symlink_to(root / "pool/now/../now")
    place = root / path
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.exists():
        shutil.rmtree(place)
    place.symlink_to(leads_to)


def lead_on(root: Path, target: str) -> None:
    """Lead the link in between to `target`."""
    if target:
        (root / "pool/now").unlink()
        (root / "pool/now").symlink_to(target)
    else:
        shutil.move(root / "pool/v1", root.parent / "moved")
        (root / "pool/v1").symlink_to(root.parent / "moved")


@pytest.mark.parametrize("led", LED.values(), ids=list(LED))
@pytest.mark.parametrize("what", THROUGH)
def test_no_link_on_the_way_is_missed(root: Path, what: str, led: tuple[str, str]) -> None:
    lay_through(root, what, led[0])
    asker = Asker(root)
    asker.settle()
    before = asker.truth()
    lead_on(root, led[1])
    asker.check()
    assert led != LED["elsewhere"] or asker.truth() != before


def test_a_project_behind_a_link_that_is_led_elsewhere_is_another_one(root: Path) -> None:
    shutil.copytree(root, root.parent / "other", symlinks=True)
    write_files(root.parent / "other", {"data/a.txt": "2\n"})
    (root.parent / "now").symlink_to("project")
    (root.parent / "link").symlink_to("now")
    asker = Asker(root.parent / "link")
    asker.settle()
    (root.parent / "now").unlink()
    (root.parent / "now").symlink_to("other")
    asker.check()


def test_links_that_lead_round_in_a_circle_do_no_harm(root: Path) -> None:
    (root / "data/b.txt").symlink_to("c.txt")
    (root / "data/c.txt").symlink_to("b.txt")
    asker = Asker(root)
    asker.ask()
    wait_until_old()
    asker.check()
    (root / "data/c.txt").unlink()
    asker.check()


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_no_edit_is_missed(root: Path, edit: Callable[[Path], None]) -> None:
    asker = Asker(root)
    asker.settle()
    edit(root)
    asker.check()


def test_no_edit_of_many_is_missed(root: Path) -> None:
    """Contents, removals and new names at random, asked in between often enough to be remembered."""
    chance = random.Random(20)
    asker = Asker(root)
    paths = [*FILES, "specthis.toml", "scripts/absent.py", "data/b.txt", "specs/_lock.json", "specs/compute-x.md"]
    for _ in range(40):
        asker.settle()
        path = root / chance.choice(paths)
        if path.exists() and chance.random() < 0.4:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FILES.get(str(path.relative_to(root)), "") + chance.choice(["", "", "x = 1\n"]))
        asker.check()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a clock that goes by ticks")
def test_the_clock_of_stamps_is_never_ahead_of_the_stamps() -> None:
    """Else a change right after a look could get a stamp that passes for one from before it."""
    for _ in range(300):
        assert clock_of_stamps() <= time.clock_gettime_ns(5)


def test_what_git_forgets_is_not_missed(tmp_path: Path) -> None:
    """Whether a missing input was deleted here is git's to say: its index is looked at, or that there is none."""
    root = copy_project("example_site", tmp_path)
    asker = Asker(root)
    (root / "data/co2_weekly_mlo.csv").unlink()
    asker.settle()
    assert "input-deleted" in asker.ask()
    git(root, "rm", "--quiet", "--cached", "data/co2_weekly_mlo.csv")
    asker.check()
    assert "input-deleted" not in asker.ask()
    shutil.rmtree(root / ".git")
    asker.check()
    asker.settle()
    git(root, "init", "--quiet")
    asker.check()


def test_everything_that_is_opened_or_listed_is_noted(root: Path) -> None:
    """Asked of the interpreter itself, so that a new reader that forgets to note cannot slip in."""
    script = """
import sys
from pathlib import Path
root = sys.argv[1]
touched = set()
def hook(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], (str, bytes)):
        touched.add(str(arguments[0]))
from mkdocs_specthis.effects.remembered.looks import looking
from mkdocs_specthis.effects.remembered.shelf import distrusted
from mkdocs_specthis.usecases.load import load_snapshot
load_snapshot(Path(root))
with looking() as kept:
    load_snapshot(Path(root))
sys.addaudithook(hook)
with looking() as looks, distrusted():
    load_snapshot(Path(root))
assert set(kept.seen) == set(looks.seen), set(looks.seen) ^ set(kept.seen)
noted = {place[1:] for place in looks.seen}
missed = {path for path in touched if path.startswith(root) and path.rstrip("/") not in noted}
print(len(touched), *sorted(missed), sep="\\n")
"""
    write_files(root, {"specthis.toml": '[python]\nroots = ["lib"]\n', "specs/_runs/one.json": "{"})
    wait_until_old()
    command = [sys.executable, "-c", script, str(root)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    number, *missed = ended.stdout.split("\n", 1)
    assert int(number) > 10
    assert missed == [""]


@pytest.mark.parametrize("damage", [b"", b"specthis 1\n", b"specthis 1\n{}\n", b"specthis 1\nnull\n[]", b"\xff" * 99])
def test_a_damaged_memory_is_no_memory(root: Path, damage: bytes) -> None:
    asker = Asker(root)
    asker.settle()
    folder = memory_folder(root)
    assert folder is not None
    for path in folder.iterdir():
        path.write_bytes(damage)
    asker.check()


def test_text_that_is_none_is_not_kept_and_does_no_harm(root: Path) -> None:
    spec = SPEC.format(name="one").replace("- Keys: n", "- Keys: n\n- Sidecars: `results/one/*.txt`")
    name = os.fsdecode(b"\xff.txt")
    write_files(
        root, {"specs/compute-one.md": spec, "results/one/one.json": '{"\\ud800": 1}', f"results/one/{name}": "1"}
    )
    asker = Asker(root)
    asker.settle()
    asker.check()


def test_what_another_version_kept_is_read_again(root: Path) -> None:
    asker = Asker(root)
    asker.settle()
    folder = memory_folder(root)
    assert folder is not None
    path = folder / "shelf"
    _, rows = msgspec.msgpack.decode(path.read_bytes())
    assert rows
    poisoned = {key: (stamp, msgspec.msgpack.encode(None)) for key, (stamp, _) in rows.items()}
    path.write_bytes(msgspec.msgpack.encode(("another version", poisoned)))
    asker.check()


def test_for_the_time_of_a_refresh_no_more_is_believed_than_for_good(root: Path) -> None:
    """What it keeps for itself, in memory: the very value of a file that stands, and nothing of one that is young."""
    place = root / "data/young.txt"
    place.parent.mkdir(exist_ok=True)
    read: list[str] = []

    def look() -> object:
        return kept("words", "data/young.txt", str(place), str, lambda: read.append(place.read_text()) or object())

    with shelved(root, lasting=False):
        place.write_text("one")
        assert look() is not look(), "another change could get the same stamp"
        wait_until_old()
        stands = look()
        assert look() is stands and len(read) == 3
        place.write_text("two")
        assert look() is not stands and read[-1] == "two"
    assert look() is not look(), "nothing is kept for longer"


def test_of_a_file_that_is_still_young_nothing_is_kept(root: Path) -> None:
    shelf = Shelf(root, {})
    place = write_files(root, {"young": "1"}) / "young"
    stamp = stamp_of(FILE + str(place))
    written = stamp[2]
    shelf.put("kind", stamp, b"", written + FINE_SLACK)
    assert not shelf.used
    shelf.put("kind", stamp, b"", written + FINE_SLACK + 1)
    assert shelf.used


def test_a_list_of_places_cut_short_is_no_memory(root: Path) -> None:
    asker = Asker(root)
    asker.settle()
    folder = memory_folder(root)
    assert folder is not None
    (places,) = folder.glob("places-*")
    places.write_bytes(places.read_bytes().split(b"\0")[0])
    (root / "results/one/one.json").unlink()
    asker.check()


@pytest.mark.parametrize("home", ["/dev/null/nowhere", "not/absolute"])
def test_without_a_place_to_remember_it_still_answers(root: Path, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    asker = Asker(root)
    assert asker.ask() == asker.ask()
    assert asker.worked == 2


def test_nothing_is_remembered_in_the_project(root: Path) -> None:
    Asker(root).settle()
    assert not (root / ".specthis").exists()


def test_paranoid_reads_everything(root: Path) -> None:
    asker = Asker(root)
    asker.settle()
    answered(root, ("status",), asker.work, paranoid=True)
    assert asker.worked == 2


def test_a_paranoid_refresh_reads_everything(tmp_path: Path, specthis: RunCommand) -> None:
    spec = SPEC.format(name="one").replace("- Inputs: `data/*.txt`, `many/`\n- Workflows: `settings/**/*.conf`\n", "")
    script = "open('results/one/one.json', 'w').write('{\"n\": 1}')\n"
    root = write_files(tmp_path / "project", {"specs/compute-one.md": spec, "scripts/one.py": script})
    assert specthis("refresh", cwd=root).returncode == 0
    wait_until_old()
    specthis("status", cwd=root)
    script = """
import sys
from mkdocs_specthis.frontends.cli.main import main
sys.addaudithook(lambda event, given: event == "open" and print("opened", given[0]))
sys.argv = ["specthis", "refresh", *sys.argv[1:]]
main()
"""

    def opened(*words: str) -> bool:
        command = [sys.executable, "-c", script, *words]
        said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
        return f"opened {root}/specs/compute-one.md" in said

    assert opened("--paranoid")
    assert not opened()
