"""The two test projects, whole: as shipped, made, judged, cloned. What holds for one must hold for the other."""

import hashlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from conftest import PROJECTS, commit_all, copy_project, git, run_command
from fork_server import run_module
from steps import Stage

from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.model.run import Outcome
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.core.snapshot import Snapshot

SWEEP_DIGEST = "b61709f8a929bb2d52d10f95e699b5f93a1871bc57e4a5f08825daf8ca7e09aa"
"""Of what `sha256sum` says of every artefact of the sweep: the same under mawk, gawk, busybox and the original awk."""


def writable(snapshot: Snapshot) -> tuple[str, ...]:
    """Entries whose script is there to be judged."""
    return tuple(name for name, entry in snapshot.entries.items() if entry.status == "script ready" and not entry.draft)


def settle(stage: Stage) -> Snapshot:
    """Judge what can be judged and make what can be made."""
    stage.take("certify " + " ".join(writable(stage.load())))
    stage.take("refresh")
    return stage.load()


@pytest.fixture(scope="module")
def settled_projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Project to where it was settled, once for all tests; filled as it is asked for."""
    return {}


@pytest.fixture
def settled(
    request: pytest.FixtureRequest,
    settled_projects: dict[str, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    """A copy of a settled project."""
    name = request.param
    if name not in settled_projects:
        settled_projects[name] = copy_project(name, tmp_path_factory.mktemp("settled"))
        settle(Stage(root=settled_projects[name]))
    root = tmp_path / name
    shutil.copytree(settled_projects[name], root, symlinks=True)
    return Stage(root=root)


any_settled = pytest.mark.parametrize("settled", sorted(PROJECTS), indirect=True)
settled_sweep = pytest.mark.parametrize("settled", ["sweep"], indirect=True)


def test_as_it_is_shipped_it_has_no_finding(any_project: Path) -> None:
    assert [str(finding) for finding in Stage(root=any_project).load().findings] == []


@any_settled
def test_a_refresh_makes_everything_and_the_next_one_nothing(settled: Stage) -> None:
    snapshot = settled.load()
    assert [name for name in writable(snapshot) if not snapshot.statuses[name].ready] == []
    assert [str(finding) for finding in snapshot.findings] == []
    settled.take("refresh")
    assert {settled.outcomes[name] for name in writable(snapshot)} == {Outcome.SKIPPED}


@any_settled
def test_what_is_not_written_is_held_and_never_settled(settled: Stage) -> None:
    snapshot = settled.load()
    left = set(snapshot.entries) - set(writable(snapshot))
    assert left
    for name in left:
        assert not snapshot.statuses[name].settled


@any_settled
def test_made_again_from_nothing_every_byte_is_the_same(settled: Stage) -> None:
    snapshot = settled.load()
    for receipt in snapshot.project.receipts.values():
        for path in receipt.outputs:
            (settled.root / path).unlink(missing_ok=True)
    settled.take("refresh")
    assert {settled.outcomes[name] for name in writable(snapshot)} == {Outcome.REPRODUCED}


@any_settled
def test_a_clone_says_what_the_tree_says_or_that_the_bytes_are_elsewhere(settled: Stage, tmp_path: Path) -> None:
    snapshot = settled.load()
    commit_all(settled.root, "Judged and made")
    git(tmp_path, "clone", "--quiet", str(settled.root), "clone")
    cloned = Stage(root=tmp_path / "clone").load()
    for name in writable(snapshot):
        status = cloned.statuses[name]
        assert status.certification is Certification.CERTIFIED
        assert status.realization in (Realization.FRESH, Realization.ABSENT)
        assert status.settled
        assert status.signature == snapshot.statuses[name].signature


@any_settled
def test_crlf_in_every_text_that_is_judged_moves_nothing(settled: Stage) -> None:
    snapshot = settled.load()
    judged = {
        path
        for contract in snapshot.contracts.values()
        for path in (*contract.scripts, *contract.modules, *contract.workflows)
    }
    specs = {spec.path for spec in snapshot.project.specs}
    settled.take("crlf " + " ".join(path for path in sorted(judged | specs) if (settled.root / path).exists()))
    after = settled.load()
    assert {name: status.headline for name, status in after.statuses.items()} == {
        name: status.headline for name, status in snapshot.statuses.items()
    }


@settled_sweep
def test_the_sweep_gives_the_same_bytes_everywhere(settled: Stage) -> None:
    files = sorted(
        path for folder in ("out", "exhibits") for path in (settled.root / folder).rglob("*") if path.is_file()
    )
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(settled.root)}\n" for path in files)
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == SWEEP_DIGEST


@settled_sweep
def test_an_edit_of_one_day_of_the_sweep_moves_that_day_and_what_rests_on_it(settled: Stage) -> None:
    settled.take("replace contracts/sweep/compute-sweep.md: sh {script} 85 3 {output} => sh {script} 85 7 {output}")
    statuses = settled.load().statuses
    assert [name for name, status in statuses.items() if status.certification is Certification.DRIFTED] == [
        "queue-85-3"
    ]
    assert {name for name, status in statuses.items() if status.waiting} == {"Table.by_load", "knee", "fig.Waits"}


def test_every_script_of_the_sweep_is_quick(tmp_path: Path) -> None:
    root = copy_project("sweep", tmp_path)
    commands = [
        "sh scripts/queue.sh 95 6 out/queue-95-6/queue.json",
        "awk -f scripts/calendar.awk data/arrivals/mon.txt",
    ]
    for command in commands:
        start = time.monotonic()
        subprocess.run(command.split(), cwd=root, check=True, capture_output=True)
        assert time.monotonic() - start < 1


@any_settled
def test_people_and_machines_are_told_the_same(settled: Stage) -> None:
    settled.take(f"delete {settled.load().project.settings.results}")
    for_people = run_command("status", cwd=settled.root).stdout
    for_machines = json.loads(run_command("status", "--json", cwd=settled.root).stdout)
    statuses = settled.load().statuses
    rows = {words[0]: words[1:3] for words in map(str.split, for_people.splitlines()) if words and words[0] in statuses}
    assert rows == {name: [str(status.certification), str(status.realization)] for name, status in statuses.items()}
    told = {row["entry"]: (row["certification"], row["realization"], row["ready"]) for row in for_machines["entries"]}
    assert told == {
        name: (str(status.certification), str(status.realization), status.ready) for name, status in statuses.items()
    }


@pytest.mark.parametrize("name", sorted(PROJECTS))
def test_a_project_is_shipped_without_what_is_generated(name: str) -> None:
    ignored = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard", str(PROJECTS[name])],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECTS[name],
    )
    assert ignored.stdout == ""


def test_the_sweep_builds_its_own_site(tmp_path: Path) -> None:
    root = copy_project("sweep", tmp_path)
    words = ("build", "--strict", "--site-dir", str(tmp_path / "site"))
    built = run_module("mkdocs", words, cwd=root, env=os.environ)
    assert built.returncode == 0, built.stderr
    assert "How long do people wait" in (tmp_path / "site" / "index.html").read_text()


def test_plan_of_the_sweep_goes_upstream_first(tmp_path: Path) -> None:
    stage = Stage(root=copy_project("sweep", tmp_path))
    report = stage.refresh(PlanOptions())
    order = [result.entry for result in report.results]
    assert order.index("Table.by_load") > max(index for index, name in enumerate(order) if name.startswith("queue-"))
    assert order.index("fig.Waits") > order.index("Table.by_load")
