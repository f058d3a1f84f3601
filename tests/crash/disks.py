"""Small disks that fill up and disks that may only be read, below a project that is there already.

Needs root and mount(8); a test that may not have them is skipped and says so. Holds no expectation.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

PAGE = 4096
"""Bytes that a small disk gives out at once."""

UNMOUNT = 'trap "" HUP INT TERM; read _; exec umount --lazy "$1"'
"""Waits until nobody holds its input open: nothing stays mounted when the tests are killed."""


@dataclass(frozen=True)
class Disk:
    filler: Path

    def fill(self, leave: int = 0) -> None:
        """Leave so many pages free."""
        with open(self.filler, "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"\0" * PAGE)
            except OSError:
                size = filler.tell()
        os.truncate(self.filler, max(0, size - leave * PAGE))

    def free(self) -> None:
        self.filler.unlink(missing_ok=True)


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Disk]:
    """A disk of its own in the place of a folder, with all that was in there; gone, with what is on it, afterwards."""
    place.mkdir(parents=True, exist_ok=True)
    base = Path(mkdtemp(prefix="specthis-disk-"))
    try:
        with _mounted(["-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(base)], base):
            shutil.copytree(place, base / "in", symlinks=True)
            with _mounted(["--bind", str(base / "in"), str(place)], place):
                yield Disk(base / "filler")
    finally:
        base.rmdir()


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Nothing below a folder can be written to, by anybody."""
    with _mounted(["--bind", str(place), str(place)], place):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        yield


@contextmanager
def _mounted(words: list[str], place: Path) -> Iterator[None]:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a file system")
    if subprocess.run(["mount", *words], capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    unmounter = subprocess.Popen(["sh", "-c", UNMOUNT, "sh", str(place)], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        unmounter.communicate()
        assert unmounter.returncode == 0, f"{place} is mounted still"
