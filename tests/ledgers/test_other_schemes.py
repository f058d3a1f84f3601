"""Digests of another scheme are never compared with those of this one, even if they are the same text."""

from dataclasses import replace
from pathlib import Path

from conftest import copy_project
from steps import Stage

from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.effects.records.ledgers import append_judgments, remove_judgments, write_receipt
from mkdocs_specthis.usecases.load import load_snapshot

ENTRY = "co2-clean"


def settled(folder: Path) -> Stage:
    stage = Stage(root=copy_project("example_site", folder))
    stage.take(f"certify {ENTRY}")
    stage.take(f"refresh {ENTRY}")
    status = stage.load().statuses[ENTRY]
    assert (status.certification, status.realization) == (Certification.CERTIFIED, Realization.FRESH)
    return stage


def test_a_receipt_of_another_scheme_is_stale_and_says_why(tmp_path: Path) -> None:
    stage = settled(tmp_path)
    receipt = stage.load().project.receipts[ENTRY]
    write_receipt(stage.root, "specs", replace(receipt, scheme=SCHEME + 1))
    status = load_snapshot(stage.root).statuses[ENTRY]
    assert (status.realization, status.ready) == (Realization.STALE, False)
    assert [reason.kind for reason in status.reasons if "under scheme 2" in reason.text] == ["scheme"]


def test_a_judgment_of_another_scheme_certifies_nothing(tmp_path: Path) -> None:
    stage = settled(tmp_path)
    judgment = stage.load().project.judgments[ENTRY][0]
    remove_judgments(stage.root, "specs", [ENTRY])
    append_judgments(stage.root, "specs", {ENTRY: replace(judgment, scheme=SCHEME + 1)})
    status = load_snapshot(stage.root).statuses[ENTRY]
    assert status.certification is not Certification.CERTIFIED and not status.ready
