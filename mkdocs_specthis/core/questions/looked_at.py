"""The digest of what a person looked at before judging: of one entry its own, of several one over all of them.

Knows digests and names; who looked, and when, is said elsewhere.
"""

import re
from collections.abc import Iterable, Mapping

from mkdocs_specthis.core.digest import PREFIX, compose
from mkdocs_specthis.core.snapshot import Snapshot

SHORTEST = 12
"""Hex digits that name a digest."""
_AT = re.compile(rf"(?:{PREFIX})?([0-9a-f]{{{SHORTEST},64}})\Z")


def batch_digest(rows: Iterable[tuple[str, str]]) -> str:
    """Of (entry, inputs_certified) rows, in any order."""
    return compose(("entry", name, digest) for name, digest in rows)


def looked_at(snapshot: Snapshot, names: Iterable[str]) -> str:
    """Today's digest of what is judged: the entry's `inputs_certified`, or the batch digest of several."""
    rows = {name: snapshot.statuses[name].inputs_certified for name in names}
    return next(iter(rows.values())) if len(rows) == 1 else batch_digest(rows.items())


def looked_at_vocabulary(snapshot: Snapshot, confirmed: Mapping[str, Iterable[str]]) -> str:
    """Today's digest of what is confirmed: entries, and the vocabulary specs that moved under them.

    `confirmed` maps an entry to the names of those specs.
    """
    entries = (("entry", name, snapshot.statuses[name].inputs_certified) for name in confirmed)
    words = {
        ("vocabulary", spec, snapshot.contracts[name].vocabulary.get(spec, ""))
        for name, specs in confirmed.items()
        for spec in specs
    }
    return compose((*entries, *words))


def is_digest_prefix(at: str) -> bool:
    return _AT.match(at) is not None


def is_at(at: str, digest: str) -> bool:
    """Whether `at`, with or without `sha256:`, at least twelve hex digits, begins `digest`."""
    found = _AT.match(at)
    return found is not None and digest.removeprefix(PREFIX).startswith(found.group(1))
