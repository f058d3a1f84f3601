"""Reads and writes `_lock.json` and `_runs/<entry>.json`.

Every write happens under one lock, after re-reading what is there; a ledger that cannot be read is never written over.
It knows no rule about when a judgment or a receipt may be made.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.ledger.text import (
    empty_lock,
    render_ledger,
    with_judgments,
    with_receipt,
    without_judgments,
)
from mkdocs_specthis.core.model.errors import LedgerUnreadable, WriteFailed
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.parse.ledger_json import RESTORE, Fault, Object
from mkdocs_specthis.core.parse.ledgers import (
    LockFile,
    parse_judgments,
    parse_receipt,
    unreadable_lock,
    unreadable_receipt,
)
from mkdocs_specthis.effects.records.state_folder import ledger_lock
from mkdocs_specthis.effects.remembered.links import resolved
from mkdocs_specthis.effects.remembered.looks import note_file, note_link, note_way
from mkdocs_specthis.effects.remembered.residence import standing
from mkdocs_specthis.effects.remembered.shelf import kept
from mkdocs_specthis.effects.tree.atomic import remove_whole, sweep_temporaries, write_whole
from mkdocs_specthis.effects.tree.regular_file import open_regular

LOCK_NAME = "_lock.json"
RUNS_NAME = "_runs"
MAX_LOCK_BYTES = 512 * 1024 * 1024
MAX_RECEIPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgmentsRead:
    judgments: Mapping[str, tuple[Judgment, ...]]
    unreadable: bool
    """True if the lock file is there and cannot be read."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsRead:
    receipts: Mapping[str, Receipt]
    unreadable: frozenset[str]
    """Entries whose receipt is there and cannot be read."""
    findings: tuple[Finding, ...]
    all_unreadable: bool = False
    """True if the folder that holds them cannot be read."""


def lock_path(specs: str) -> str:
    return f"{specs}/{LOCK_NAME}"


def receipt_path(specs: str, entry: str) -> str:
    return f"{specs}/{RUNS_NAME}/{entry}.json"


def read_judgments(root: Path, specs: str) -> JudgmentsRead:
    """Every judgment; a missing lock file holds none."""
    path = lock_path(specs)

    def work() -> JudgmentsRead:
        lock, finding = _read_lock(root, path)
        return JudgmentsRead(
            judgments=lock.judgments if lock else {},
            unreadable=finding is not None,
            findings=(finding,) if finding else (),
        )

    return kept("judgments", path, f"{root}/{path}", JudgmentsRead, work, follow=False)


def read_receipts(root: Path, specs: str, only: Iterable[str] | None = None) -> ReceiptsRead:
    """Every receipt, or those of some entries; a missing file is no receipt."""
    if only is not None:
        return _read_receipts(root, specs, only)
    return standing("receipts", specs, lambda: _read_receipts(root, specs, None))


def _read_receipts(root: Path, specs: str, only: Iterable[str] | None) -> ReceiptsRead:
    names, fault = _entries_with_receipt(root, specs)
    if fault is not None:
        finding = unreadable_lock(f"{specs}/{RUNS_NAME}", fault)
        return ReceiptsRead(receipts={}, unreadable=frozenset(), findings=(finding,), all_unreadable=True)
    receipts: dict[str, Receipt] = {}
    findings: dict[str, Finding] = {}
    for entry in sorted(names if only is None else set(only)):
        receipt, finding_of_one = _kept_receipt(root, receipt_path(specs, entry), entry)
        if receipt is not None:
            receipts[entry] = receipt
        if finding_of_one is not None:
            findings[entry] = finding_of_one
    return ReceiptsRead(receipts=receipts, unreadable=frozenset(findings), findings=tuple(findings.values()))


Guard = Callable[[Mapping[str, tuple[Judgment, ...]]], None]
"""Sees what the ledger holds at the moment of writing; raises to keep it from being written."""


def append_judgments(root: Path, specs: str, judgments: Mapping[str, Judgment], guard: Guard | None = None) -> None:
    """Put one more judgment in front of each entry's.

    Raises LedgerUnreadable, LedgerBusy, WriteFailed, LeadsOutside, and whatever `guard` does.
    """
    _edit_lock(root, specs, lambda raw: with_judgments(raw, judgments), guard)


def remove_judgments(root: Path, specs: str, names: Iterable[str]) -> None:
    """Remove every judgment of some entries. Raises as `append_judgments`."""
    gone = frozenset(names)
    _edit_lock(root, specs, lambda raw: without_judgments(raw, gone))


def render_receipt(root: Path, specs: str, receipt: Receipt) -> bytes:
    """The bytes that `write_receipt` would write over the receipt that is there. Raises LedgerUnreadable."""
    _, raw, finding = _read_receipt(root, receipt_path(specs, receipt.entry), receipt.entry)
    if finding is not None:
        raise LedgerUnreadable(finding)
    return render_ledger(with_receipt(raw or {}, receipt))


def write_receipt(
    root: Path,
    specs: str,
    receipt: Receipt,
    announce: Callable[[bytes], None] = lambda content: None,
    sync_names: Callable[[str], None] | None = None,
) -> str:
    """Write the receipt of an entry over the one that is there; its path. Raises as `append_judgments`.

    `announce` is told what will be written, right before. `sync_names`: as `write_whole` has it.
    """
    path = receipt_path(specs, receipt.entry)
    with ledger_lock(root):
        content = render_receipt(root, specs, receipt)
        announce(content)
        write_whole(root, path, content, sync_names)
    return path


