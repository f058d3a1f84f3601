"""What a second run has disproved is never green: not here, not in a clone, not below it, and not in the cache."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import write_files
from refresh_bench import COPY, Bench, entry, of, spec

from mkdocs_specthis.core.ledger.conflicts import choose_receipt
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.run import Outcome
from mkdocs_specthis.core.parse.ledgers import parse_receipt
from mkdocs_specthis.usecases.load import load_snapshot

RANDOM = """\
import json, uuid
json.dump({"id": str(uuid.uuid4()), "n": 1}, open("results/a/a.json", "w"))
"""
STEADY = 'import json\njson.dump({"id": "x", "n": 1}, open("results/a/a.json", "w"))\n'
COIN = """\
import json, os, pathlib
side = pathlib.Path(os.environ["ASIDE"], "side")
json.dump({"n": side.read_text() if side.exists() else "heads"}, open("results/a/a.json", "w"))
"""
RULE = "nondeterministic"


def bench(tmp_path: Path, script: str = RANDOM, **fields: str) -> Bench:
    """`a` never gives the same twice, `b` reads it; both are certified and made."""
    entries = (
        entry("a", **fields),
        entry("b", consumes="`a`", Run="`python {script} {output} results/a/a.json`"),
    )
    files = {
        "specthis.toml": f'[run]\nenv = {{ ASIDE = "{tmp_path}" }}\n',
        "specs/compute-two.md": spec("compute-two", *entries),
        "scripts/a.py": script,
        "scripts/b.py": COPY,
    }
    two = Bench(tmp_path / "project", files)
    two.certify("a", "b")
    assert two.outcomes() == {"a": "made", "b": "made"}
    assert ready(two.root) == {"a": True, "b": True}
    return two


def ready(root: Path) -> dict[str, bool]:
    return {name: status.ready and status.settled for name, status in load_snapshot(root).statuses.items()}


def found(root: Path) -> list[Finding]:
    return [finding for finding in load_snapshot(root).findings if finding.rule == RULE]


def disproved(two: Bench) -> Bench:
    assert of(two.refresh("a", force=True), "a").outcome is Outcome.FAILED
    return two


def test_neither_it_nor_what_rests_on_it_is_settled(tmp_path: Path) -> None:
    two = disproved(bench(tmp_path))
    assert ready(two.root) == {"a": False, "b": False}
    assert two.states() == {"a": "fresh", "b": "fresh"}, "the bytes are the receipt's all the same"
    (finding,) = found(two.root)
    assert (finding.entry, finding.severity) == ("a", "error")
    assert "gave another `results/a/a.json`" in finding.message and "`Varies`" in finding.hint
    status = two.load().statuses["a"]
    assert (status.headline, status.actor) == ("error", "mind")


def test_a_clone_gives_the_same_answer(tmp_path: Path) -> None:
    """The event log is this machine's; the receipt is everybody's."""
    two = disproved(bench(tmp_path))
    (two.root / ".specthis/events.jsonl").unlink()
    assert ready(two.root) == {"a": False, "b": False}
    against = two.said("a")["contradicted"]
    assert set(against["outputs"]) == {"results/a/a.json"}
    assert against["outputs"]["results/a/a.json"]["digest"] != two.said("a")["outputs"]["results/a/a.json"]["digest"]


def test_it_is_not_pushed(tmp_path: Path) -> None:
    from mkdocs_specthis.core.cache.rules import push_problem
    from mkdocs_specthis.core.states.standing import standing_of

    two = disproved(bench(tmp_path))
    snapshot = two.load()
    standing = standing_of(snapshot.project, snapshot.contracts["a"], snapshot.statuses["a"].errors)
    assert push_problem(standing, snapshot.project.receipts["a"], snapshot.project.settings)


def test_a_script_that_is_mended_ends_it(tmp_path: Path) -> None:
    two = disproved(bench(tmp_path))
    two.write({"scripts/a.py": STEADY})
    two.certify("a")
    assert found(two.root) == [], "what moved since is stale, which says it all"
    assert two.outcomes()["a"] == "made"
    assert "contradicted" not in two.said("a")
    assert ready(two.root) == {"a": True, "b": True}


def test_what_is_accepted_counts(tmp_path: Path) -> None:
    two = disproved(bench(tmp_path))
    assert of(two.refresh(force=True, accept=True), "a").outcome is Outcome.MADE
    assert "contradicted" not in two.said("a")
    assert ready(two.root) == {"a": True, "b": True}


@pytest.mark.parametrize(("varies", "ends"), [("`id`", True), ("`n`", False)])
def test_varies_ends_it_once_a_run_shows_that_it_covers_the_difference(tmp_path: Path, varies: str, ends: bool) -> None:
    two = disproved(bench(tmp_path))
    declared = two.read("specs/compute-two.md").replace("`scripts/a.py`", f"`scripts/a.py`\n- Varies: {varies}")
    two.write({"specs/compute-two.md": declared})
    two.certify("a", "b")
    assert "shows whether `Varies` now covers it" in found(two.root)[0].hint
    assert ready(two.root) == {"a": False, "b": False}, "nobody has seen yet that it does"
    two.refresh(force=True)
    assert ready(two.root) == {"a": ends, "b": ends}


def test_the_same_bytes_once_more_are_no_proof(tmp_path: Path) -> None:
    """A coin that falls on the same side twice is still a coin."""
    two = bench(tmp_path, COIN)
    (tmp_path / "side").write_text("tails")
    disproved(two)
    (tmp_path / "side").write_text("heads")
    assert of(two.refresh("a", force=True), "a").outcome is Outcome.REPRODUCED
    assert ready(two.root) == {"a": False, "b": False}


def test_the_policy_to_accept_leaves_nothing_to_say(tmp_path: Path) -> None:
    two = disproved(bench(tmp_path))
    write_files(two.root, {"specthis.toml": two.read("specthis.toml") + '[policy]\nnondeterminism = "accept"\n'})
    assert found(two.root) == []


def test_no_merge_makes_it_undone(tmp_path: Path) -> None:
    two = bench(tmp_path)
    path = "specs/_runs/a.json"
    before = parse_receipt(two.receipt("a"), path, "a")[0]
    after = parse_receipt(disproved(two).receipt("a"), path, "a")[0]
    assert before and after
    for sides in ((before, after), (after, before)):
        assert choose_receipt(*sides, before.receipt.signature) is after


def test_a_note_that_was_changed_by_a_merge_is_found_out(tmp_path: Path) -> None:
    said: dict[str, Any] = disproved(bench(tmp_path)).said("a")
    said["contradicted"]["outputs"] = {}
    receipt, findings = parse_receipt(json.dumps(said).encode(), "specs/_runs/a.json", "a")
    assert receipt is None and "not as it was written" in findings[0].message
