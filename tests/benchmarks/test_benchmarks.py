"""That the benchmarks measure what they say: projects that are truly up to date, and tables with figures in them.

No time is asserted anywhere.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, run_command

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
needs_specthis = pytest.mark.skipif(
    not (Path(sys.executable).parent / "specthis").exists(), reason="specthis is not installed beside this Python"
)


def benchmark(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)


def write_project(folder: Path, shape: str, entries: int, *options: str) -> Path:
    """The project of one tool, this software if none is named in the options."""
    tool = () if "--tool" in options else ("--tool", "specthis")
    done = benchmark("projects", "--entries", str(entries), "--shape", shape, *tool, *options, folder)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def rows_of(text: str) -> dict[str, str]:
    """First cell of each row of a table to the second, without the head."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {title: cell for title, cell, *_ in lines[2:]}


def states(root: Path) -> set[tuple[str, str, bool]]:
    rows = json.loads(run_command("status", "--json", cwd=root).stdout)["entries"]
    return {(row["certification"], row["realization"], row["ready"]) for row in rows}


@pytest.mark.parametrize(("shape", "entries"), [("fan20", 30), ("wide", 120), ("chain", 30)])
def test_a_generated_project_is_fresh_and_certified_to_the_last_entry(shape: str, entries: int, tmp_path: Path) -> None:
    root = write_project(tmp_path, shape, entries)
    checked = run_command("status", "--check=bytes", "--strict", cwd=root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert states(root) == {("certified", "fresh", True)}
    assert len(list((root / "specs" / "_runs").glob("*.json"))) == entries


@pytest.mark.parametrize("language", ["py", "sh"])
def test_its_scripts_make_the_bytes_that_were_written_without_them(language: str, tmp_path: Path) -> None:
    root = write_project(tmp_path, "fan20", 24, "--language", language)
    shutil.rmtree(root / "results")
    made = run_command("refresh", "--json", cwd=root)
    assert made.returncode == 0, made.stderr
    assert {row["outcome"] for row in json.loads(made.stdout)["results"]} == {"reproduced"}


def test_an_edit_of_its_data_is_seen(tmp_path: Path) -> None:
    root = write_project(tmp_path, "chain", 3)
    (root / "data" / "fit-00000.json").write_text('{"total": 1}\n')
    assert run_command("status", "--check", cwd=root).returncode == 1


def test_an_unmade_project_has_sources_and_no_artefact(tmp_path: Path) -> None:
    root = write_project(tmp_path, "chain", 3, "--unmade")
    assert states(root) == {("uncertified", "never-run", False)}
    assert not list((root / "results").rglob("*.json"))


@needs_make
def test_make_holds_the_same_project_for_up_to_date_until_something_moves(tmp_path: Path) -> None:
    root = write_project(tmp_path, "fan20", 24, "--tool", "make")
    assert subprocess.run(["make", "-q"], cwd=root, check=False).returncode == 0
    os.utime(root / "scripts" / "fit-00002.py")
    assert subprocess.run(["make", "-q"], cwd=root, check=False).returncode == 1


@needs_make
@needs_specthis
def test_the_table_of_no_ops_has_a_figure_in_every_row(tmp_path: Path) -> None:
    tools = ("--tool", "specthis", "--tool", "make")
    done = benchmark("noop", "--sizes", "20", "--repeats", "1", *tools, "--cache", tmp_path)
    assert done.returncode == 0, done.stderr
    wall, processor = (rows_of(text) for text in done.stdout.split("Processor seconds"))
    assert {"`specthis status`", "`specthis-refresh --dry-run`", "`make -q`"} <= wall.keys() == processor.keys()
    assert all(re.match(r"\d+\.\d+ \(\d+\.\d+\) \[\d+\]", cell) for cell in wall.values())
    assert all(re.match(r"\d+\.\d+", cell) for cell in processor.values())


@needs_make
def test_what_is_too_slow_is_shown_as_such(tmp_path: Path) -> None:
    done = benchmark("noop", "--sizes", "20", "--repeats", "1", "--tool", "make", "--cache", tmp_path, "--limit", "0")
    assert "| `make -q` | > 0 s |" in done.stdout


@needs_make
def test_what_is_not_up_to_date_gives_no_figure(tmp_path: Path) -> None:
    first = ("noop", "--sizes", "20", "--repeats", "1", "--tool", "make", "--cache", tmp_path)
    benchmark(*first)
    (script,) = tmp_path.glob("projects/make-*/scripts/fit-00002.py")
    os.utime(script)
    done = benchmark(*first)
    assert done.returncode == 1
    assert "| `make -q` | wrong |" in done.stdout


@needs_make
@needs_specthis
def test_the_table_of_steps_names_each_tool(tmp_path: Path) -> None:
    tools = ("--tool", "specthis", "--tool", "make")
    done = benchmark("steps", "--entries", "4", "--shape", "chain", "--repeats", "1", *tools, "--cache", tmp_path)
    assert done.returncode == 0, done.stderr
    for title in (
        "a bare loop, two at once",
        "the least that a driver in Python does: isolate, digest, receipt and log on the disk",
        "`specthis refresh -j 2`",
        "`make -j2`, two at once",
    ):
        assert re.search(rf"^\| {re.escape(title)} \| \d+\.\d+ ", done.stdout, re.MULTILINE), done.stdout


@needs_specthis
def test_the_table_of_digests_has_our_row() -> None:
    done = benchmark("digest", "--gigabytes", "0.001", "--repeats", "1")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\| one observation by this software \| \d+\.\d+ ", done.stdout, re.MULTILINE)


@needs_specthis
@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here")
def test_the_table_of_watched_runs_has_figures_of_runs_that_were_watched() -> None:
    done = benchmark("observing", "--script", "sort", "--rows", "1000", "--repeats", "1")
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("| `sh scripts/sort.sh`"))
    assert re.search(r"\| \d+\.\d+ \| \d+\.\d+ .*\| [+-]\d+\.\d\d s, [+-]\d+ % \|$", row)


@needs_specthis
def test_the_site_is_built_and_saved_beside_a_plain_one() -> None:
    done = benchmark("site", "--sizes", "5", "--repeats", "1", "--saves", "1")
    assert done.returncode == 0, done.stderr
    built, saved = (line for line in done.stdout.splitlines() if line.startswith("| 5 |"))
    assert len(built.split("|")) == 12 and len(saved.split("|")) == 8
    ours, plain = map(float, built.split("|")[-3:-1])
    assert 0.5 < plain / ours < 2
