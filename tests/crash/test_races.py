"""Several commands in one project at once: one driver works, no judgment is lost, and who looks sees the truth."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from conftest import REPOSITORY, run_command, write_files
from random_project import RandomProject, draw

from mkdocs_specthis.core.questions.looked_at import looked_at
from mkdocs_specthis.usecases.load import load_snapshot

Running = subprocess.Popen[str]


def begin(project: RandomProject, *words: str) -> Running:
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", *words],
        cwd=project.root,
        env={**project.environment(), "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def project(tmp_path: Path) -> RandomProject:
    """Nothing made yet, with runs that take their time."""
    project = draw(tmp_path / "project", Random(11), '[cache]\nurl = "../shared"\npush = true\n')
    project.pause = 0.1
    project.write()
    return project


def wait_until_at_work(project: RandomProject, runs: int = 1) -> None:
    """So many runs have begun. Where two go on at once, the third begins when one has ended."""
    deadline = time.monotonic() + 60
    while not project.tally.exists() or project.tally.read_text().count("\n") < runs:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_of_refreshes_at_once_one_works_and_the_others_say_who(project: RandomProject) -> None:
    running = [begin(project, "refresh", "-j", "2") for _ in range(5)]
    ended = [(one, *one.communicate(timeout=60)) for one in running]
    assert sorted(project.begun()) == sorted(project.parts), "each entry is made once"
    assert project.standing() == set(project.parts)
    turned_away = [(one, said) for one, _, said in ended if one.returncode]
    assert {one.returncode for one, _ in turned_away} == {4}
    workers = {one.pid for one, *_ in ended} - {one.pid for one, _ in turned_away}
    for _, said in turned_away:
        (line, hint) = said.splitlines()
        found = re.search(r"`(.*)` is at work in this project, process (\d+), since 20\d\d-", line)
        assert found and int(found[2]) in workers and found[1].endswith("refresh -j 2"), said
        assert hint.strip().startswith("hint: ")


@pytest.mark.parametrize("words", [("refresh", "e0"), ("cache", "fetch"), ("adopt", "e0")], ids=lambda words: words[0])
def test_nobody_else_drives_while_a_refresh_works(project: RandomProject, words: tuple[str, ...]) -> None:
    with project.held_up():
        working = begin(project, "refresh")
        wait_until_at_work(project)
        second = run_command(*words, cwd=project.root)
        assert second.returncode == 4, second.stdout + second.stderr
        assert f"process {working.pid}" in second.stderr
    assert working.communicate(timeout=60) and working.returncode == 0
    assert sorted(project.begun()) == sorted(project.parts)


def test_what_only_looks_or_judges_need_not_wait(project: RandomProject) -> None:
    """Judgments that are made while a refresh works are kept, and so is what it made."""
    digest = looked_at(project.load(), ("e0",))
    with project.held_up():
        working = begin(project, "refresh")
        wait_until_at_work(project)
        for words in (("cache", "has"), ("refresh", "--dry-run"), ("status",), ("audit",)):
            assert run_command(*words, cwd=project.root).returncode in (0, 1)
        judged = run_command("lock", "record", "e0", "--author", "Ada", "--at", digest, cwd=project.root)
        assert judged.returncode == 0, judged.stderr
    out, said = working.communicate(timeout=60)
    assert working.returncode == 0, out + said
    assert len(load_snapshot(project.root).project.judgments["e0"]) == 1
    assert project.standing() == set(project.parts)


def test_a_status_during_a_refresh_is_never_greener_than_the_truth(project: RandomProject) -> None:
    """Over a first refresh, and one after an edit: what is seen fresh has its final bytes, and stays."""
    project.pause = 0.3
    for text in ("one\n", "two\n"):
        project.texts = dict.fromkeys(project.texts, text)
        project.write()
        project.begun()
        working = begin(project, "refresh", "-j", "2")
        wait_until_at_work(project, runs=3)
        with project.held_up():
            seen, deadline = look(project, set()), time.monotonic() + 60
            while not seen:
                assert time.monotonic() < deadline, "a run has ended, and nothing stands"
                seen = look(project, seen)
            assert len(seen) < len(project.parts), "nobody looked in the middle"
            seen = look(project, seen)
        while working.poll() is None:
            seen = look(project, seen)
        out, said = working.communicate()
        assert working.returncode == 0, out + said
    assert run_command("status", "--check=bytes", cwd=project.root).returncode in (0, 1)
    assert project.standing() == set(project.parts)


def look(project: RandomProject, seen: set[str]) -> set[str]:
    """Entries that stand now, those `seen` a moment ago among them; a status that is asked then knows of each."""
    found = project.standing()
    assert seen <= found, f"{seen - found} were fresh a moment ago"
    shown = run_command("status", "--json", cwd=project.root)
    assert shown.returncode == 0, shown.stderr
    rows = {row["entry"]: row["realization"] for row in json.loads(shown.stdout)["entries"]}
    assert found <= {name for name, state in rows.items() if state == "fresh"}
    return found


def many(root: Path) -> RandomProject:
    """Twenty entries by themselves."""
    project = RandomProject(root=root)
    block = "### e{n}\n\n- Script: `scripts/e{n}.py`\n- Output: `results/e{n}/e{n}.json`\n- Status: script ready\n\n"
    blocks = "".join(block.format(n=n) for n in range(20))
    files = {f"scripts/e{n}.py": f"# {n}\n" for n in range(20)}
    files["specs/compute-many.md"] = f"---\nname: compute-many\nkind: compute\n---\n\n## Entries\n\n{blocks}"
    write_files(root, files)
    return project


def test_of_twenty_judgments_at_once_none_is_lost(tmp_path: Path) -> None:
    project = many(tmp_path / "project")
    snapshot = load_snapshot(project.root)
    running = [
        begin(project, "lock", "record", name, "--author", f"Person {n}", "--at", looked_at(snapshot, (name,)))
        for n, name in enumerate(snapshot.entries)
    ]
    for one in running:
        out, said = one.communicate(timeout=120)
        assert one.returncode == 0, out + said
    judged = load_snapshot(project.root).project.judgments
    assert {name: [one.author for one in judgments] for name, judgments in judged.items()} == {
        f"e{n}": [f"Person {n}"] for n in range(20)
    }


def test_of_several_who_judge_one_entry_at_once_each_is_kept_or_told(tmp_path: Path) -> None:
    """Certificates and refusals of the same content, by different people."""
    project = many(tmp_path / "project")
    digest = looked_at(load_snapshot(project.root), ("e3",))
    running = []
    for n in range(8):
        verdict = ("reject", "e3", "--note", "no") if n % 4 == 0 else ("record", "e3")
        running.append(begin(project, "lock", *verdict, "--author", f"Person {n}", "--at", digest))
    kept = set()
    for n, one in enumerate(running):
        out, said = one.communicate(timeout=120)
        assert one.returncode in (0, 3), out + said
        assert one.returncode == 0 or said.strip(), "turned away without a word"
        if one.returncode == 0 and "already" not in out + said:
            kept.add(f"Person {n}")
    snapshot = load_snapshot(project.root)
    authors = [judgment.author for judgment in snapshot.project.judgments["e3"]]
    assert kept <= set(authors) and len(authors) == len(set(authors))
    assert str(snapshot.statuses["e3"].certification) == "rejected", "no certificate goes over a refusal in silence"
