"""A new file where a run looked is news: in a folder whose names it read, and where it looked for one in vain."""

import json
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import git
from refresh_bench import Bench, entry, of, one, spec

from mkdocs_specthis.core.contracts.glanced import _lists
from mkdocs_specthis.core.model.run import Outcome
from mkdocs_specthis.effects.runs.observation import find_strace

needs_strace = pytest.mark.skipif(not find_strace().options, reason="strace is not here, or may not look")
WATCHED = [pytest.param("strace", marks=needs_strace), "python"]
SHELL = "mkdir -p results/a; cd data; cat *.csv | wc -l > ../results/a/a.json"
PYTHON = """\
import glob, json, os, pathlib
FOLDER = "".join(reversed("atad"))
names = %s
json.dump(sorted(map(str, names)), open("results/a/a.json", "w"))
"""
GLOB, LISTDIR, WALK = "glob.glob(FOLDER + '/*.csv')", "os.listdir(FOLDER)", "pathlib.Path(FOLDER).rglob('*.csv')"
DATA = {"data/x.csv": "1\n", "data/deep/z.csv": "3\n"}


def bench(tmp_path: Path, script: str, how: str = "auto", files: Mapping[str, str] = DATA, **fields: str) -> Bench:
    settings = {"specthis.toml": f'[run]\nobserve = "{how}"\n'}
    made = Bench(tmp_path / "project", {**one(script, **fields), **files, **settings})
    assert of(made.refresh(), "a").outcome is Outcome.MADE
    return made


def parts(two: Bench) -> set[str]:
    """Folders and files that the receipt of `a` tells of."""
    names = json.loads(two.receipt("a"))["parts"]
    return {name for name in names if name.startswith(("listing ", "sought "))}


def state(two: Bench) -> str:
    return two.states()["a"]


@pytest.mark.parametrize("how", WATCHED)
@pytest.mark.parametrize("names", [GLOB, LISTDIR, WALK])
def test_a_new_file_in_a_folder_that_was_listed_is_news(tmp_path: Path, names: str, how: str) -> None:
    two = bench(tmp_path, PYTHON % names, how)
    assert "listing data" in parts(two) and state(two) == "fresh"
    two.write({"data/y.csv": "2\n"})
    assert state(two) == "stale"
    assert "list of files in `data` moved" in of(two.refresh(), "a").text
    assert state(two) == "fresh"
    (two.root / "data/y.csv").unlink()
    assert state(two) == "stale"


@needs_strace
def test_other_languages_are_seen_to_list(tmp_path: Path) -> None:
    two = bench(tmp_path, "", Run=f"`sh -c '{SHELL}' {{script}}`", Inputs="`data/x.csv`")
    two.write({"data/y.csv": "2\n"})
    assert state(two) == "stale"


@needs_strace
def test_a_new_folder_counts_once_a_file_is_in_it(tmp_path: Path) -> None:
    two = bench(tmp_path, PYTHON % WALK)
    (two.root / "data/later").mkdir()
    two.write({"data/.hidden": "1", "data/__pycache__/x": "1"})
    assert state(two) == "fresh", "none of it comes with a checkout, or is found by a glob"
    two.write({"data/later/x.csv": "4\n"})
    assert state(two) == "stale"


@needs_strace
@pytest.mark.parametrize("declared", ["`data/*.csv`", "`data/`", "`data/**/*.csv`"])
def test_what_is_declared_by_a_glob_is_asked_for_no_more(tmp_path: Path, declared: str) -> None:
    two = bench(tmp_path, PYTHON % GLOB, Inputs=declared)
    assert parts(two) == set()
    two.write({"data/notes.txt" if "csv" in declared else "elsewhere/notes.txt": "1\n"})
    assert state(two) == "fresh"


@pytest.mark.parametrize(
    ("pattern", "folder", "lists"),
    [
        ("data/*.csv", "data", True),
        ("data/*.csv", "data/deep", False),
        ("data/*/x.csv", "data", True),
        ("data/*/x.csv", "data/deep", False),
        ("data/*/*.csv", "data/deep", True),
        ("data/", "data/deep/er", True),
        ("data/", "database", False),
        ("data/**/x.csv", "data/deep/er", True),
        ("data/deep/**", "data", False),
        ("**/*.csv", "any/where", True),
        ("*.csv", "data", False),
    ],
)
def test_which_globs_look_at_all_names_in_a_folder(pattern: str, folder: str, lists: bool) -> None:
    assert _lists(pattern, folder) is lists


@needs_strace
def test_folders_that_a_run_works_in_are_its_own(tmp_path: Path) -> None:
    script = PYTHON % LISTDIR + "open('data/mine.txt', 'w').write(str(os.getpid()))\n"
    two = bench(tmp_path, script)
    assert parts(two) == set()
    two.write({"data/later.txt": ""})
    assert state(two) == "fresh"


