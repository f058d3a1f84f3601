"""Judgments and receipts for tests, and the texts of ledgers that hold them.

Knows the records; no expectation.
"""

import json

from mkdocs_specthis.core.digest import digest_text
from mkdocs_specthis.core.ledger.text import empty_lock, receipt_record, render_ledger, with_judgments
from mkdocs_specthis.core.model.ledger import Judgment, OutputFact, Receipt, Verdict

LOCK = "specs/_lock.json"


def digest(name: str) -> str:
    return digest_text(name)


def judgment(of: str = "v1", *, ts: str = "2026-01-01T00:00:00Z", rejected: bool = False, note: str = "") -> Judgment:
    return Judgment(
        inputs_certified=digest(of),
        verdict=Verdict.REJECTED if rejected else Verdict.CERTIFIED,
        parts={"script scripts/a.py": digest(of)},
        author="Ada",
        ts=ts,
        note=note,
    )


def lock_text(**histories: list[Judgment]) -> bytes:
    """A lock file; each history newest first."""
    raw = empty_lock()
    for name, history in histories.items():
        for one in reversed(history):
            raw = with_judgments(raw, {name: one})
    return render_ledger(raw)


def receipt(entry: str = "a", *, signature: str = "s1", content: str = "one") -> Receipt:
    output = OutputFact(digest=digest(content), size=len(content))
    return Receipt(
        entry=entry, signature=digest(signature), outputs={f"results/{entry}/{entry}.json": output}, seconds=1.5
    )


def receipt_text(entry: str = "a", *, signature: str = "s1", content: str = "one") -> bytes:
    return render_ledger(receipt_record(receipt(entry, signature=signature, content=content)))


def edited(content: bytes, **keys: object) -> bytes:
    """The same ledger with some top-level keys changed."""
    return json.dumps({**json.loads(content), **keys}).encode()
