"""What a merge conflict in a ledger comes down to: two texts, and one answer that trusts neither side too much.

Knows texts and records; not git, nor where a ledger lies.
"""

import io
from collections.abc import Mapping, Sequence

from mkdocs_specthis.core.digest import canonical_json
from mkdocs_specthis.core.ledger.text import MAX_JUDGMENTS
from mkdocs_specthis.core.model.ledger import Verdict
from mkdocs_specthis.core.parse.ledger_json import Object
from mkdocs_specthis.core.parse.ledgers import LockFile, ReceiptFile
from mkdocs_specthis.core.parse.merge_marks import BASE, OURS, SPLIT, THEIRS, first_mark, mark_of


def split_conflict(text: str) -> tuple[str, str] | None:
    """Our text and theirs, from markers with or without the base; None if there are none or they don't match."""
    ours: list[str] = []
    theirs: list[str] = []
    part = "both"
    marked = False
    for line in io.StringIO(text, newline="\n"):
        following = _part_after(part, mark_of(line))
        if following is None:
            return None
        if following == part and not mark_of(line):
            if part in ("both", "ours"):
                ours.append(line)
            if part in ("both", "theirs"):
                theirs.append(line)
        marked = marked or following != part
        part = following
    return ("".join(ours), "".join(theirs)) if marked and part == "both" else None


def holds_conflict(text: str) -> bool:
    """Whether markers of a merge are left in a file, whole or in part. The middle one alone may be a heading."""
    return first_mark(text) > 0


_NEXT_PART: Mapping[tuple[str, str], str] = {
    ("both", OURS): "ours",
    ("ours", BASE): "base",
    ("ours", SPLIT): "theirs",
    ("base", SPLIT): "theirs",
    ("theirs", THEIRS): "both",
}


def _part_after(part: str, marker: str) -> str | None:
    """Where a line leads; None for a marker that has no place there."""
    return _NEXT_PART.get((part, marker)) if marker else part


def unite_locks(ours: LockFile, theirs: LockFile) -> Object:
    """The union: per entry every judgment once, newest first. Which one is in force follows from the seals."""
    our_entries, their_entries = _records(ours), _records(theirs)
    entries: Object = {
        name: _unite(our_entries.get(name, []), their_entries.get(name, []))
        for name in sorted(our_entries.keys() | their_entries.keys())
    }
    return {**theirs.raw, **ours.raw, "entries": entries}


def _records(lock: LockFile) -> dict[str, list[Object]]:
    entries = lock.raw["entries"]
    assert isinstance(entries, dict)
    return dict(entries)


def _unite(ours: Sequence[Object], theirs: Sequence[Object]) -> list[Object]:
    """What stands rejected comes first of its time, so that a person reads it as it counts."""
    united = list({canonical_json(record): record for record in (*ours, *theirs)}.values())
    united.sort(key=lambda record: (str(record.get("ts", "")), record["verdict"] == Verdict.REJECTED), reverse=True)
    return united[:MAX_JUDGMENTS]


def choose_receipt(ours: ReceiptFile | None, theirs: ReceiptFile | None, signature: str) -> ReceiptFile | None:
    """The one whose signature is today's; None if neither's is, or both are and they tell of other bytes.

    Of two that tell of the same bytes the one that a run has disproved: no merge makes that undone.
    """
    fitting = [file for file in (ours, theirs) if file is not None and file.receipt.signature == signature]
    if len(fitting) == 2 and fitting[0].receipt.outputs != fitting[1].receipt.outputs:
        return None
    return max(fitting, key=lambda file: file.receipt.contradicted is not None, default=None)
