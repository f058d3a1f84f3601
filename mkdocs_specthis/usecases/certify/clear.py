"""Clear: take judgments back, and remove what the ledgers hold of entries that no longer exist.

Knows no host. What is removed is in git's history.
"""

from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.model.errors import Refused, UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.records.ledgers import remove_judgments, remove_receipts
from mkdocs_specthis.usecases.certify.judge import check_ledger
from mkdocs_specthis.usecases.certify.request import ClearRequest, ClearResult
from mkdocs_specthis.usecases.load import load_snapshot


def clear(root: Path, request: ClearRequest) -> ClearResult:
    """Raises UnknownName, LedgerUnreadable, Refused."""
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    result = to_clear(snapshot, request)
    specs = snapshot.project.settings.specs
    if result.judgments:
        remove_judgments(root, specs, result.judgments)
    if result.receipts:
        remove_receipts(root, specs, result.receipts)
    return result


def to_clear(snapshot: Snapshot, request: ClearRequest) -> ClearResult:
    """What `clear` would remove. Raises UnknownName, Refused."""
    names = set(_asked(snapshot, request))
    return ClearResult(
        judgments=tuple(sorted(names & snapshot.project.judgments.keys())),
        receipts=tuple(sorted((names & snapshot.project.receipts.keys()) - snapshot.entries.keys())),
    )


def gone_from(snapshot: Snapshot) -> frozenset[str]:
    """Entries that only the ledgers know."""
    return frozenset(snapshot.project.judgments.keys() | snapshot.project.receipts.keys()) - snapshot.entries.keys()


def _asked(snapshot: Snapshot, request: ClearRequest) -> Iterator[str]:
    gone = gone_from(snapshot)
    if request.gone:
        _check_all_readable(snapshot)
        yield from gone
    for name in request.names:
        if name not in snapshot.entries and name not in gone:
            hint = did_you_mean(name, (*snapshot.entries, *gone), otherwise="`specthis status` lists the entries")
            raise UnknownName(f"neither the specs nor the ledgers know an entry `{shown(name)}`", hint=hint)
        yield name
        if request.downstream and name in snapshot.entries:
            yield from snapshot.graph.all_below(name)


def _check_all_readable(snapshot: Snapshot) -> None:
    """Raises Refused while a spec cannot be read: what it holds only seems to be gone."""
    broken = [spec.path for spec in snapshot.project.specs if spec.unreadable]
    if broken:
        hint = "mend it first, or name the entries to clear"
        raise Refused(f"{broken[0]} cannot be read, so nobody can say which entries are gone", hint=hint)
