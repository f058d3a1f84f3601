"""A refresh that is killed at any moment, over and over: nothing finished is lost or run again, nothing half is taken.

Real drivers with real runs, two at once, some with a cache that is pushed to and fetched from, die by SIGKILL, their
whole process group at once: by the clock, as soon as somebody sees a file being written, or right before a certain
deed on a file. How many kills landed in a write of ours is seen by what they leave behind.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from conftest import REPOSITORY, commit_all, git, run_command
from random_project import TALLY, RandomProject, disturb, draw, hand_edits

from mkdocs_specthis.usecases.certify import JudgeRequest, record

HERE = Path(__file__).parent
SHARED = '[cache]\nurl = "../shared"\npush = true\n'
SETTINGS = ("", SHARED, '[run]\nobserve = "off"\n' + SHARED)
Driver = subprocess.Popen[str]


def start(project: RandomProject, deed: int = 0) -> Driver:
    """A refresh of two runs at once, in a group of its own; with `deed`, it dies right before that one."""
    words = ["-C", str(project.root), "refresh", "-j", "2", "--json"]
    command = [sys.executable, str(HERE / "dying.py"), str(deed), str(project.root.parent), *words]
    environment = {**project.environment(), "PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def kill(driver: Driver) -> None:
    if driver.poll() is None:
        os.killpg(driver.pid, signal.SIGKILL)


def by_the_clock(project: RandomProject, chance: Random) -> Driver:
    driver = start(project)
    time.sleep(chance.uniform(0.1, 1.2))
    kill(driver)
    return driver


def once_at_work(project: RandomProject, chance: Random) -> Driver:
    driver = start(project)
    while driver.poll() is None and not (project.root / ".specthis/driver.json").exists():
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.6))
    kill(driver)
    return driver


def at_the_sight_of_a_write(project: RandomProject, chance: Random) -> Driver:
    driver = start(project)
    left = chance.randint(1, 12)
    while driver.poll() is None and left:
        left -= any(unfinished(project))
    kill(driver)
    return driver


def before_a_deed(project: RandomProject, chance: Random) -> Driver:
    return start(project, deed=chance.randint(1, 90))


WAYS: tuple[Callable[[RandomProject, Random], Driver], ...] = (
    by_the_clock,
    once_at_work,
    at_the_sight_of_a_write,
    before_a_deed,
)


def unfinished(project: RandomProject) -> Iterator[Path]:
    """Temporary files of ours, wherever they are made."""
    shared = project.root.parent / "shared"
    for folder in (project.root / "specs/_runs", project.root / ".specthis/journal", project.root / ".specthis"):
        yield from folder.glob(".specthis-*")
    for folder in (shared, project.root / "results", project.root / "reports"):
        yield from folder.rglob(".specthis-*")


def traces(project: RandomProject) -> set[tuple[str, str]]:
    """(what, which) of all that shows that some driver died in the middle of a write of ours."""
    found = {
        ("half-fetched" if path.suffix == ".part" else "temporary file", path.name) for path in unfinished(project)
    }
    events = project.root / ".specthis/events.jsonl"
    if events.exists() and not events.read_bytes().endswith(b"\n"):
        found.add(("torn event", str(events.stat().st_size)))
    for journal in (project.root / ".specthis/journal").glob("*.json"):
        first, *announced = journal.read_bytes().splitlines()
        said = json.loads(first)
        held = project.root / ".specthis/held" / said["entry"]
        which = f"{journal.name} {journal.stat().st_ino}"
        if announced:
            found.add(("receipt announced", which))
        if not all((held / path).exists() for path in said["existed"]):
            found.add(("artefact half moved", which))
    return found


def wait_for_runs_to_die(project: RandomProject) -> None:
    """Whoever kills a driver does not kill what it runs; that must end by itself."""
    deadline = time.monotonic() + 10
    while alive := [process for process in Path("/proc").glob("[0-9]*") if _tallies(process, project)]:
        assert time.monotonic() < deadline, f"a run outlives its driver: {alive}"
        time.sleep(0.005)


def _tallies(process: Path, project: RandomProject) -> bool:
    try:
        return f"{TALLY}={project.tally}\0".encode() in (process / "environ").read_bytes()
    except OSError:
        return False


def certify(project: RandomProject) -> bytes:
    names = tuple(project.parts)
    record(project.root, JudgeRequest(entries=names, author="Ada"), now=lambda: "2026-01-01T00:00:00Z")
    return (project.root / "specs/_lock.json").read_bytes()


def storm(folder: Path, seed: int, kills: int) -> Counter[str]:
    """So many kills of drivers in one project; how many of them landed in a write, and in what."""
    chance = Random(seed)
    project = draw(folder / "project", chance, SETTINGS[seed % len(SETTINGS)])
    project.write()
    git(project.root, "init", "--quiet", "--initial-branch=main")
    lock = certify(project)
    counted: Counter[str] = Counter()
    standing: set[str] = set()
    edits: set[str] = set()
    while counted["kills"] < kills:
        old = traces(project)
        driver = chance.choice(WAYS)(project, chance)
        said = driver.communicate(timeout=60)[1]
        again = standing & set(project.begun())
        assert not again, f"seed {seed}: {again} had finished, and ran again"
        if driver.returncode == 0:
            assert project.standing() == set(project.parts), f"seed {seed}"
            assert edits <= hand_edits(project.root), f"seed {seed}"
            disturb(project, chance)
            lock, edits = certify(project), hand_edits(project.root)
        else:
            assert driver.returncode == -signal.SIGKILL, f"seed {seed}: {said}"
            counted += count(traces(project) - old)
            if chance.random() < 0.2:
                continue  # the next one starts at once
            wait_for_runs_to_die(project)
        before, standing = standing, project.standing()
        assert driver.returncode == 0 or before <= standing, f"seed {seed}: {before - standing} had finished"
        assert (project.root / "specs/_lock.json").read_bytes() == lock
    settle(project, edits)
    if project.settings:
        fetch_elsewhere(project)
    return counted


def count(new: set[tuple[str, str]]) -> Counter[str]:
    """One kill, and whether it landed in a write."""
    return Counter(["kills", *(["in a write"] if new else []), *{what for what, _ in new}])


def settle(project: RandomProject, edits: set[str]) -> None:
    """One refresh that nobody kills ends in what a clean one makes; a second one has nothing to do."""
    driver = start(project)
    out, said = driver.communicate(timeout=60)
    assert driver.returncode == 0, out + said
    assert project.standing() == set(project.parts)
    assert project.here(project.expected()) == project.expected()
    assert project.leftovers() == []
    assert edits <= hand_edits(project.root)
    project.begun()
    assert start(project).communicate(timeout=60) and project.begun() == []
    done = run_command("status", "--check=bytes", cwd=project.root)
    assert done.returncode == 0, done.stdout + done.stderr


def fetch_elsewhere(project: RandomProject) -> None:
    """What the dead drivers left in the cache is whole: another clone gets every byte from there."""
    for words in (("cache", "push"), ("cache", "verify")):
        done = run_command(*words, cwd=project.root)
        assert done.returncode == 0, done.stdout + done.stderr
    commit_all(project.root)
    git(project.root.parent, "clone", "--quiet", "project", "clone")
    clone = project.root.parent / "clone"
    done = run_command("cache", "fetch", cwd=clone)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = project.expected()
    assert {path: (clone / path).read_bytes() for path in expected} == expected


def tell(counted: Counter[str]) -> None:
    print(", ".join(f"{what}: {count}" for what, count in sorted(counted.items())))
    assert counted["in a write"], "no kill landed in a write: this shows nothing"


def test_a_refresh_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    for seed in (1, 2):
        counted += storm(tmp_path / str(seed), seed, kills=9)
    tell(counted)


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_a_refresh_may_be_killed_hundreds_of_times(tmp_path: Path, block: int) -> None:
    counted: Counter[str] = Counter()
    for seed in range(100 + 3 * block, 103 + 3 * block):
        counted += storm(tmp_path / str(seed), seed, kills=20)
    tell(counted)


@pytest.mark.long
def test_a_refresh_may_die_before_each_of_its_deeds(tmp_path: Path) -> None:
    """Every single one, in a project where something is old, something new, something edited, something cached."""
    chance = Random(7)
    project = draw(tmp_path / "project", chance, SHARED)
    project.write()
    last, counted = 1, Counter[str]()
    while True:
        project.texts["data/x.txt"] = f"{last}\n"
        project.write()
        (project.root / f"specs/_runs/e{last % 5}.json").unlink(missing_ok=True)
        project.begun()
        old = traces(project)
        driver = start(project, deed=last)
        said = driver.communicate(timeout=60)[1]
        if driver.returncode == 0:
            break
        assert driver.returncode == -signal.SIGKILL, said
        counted += count(traces(project) - old)
        wait_for_runs_to_die(project)
        standing = project.standing()
        project.begun()
        settle_quickly(project, standing)
        last += 1
    assert last > 50
    tell(counted)


def settle_quickly(project: RandomProject, standing: set[str]) -> None:
    driver = start(project)
    said = driver.communicate(timeout=60)[1]
    assert driver.returncode == 0, said
    assert standing.isdisjoint(project.begun())
    assert project.standing() == set(project.parts)
    assert project.leftovers() == []
