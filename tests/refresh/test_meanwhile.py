"""What changes while a run is under way, if only for a moment: no receipt tells of bytes that it may not have seen."""

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from refresh_bench import Bench, entry, made, of, one, spec, wait_for

from mkdocs_specthis.core.contracts.undeclared import Opening
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.runs.observation import find_strace
from mkdocs_specthis.effects.runs.opened import read_amid_writing
from mkdocs_specthis.effects.runs.visible_names import names_and_age
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.refresh import Silence

needs_strace = pytest.mark.skipif(not find_strace().options, reason="strace is not here, or may not look")
WATCHED = [pytest.param("strace", marks=needs_strace), "python"]
LONG_AGO = 1_000_000_000
WRITE = "import json\njson.dump(1, open('results/a/a.json', 'w'))\n"
LOOKS = """\
import glob, json, os, time
def read(name):
    try:
        return open("/".join(["data", name])).read()
    except FileNotFoundError:
        return ""
seen = {what}
open("../seen", "w").close()
while not os.path.exists("../end"):
    time.sleep(0.01)
json.dump(seen, open("results/a/a.json", "w"))
"""


def alone(tmp_path: Path, script: str, how: str = "auto") -> Bench:
    files = {"data/x.txt": "one", "specthis.toml": f'[run]\nobserve = "{how}"\n'}
    return Bench(tmp_path / "project", {**one(script, Inputs="`data/x.txt`"), **files})


def outcome_with(bench: Bench, edit: Mapping[str, str]) -> tuple[Outcome, str]:
    """What becomes of a run during which somebody edits, once it has looked."""

    return outcome_in(bench, lambda: bench.write(edit))


def outcome_in(bench: Bench, edit: Callable[[], object]) -> tuple[Outcome, str]:
    """The same, in whatever way."""

    def somebody() -> None:
        wait_for((bench.root / "../seen").exists)
        edit()
        bench.write({"../end": ""})

    thread = threading.Thread(target=somebody)
    thread.start()
    result = of(bench.refresh(), "a")
    thread.join()
    return result.outcome, result.text


@needs_strace
@pytest.mark.parametrize("name", ["y.txt", "deep/z.txt"])
def test_a_file_that_comes_into_a_folder_that_was_listed(tmp_path: Path, name: str) -> None:
    """The receipt would tell of the names that are there by then."""
    bench = alone(tmp_path, LOOKS.format(what='glob.glob("".join(reversed("atad")) + "/**", recursive=True)'))
    bench.write({"data/deep/x.txt": ""})
    text = f"`data/{name}`, for which it looked, came while it ran"
    assert outcome_with(bench, {f"data/{name}": ""}) == (Outcome.FAILED, text)
    assert made(bench.refresh()) == {"a"} and bench.states() == {"a": "fresh"}
    assert f"data/{name}" in bench.read("results/a/a.json")


@needs_strace
def test_what_does_not_count_among_the_names_may_come(tmp_path: Path) -> None:
    bench = alone(tmp_path, LOOKS.format(what='os.listdir("".join(reversed("atad")))'))
    edit = {"data/.x.swp": "", "data/x.txt": bench.read("data/x.txt"), "elsewhere/y.txt": ""}
    assert outcome_with(bench, edit)[0] is Outcome.MADE
    assert bench.states() == {"a": "fresh"}


@pytest.mark.parametrize("how", WATCHED)
def test_a_file_that_was_looked_for_in_vain_and_comes(tmp_path: Path, how: str) -> None:
    bench = alone(tmp_path, LOOKS.format(what='read("local.txt")'), how)
    text = "`data/local.txt`, for which it looked, came while it ran"
    assert outcome_with(bench, {"data/local.txt": "new"}) == (Outcome.FAILED, text)
    assert made(bench.refresh()) == {"a"}
    assert bench.read("results/a/a.json") == '"new"'


@needs_strace
def test_a_file_that_the_run_itself_makes_because_it_was_not_there(tmp_path: Path) -> None:
    script = 'import subprocess\nfor name in ("own", "moved", "sub"):\n    try: open(f"data/{name}")\n'
    script += '    except OSError: pass\nopen("data/own", "w").close()\n'
    script += 'subprocess.run("touch data/tmp; mv data/tmp data/moved; echo > data/sub", shell=True)\n'
    assert made(alone(tmp_path, script + WRITE).refresh()) == {"a"}


PAUSES = """\
import json, os, time
def wait(path):
    while not os.path.exists(path):
        time.sleep(0.01)
seen = {before}open("data/x.txt").read(){after}
json.dump({{"seen": seen}}, open("results/a/a.json", "w"))
"""


