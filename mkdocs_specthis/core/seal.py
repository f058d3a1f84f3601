"""The seal of a judgment: a short digest over what it says, so that one put together from two is not taken for either.

Guards against accidents, not against people: git merges by lines, and judgments look alike. Without it, a line merge
without any conflict was seen to put a rejection under another entry.
"""

import hashlib

from mkdocs_specthis.core.digest import canonical_json
from mkdocs_specthis.core.model.ledger import Judgment

DIGITS = 16


def seal_of(entry: str, judgment: Judgment) -> str:
    """Over the entry and everything that weighs: what was judged, how, by whom, when, and why."""
    said = (judgment.scheme, judgment.inputs_certified, judgment.verdict.value)
    content = canonical_json([entry, *said, judgment.author, judgment.ts, judgment.note])
    return hashlib.sha256(content).hexdigest()[:DIGITS]
