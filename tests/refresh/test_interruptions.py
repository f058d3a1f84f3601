"""A refresh that is interrupted or killed loses nothing that had finished, and the next one goes on by itself."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from refresh_bench import COPY, Bench, chain, entry, made, of, one, spec

from mkdocs_specthis.core.model.errors import DriverHeld
from mkdocs_specthis.core.model.run import Outcome

HERE = Path(__file__).parent
DRIVER = """
import sys
from pathlib import Path
from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.usecases.refresh import RefreshRequest, exit_status_of, refresh
request = RefreshRequest(options=PlanOptions(), jobs=2, command="specthis refresh -j 2")
report = refresh(Path(sys.argv[1]), request, now=lambda: "2026-01-01T00:00:00Z")
for result in report.results:
    print(result.entry, result.outcome, flush=True)
raise SystemExit(exit_status_of(report))
"""
SLOW = (
    COPY + "import os, time\nopen(os.environ['HOME'] + '/' + sys.argv[1].split('/')[1], 'w').close()\ntime.sleep(60)\n"
)


def start_driver(bench: Bench) -> "subprocess.Popen[str]":
    marks = bench.root.parent / "marks"
    marks.mkdir(exist_ok=True)
    environment = {**os.environ, "HOME": str(marks)}
    command = [sys.executable, "-c", DRIVER, str(bench.root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def wait_for_mark(bench: Bench, name: str) -> None:
    deadline = time.monotonic() + 20
    while not (bench.root.parent / "marks" / name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def slow_chain(tmp_path: Path) -> Bench:
    """All made once; then b's code moves and takes a minute, and so does a's input."""
    bench = Bench(tmp_path / "project", chain())
    bench.refresh()
    bench.write({"scripts/b.py": SLOW, "data/x.txt": "two\n"})
    return bench


def scripts_alive(bench: Bench) -> list[str]:
    """Command lines of processes that run in the project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(bench.root.resolve()):
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


def assert_as_before(bench: Bench, artefact: str) -> None:
    """a is finished and recorded; b's old artefact is where it was."""
    assert bench.read("results/b/b.json") == artefact
    states = bench.states()
    assert (states["a"], states["b"]) == ("fresh", "stale")
    assert bench.leftovers() == []


def assert_goes_on(bench: Bench) -> None:
    bench.write({"scripts/b.py": COPY + "# b, quick\n"})
    report = bench.refresh()
    assert made(report) == {"b", "c"}
    assert set(bench.states().values()) == {"fresh"}


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_an_interrupted_refresh_puts_back_and_keeps_what_had_finished(tmp_path: Path, number: signal.Signals) -> None:
    bench = slow_chain(tmp_path)
    artefact = bench.read("results/b/b.json")
    driver = start_driver(bench)
    wait_for_mark(bench, "b")
    driver.send_signal(number)
    output, errors = driver.communicate(timeout=20)
    assert driver.returncode == 130, errors
    assert "a made" in output and "b interrupted" in output
    assert scripts_alive(bench) == []
    assert_as_before(bench, artefact)
    assert_goes_on(bench)


def test_a_killed_refresh_is_put_right_by_the_next(tmp_path: Path) -> None:
    bench = slow_chain(tmp_path)
    artefact = bench.read("results/b/b.json")
    driver = start_driver(bench)
    wait_for_mark(bench, "b")
    driver.kill()
    driver.communicate()
    deadline = time.monotonic() + 5
    while scripts_alive(bench) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert scripts_alive(bench) == []
    assert bench.states()["a"] == "fresh"
    bench.write({"scripts/b.py": "raise SystemExit(1)\n"})
    report = bench.refresh()
    assert report.recovered == ("b",)
    assert_as_before(bench, artefact)
    assert "two" in (bench.root / ".specthis/failed/b/results/b/b.json").read_text()
    assert_goes_on(bench)


def test_a_second_driver_is_told_and_touches_nothing(tmp_path: Path) -> None:
    bench = slow_chain(tmp_path)
    driver = start_driver(bench)
    wait_for_mark(bench, "b")
    try:
        with pytest.raises(DriverHeld) as caught:
            bench.refresh()
        assert caught.value.pid == driver.pid
        assert caught.value.command == "specthis refresh -j 2"
        assert caught.value.exit_status == 4
    finally:
        driver.kill()
        driver.communicate()


def test_kills_at_random_end_in_what_a_clean_run_makes(tmp_path: Path) -> None:
    entries = [entry(f"e{n}", consumes=f"`e{n - 2}`" if n > 1 else "none") for n in range(8)]
    work = "import json, sys, time\ntime.sleep(0.02)\n"
    files = {"specs/compute-many.md": spec("compute-many", *entries)}
    for n in range(8):
        above = f"open('results/e{n - 2}/e{n - 2}.json').read()" if n > 1 else "''"
        body = f"out = {{'n': {n}, 'above': len({above}) + 1}}\njson.dump(out, open('results/e{n}/e{n}.json', 'w'))\n"
        files[f"scripts/e{n}.py"] = work + body
    clean = Bench(tmp_path / "clean", files)
    assert len(made(clean.refresh())) == 8
    bench = Bench(tmp_path / "project", files)
    chance = random.Random(3)
    finished: set[str] = set()
    for _ in range(12):
        driver = start_driver(bench)
        time.sleep(0.25 + chance.random() * 0.5)
        driver.kill()
        output, _ = driver.communicate()
        finished |= {line.split()[0] for line in output.splitlines() if line.endswith(" made")}
        snapshot = bench.load()
        assert not [finding for finding in snapshot.findings if finding.rule == "ledger-unreadable"]
        for name, status in snapshot.statuses.items():
            receipt = snapshot.project.receipts.get(name)
            if receipt is not None:
                assert status.realization in ("fresh", "absent"), status.reasons
    bench.refresh()
    assert set(bench.states().values()) == {"fresh"}
    for n in range(8):
        assert bench.read(f"results/e{n}/e{n}.json") == clean.read(f"results/e{n}/e{n}.json")
    assert bench.leftovers() == []


