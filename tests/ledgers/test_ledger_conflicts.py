"""What two branches judged and ran, settled without trusting either too much."""

import itertools
import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from ledger_samples import LOCK, digest, judgment, lock_text, receipt, receipt_text

from mkdocs_specthis.core.ledger.conflicts import choose_receipt, split_conflict, unite_locks
from mkdocs_specthis.core.ledger.text import receipt_record, render_ledger
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, Verdict
from mkdocs_specthis.core.parse.ledgers import LockFile, ReceiptFile, parse_judgments, parse_receipt

MERGE = "a\n<<<<<<< HEAD\nb\nc\n=======\nd\n>>>>>>> topic\ne\n"
DIFF3 = "a\n<<<<<<< HEAD\nb\n||||||| 1a2b3c\nold\n=======\nd\n>>>>>>> topic\ne\n<<<<<<<\r\n=======\r\nf\n>>>>>>>\n"


def test_both_styles_of_markers_split() -> None:
    assert split_conflict(MERGE) == ("a\nb\nc\ne\n", "a\nd\ne\n")
    assert split_conflict(DIFF3) == ("a\nb\ne\n", "a\nd\ne\nf\n")


@pytest.mark.parametrize(
    "text", ["a\n", "<<<<<<< x\na\n", "=======\n", ">>>>>>> x\n", "<<<<<<<\n<<<<<<<\n=======\n>>>>>>>\n"]
)
def test_markers_that_do_not_match_are_no_conflict(text: str) -> None:
    assert split_conflict(text) is None


def lock(**histories: list[Judgment]) -> LockFile:
    parsed, _ = parse_judgments(lock_text(**histories), LOCK)
    assert parsed is not None
    return parsed


def united(ours: LockFile, theirs: LockFile) -> LockFile:
    parsed, findings = parse_judgments(render_ledger(unite_locks(ours, theirs)), LOCK)
    assert parsed is not None, findings
    return parsed


OLD = judgment("v1", ts="2026-01-01T00:00:00Z")
CERTIFIED = judgment("v1", ts="2026-01-03T00:00:00Z", note="fine")
REJECTED = judgment("v1", ts="2026-01-02T00:00:00Z", rejected=True)
OTHER = judgment("v2", ts="2026-01-04T00:00:00Z")


def test_a_judgment_that_a_merge_put_under_another_entry_is_seen() -> None:
    content = lock_text(a=[REJECTED, OLD], b=[OLD]).replace(b'"b": [', b'"c": [')
    lock, findings = parse_judgments(content, LOCK)
    assert lock is None
    assert "stands under `c`" in findings[0].message


def test_a_judgment_put_together_from_two_is_seen() -> None:
    content = lock_text(a=[REJECTED]).replace(b'"rejected"', b'"certified"')
    lock, findings = parse_judgments(content, LOCK)
    assert lock is None
    assert "not as it was written" in findings[0].message
    assert b"seal" in content.splitlines()[findings[0].location.line - 1]


def test_a_judgment_written_by_hand_needs_no_seal() -> None:
    raw = json.loads(lock_text(a=[OLD]))
    del raw["entries"]["a"][0]["seal"]
    assert parse_judgments(render_ledger(raw), LOCK)[0] is None
    del raw["entries"]["a"][0]["entry"]
    assert parse_judgments(render_ledger(raw), LOCK)[0] is not None


def test_the_union_is_newest_first_and_holds_each_once() -> None:
    found = united(lock(a=[CERTIFIED, OLD], b=[OLD]), lock(a=[OTHER, OLD], c=[OTHER]))
    assert found.judgments == {"a": (OTHER, CERTIFIED, OLD), "b": (OLD,), "c": (OTHER,)}


@pytest.mark.parametrize("swapped", [False, True])
def test_of_one_digest_judged_both_ways_the_rejection_is_in_force(swapped: bool) -> None:
    sides = lock(a=[CERTIFIED, OLD]), lock(a=[REJECTED, OLD])
    found = united(*(reversed(sides) if swapped else sides)).judgments["a"]
    assert found[0] == REJECTED
    assert set(map(repr, found)) == set(map(repr, (REJECTED, CERTIFIED, OLD)))


@pytest.mark.parametrize("swapped", [False, True])
def test_who_knew_the_rejection_and_overruled_it_stands(swapped: bool) -> None:
    """A branch that overruled a rejection, merged with one that only holds the rejection."""
    sides = lock(a=[CERTIFIED, REJECTED]), lock(a=[REJECTED])
    assert united(*(reversed(sides) if swapped else sides)).judgments["a"][0].verdict is Verdict.CERTIFIED
    sides = lock(a=[REJECTED, OLD]), lock(a=[OLD])
    assert united(*(reversed(sides) if swapped else sides)).judgments["a"][0].verdict is Verdict.REJECTED


def test_the_union_is_the_same_from_either_side_but_for_ties() -> None:
    ours, theirs = lock(a=[OTHER, REJECTED]), lock(a=[CERTIFIED], b=[OLD])
    assert united(ours, theirs).judgments == united(theirs, ours).judgments


def test_a_rejection_stands_wherever_a_merge_puts_it() -> None:
    raw = json.loads(lock_text(a=[REJECTED]))
    certified = json.loads(lock_text(a=[CERTIFIED, OLD]))["entries"]["a"]
    for history in ([*certified, *raw["entries"]["a"]], [certified[0], *raw["entries"]["a"], certified[1]]):
        found = parse_judgments(render_ledger({"version": 1, "entries": {"a": history}}), LOCK)[0]
        assert found is not None
        assert found.judgments["a"][0] == REJECTED
        assert len(found.judgments["a"]) == 3