@needs_strace
def test_folders_are_listed_for_modules_and_by_make_and_git_for_no_use(tmp_path: Path) -> None:
    imports = "import json, lib.helper\njson.dump(lib.helper.VALUE, open('results/a/a.json', 'w'))\n"
    modules = {"scripts/lib/helper.py": "VALUE = 1\n", "scripts/lib/other.py": "", "scripts/more/x.txt": ""}
    assert parts(bench(tmp_path / "one", imports, files=modules)) == set()
    makefile = {"Makefile": "results/a/a.json: data/x.csv scripts/a.py\n\tcat data/x.csv > $@\n", **DATA}
    runs = ("make results/a/a.json", "sh -c 'git init -q; git status -uall; cp data/x.csv results/a/a.json' {script}")
    for number, run in enumerate(runs):
        two = bench(tmp_path / str(number), "", files=makefile, Run=f"`{run}`", Inputs="`data/x.csv`")
        assert {name for name in parts(two) if name.startswith("listing")} == set()


SOUGHT = """\
import json
name = "".join(reversed("nosj.lacol/gifnoc"))
try:
    value = open(name).read()
except FileNotFoundError:
    value = ""
json.dump(value, open("results/a/a.json", "w"))
"""


@pytest.mark.parametrize("how", WATCHED)
def test_a_file_that_was_looked_for_in_vain_is_news(tmp_path: Path, how: str) -> None:
    two = bench(tmp_path, SOUGHT, how)
    assert parts(two) == {"sought config/local.json"} and state(two) == "fresh"
    two.write({"config/local.json": "{}"})
    assert state(two) == "stale"
    again = of(two.refresh(), "a")
    assert "`config/local.json`, which the run looked for in vain, was added" in again.text
    assert again.undeclared == ("config/local.json",) and parts(two) == set()


OWN = """
import os
from pathlib import Path
os.makedirs("work", exist_ok=True)
for place in ("results/nobodys", "specs/none", "work/made", "work/removed", "work/linked"):
    folder, name = place.split("/")
    try:
        open(os.path.join(folder, name))
    except FileNotFoundError:
        if name == "linked":
            os.symlink("made", "work/" + name)
        elif folder == "work":
            Path(folder, name).touch()
os.remove("work/" + "removed")
"""


@needs_strace
def test_what_others_make_counts_and_what_it_makes_itself_does_not(tmp_path: Path) -> None:
    script = SOUGHT.replace('"nosj.lacol/gifnoc"', '"nosj.b/b/stluser"') + OWN
    files = {
        "specs/compute-two.md": spec("compute-two", entry("a"), entry("b")),
        "scripts/a.py": script,
        "scripts/b.py": "import json\njson.dump(1, open('results/b/b.json', 'w'))\n",
    }
    two = Bench(tmp_path / "project", files)
    assert of(two.refresh("a"), "a").outcome is Outcome.MADE
    assert parts(two) == {"sought results/b/b.json"}
    two.refresh("b")
    assert state(two) == "stale"


@needs_strace
def test_a_run_that_nobody_watched_forgets_nothing(tmp_path: Path) -> None:
    two = bench(tmp_path, PYTHON % GLOB)
    two.write({"specthis.toml": '[run]\nobserve = "off"\n'})
    two.refresh("a", force=True)
    assert parts(two) == {"listing data"}


@needs_strace
def test_a_file_that_comes_while_it_runs_is_noticed(tmp_path: Path) -> None:
    """By then the names have been read, and the file is in no result."""
    wait = """
import time
while os.path.exists("".join(reversed("tiaw"))) and not os.path.exists(FOLDER + "/late.csv"):
    time.sleep(0.05)
"""
    two = bench(tmp_path, PYTHON % GLOB + wait)
    two.write({"wait": ""})
    somebody = threading.Timer(2.0, two.write, ({"data/late.csv": ""},))
    somebody.start()
    failed = of(two.refresh("a", force=True), "a")
    somebody.join()
    assert failed.outcome is Outcome.FAILED and "listing data moved while it ran" in failed.text


@needs_strace
def test_a_clone_without_the_data_is_absent_and_with_it_fresh(tmp_path: Path) -> None:
    """What only this clone lacks is no news, and neither is a folder that it lacks."""
    two = bench(tmp_path, PYTHON % GLOB, Inputs="`data/x.csv`, `data/deep/z.csv`")
    git(two.root, "init")
    two.write({".gitignore": "data/\n.specthis/\n"})
    git(two.root, "add", "-A")
    git(two.root, "commit", "-qm", "all")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(two.root), str(clone))
    other = Bench(clone, {})
    assert state(other) == "absent"
    other.write({"data/deep/z.csv": DATA["data/deep/z.csv"]})
    assert state(other) == "absent", "the folder is here, and a file that the receipt knows is not"
    shutil.copytree(two.root / "data", clone / "data", dirs_exist_ok=True)
    assert state(other) == "fresh"
    other.write({"data/new.csv": ""})
    assert state(other) == "stale"
