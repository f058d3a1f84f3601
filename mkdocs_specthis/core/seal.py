"""The seal of a record, a short digest over what it says, and what follows from it: which judgment is in force.

Guards against accidents, not against people. Git merges by lines, and judgments look alike: without seals, a merge
without any conflict was seen to put a rejection under another entry. And it may leave two branches' judgments in any
order; so a certificate that overrules a rejection says which one, and every other rejection stands, wherever it is.
A merge that takes one side of each conflict was seen to give a receipt the signature of one branch and the bytes of the
other.
"""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.digest import canonical_json
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, Verdict

DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A judgment as the ledger holds it."""

    judgment: Judgment
    seal: str
    overrules: tuple[str, ...] = ()
    """Seals of the rejections of the same content that it was given in spite of."""

    @property
    def content(self) -> Hashable:
        """What was judged."""
        return self.judgment.scheme, self.judgment.inputs_certified


def seal(entry: str, judgment: Judgment, overrules: Iterable[str] = ()) -> Sealed:
    """Over the entry and everything that weighs: what was judged, how, by whom, when, why, and against whom."""
    against = tuple(sorted(overrules))
    said = [judgment.scheme, judgment.inputs_certified, judgment.verdict.value, judgment.author, judgment.ts]
    content = canonical_json([entry, *said, judgment.note, *against])
    return Sealed(judgment=judgment, seal=hashlib.sha256(content).hexdigest()[:DIGITS], overrules=against)


def seal_of_receipt(receipt: Receipt) -> str:
    """Over the entry and everything that weighs: what the run rested on, what it made, and how that came."""
    outputs = sorted((path, output.digest, output.size) for path, output in receipt.outputs.items())
    inputs = [sorted(receipt.parts.items()), sorted(receipt.undeclared.items())]
    said = [receipt.entry, receipt.scheme, receipt.signature, *inputs, outputs, receipt.origin]
    against = receipt.contradicted
    other = sorted((path, output.digest, output.size) for path, output in against.outputs.items()) if against else []
    content = canonical_json([*said, *([other, list(against.rules)] if against else [])])
    return hashlib.sha256(content).hexdigest()[:DIGITS]


def standing_rejections(history: Iterable[Sealed], content: Hashable) -> tuple[Sealed, ...]:
    """Rejections of the same content that no certificate overrules, in the order of the ledger."""
    same = tuple(one for one in history if one.content == content)
    overruled = {other for one in same for other in one.overrules}
    return tuple(one for one in same if one.judgment.verdict is Verdict.REJECTED and one.seal not in overruled)


def in_force_first(history: Sequence[Sealed]) -> tuple[Sealed, ...]:
    """The same judgments; of each content that stands rejected, the rejection comes before the certificates."""
    ordered = list(history)
    for content in {one.content: None for one in history}:
        standing = standing_rejections(history, content)
        if standing:
            first = next(index for index, one in enumerate(ordered) if one.content == content)
            ordered.remove(standing[0])
            ordered.insert(first, standing[0])
    return tuple(ordered)