def receipt_file(**keys: str) -> ReceiptFile:
    file, _ = parse_receipt(receipt_text(**keys), "specs/_runs/a.json", "a")
    assert file is not None
    return file


def test_the_receipt_of_today_is_kept_else_neither() -> None:
    ours, theirs = receipt_file(signature="s1"), receipt_file(signature="s2")
    assert choose_receipt(ours, theirs, theirs.receipt.signature) is theirs
    assert choose_receipt(None, theirs, theirs.receipt.signature) is theirs
    assert choose_receipt(ours, theirs, receipt_file(signature="s3").receipt.signature) is None
    same = receipt_file(signature="s1")
    assert choose_receipt(ours, same, ours.receipt.signature) is ours
    other_bytes = receipt_file(signature="s1", content="two")
    assert choose_receipt(ours, other_bytes, ours.receipt.signature) is None


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_what_git_makes_of_two_branches_reads_as_the_union_or_not_at_all(tmp_path: Path, style: str) -> None:
    """Judgments of entries with equal content, made at equal times: the worst that lines can look alike."""
    histories = {
        "base": {"a": [OLD], "z": [OLD]},
        "ours": {"a": [CERTIFIED, OLD], "b": [OLD], "z": [OLD]},
        "theirs": {"a": [REJECTED, OLD], "c": [OTHER], "z": [OTHER, OLD]},
    }
    path = make_branches(tmp_path, {name: lock_text(**history) for name, history in histories.items()}, style)
    sides = split_conflict(path.read_text())
    assert sides is not None
    assert parse_judgments(path.read_bytes(), LOCK)[0] is None
    ours, theirs = (parse_judgments(side.encode(), LOCK)[0] for side in sides)
    assert ours is not None and theirs is not None
    found = united(ours, theirs)
    assert found.judgments["a"][0] == REJECTED
    assert sorted(found.judgments) == ["a", "b", "c", "z"]
    assert found.judgments["z"] == (OTHER, OLD)


def make_branches(folder: Path, contents: dict[str, bytes], style: str) -> Path:
    """`ours` and `theirs` grown from `base` and merged, whatever comes of it."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", f"merge.conflictStyle={style}")
        subprocess.run(("git", *identity, *arguments), cwd=folder, capture_output=True, check=False)

    path = folder / "_lock.json"
    git("init", "-q", "-b", "ours")
    for branch, content in contents.items():
        if branch != "base":
            git("checkout", "-q", "-B", branch, "base")
        path.write_bytes(content)
        git("add", ".")
        git("commit", "-qm", branch)
        git("tag", branch) if branch == "base" else None
    git("checkout", "-q", "ours")
    git("merge", "theirs")
    return path


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_no_merge_by_git_ever_makes_a_rejected_entry_certified(tmp_path: Path) -> None:
    """Histories at random, of contents and times that repeat. What reads must hold every rejection where it was."""
    chance = random.Random(7)
    read = 0
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        base = {name: [some_judgment(chance)] for name in chance.sample("abcd", 2)}
        grown = {
            side: {
                name: [*(some_judgment(chance) for _ in range(chance.randrange(3))), *base.get(name, [])]
                for name in "abcde"
            }
            for side in ("ours", "theirs")
        }
        contents = {side: lock_text(**history) for side, history in {"base": base, **grown}.items()}
        merged, _ = parse_judgments(make_branches(folder, contents, "merge").read_bytes(), LOCK)
        if merged is None:
            continue
        read += 1
        for side in ("ours", "theirs"):
            before = parse_judgments(contents[side], LOCK)[0]
            assert before is not None
            for name, history in before.judgments.items():
                assert {repr(one) for one in history} <= {repr(one) for one in merged.judgments[name]}
    assert read


def some_judgment(chance: random.Random) -> Judgment:
    ts = f"2026-01-0{chance.randrange(1, 4)}T00:00:00Z"
    return judgment(chance.choice(["v1", "v2"]), ts=ts, rejected=chance.random() < 0.4)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("favour", ["", "--ours", "--theirs", "--union"])
def test_no_merge_mixes_two_receipts_into_a_third(tmp_path: Path, favour: str) -> None:
    """Each side may have moved its signature, its bytes, both or neither; git may be told to take a side."""
    sides = [(signature, content) for signature in ("s0", "s1", "s2") for content in ("one", "two", "three")]
    for number, ((ours, made), (theirs, made_there)) in enumerate(itertools.product(sides, sides)):
        receipts = {
            "base": receipt(signature="s0", content="one"),
            "ours": receipt(signature=ours, content=made),
            "theirs": receipt(signature=theirs, content=made_there),
        }
        for name, one in receipts.items():
            (tmp_path / name).write_bytes(render_ledger(receipt_record(replace(one, parts=parts_of(one)))))
        words = ["git", "merge-file", "-p", *([favour] if favour else []), "ours", "base", "theirs"]
        merged = subprocess.run(words, cwd=tmp_path, capture_output=True).stdout
        read = parse_receipt(merged, "specs/_runs/a.json", "a")[0]
        if read is not None:
            found = (read.receipt.signature, read.receipt.outputs)
            assert found in [(one.signature, one.outputs) for one in receipts.values()], (number, ours, theirs)


def parts_of(one: Receipt) -> dict[str, str]:
    """So many between the outputs and the signature that git takes their lines for two changes."""
    return {f"input data/{n}.txt": digest(one.signature if n == 4 else str(n)) for n in range(9)}
