"""Two projects whose results lie in one folder elsewhere: never at work in it at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from refresh_bench import Bench, one

from mkdocs_specthis.core.model.errors import DriverHeld
from mkdocs_specthis.usecases.adopt import AdoptRequest, adopt

WRITE = "import json\njson.dump({'n': 2}, open('results/a/a.json', 'w'))\n"
WAITS = """\
import json, os, time
json.dump({"n": 1}, open("results/a/a.json", "w"))
open("started", "w")
while not os.path.exists("go"):
    time.sleep(0.02)
"""


@pytest.fixture
def two(tmp_path: Path) -> tuple[Bench, Bench]:
    """What runs in the first waits to be told to end; both share a scratch disk."""
    (tmp_path / "scratch").mkdir()
    first, second = (Bench(tmp_path / name, one(script)) for name, script in (("x", WAITS), ("y", WRITE)))
    for bench in (first, second):
        (bench.root / "results").symlink_to(tmp_path / "scratch")
    return first, second


def test_the_bytes_of_one_are_never_taken_for_those_of_the_other(two: tuple[Bench, Bench]) -> None:
    first, second = two
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first.outcomes)
        try:
            while not (first.root / "started").exists():
                time.sleep(0.02)
            with pytest.raises(DriverHeld, match=r"work in results/, which leads to .*/scratch and which another proj"):
                second.refresh()
            with pytest.raises(DriverHeld):
                adopt(second.root, AdoptRequest(entry="a"), now=second.now)
        finally:
            (first.root / "go").touch()
        assert running.result() == {"a": "made"}
    assert first.states() == {"a": "fresh"}
    assert second.outcomes() == {"a": "made"}
    assert (first.states(), second.states()) == ({"a": "stale"}, {"a": "fresh"})


def test_a_folder_that_nobody_shares_holds_nobody_off(two: tuple[Bench, Bench]) -> None:
    """Results and reports in one place, one of them inside the project, one not there yet."""
    _, second = two
    (second.root / "reports").symlink_to(second.root.parent / "scratch")
    assert second.outcomes() == {"a": "made"}
    (second.root / "reports").unlink()
    (second.root / "inside").mkdir()
    (second.root / "reports").symlink_to("inside")
    assert second.outcomes(force=True) == {"a": "reproduced"}
    assert list((second.root / "inside").iterdir()) == []
    (second.root / "reports").unlink()
    (second.root / "reports").symlink_to(second.root.parent / "nowhere")
    assert second.outcomes(force=True) == {"a": "reproduced"}
