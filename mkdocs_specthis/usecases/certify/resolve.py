"""Resolve: settle merge conflicts in the ledgers, trusting neither side too much.

Judgments: the union. Receipts: the one whose signature is today's, upstream first, else neither. Knows no host.
"""

from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from mkdocs_specthis.core.ledger.conflicts import choose_receipt, holds_conflict, split_conflict, unite_locks
from mkdocs_specthis.core.ledger.text import render_ledger
from mkdocs_specthis.core.model.errors import WriteFailed
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.parse.ledger_json import decode_ledger
from mkdocs_specthis.core.parse.ledgers import LockFile, ReceiptFile, parse_judgments, parse_receipt
from mkdocs_specthis.core.parse.merge_marks import first_mark
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.git.repository import read_merged, read_stage
from mkdocs_specthis.effects.records.ledgers import lock_path, read_ledger_file, receipt_path, replace_ledger
from mkdocs_specthis.effects.tree.workspace import TEXT_LIMIT, Workspace
from mkdocs_specthis.usecases.certify.request import Resolved, ResolveResult
from mkdocs_specthis.usecases.load import load_snapshot, read_settings

OURS, THEIRS = 2, 3
"""Stages of a conflict in git's index."""


def resolve(root: Path) -> ResolveResult:
    """Settle what can be settled; what cannot stays as it is and is named. Raises LedgerBusy, WriteFailed."""
    specs = read_settings(root)[0].specs
    lock = _resolve_lock(root, lock_path(specs))
    return ResolveResult(files=(*lock, *_resolve_receipts(root, specs)))


def _resolve_lock(root: Path, path: str) -> Iterator[Resolved]:
    content, _ = read_ledger_file(root, path)
    if content is None or parse_judgments(content, path)[0] is not None:
        return
    for ours, theirs in _sides(root, path, content):
        both = _locks(ours, theirs, path)
        if both is not None:
            replace_ledger(root, path, seen=content, by=render_ledger(unite_locks(*both)))
            yield Resolved(path=path, settled=True, text="every judgment of either side is kept")
            return
    yield Resolved(path=path, settled=False, text=_why_not(content, parse_judgments(content, path)[1]))


def _locks(ours: bytes, theirs: bytes, path: str) -> tuple[LockFile, LockFile] | None:
    mine, other = parse_judgments(ours, path)[0], parse_judgments(theirs, path)[0]
    return None if mine is None or other is None else (mine, other)


def _sides(root: Path, path: str, content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Our text and theirs: whole, as git has them; else from the markers, around which git has merged by lines.

    A file that is JSON and still no ledger was merged by lines without a conflict: then the merge's parents. So was
    what the merge commit itself holds, as `merge=union` leaves it.
    """
    split = split_conflict(content.decode("utf-8", "replace"))
    mismerged = decode_ledger(content)[0] is not None or read_merged(root, path, 0) == content
    whole = (read_stage(root, path, OURS), read_stage(root, path, THEIRS))
    if mismerged and None in whole:
        whole = (read_merged(root, path, 1), read_merged(root, path, 2))
    if (split or mismerged) and whole[0] is not None and whole[1] is not None:
        yield whole[0], whole[1]
    if split is not None:
        yield split[0].encode("utf-8"), split[1].encode("utf-8")


def _resolve_receipts(root: Path, specs: str) -> Iterator[Resolved]:
    """In rounds, upstream first: a receipt's signature rests on the receipts above it."""
    snapshot = load_snapshot(root)
    waiting = set(snapshot.project.unreadable_receipts)
    stuck: set[str] = set()
    while waiting:
        now = _next_to_settle(snapshot, waiting)
        for entry in now:
            resolved = _resolve_receipt(root, specs, entry, snapshot, stuck)
            stuck |= set() if resolved.settled else {entry}
            yield resolved
        waiting -= set(now)
        snapshot = load_snapshot(root) if waiting else snapshot


def _next_to_settle(snapshot: Snapshot, waiting: set[str]) -> tuple[str, ...]:
    """Those with nothing upstream that waits too; all of them if each waits for another."""
    free = [name for name in waiting if name not in snapshot.entries or waiting.isdisjoint(_above(snapshot, name))]
    return tuple(sorted(free or waiting))


def _above(snapshot: Snapshot, name: str) -> Iterable[str]:
    return snapshot.graph.all_above(name)


def _resolve_receipt(root: Path, specs: str, entry: str, snapshot: Snapshot, stuck: Set[str]) -> Resolved:
    path = receipt_path(specs, entry)
    if entry not in snapshot.entries or snapshot.entries[entry].unreadable:
        return Resolved(
            path=path, settled=False, text=f"no spec that can be read has an entry `{entry}`: mend that first"
        )
    if obstacle := _obstacle(root, entry, snapshot, stuck):
        return Resolved(path=path, settled=False, text=obstacle)
    signature = snapshot.contracts[entry].signature
    content, _ = read_ledger_file(root, path)
    for ours, theirs in _sides(root, path, content or b""):
        kept = choose_receipt(_receipt(ours, path, entry), _receipt(theirs, path, entry), signature)
        text = "the receipt of today's content is kept" if kept else "neither receipt is of today's content: it is gone"
        try:
            replace_ledger(root, path, seen=content or b"", by=render_ledger(kept.raw) if kept else None)
        except WriteFailed as error:
            return Resolved(path=path, settled=False, text=error.message)
        return Resolved(path=path, settled=True, text=text)
    wrong = parse_receipt(content or b"", path, entry)[1]
    return Resolved(path=path, settled=False, text=_why_not(content or b"", wrong))


def _obstacle(root: Path, entry: str, snapshot: Snapshot, stuck: Set[str]) -> str:
    """Why nobody can say yet which receipt is of today's content; empty if somebody can."""
    workspace = Workspace(root=root, settings=snapshot.project.settings)
    for path in _read_files(snapshot, entry):
        content = workspace.read(path, TEXT_LIMIT)
        if content is not None and holds_conflict(content.decode("utf-8", "replace")):
            return f"a merge conflict stands in `{path}`: settle that first, then run this again"
    above = next((name for name in _above(snapshot, entry) if name in stuck), "")
    return f"it rests on `{above}`, whose receipt is not settled yet" if above else ""


def _read_files(snapshot: Snapshot, entry: str) -> Iterator[str]:
    """Every file that the signature or the contract of an entry is made from, but for artefacts of others."""
    contract = snapshot.contracts[entry]
    yield snapshot.entries[entry].spec
    yield from (*contract.scripts, *contract.modules, *contract.workflows, *contract.inputs)
    yield from snapshot.project.settings.environment


def _receipt(content: bytes, path: str, entry: str) -> ReceiptFile | None:
    return parse_receipt(content, path, entry)[0]


def _why_not(content: bytes, findings: Iterable[Finding]) -> str:
    """With the line of what is wrong: of marks that do not match, the first."""
    text = content.decode("utf-8", "replace")
    if line := first_mark(text):
        return f"line {line}: marks of a merge that do not match; take out what a hand or a tool left of them"
    lines = ((f"line {one.location.line}: " if one.location.line else "") + one.message for one in findings)
    return "; ".join(lines) or "it holds no merge conflict"