@needs_strace
def test_what_moved_for_a_moment_is_no_ground_to_stand_on(tmp_path: Path) -> None:
    """As in a rebase: it is back long before anybody looks."""
    script = PAUSES.format(before='wait("../go") or ', after='\nopen("../seen", "w").close()\nwait("../end")')
    bench = alone(tmp_path, "open('../began', 'w').close()\n" + script)

    def swap() -> None:
        wait_for((tmp_path / "began").exists)
        bench.write({"data/x.txt": "two", "../go": ""})
        wait_for((tmp_path / "seen").exists)
        bench.write({"data/x.txt": "one", "../end": ""})

    somebody = threading.Thread(target=swap)
    somebody.start()
    result = of(bench.refresh(), "a")
    somebody.join()
    assert result.outcome is Outcome.FAILED
    assert result.text in (
        "`data/x.txt` was written or moved while it read it, and is as it was before",
        "`data/x.txt` moved while it ran, and is back as it was",
    )


def moved_away(bench: Bench, mark: Path) -> None:
    """Another file stands in its place while the run reads, and it comes back with its old times."""
    (bench.root / "data/x.txt").rename(bench.root / "x.bak")
    bench.write({"data/x.txt": "two", "../go": ""})
    wait_for(mark.exists)
    (bench.root / "x.bak").rename(bench.root / "data/x.txt")


def set_back(bench: Bench, mark: Path) -> None:
    """As `rsync --times` does."""
    bench.write({"data/x.txt": "two", "../go": ""})
    wait_for(mark.exists)
    bench.write({"data/x.txt": "one"})
    os.utime(bench.root / "data/x.txt", (LONG_AGO, LONG_AGO))


@needs_strace
@pytest.mark.parametrize("swap", [moved_away, set_back])
def test_a_time_that_somebody_set_back_hides_nothing(tmp_path: Path, swap: Callable[[Bench, Path], None]) -> None:
    script = PAUSES.format(before='wait("../go") or ', after='\nopen("../seen", "w").close()\nwait("../end")')
    bench = alone(tmp_path, "open('../began', 'w').close()\n" + script)
    os.utime(bench.root / "data/x.txt", (LONG_AGO, LONG_AGO))

    def somebody() -> None:
        wait_for((tmp_path / "began").exists)
        swap(bench, tmp_path / "seen")
        bench.write({"../end": ""})

    thread = threading.Thread(target=somebody)
    thread.start()
    result = of(bench.refresh(), "a")
    thread.join()
    assert result.outcome is Outcome.FAILED
    assert result.text in (
        "`data/x.txt` was written or moved while it read it, and is as it was before",
        "`data/x.txt` moved while it ran, and is back as it was",
    )


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (-5, True), (1, True), (60, False)])
def test_who_saves_a_file_as_it_is_long_after_it_was_read_does_no_harm(
    tmp_path: Path, seconds: int, counts: bool
) -> None:
    (tmp_path / "x.txt").write_text("one")
    written = (tmp_path / "x.txt").stat().st_ctime_ns
    read = written + seconds * 1_000_000_000
    space = Workspace(root=tmp_path, settings=Settings())
    opening = Opening(path="x.txt", first=read, last=read)
    assert [*read_amid_writing(space, [opening], written - 1)] == (["x.txt"] if counts else [])
    assert [*read_amid_writing(space, [opening], written)] == []


@needs_strace
def test_a_run_may_stir_what_it_reads(tmp_path: Path) -> None:
    """A link to it and other rights move its time of change, too."""
    stir = "import os\nos.link('data/x.txt', '../' + 'linked')\nos.chmod('data/x.txt', 0o600)\n"
    stir += "with open('data/x.txt') as file: os.fchmod(file.fileno(), 0o644)\n"
    assert made(alone(tmp_path, "open('data/x.txt').read()\n" + stir + WRITE).refresh()) == {"a"}


def add_later(root: Path) -> None:
    """The folder shows no time of it."""
    (root / "data/new.txt").write_text("")
    os.utime(root / "data", (LONG_AGO, LONG_AGO))


NAMES: list[tuple[Callable[[Path], object], str]] = [
    (lambda root: (root / "data/b.txt").unlink(), "`data/b.txt`, which it saw, went while it ran"),
    (
        lambda root: (root / "data/b.txt").rename(root / "data/0.txt"),
        "`data/0.txt`, for which it looked, came while it ran",
    ),
    (lambda root: (root / "other").rename(root / "data/new"), "`data/new`, for which it looked, came while it ran"),
    (lambda root: (root / "data/new").symlink_to("../other"), "`data/new`, for which it looked, came while it ran"),
    (add_later, "`data/new.txt`, for which it looked, came while it ran"),
]


@needs_strace
@pytest.mark.parametrize(("edit", "text"), NAMES)
def test_names_that_come_and_go_in_a_folder_that_was_listed(
    tmp_path: Path, edit: Callable[[Path], object], text: str
) -> None:
    bench = alone(tmp_path, LOOKS.format(what='sorted(os.listdir("".join(reversed("atad"))))'))
    bench.write({"data/b.txt": "b", "data/empty/.keep/.x": "", "other/y.txt": "y"})
    outcome, told = outcome_in(bench, lambda: edit(bench.root))
    assert outcome is Outcome.FAILED
    assert told in (text, "the names in `data/` moved as it read them")


