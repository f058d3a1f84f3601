"""Two clones of one project, a hub and a cache between them, and whatever may happen to them, in any order.

People edit, judge, delete, commit, merge; refreshes run, are interrupted and killed; artefacts come from the cache,
which may be damaged. After every step: what reads fresh has the bytes of a clean rebuild, ledgers read, nobody's hand
edit is lost. After every refresh: nothing ran that was fresh, and what is left undone is held.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from conftest import REPOSITORY, git
from random_project import TALLY, RandomProject, disturb, draw, hand_edits

from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.model.run import EntryResult
from mkdocs_specthis.core.model.state import Certification
from mkdocs_specthis.core.questions.selection import Selection
from mkdocs_specthis.usecases.cache.fetch import fetch
from mkdocs_specthis.usecases.certify import JudgeRequest, record, reject
from mkdocs_specthis.usecases.certify.resolve import resolve
from mkdocs_specthis.usecases.refresh import RefreshRequest, Silence, refresh

SETTINGS = '[run]\nobserve = "off"\n[cache]\nurl = "../../shared"\n'
GIT = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.org")
HELD = (Certification.DRIFTED, Certification.REJECTED)


class Interrupting(Silence):
    """Presses the interrupt key once so many entries are decided."""

    def __init__(self, left: int) -> None:
        self.left = left

    def finished(self, result: EntryResult) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


class Clone:
    """One clone, and what its person does."""

    def __init__(self, project: RandomProject, chance: Random) -> None:
        self.project, self.chance = project, chance
        self.edits: set[str] = set()
        """Hand edits of artefacts that must not be lost."""
        self.seconds = 0

    @property
    def root(self) -> Path:
        return self.project.root

    def now(self) -> str:
        self.seconds += 1
        return f"2026-01-01T{self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}Z"

    # Steps

    def edit(self) -> str:
        what = disturb(self.project, self.chance)
        self.edits = hand_edits(self.root)
        return what

    def judge(self) -> str:
        statuses = self.project.load().statuses
        names = self.chance.sample(sorted(statuses), self.chance.randint(1, len(statuses)))
        if self.chance.random() < 0.15:
            reject(self.root, JudgeRequest(entries=(names[0],), author="Bob", note="no"), now=self.now)
            return "reject"
        able = tuple(name for name in names if statuses[name].certification is not Certification.REJECTED)
        if able:
            record(self.root, JudgeRequest(entries=able, author="Ada"), now=self.now)
        return "certify"

    def refresh(self) -> str:
        selected = None
        if self.chance.random() < 0.3:
            name = self.chance.choice(sorted(self.project.parts))
            selected = frozenset({name})
        self._made(Silence(), selected)
        self._held_to_it(selected)
        return "refresh"

    def interrupt(self) -> str:
        self._made(Interrupting(self.chance.randint(1, 6)), None)
        return "interrupt"

    def kill(self) -> str:
        """In a process of its own, with its whole group."""
        before = self.project.standing()
        command = [sys.executable, "-m", "mkdocs_specthis", "refresh", "-j", "2"]
        environment = {**self.project.environment(), "PYTHONPATH": str(REPOSITORY)}
        driver = subprocess.Popen(
            command,
            cwd=self.root,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(self.chance.uniform(0.15, 0.7))
        if driver.poll() is None:
            os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        assert before.isdisjoint(self.project.begun())
        return "kill"

    def fetch(self) -> str:
        standing = self.project.standing()
        fetch(self.root, Selection(), command="specthis cache fetch", now=self.now, progress=Silence())
        assert self.project.begun() == [] and standing <= self.project.standing()
        return "fetch"

    def forget_the_machine(self) -> str:
        """`.specthis/` is this machine's own; with it goes what was kept aside."""
        shutil.rmtree(self.root / ".specthis", ignore_errors=True)
        self.edits = hand_edits(self.root)
        return "forget"

    def sync(self) -> str:
        """Commit, merge what the hub has, push. Where both changed a source, theirs counts; ledgers are resolved."""
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", "Work")
        git(self.root, "fetch", "--quiet", "origin")
        side = ["-X", "theirs"] if self.chance.random() < 0.5 else []
        words = [*GIT, "merge", "--quiet", "--no-edit", *side, "origin/main"]
        merged = subprocess.run(words, cwd=self.root, capture_output=True)
        if merged.returncode:
            for path in git(self.root, "diff", "--name-only", "--diff-filter=U").split():
                if not path.startswith(("specs/_runs/", "specs/_lock.json")):
                    git(self.root, "checkout", "--theirs", path)
        resolved = resolve(self.root)
        assert all(file.settled for file in resolved.files), resolved
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", "Merge")
        self.project.reread()
        git(self.root, "push", "--quiet", "origin", "HEAD:main")
        return "merge" if merged.returncode else "sync"

    STEPS = (
        *("edit", "edit", "edit", "judge", "refresh", "refresh", "interrupt", "kill", "fetch", "sync", "sync"),
        "forget_the_machine",
    )

    def take_a_step(self) -> str:
        done: str = getattr(self, self.chance.choice(self.STEPS))()
        self.project.standing()
        assert self.edits <= hand_edits(self.root)
        return done

    # What a refresh must keep to

    def _made(self, progress: Silence, selected: frozenset[str] | None) -> None:
        before = self.project.standing()
        os.environ[TALLY] = str(self.project.tally)
        request = RefreshRequest(options=PlanOptions(selected=selected), jobs=2)
        report = refresh(self.root, request, now=self.now, progress=progress)
        again = before & set(self.project.begun())
        assert not again, f"{again} was fresh and ran"
        assert before <= self.project.standing()
        assert report.interrupted or self.project.leftovers() == []

    def _held_to_it(self, selected: frozenset[str] | None) -> None:
        """What was asked for and is not fresh is held, or waits for what is."""
        statuses = self.project.load().statuses
        undone = {name for name, status in statuses.items() if str(status.realization) != "fresh"}
        for name in undone & (selected or set(self.project.parts)):
            together = [
                one for one, part in self.project.parts.items() if part.script == self.project.parts[name].script
            ]
            above = {one for other in together for one in (other, *self.project.all_above(other))}
            mates = {
                one
                for one, part in self.project.parts.items()
                if part.script in {self.project.parts[x].script for x in above}
            }
            assert any(statuses[one].certification in HELD for one in mates), f"{name} was left undone"

    def settle(self) -> None:
        """Do all that there is to do; then everything is ready, with the bytes of a clean rebuild."""
        while any(s.certification is Certification.REJECTED for s in self.project.load().statuses.values()):
            self.project.constants = {script: number + 1000 for script, number in self.project.constants.items()}
            self.project.write()
        record(self.root, JudgeRequest(entries=tuple(self.project.parts), author="Ada"), now=self.now)
        self._made(Silence(), None)
        assert [name for name, status in self.project.load().statuses.items() if not status.ready] == []
        assert self.project.here(self.project.expected()) == self.project.expected()


