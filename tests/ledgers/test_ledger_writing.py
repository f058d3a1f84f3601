"""No update is lost, no reader sees half a file, and a ledger that cannot be read is never written over."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import LOCK, judgment, lock_text, receipt, receipt_text

from mkdocs_specthis.core.ledger.text import render_ledger
from mkdocs_specthis.core.model.errors import LeadsOutside, LedgerUnreadable
from mkdocs_specthis.effects.records.ledgers import (
    append_judgments,
    read_judgments,
    read_receipts,
    remove_judgments,
    remove_receipts,
    replace_ledger,
    sweep_ledger_folders,
    write_receipt,
)
from mkdocs_specthis.effects.tree.atomic import write_whole

HERE = Path(__file__).parent
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"é\n'), inner, max_size=3)
)


@given(st.dictionaries(st.text('ab"é\n\u2028'), values, max_size=6))
def test_a_ledger_has_the_bytes_of_json_with_an_indent(raw: dict[str, object]) -> None:
    expected = json.dumps(raw, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert render_ledger(raw) == expected.encode()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    append_judgments(tmp_path, "specs", {"a": judgment("v1"), "b": judgment("v1")})
    append_judgments(tmp_path, "specs", {"a": judgment("v2")})
    write_receipt(tmp_path, "specs", receipt("a"))
    assert read_judgments(tmp_path, "specs").judgments["a"] == (judgment("v2"), judgment("v1"))
    assert read_receipts(tmp_path, "specs").receipts == {"a": receipt("a")}
    assert (tmp_path / ".specthis/.gitignore").read_text() == "*\n"
    remove_judgments(tmp_path, "specs", ["a"])
    remove_receipts(tmp_path, "specs", ["a", "b"])
    assert set(read_judgments(tmp_path, "specs").judgments) == {"b"}
    assert read_receipts(tmp_path, "specs").receipts == {}


def test_nothing_there_is_empty_and_no_fault(tmp_path: Path) -> None:
    assert read_judgments(tmp_path, "specs").findings == read_receipts(tmp_path, "specs").findings == ()
    assert not read_judgments(tmp_path, "specs").unreadable


def test_a_folder_a_pipe_or_a_link_is_no_ledger(tmp_path: Path) -> None:
    runs = tmp_path / "specs/_runs"
    (runs / "a.json").mkdir(parents=True)
    os.mkfifo(runs / "b.json")
    (tmp_path / "outside.json").write_bytes(receipt_text("c"))
    (runs / "c.json").symlink_to(tmp_path / "outside.json")
    (runs / "d.json").write_bytes(receipt_text("d"))
    (runs / ".hidden.json").write_text("{")
    (tmp_path / LOCK).symlink_to("/dev/zero")
    found = read_receipts(tmp_path, "specs")
    assert found.unreadable == {"a", "b", "c"}
    assert set(found.receipts) == {"d"}
    assert {finding.entry for finding in found.findings} == {"a", "b", "c"}
    assert read_judgments(tmp_path, "specs").unreadable


@pytest.mark.parametrize("content", [b"", b"{", lock_text(a=[judgment()])[:-20], b"<<<<<<< HEAD\n"])
def test_what_cannot_be_read_is_never_written_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "specs/_runs").mkdir(parents=True)
    (tmp_path / LOCK).write_bytes(content)
    (tmp_path / "specs/_runs/a.json").write_bytes(content)
    for write in (
        lambda: append_judgments(tmp_path, "specs", {"a": judgment()}),
        lambda: remove_judgments(tmp_path, "specs", ["a"]),
        lambda: write_receipt(tmp_path, "specs", receipt("a")) and None,
        lambda: remove_receipts(tmp_path, "specs", ["a"]),
    ):
        with pytest.raises(LedgerUnreadable) as caught:
            write()
        assert caught.value.finding.location.line >= 1
    assert (tmp_path / LOCK).read_bytes() == content
    assert (tmp_path / "specs/_runs/a.json").read_bytes() == content


def test_a_link_that_leads_out_is_not_followed_in_writing(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    root.mkdir()
    (root / "specs").symlink_to(outside)
    with pytest.raises(LeadsOutside):
        append_judgments(root, "specs", {"a": judgment()})
    (root / ".specthis" / "ledger.lock").unlink(missing_ok=True)
    (root / "specs").unlink()
    (root / "specs").mkdir()
    (root / "specs/_runs").symlink_to(outside)
    with pytest.raises(LeadsOutside):
        write_receipt(root, "specs", receipt("a"))
    assert list(outside.iterdir()) == []


def test_a_state_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir(), root.mkdir()
    (root / ".specthis").symlink_to(outside)
    with pytest.raises(LeadsOutside):
        append_judgments(root, "specs", {"a": judgment()})
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("left", [None, b""])
def test_the_state_folder_is_kept_out_of_git_whatever_was_cut_off(tmp_path: Path, left: bytes | None) -> None:
    """Whoever made it may have been killed, or have found the disk full, before its .gitignore held a word."""
    (tmp_path / ".specthis").mkdir()
    if left is not None:
        (tmp_path / ".specthis/.gitignore").write_bytes(left)
    append_judgments(tmp_path, "specs", {"a": judgment("v1")})
    assert (tmp_path / ".specthis/.gitignore").read_text() == "*\n"


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path: Path) -> None:
    write_whole(tmp_path, "x/y.json", b"1")
    (tmp_path / "plain").write_bytes(b"1")
    assert (tmp_path / "x/y.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_orphans_of_killed_writers_are_swept(tmp_path: Path) -> None:
    write_receipt(tmp_path, "specs", receipt("a"))
    (tmp_path / "specs/_runs/.specthis-0123.tmp").write_text("half")
    (tmp_path / "specs/.specthis-4567.tmp").write_text("half")
    assert sweep_ledger_folders(tmp_path, "specs") == 2
    assert {path.name for path in (tmp_path / "specs").rglob("*")} == {"_runs", "a.json"}


def test_a_conflict_is_settled_only_as_it_was_seen(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / LOCK).write_bytes(b"<<<<<<< now\n")
    with pytest.raises(Exception, match="changed while"):
        replace_ledger(tmp_path, LOCK, seen=b"<<<<<<< before\n", by=b"{}")
    replace_ledger(tmp_path, LOCK, seen=b"<<<<<<< now\n", by=lock_text(a=[judgment()]))
    assert not read_judgments(tmp_path, "specs").unreadable


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from ledger_samples import judgment, receipt
from mkdocs_specthis.effects.records.ledgers import append_judgments, write_receipt
root, me = Path(sys.argv[1]), sys.argv[2]
number = 0
while True:
    append_judgments(root, "specs", {f"e{me}-{number}": judgment(), "shared": judgment(f"{me}-{number}")})
    write_receipt(root, "specs", receipt("r" + me, signature=str(number)))
    print(number, flush=True)
    number += 1
    if number == int(sys.argv[4]):
        break
"""