@pytest.mark.parametrize("stop", ["announced", "written"])
def test_a_crash_around_the_receipt_ends_on_one_side_or_the_other(tmp_path: Path, stop: str) -> None:
    """Killed after the journal names the receipt: before it is written, and right after."""
    bench = Bench(tmp_path / "project", one("import json\njson.dump({'n': 1}, open('results/a/a.json', 'w'))\n"))
    bench.refresh()
    bench.write({"scripts/a.py": "import json\njson.dump({'n': 2}, open('results/a/a.json', 'w'))\n"})
    where = {"announced": "write_receipt", "written": "settle_outputs"}[stop]
    crash = f"import os, mkdocs_specthis.usecases.refresh.ending as ending\nending.{where} = lambda *a: os._exit(9)\n"
    command = [sys.executable, "-c", crash + DRIVER, str(bench.root)]
    assert subprocess.run(command, check=False).returncode == 9
    report = bench.refresh()
    assert of(report, "a").outcome is (Outcome.MADE if stop == "announced" else Outcome.SKIPPED)
    assert report.recovered == (("a",) if stop == "announced" else ())
    assert json.loads(bench.read("results/a/a.json")) == {"n": 2}
    assert bench.states() == {"a": "fresh"}
    assert bench.leftovers() == []


def test_a_power_cut_that_takes_what_was_not_on_the_disk(tmp_path: Path) -> None:
    """Receipt and artefact are; that the run had come to its end, and that the old artefact was dropped, may not be."""
    script = "import json\njson.dump({}, open('results/a/a.json', 'w'))\n"
    bench = Bench(tmp_path / "project", one(script.format(1)))
    bench.refresh()
    old = bench.read("results/a/a.json")
    bench.write({"scripts/a.py": script.format(2)})
    bench.refresh()
    paths = ["results/a/a.json"]
    journal = {"entry": "a", "paths": paths, "existed": paths, "unknown": []}
    bench.write({".specthis/journal/a.json": json.dumps(journal) + "\n", f".specthis/held/a/{paths[0]}": old})
    assert [result.outcome for result in bench.refresh().results] == [Outcome.SKIPPED]
    assert bench.read("results/a/a.json") == "2" and bench.states() == {"a": "fresh"}
    assert bench.leftovers() == []


def test_bytes_that_are_the_receipts_stay_though_their_run_died(tmp_path: Path) -> None:
    """A clone makes what it lacks, and its driver dies in between: what was made by then is what the receipt says."""
    slow_once = "import os, time\nhome = os.environ['HOME']\nif home.endswith('marks'):\n"
    slow_once += "    open(home + '/a', 'w').close()\n    time.sleep(60)\n"
    bench = Bench(tmp_path / "project", one(COPY + slow_once, Run="`python {script} {output}`"))
    bench.refresh()
    artefact = bench.read("results/a/a.json")
    shutil.rmtree(bench.root / "results")
    driver = start_driver(bench)
    wait_for_mark(bench, "a")
    driver.kill()
    driver.communicate()
    while scripts_alive(bench):
        time.sleep(0.01)
    assert bench.states() == {"a": "fresh"}
    report = bench.refresh()
    assert of(report, "a").outcome is Outcome.SKIPPED
    assert bench.read("results/a/a.json") == artefact and bench.leftovers() == []


def test_a_hand_edit_survives_a_crash(tmp_path: Path) -> None:
    bench = slow_chain(tmp_path)
    bench.write({"results/b/b.json": "edited by hand"})
    driver = start_driver(bench)
    wait_for_mark(bench, "b")
    driver.kill()
    driver.communicate()
    bench.write({"scripts/b.py": COPY + "# b, quick\n"})
    report = bench.refresh()
    assert bench.read(of(report, "b").aside[0]) == "edited by hand"


def test_a_full_disk_gives_the_old_artefact_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt that cannot be written is no receipt: here its folder refuses."""
    bench = Bench(tmp_path / "project", one("import json\njson.dump({'n': 1}, open('results/a/a.json', 'w'))\n"))
    bench.refresh()
    before = bench.read("results/a/a.json")
    bench.write({"scripts/a.py": "import json\njson.dump({'n': 2}, open('results/a/a.json', 'w'))\n"})
    crash = "import mkdocs_specthis.effects.records.ledgers as ledgers\n"
    crash += "from mkdocs_specthis.core.model.errors import WriteFailed\n"
    crash += "def full(*a):\n    raise WriteFailed('No space left on device')\nledgers.write_whole = full\n"
    done = subprocess.run(
        [sys.executable, "-c", crash + DRIVER, str(bench.root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "a failed" in done.stdout
    assert bench.read("results/a/a.json") == before
    assert bench.leftovers() == []
