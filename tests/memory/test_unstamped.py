"""What a stamp tells nothing of is never remembered: files that somebody writes to in memory, and times of no clock."""

import mmap
import os
from pathlib import Path

import pytest
from conftest import write_files
from far_files import mounted_files
from stamps import wait_until_old

from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.effects.remembered.unstamped import is_being_written
from mkdocs_specthis.usecases.answer import Answer, answered
from mkdocs_specthis.usecases.load import load_project

SPEC = """\
---
name: compute-one
kind: compute
---

# One

## Entries

### one

- Script: `scripts/one.py`
- Output: `results/one.json`
- Inputs: `{path}`
- Status: script ready
"""


def digest_of(root: Path, path: str) -> str:
    """As a status asks for it."""

    def work() -> Answer:
        fact = load_project(root).files[path]
        assert fact.presence is Presence.PRESENT, fact
        return Answer(text=fact.digest, exit_status=0)

    return answered(root, (path,), work).text


def grow_old() -> None:
    wait_until_old()


def test_what_is_written_in_memory_without_end_is_seen(tmp_path: Path) -> None:
    """Of many changes to a page in memory only the first gives the file another stamp."""
    root = write_files(tmp_path, {"specs/compute-one.md": SPEC.format(path="data/x.bin"), "data/x.bin": "A" * 64})
    with open(root / "data/x.bin", "r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0:1] = b"B"
        grow_old()
        before, stamp = digest_of(root, "data/x.bin"), os.stat(root / "data/x.bin")
        mapped[0:1] = b"C"
        assert os.stat(root / "data/x.bin").st_ctime_ns == stamp.st_ctime_ns, "the system told, and all was well"
        assert digest_of(root, "data/x.bin") != before
    grow_old()
    assert digest_of(root, "data/x.bin") == digest_of(root, "data/x.bin") != before


@pytest.mark.parametrize("mode", ["rb", "r+b"])
def test_who_only_reads_is_no_writer(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"1")
    assert not is_being_written(str(file))
    with open(file, mode):
        assert is_being_written(str(file)) is (mode == "r+b")
    assert not is_being_written(str(file)) and not is_being_written(str(tmp_path / "none"))


def test_a_file_without_a_change_time_is_read_each_time(tmp_path: Path) -> None:
    """An image that is mounted, a stick, a folder over SSH: their times are what somebody has set."""
    root, far = tmp_path / "project", tmp_path / "far"
    far.mkdir()
    settings = f"[roots]\nfar = '{far}'\n"
    write_files(root, {"specs/compute-one.md": SPEC.format(path="far:x.csv"), ".specthis/local.toml": settings})
    with mounted_files(far) as files:
        files.files["x.csv"] = b"1\n"
        grow_old()
        before, stamp = digest_of(root, "far:x.csv"), os.stat(far / "x.csv")
        files.files["x.csv"] = b"2\n"
        assert os.stat(far / "x.csv") == stamp
        assert digest_of(root, "far:x.csv") != before