def test_a_name_that_does_not_count_is_no_change_of_the_names(tmp_path: Path) -> None:
    """As of an editor, right when a run lists the folder."""
    (tmp_path / "x.txt").touch()
    assert names_and_age(str(tmp_path)) == (frozenset({"x.txt"}), tmp_path.stat().st_ctime_ns)
    (tmp_path / ".x.swp").touch()
    assert names_and_age(str(tmp_path)) == (frozenset({"x.txt"}), 0)


@needs_strace
def test_names_that_the_run_itself_moves_are_its_own(tmp_path: Path) -> None:
    script = 'import os, shutil\nfolder = "".join(reversed("atad"))\nnames = os.listdir(folder)\n'
    script += 'os.chdir(folder)\nos.makedirs("own/deep")\nopen("own/deep/x", "w").close()\nos.symlink("own", "link")\n'
    script += 'os.remove("b.txt")\nshutil.rmtree("old")\nos.rename("c.txt", "../elsewhere")\nos.chdir("..")\n'
    bench = alone(tmp_path, script + WRITE)
    bench.write({"data/b.txt": "", "data/c.txt": "", "data/old/x.txt": ""})
    result = of(bench.refresh(), "a")
    assert result.outcome is Outcome.MADE, result.text
    assert bench.states() == {"a": "fresh"}


def link(root: Path) -> None:
    (root / "data/y.txt").symlink_to("../elsewhere/y.txt")


def pointer(root: Path) -> None:
    oid = "a" * 64
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n"
    (root / "data/y.txt").write_text(text)


@needs_strace
@pytest.mark.parametrize("put", [link, pointer])
def test_what_was_looked_for_in_vain_may_come_as_a_link_or_a_pointer(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    bench = alone(tmp_path, LOOKS.format(what='read("y.txt")'))
    bench.write({"elsewhere/y.txt": "y"})
    text = "`data/y.txt`, for which it looked, came while it ran"
    assert outcome_in(bench, lambda: put(bench.root)) == (Outcome.FAILED, text)


@needs_strace
def test_what_a_run_itself_writes_as_it_was_has_not_moved(tmp_path: Path) -> None:
    script = 'with open("data/x.txt", "r+") as file: text = file.read(); file.seek(0); file.write(text)\n'
    bench = alone(tmp_path, script + WRITE)
    assert made(bench.refresh()) == {"a"}


FIRST = """\
import json, os, time
json.dump("a", open("results/a/a.json", "w"))
open("../wrote", "w").close()
while not os.path.exists("../end"):
    time.sleep(0.01)
"""
SECOND = """\
import json, os, time
name = "".join(["a"])
while not os.path.exists("../wrote"):
    time.sleep(0.01)
{write}
json.dump("b", open("results/b/b.json", "w"))
open("../end", "w").close()
while {lasts} and not os.path.exists("../" + "over"):
    time.sleep(0.01)
"""


class Over(Silence):
    """Lets the second run end once the first has."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def finished(self, result: EntryResult) -> None:
        self.mark.touch()


@needs_strace
@pytest.mark.parametrize("lasts", [False, True])
@pytest.mark.parametrize(
    ("write", "stands"),
    [
        ('json.dump("b", open(f"results/{name}/{name}.json", "w"))', False),
        ('json.dump("b", open("results/b/x", "w")); os.replace("results/b/x", f"results/{name}/{name}.json")', False),
        ('open(f"results/{name}/{name}.json", "r+").close()', True),
    ],
)
def test_nobody_writes_what_another_entry_makes_while_it_runs(
    tmp_path: Path, write: str, stands: bool, lasts: bool
) -> None:
    files = {"scripts/a.py": FIRST, "scripts/b.py": SECOND.format(write=write, lasts=lasts)}
    bench = Bench(tmp_path / "project", {"specs/compute-x.md": spec("compute-x", entry("a"), entry("b")), **files})
    report = bench.refresh(progress=Over(tmp_path / "over"))
    assert made(report) == ({"a", "b"} if stands else set())
    if not stands:
        text = "`results/a/a.json`, an output of `a`, was touched while it ran"
        assert [of(report, name).text for name in "ab"] == [text, text]
        assert bench.states() == {"a": "never-run", "b": "never-run"}
        assert not (bench.root / "results/a/a.json").exists()


@needs_strace
def test_bytes_of_another_entry_prove_nothing_against_a_receipt(tmp_path: Path) -> None:
    write = 'json.dump("b", open(f"results/{name}/{name}.json", "w"))'
    files = {"scripts/a.py": FIRST, "scripts/b.py": SECOND.format(write="", lasts=False)}
    bench = Bench(tmp_path / "project", {"specs/compute-x.md": spec("compute-x", entry("a"), entry("b")), **files})
    bench.refresh()
    before = bench.receipt("a")
    for mark in ("wrote", "end"):
        (tmp_path / mark).unlink()
    bench.write({"scripts/b.py": SECOND.format(write=write, lasts=True)})
    assert made(bench.refresh(force=True, progress=Over(tmp_path / "over"))) == set()
    assert (bench.receipt("a"), bench.states()["a"]) == (before, "fresh")