def replace_receipt(root: Path, specs: str, *, seen: Receipt, by: Receipt) -> bool:
    """The same, only if the receipt that is there speaks of the run that was `seen`. Raises as `append_judgments`."""
    path = receipt_path(specs, by.entry)
    with ledger_lock(root):
        receipt, _, finding = _read_receipt(root, path, by.entry)
        if finding is not None:
            raise LedgerUnreadable(finding)
        if receipt is None or (receipt.signature, receipt.outputs) != (seen.signature, seen.outputs):
            return False
        write_whole(root, path, render_receipt(root, specs, by))
        return True


def remove_receipts(root: Path, specs: str, names: Iterable[str]) -> None:
    """Remove the receipts of some entries. Raises as `append_judgments`."""
    with ledger_lock(root):
        for entry in names:
            path = receipt_path(specs, entry)
            _, _, finding = _read_receipt(root, path, entry)
            if finding is not None:
                raise LedgerUnreadable(finding)
            remove_whole(root, path)


def replace_ledger(root: Path, path: str, *, seen: bytes, by: bytes | None) -> None:
    """Put `by`, or nothing at all, in the place of a ledger that a person settles; only if it still is as `seen`."""
    with ledger_lock(root):
        content, _ = read_ledger_file(root, path)
        if content != seen:
            raise WriteFailed(f"{path} changed while it was being settled", hint="try again")
        if by is None:
            remove_whole(root, path)
        else:
            write_whole(root, path, by)


def sweep_ledger_folders(root: Path, specs: str) -> int:
    """Remove temporary files that killed writers left beside the ledgers; how many there were."""
    with ledger_lock(root):
        return sum(sweep_temporaries(folder) for folder in (root / specs, root / specs / RUNS_NAME) if folder.is_dir())


def read_ledger_file(root: Path, path: str, limit: int = MAX_LOCK_BYTES) -> tuple[bytes | None, Fault | None]:
    """The bytes; None without a fault if nothing is there. Reads regular files only, links not followed."""
    try:
        descriptor = open_regular(root / path, follow=False)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except OSError as error:
        return None, _refused(error)
    if descriptor is None:
        return None, Fault(line=0, message="the ledger is no regular file", hint=RESTORE)
    if os.fstat(descriptor).st_size > limit:
        os.close(descriptor)
        return None, Fault(line=0, message=f"more than {limit:,} bytes", hint=RESTORE)
    with open(descriptor, "rb") as file:
        try:
            return file.read(), None
        except OSError as error:
            return None, _refused(error)


def _refused(error: OSError) -> Fault:
    return Fault(line=0, message=f"the ledger cannot be read: {error.strerror or error}", hint=RESTORE)


def _read_lock(root: Path, path: str) -> tuple[LockFile | None, Finding | None]:
    content, fault = read_ledger_file(root, path)
    if fault is not None:
        return None, unreadable_lock(path, fault)
    if content is None:
        return None, None
    lock, findings = parse_judgments(content, path)
    return lock, findings[0] if findings else None


def _read_receipt(root: Path, path: str, entry: str) -> tuple[Receipt | None, Object | None, Finding | None]:
    content, fault = read_ledger_file(root, path, MAX_RECEIPT_BYTES)
    if fault is not None:
        return None, None, unreadable_receipt(path, entry, fault)
    if content is None:
        return None, None, None
    file, findings = parse_receipt(content, path, entry)
    if file is None:
        return None, None, findings[0]
    return file.receipt, file.raw, None


def _kept_receipt(root: Path, path: str, entry: str) -> tuple[Receipt | None, Finding | None]:
    def work() -> tuple[Receipt | None, Finding | None]:
        receipt, _, finding = _read_receipt(root, path, entry)
        return receipt, finding

    return kept("receipt", path, f"{root}/{path}", tuple[Receipt | None, Finding | None], work, follow=False)


def _edit_lock(root: Path, specs: str, edit: Callable[[Object], Object], guard: Guard | None = None) -> None:
    path = lock_path(specs)
    with ledger_lock(root):
        lock, finding = _read_lock(root, path)
        if finding is not None:
            raise LedgerUnreadable(finding)
        if guard is not None:
            guard(lock.judgments if lock else {})
        write_whole(root, path, render_ledger(edit(lock.raw if lock else empty_lock())))


def _entries_with_receipt(root: Path, specs: str) -> tuple[list[str], Fault | None]:
    """Names of the receipts; none without a fault if there is no such folder."""
    folder = root / specs / RUNS_NAME
    note_way(root, f"{specs}/{RUNS_NAME}")
    note_link(folder)
    note_file(folder)
    if not os.path.lexists(folder):
        return [], None
    if not Path(resolved(folder)).is_relative_to(resolved(root)):
        return [], Fault(line=0, message="the folder of receipts is a link that leads out of the project", hint=RESTORE)
    try:
        with os.scandir(folder) as found:
            names = [item.name for item in found]
    except OSError as error:
        return [], Fault(line=0, message=f"the folder of receipts cannot be read: {error.strerror}", hint=RESTORE)
    return [name.removesuffix(".json") for name in names if name.endswith(".json") and not name.startswith(".")], None
