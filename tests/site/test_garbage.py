"""What a development server lets go of: garbage is looked for between builds, and no save leaves anything behind."""

import gc
import os
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest
from site_builds import make, settle, write
from test_serve import Server, serving

from mkdocs_specthis.frontends.mkdocs.garbage import MOST, Garbage

PATIENCE = 20.0
WARM, SAVES = 15, 50
MOST_OBJECTS = 10
"""For each save: what keeps anything of one keeps more."""


class Knot:
    """Refers to itself, so that only a look for garbage finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


def dropped_knot() -> "weakref.ref[Knot]":
    return weakref.ref(Knot())


def waited_for(knot: "weakref.ref[Knot]") -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (knot() is not None or not gc.isenabled()):
        time.sleep(0.01)
    return knot() is None and gc.isenabled()


def test_nobody_looks_within_a_build_and_somebody_does_after_it() -> None:
    garbage = Garbage(Lock(), seconds=0.05)
    with garbage.put_off():
        knot = dropped_knot()
        assert not gc.isenabled() and knot() is not None
    assert waited_for(knot)


def test_nobody_looks_while_another_build_goes_on() -> None:
    lock = Lock()
    garbage = Garbage(lock, seconds=0.01)
    with lock:
        with garbage.put_off():
            knot = dropped_knot()
        time.sleep(0.2)
        assert knot() is not None and not gc.isenabled()
    assert waited_for(knot)


def test_a_build_right_after_another_puts_the_look_off() -> None:
    garbage = Garbage(Lock(), seconds=0.1)
    with garbage.put_off():
        knot = dropped_knot()
    with garbage.put_off():
        time.sleep(0.3)
        assert knot() is not None and not gc.isenabled()
    assert waited_for(knot)


def test_builds_without_a_pause_make_one() -> None:
    garbage = Garbage(Lock(), seconds=PATIENCE)
    with garbage.put_off():
        knot = dropped_knot()
    for _ in range(MOST - 1):
        with garbage.put_off():
            assert knot() is not None
    with garbage.put_off():
        assert knot() is None and not gc.isenabled()
    with garbage.put_off():
        later = dropped_knot()
    assert later() is not None, "a pause after each build would cost what was to be saved"


def saved(server: Server, text: str, number: int) -> None:
    """One save, until its page is there."""
    write(server.root, {"specs/report-a.md": text.replace("It shows", f"It shows, save {number}.,")})
    server.shows("specs/report-a/", f"save {number}.,")


COUNT = """
import gc
from pathlib import Path


def on_post_build(config, **kwargs):
    gc.collect()
    Path(config["config_file_path"]).parent.with_name("objects").write_text(str(len(gc.get_objects())))
"""
"""A hook of the host's: it counts what lives in the server after each build."""


def holdings(server: Server) -> tuple[int, int, int]:
    """Objects, open files and threads of the server."""
    objects = int((server.root.parent / "objects").read_text())
    process = Path(f"/proc/{server.process.pid}")
    return objects, len(os.listdir(process / "fd")), len(os.listdir(process / "task"))


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what a process holds")
def test_saves_leave_nothing_behind(tmp_path: Path) -> None:
    root = settle(make(tmp_path / "project"))
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(root, {"count.py": COUNT, "mkdocs.yml": config + "hooks: [count.py]\n"})
    text = (root / "specs/report-a.md").read_text(encoding="utf-8")
    with serving(root) as server:
        for number in range(WARM):
            saved(server, text, number)
        before = holdings(server)
        for number in range(WARM, WARM + SAVES):
            saved(server, text, number)
        after = holdings(server)
    assert after[0] - before[0] < SAVES * MOST_OBJECTS, (before, after)
    assert after[1] <= before[1] + 2 and after[2] <= before[2] + 2, (before, after)