def start_writer(root: Path, me: int, times: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WRITER, str(root), str(me), str(HERE), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_twenty_writers_lose_nothing(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, me, 3) for me in range(20)]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors.decode()
    found = read_judgments(tmp_path, "specs")
    assert not found.findings
    assert set(found.judgments) == {"shared", *(f"e{me}-{number}" for me in range(20) for number in range(3))}
    assert len(found.judgments["shared"]) == 20
    assert len(read_receipts(tmp_path, "specs").receipts) == 20


def test_kills_at_any_time_leave_ledgers_that_read_and_lose_nothing_finished(tmp_path: Path) -> None:
    chance = random.Random(1)
    write_receipt(tmp_path, "specs", receipt("a"))
    said: set[str] = set()
    for me in range(15):
        writer = start_writer(tmp_path, me, 1000)
        assert writer.stdout is not None
        said.add(f"e{me}-{int(writer.stdout.readline())}")
        time.sleep(chance.random() * 0.03)
        writer.send_signal(signal.SIGKILL)
        rest = writer.communicate()[0]
        said.update(f"e{me}-{int(line)}" for line in rest.split(b"\n")[:-1])
        found = read_judgments(tmp_path, "specs")
        assert not found.findings
        assert said <= set(found.judgments)
        assert not read_receipts(tmp_path, "specs").findings
    sweep_ledger_folders(tmp_path, "specs")
    assert not list((tmp_path / "specs").rglob("*.tmp"))
