"""JSON artefacts of a size and shape that nobody should write: shown safely, and the build stays small."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from site_builds import Site, environment, make

ALPHA = "results/alpha/alpha.json"
MORE_MEMORY = 200 * 1024 * 1024
"""Bytes that a build may take more than with a file of a few bytes."""
MARKUP = "</td></script><img src=x onerror=alert(1)>"
PEAK = """
import resource, sys
from pathlib import Path

def peak():
    status = Path("/proc/self/status")
    if status.exists():  # what resource tells on Linux is at least what the parent held
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
BUILD = f"""{PEAK}
from mkdocs.__main__ import cli
sys.argv[1:] = ["build"]
try:
    cli()
finally:
    print("peak", peak(), file=sys.stderr)
"""
KEYS = f"""{PEAK}
import itertools
from mkdocs_specthis.effects.artefacts.json_stream import read_json_facts
before, calls = peak(), itertools.count()
sys.setprofile(lambda frame, event, argument: next(calls))
facts = read_json_facts(Path(sys.argv[1]), wanted=(sys.argv[2],))
sys.setprofile(None)
print(facts.error, sys.argv[2] in facts.keys, peak() - before, next(calls), sep="\\n")
"""
BYTES_FOR_A_CALL = 500
"""A reader that is called for each value has fewer bytes for each of its calls."""


def gigabyte(place: Path) -> None:
    record = {"year": 2000, "level": 3.25, "station": "Mauna Loa", "note": "é" * 40}
    block = b", ".join(json.dumps({**record, "year": 2000 + n}).encode() for n in range(2000))
    with place.open("wb") as file:
        file.write(b'{"rows": [' + block)
        while file.tell() < 1_000_000_000:
            file.write(b", " + block)
        file.write(b"]}")


def gigabyte_of_draws(place: Path) -> None:
    block = b", ".join(repr(n / 7 - 3).encode() for n in range(20_000))
    with place.open("wb") as file:
        file.write(b'{"draws": [' + block)
        while file.tell() < 1_000_000_000:
            file.write(b",\n" + block)
        file.write(b', NaN], "mean": 0.5}')


def ten_million_keys(place: Path) -> None:
    with place.open("w") as file:
        file.write('{"k": 0')
        for first in range(0, 10_000_000, 10_000):
            file.write("".join(f', "k{n}": {n}' for n in range(first, first + 10_000)))
        file.write("}")


def deep(place: Path) -> None:
    place.write_text("[" * 100_000 + "1" + "]" * 100_000)


def deep_objects(place: Path) -> None:
    place.write_text('{"a": ' * 100_000 + "1" + "}" * 100_000)


def deep_behind_much(place: Path) -> None:
    with place.open("w") as file:
        file.write('{"rows": [' + ", ".join(["1.5"] * 5_000_000) + '], "deep": ')
        file.write("[" * 100_000 + "]" * 100_000 + "}")


def markup_everywhere(place: Path) -> None:
    row = json.dumps({MARKUP: MARKUP, "<b>k</b>": ["<i>", "&lt;script&gt;"], "n": 1})
    with place.open("w") as file:
        file.write('{"<script>alert(2)</script>": [' + ", ".join([row] * 200_000) + "]}")


def one_long_text(place: Path) -> None:
    with place.open("w") as file:
        file.write('{"text": "')
        for _ in range(300):
            file.write("<script>x</script>" * 60_000)
        file.write('"}')


def peak_of(root: Path) -> int:
    """Bytes that a build held at most."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=root, env=environment(), capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stderr.rsplit("peak ", 1)[1].split()[0])


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> int:
    return peak_of(make(tmp_path_factory.mktemp("usual"), {ALPHA: '{"value": 1}', "specs/compute-a.md": spec()}))


def spec() -> str:
    return """---
name: compute-a
kind: compute
---
# One

## Entry

### alpha

- Script: `scripts/alpha.py`
- Output: `results/alpha/alpha.json`
- Keys: `rows`
- Run: `python {script} {output}`
- Consumes: none
- Status: script ready
"""


@pytest.mark.long
@pytest.mark.parametrize(
    "write",
    [gigabyte, ten_million_keys, deep, deep_objects, deep_behind_much, markup_everywhere, one_long_text],
    ids=lambda write: write.__name__,
)
def test_it_is_shown_safely_and_never_held_whole(write: Callable[[Path], None], usual: int, tmp_path: Path) -> None:
    root = make(tmp_path, {"specs/compute-a.md": spec(), "results/alpha/.keep": ""}, theme="material")
    write(root / ALPHA)
    try:
        peak = peak_of(root)
    finally:
        size = (root / ALPHA).stat().st_size
        (root / ALPHA).unlink()
    assert peak - usual < MORE_MEMORY, f"{(peak - usual) >> 20} MiB more for {size >> 20} MiB"
    site = Site(root / "site")
    html = site.html("entries/alpha/")
    assert len(html) < 1_000_000
    card = site.page("entries/alpha/").one("article", "st-art")
    assert card.find("div", "st-part") or "Its content is not shown" in card.text
    assert not card.find("script") and not card.find("img")
    if size > 1_000_000:
        assert not (site.folder / "assets/specthis/files" / ALPHA).exists()


@pytest.mark.long
@pytest.mark.parametrize(
    ("write", "key"),
    [(gigabyte, "rows"), (gigabyte_of_draws, "mean"), (ten_million_keys, "k9999999"), (one_long_text, "text")],
)
def test_its_keys_are_found_without_holding_it(write: Callable[[Path], None], key: str, tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    write(place)
    size = place.stat().st_size
    command = [sys.executable, "-c", KEYS, str(place), key]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=600)
    place.unlink()
    assert done.returncode == 0, done.stderr
    error, found, more, calls = done.stdout.split("\n")[:4]
    assert not error and found == "True"
    assert int(more) < MORE_MEMORY and int(calls) * BYTES_FOR_A_CALL < size, (more, calls)
