"""Who is sent where: the cause in the spec before its consequence, and a person where something cannot be read."""

from pathlib import Path

from conftest import write_files

from mkdocs_specthis.core.model.state import Actor
from mkdocs_specthis.core.parse.source import MAX_BYTES
from mkdocs_specthis.usecases.load import load_snapshot

ENTRY = "- Script: `scripts/a.py`\n- {inputs}: `data/x.csv`\n- Output: `results/a/a.json`\n- Status: script ready\n"
SPEC = "---\nname: compute-a\nkind: compute\ndepends_on: [words]\n---\n\nSee words.md.\n\n## Entry\n\n### a\n\n"


def project(root: Path, *, inputs: str = "Inputs", words: str = "definitions", script: str = "") -> Path:
    return write_files(
        root,
        {
            "specs/compute-a.md": SPEC + ENTRY.format(inputs=inputs),
            "specs/words.md": f"---\nname: words\nkind: {words}\n---\n\nWords.\n",
            "scripts/a.py": script or 'print(open("data/x.csv").read())\n',
            "data/x.csv": "1\n",
        },
    )


def test_a_slip_in_the_spec_comes_before_what_the_script_lacks_for_it(tmp_path: Path) -> None:
    status = load_snapshot(project(tmp_path, inputs="Imputs")).statuses["a"]
    assert status.repair is not None
    assert status.repair.path == "specs/compute-a.md"
    assert "did you mean `Inputs`?" in status.repair.text


def test_a_script_that_is_too_large_to_be_read_is_an_error(tmp_path: Path) -> None:
    snapshot = load_snapshot(project(tmp_path, script="x = 1\n" * (MAX_BYTES // 6 + 1)))
    assert [finding.rule for finding in snapshot.findings if finding.entry == "a"] == ["file-too-large"]
    assert not snapshot.statuses["a"].ready


def test_words_that_cannot_be_read_are_mended_by_a_person(tmp_path: Path) -> None:
    from dataclasses import replace

    from mkdocs_specthis.core.model.ledger import Judgment, OutputFact, Receipt, Verdict
    from mkdocs_specthis.core.snapshot import analyze

    sound = load_snapshot(project(tmp_path, script="x = 1\n"))
    contract = sound.contracts["a"]
    write_files(tmp_path, {"specs/words.md": "---\nname: words\nkind: definition\n---\n", "results/a/a.json": "{}"})
    broken = load_snapshot(tmp_path).project
    made = OutputFact(digest=broken.files["results/a/a.json"].digest, size=2)
    judged = Judgment(inputs_certified=contract.inputs_certified, verdict=Verdict.CERTIFIED)
    receipt = Receipt(entry="a", signature=contract.signature, outputs={"results/a/a.json": made})
    status = analyze(replace(broken, judgments={"a": (judged,)}, receipts={"a": receipt})).statuses["a"]
    assert (status.headline, status.actor, status.ready, status.settled) == ("waiting", Actor.MIND, False, False)
    assert status.repair is not None and "words.md" in status.repair.text
