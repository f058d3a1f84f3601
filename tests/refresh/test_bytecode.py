"""A run executes the text that is there, whatever an earlier one has left compiled."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import write_files
from refresh_bench import Bench, one

from mkdocs_specthis.effects.runs.bytecode import PREFIX, SLACK, remove_doubtful_bytecode

SCRIPT = """\
import json, helper
json.dump({"n": helper.N}, open("results/a/a.json", "w"))
"""
OLD = 1_700_000_000


@pytest.fixture(autouse=True)
def _compiling(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.delenv(PREFIX, raising=False)
    yield


def write_old(path: Path, text: str) -> None:
    """As `rsync` and `unzip` do: with a time of modification that is brought along."""
    path.write_text(text)
    os.utime(path, (OLD, OLD))


@pytest.mark.parametrize("prefixed", [False, True])
def test_an_edit_of_the_same_size_and_second_runs(
    tmp_path: Path, prefixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if prefixed:
        monkeypatch.setenv(PREFIX, str(tmp_path / "compiled"))
    bench = Bench(tmp_path / "project", one(SCRIPT))
    for number in range(1, 4):
        write_old(bench.root / "scripts/helper.py", f"N = {number}\n")
        assert bench.outcomes() == {"a": "made"}
        assert bench.read("results/a/a.json") == f'{{"n": {number}}}'


def test_so_it_does_behind_a_link(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", {**one(SCRIPT), "lib/real.py": "N = 0\n"})
    (bench.root / "scripts/helper.py").symlink_to("../lib/real.py")
    for number in range(1, 3):
        write_old(bench.root / "lib/real.py", f"N = {number}\n")
        assert bench.outcomes() == {"a": "made"}
        assert bench.read("results/a/a.json") == f'{{"n": {number}}}'


def test_what_was_at_rest_when_it_was_compiled_stays(tmp_path: Path) -> None:
    source = write_files(tmp_path, {"helper.py": "N = 1\n", "__pycache__/helper.cpython-399.pyc": ""}) / "helper.py"
    compiled, index = (tmp_path / "__pycache__" / f"helper.{rest}" for rest in ("cpython-399.pyc", "f-1.py399.nbi"))
    index.touch()
    others = [tmp_path / "__pycache__" / name for name in ("helpers.cpython-399.pyc", "helper.txt")]
    for other in others:
        other.touch()
    assert remove_doubtful_bytecode([str(source), str(tmp_path / "gone.py")], {}) == 2
    assert not compiled.exists() and not index.exists() and all(other.exists() for other in others)
    time.sleep(SLACK / 1e9 + 0.1)
    subprocess.run([sys.executable, "-c", "import helper"], cwd=tmp_path, check=True)
    assert remove_doubtful_bytecode([str(source)], {}) == 0
    source.touch()
    assert remove_doubtful_bytecode([str(source)], {}) == 1


def test_modules_beside_the_file_that_a_script_leads_to_count(tmp_path: Path) -> None:
    files = {
        **one(SCRIPT),
        "lib/real.py": SCRIPT,
        "lib/helper.py": "N = 1\n",
        "specthis.toml": '[run]\nobserve="off"\n',
    }
    bench = Bench(tmp_path / "project", files)
    (bench.root / "scripts/a.py").unlink()
    (bench.root / "scripts/a.py").symlink_to("../lib/real.py")
    assert bench.outcomes() == {"a": "made"}
    assert bench.load().contracts["a"].modules == ("lib/helper.py",)
    bench.write({"lib/helper.py": "N = 2\n"})
    assert bench.states() == {"a": "stale"}
