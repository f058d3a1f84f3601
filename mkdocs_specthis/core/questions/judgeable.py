"""What keeps an entry from being judged: there must be something to read, and a certificate bears no errors.

Knows no ledger and writes nothing.
"""

from collections.abc import Iterator

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import is_here


def obstacles(snapshot: Snapshot, name: str, *, errors_matter: bool) -> Iterator[str]:
    """Each as a clause that names the entry."""
    entry, contract = snapshot.entries[name], snapshot.contracts[name]
    if entry.unreadable:
        yield f"`{name}` stands in {entry.spec}, which cannot be read"
        return
    if not contract.scripts:
        yield f"`{name}` names no script"
    missing = [path for path in contract.scripts if not is_here(snapshot.project.files.get(path))]
    yield from (f"`{name}` has no script to judge: `{path}` is missing" for path in missing)
    if errors_matter and not missing and snapshot.statuses[name].holding_errors:
        yield f"`{name}` has errors of its own: {_first_error(snapshot, name)}"


def _first_error(snapshot: Snapshot, name: str) -> str:
    found = (reason for reason in snapshot.statuses[name].reasons if reason.kind == "error")
    reason = next(found, None)
    return f"{reason.subject}: {reason.text.removesuffix('.')}" if reason else "see its page"