def damage(shared: Path, chance: Random) -> str:
    """Somebody's disk is bad: a byte of some object is flipped, or its end is gone, or all of it."""
    objects = sorted(path for path in shared.rglob("*") if path.is_file())
    if not objects:
        return "no damage"
    one = chance.choice(objects)
    content = one.read_bytes()
    how = chance.choice(("flip", "cut", "gone"))
    if how == "flip":
        at = chance.randrange(len(content))
        one.write_bytes(content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :])
    elif how == "cut":
        one.write_bytes(content[: chance.randrange(len(content))])
    else:
        one.unlink()
    return f"damage: {how}"


def live(folder: Path, seed: int, steps: int) -> Counter[str]:
    """One history; what was done in it."""
    chance = Random(seed)
    folder.mkdir()
    push = "push = true\n" if seed % 2 else ""
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "hub")
    clones = []
    for name in ("one", "two"):
        project = draw(folder / name / "project", Random(seed), SETTINGS + push)
        project.pause = 0.0
        if clones:
            git(folder, "clone", "--quiet", "hub", f"{name}/project")
        project.write()
        clones.append(Clone(project, chance))
        if len(clones) == 1:
            git(project.root, "init", "--quiet", "--initial-branch=main")
            git(project.root, "remote", "add", "origin", "../../hub")
            git(project.root, "add", "--all")
            git(project.root, "commit", "--quiet", "--message", "First")
            git(project.root, "push", "--quiet", "origin", "main")
    done: Counter[str] = Counter()
    trail: list[str] = []
    try:
        for _ in range(steps):
            clone = chance.choice(clones)
            step = damage(folder / "shared", chance) if chance.random() < 0.06 else clone.take_a_step()
            trail.append(f"{clone.root.parent.name} {step}")
            done[step] += 1
        for clone in clones:
            clone.settle()
    except BaseException as error:
        error.add_note(f"seed {seed}, after {'; '.join(trail)}")
        raise
    return done


def test_any_history_ends_in_the_bytes_of_a_clean_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TALLY, "")
    done: Counter[str] = Counter()
    for seed in (1, 2):
        done += live(tmp_path / str(seed), seed, steps=20)
    print(dict(done))
    assert {"refresh", "interrupt", "kill", "fetch", "sync", "certify"} <= done.keys()


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_many_histories_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setenv(TALLY, "")
    for seed in range(100 + 5 * block, 105 + 5 * block):
        live(tmp_path / str(seed), seed, steps=60)
        shutil.rmtree(tmp_path / str(seed))
