"""Clear: take judgments back, and remove what the ledgers hold of entries that no longer exist.

Knows no host. What is removed is in git's history.
"""

from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.model.errors import Refused, UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.ledgers import remove_judgments, remove_receipts
from mkdocs_specthis.usecases.certify.judge import check_ledger
from mkdocs_specthis.usecases.certify.request import ClearRequest, ClearResult
from mkdocs_specthis.usecases.load import load_snapshot


def clear(root: Path, request: ClearRequest) -> ClearResult:
    """Raises UnknownName, LedgerUnreadable, Refused."""
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    names = set(_asked(snapshot, request))
    judged = names & snapshot.project.judgments.keys()
    orphaned = (names & snapshot.project.receipts.keys()) - snapshot.entries.keys()
    specs = snapshot.project.settings.specs
    if judged:
        remove_judgments(root, specs, judged)
    if orphaned:
        remove_receipts(root, specs, orphaned)
    return ClearResult(judgments=tuple(sorted(judged)), receipts=tuple(sorted(orphaned)))


def _asked(snapshot: Snapshot, request: ClearRequest) -> Iterator[str]:
    gone = (snapshot.project.judgments.keys() | snapshot.project.receipts.keys()) - snapshot.entries.keys()
    if request.gone:
        _check_all_readable(snapshot)
        yield from gone
    for name in request.names:
        if name not in snapshot.entries and name not in gone:
            hint = did_you_mean(name, (*snapshot.entries, *gone))
            raise UnknownName(f"neither the specs nor the ledgers know an entry `{name}`", hint=hint)
        yield name
        if request.downstream and name in snapshot.entries:
            yield from snapshot.graph.all_below(name)


def _check_all_readable(snapshot: Snapshot) -> None:
    """Raises Refused while a spec cannot be read: what it holds only seems to be gone."""
    broken = [spec.path for spec in snapshot.project.specs if spec.unreadable]
    if broken:
        hint = "mend it first, or name the entries to clear"
        raise Refused(f"{broken[0]} cannot be read, so nobody can say which entries are gone", hint=hint)
