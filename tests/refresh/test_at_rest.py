"""What others made counts as seen only while nobody can have touched it: two looks at a file in place of its bytes."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from refresh_bench import Bench, chain
from stamps import wait_until_old

from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.contracts.upstream import UpstreamWhileItGrows
from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.effects.remembered.looks import FINE_SLACK, clock_of_stamps
from mkdocs_specthis.effects.remembered.shelf import distrusted, shelved
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.looker import Facts, Looker
from mkdocs_specthis.usecases.refresh.at_rest import OutputsAtRest
from mkdocs_specthis.usecases.refresh.last_seen import LastSeen

ARTEFACT = "results/a/a.json"


class Seen:
    """The artefact of `a`, looked at as a refresh does."""

    def __init__(self, root: Path) -> None:
        snapshot = load_snapshot(root)
        self.last = LastSeen(snapshot.project)
        self.space = Workspace(root=root, settings=snapshot.project.settings)
        self.rest = OutputsAtRest()

    def look(self) -> None:
        looker = Looker(project=self.last.project, workspace=self.space.anew())
        looker.look_at_outputs(self.last.project.entries["a"])
        self.last.lay(Facts(files=looker.files, matches=looker.matches, sources={}, json=looker.json))
        self.rest.keep(self.last.project, self.last.project.entries["a"], looker.sights)

    def is_at_rest(self) -> bool:
        return self.rest.holds(self.last.project, self.space.anew(), self.last.project.entries["a"])


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A project in which all is made, and old enough to be told by its stamps."""
    bench = Bench(tmp_path / "project", chain())
    assert set(bench.outcomes().values()) == {"made"}
    wait_until_old()
    return bench.root


@contextmanager
def looked_at(root: Path) -> Iterator[Seen]:
    with shelved(root, lasting=False):
        seen = Seen(root)
        seen.look()
        yield seen


def test_what_nobody_touched_is_at_rest(made: Path) -> None:
    with looked_at(made) as seen:
        assert seen.is_at_rest()


def test_nothing_is_at_rest_before_it_was_looked_at(made: Path) -> None:
    with shelved(made, lasting=False):
        assert not Seen(made).is_at_rest()


def test_other_bytes_of_the_same_length_and_time(made: Path) -> None:
    place = made / ARTEFACT
    with looked_at(made) as seen:
        before = place.stat()
        place.write_bytes(place.read_bytes().replace(b"seen", b"SEEN"))
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert place.stat().st_mtime_ns == before.st_mtime_ns
        assert not seen.is_at_rest()


def test_a_file_that_is_gone(made: Path) -> None:
    with looked_at(made) as seen:
        (made / ARTEFACT).unlink()
        assert not seen.is_at_rest()


def test_a_folder_that_became_a_link_out_of_the_project(made: Path, tmp_path: Path) -> None:
    """The file in it is the very same, by every number of its stamp."""
    with looked_at(made) as seen:
        stamp = (made / ARTEFACT).stat()
        (made / "results/a").rename(tmp_path / "elsewhere")
        (made / "results/a").symlink_to(tmp_path / "elsewhere")
        assert (made / ARTEFACT).stat().st_ctime_ns == stamp.st_ctime_ns
        assert not seen.is_at_rest()


def test_a_folder_that_became_a_link_within_the_project(made: Path) -> None:
    with looked_at(made) as seen:
        (made / "results/a").rename(made / "results/elsewhere")
        (made / "results/a").symlink_to("elsewhere")
        assert not seen.is_at_rest()


def test_a_file_that_became_a_link(made: Path, tmp_path: Path) -> None:
    with looked_at(made) as seen:
        (made / ARTEFACT).rename(tmp_path / "a.json")
        (made / ARTEFACT).symlink_to(tmp_path / "a.json")
        assert not seen.is_at_rest()


def test_another_receipt_or_entry(made: Path) -> None:
    with looked_at(made) as seen:
        receipt, entry = seen.last.project.receipts["a"], seen.last.project.entries["a"]
        seen.last.take_receipt(
            replace(receipt, outputs={**receipt.outputs, "results/a/b.csv": OutputFact(digest="", size=0)})
        )
        assert not seen.is_at_rest()
        seen.last.take_receipt(receipt)
        assert seen.is_at_rest()
        seen.last.take_entry(replace(entry, keys=("seen", "more")))
        assert not seen.is_at_rest()


def test_what_others_were_told_of_it_meanwhile(made: Path) -> None:
    """Somebody saw other bytes there, and they are back: the project has to be told."""
    with looked_at(made) as seen:
        fact = seen.last.project.files[ARTEFACT]
        seen.last.lay_files({ARTEFACT: replace(fact, digest="sha256:" + 64 * "0")})
        assert not seen.is_at_rest()


def test_a_young_file_is_looked_at_again(made: Path) -> None:
    """Again where the machine was so busy that it was young no more."""
    with shelved(made, lasting=False):
        seen, was_young = Seen(made), False
        for number in range(1000):
            (made / ARTEFACT).write_text(f'{{"seen": {number}}}')
            seen.look()
            was_young = clock_of_stamps() < (made / ARTEFACT).stat().st_ctime_ns + FINE_SLACK
            if was_young:
                break
        assert was_young
        assert not seen.is_at_rest()


def test_a_file_that_somebody_has_in_memory_is_looked_at_again(made: Path) -> None:
    """Only the first time that he writes gives it another stamp."""
    with open(made / ARTEFACT, "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[0:1] = b"{"
        memory.flush()
        wait_until_old()
        with looked_at(made) as seen:
            assert not seen.is_at_rest()


def test_who_trusts_no_stamp_looks_again(made: Path) -> None:
    with distrusted(), looked_at(made) as seen:
        assert not seen.is_at_rest()


def test_what_a_pattern_matches_is_looked_at_again(tmp_path: Path) -> None:
    files = chain()
    files["specs/compute-chain.md"] = files["specs/compute-chain.md"].replace(
        "- Output: `results/a/a.json`\n", "- Output: `results/a/a.json`\n- Sidecars: `results/a/*.csv`\n"
    )
    files["scripts/a.py"] += "open('results/a/one.csv', 'w').write('1,2')\n"
    bench = Bench(tmp_path / "project", files)
    assert bench.outcomes()["a"] == "made"
    wait_until_old()
    with looked_at(bench.root) as seen:
        assert not seen.is_at_rest()


def test_contracts_follow_receipts_as_they_come(made: Path) -> None:
    """Parts of other entries that are kept give what working them out afresh gives."""
    snapshot = load_snapshot(made)
    last, consumption = LastSeen(snapshot.project), snapshot.consumption
    kept = UpstreamWhileItGrows(last.project, consumption)
    receipt = last.project.receipts["a"]
    other = replace(receipt, outputs={ARTEFACT: OutputFact(digest="sha256:" + 64 * "1", size=2)})
    signatures = []
    for step in (receipt, other, receipt, None, other):
        last.restore_receipt("a", step)
        now = contract_of(last.project, "b", consumption, kept)
        assert now == contract_of(last.project, "b", consumption)
        signatures.append(now.signature)
    assert signatures[0] == signatures[2] and len(set(signatures)) == 3
