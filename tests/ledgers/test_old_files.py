"""Files of the first version are read by every later one, with keys that nobody knows, and these survive a rewrite.

`samples/v1` is a project as the first version left it. Nothing in it is ever made anew: if a test fails here, projects
out in the world are read differently too.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.ledger.text import receipt_record, render_ledger
from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.ledger import Verdict
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.records.events import append_event, read_failures
from mkdocs_specthis.effects.records.ledgers import append_judgments, remove_judgments, write_receipt
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.usecases.certify.judge import judgment_of
from mkdocs_specthis.usecases.load import load_snapshot

SAMPLE = Path(__file__).parent / "samples" / "v1"
LOCK, RUNS, EVENTS = "specs/_lock.json", "specs/_runs", ".specthis/events.jsonl"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".specthis").mkdir()
    (tmp_path / "events.jsonl").rename(tmp_path / EVENTS)
    return tmp_path


def axes(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    return {name: (str(one.certification), str(one.realization)) for name, one in snapshot.statuses.items()}


def test_every_state_is_as_it_was(root: Path) -> None:
    """No upgrade moves a certificate or makes anything stale."""
    snapshot = load_snapshot(root)
    assert axes(snapshot) == {
        "clean": ("certified", "fresh"),
        "fit-one": ("rejected", "fresh"),
        "fit-two": ("certified", "fresh"),
        "later": ("uncertified", "never-run"),
    }
    assert [finding.rule for finding in snapshot.findings if finding.severity == "error"] == []


def test_judgments_are_read_whole(root: Path) -> None:
    judgments = load_snapshot(root).project.judgments["fit-two"]
    verdicts = [judgment.verdict for judgment in judgments]
    assert verdicts == [Verdict.CERTIFIED, Verdict.REJECTED, Verdict.CERTIFIED]
    newest = judgments[0]
    assert (newest.author, newest.note, newest.scheme) == ("Test <test@example.org>", "it is, see line 3", 1)
    assert newest.via == "specthis lock record" and newest.spec == "specs/compute-fit.md"
    assert "script scripts/fit.py" in newest.parts and "definitions-words" in newest.vocabulary


def test_receipts_are_read_whole(root: Path) -> None:
    receipt = load_snapshot(root).project.receipts["clean"]
    content = (root / "results" / "clean" / "clean.json").read_bytes()
    (output,) = receipt.outputs.values()
    assert (output.digest, output.size) == (digest_bytes(content), len(content))
    assert (receipt.origin, receipt.engine, receipt.platform) == ("run", "local", "Linux x86_64")
    assert receipt.seconds == 0.294 and receipt.ts.endswith("Z")


def test_events_are_read(root: Path) -> None:
    read = read_failures(root)
    assert read.findings == ()
    assert {name: (one.text, one.log) for name, one in read.failures.items()} == {
        "clean": ("it ended with status 1", ".specthis/logs/clean.log")
    }
    append_event(root, Event(ts="2030-01-01T00:00:00Z", run="r", actor="refresh", event="made", subject="clean"))
    assert read_failures(root).failures == {}
    assert (root / EVENTS).read_bytes().startswith((SAMPLE / "events.jsonl").read_bytes())


# --- what nobody here knows


def unknown_keys(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every key that starts with `x-`, and where."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key.startswith("x-"):
                yield f"{place}/{key}", part
            yield from unknown_keys(part, f"{place}/{key}")
    elif isinstance(value, list):
        for part in value:
            yield from unknown_keys(part, f"{place}/*")


def read(root: Path, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / path).read_text(encoding="utf-8"))
    return found


def test_the_samples_hold_some(root: Path) -> None:
    assert len(list(unknown_keys(read(root, LOCK)))) == 7
    assert len(list(unknown_keys(read(root, f"{RUNS}/clean.json")))) == 2


def test_they_survive_one_more_judgment(root: Path) -> None:
    snapshot = load_snapshot(root)
    before = read(root, LOCK)
    verdict, spec = Verdict.REJECTED, snapshot.project.settings.specs
    judgment = judgment_of(snapshot, "clean", verdict, "Ada", "test", "no", "2030-01-01T00:00:00Z", "")
    append_judgments(root, spec, {"clean": judgment})
    after = read(root, LOCK)
    assert list(unknown_keys(after)) == list(unknown_keys(before))
    assert after["entries"]["clean"][1:] == before["entries"]["clean"]
    assert axes(load_snapshot(root))["clean"] == ("rejected", "fresh")


def test_they_survive_a_removal(root: Path) -> None:
    before = read(root, LOCK)
    remove_judgments(root, "specs", ["clean"])
    after = read(root, LOCK)
    del before["entries"]["clean"]
    assert after == before


def test_they_survive_a_new_receipt(root: Path) -> None:
    receipt = load_snapshot(root).project.receipts["clean"]
    before = read(root, f"{RUNS}/clean.json")
    write_receipt(root, "specs", receipt)
    after = read(root, f"{RUNS}/clean.json")
    assert after["x-machine"] == before["x-machine"]
    assert "seal" not in before and after["seal"]
    assert {**after, "outputs": None} == {**before, "outputs": None, "seal": after["seal"]}
    assert render_ledger({**receipt_record(receipt), "x-machine": {"cores": 8}}) == render_ledger(after)


def test_the_schemas_take_them() -> None:
    files = [("lock", LOCK), *(("receipt", f"{RUNS}/{path.name}") for path in (SAMPLE / RUNS).glob("*.json"))]
    assert len(files) == 4
    for name, path in files:
        assert jsonschema_rs.validator_for(read_schema(name)).is_valid(read(SAMPLE, path)), path
    for line in (SAMPLE / "events.jsonl").read_text().splitlines():
        assert jsonschema_rs.validator_for(read_schema("event")).is_valid(json.loads(line))
