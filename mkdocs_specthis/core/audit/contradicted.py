"""A rule on receipts that a later run has disproved: the same content gave other bytes.

Knows receipts; that the two runs differed was found out by the refresh that made the second one.
"""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.audit.finding import about_entry
from mkdocs_specthis.core.contracts.varying import rules_of
from mkdocs_specthis.core.day import on_day
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.shown import shown


def nondeterministic(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """Only of today's content: what has moved since is stale, and its next run a new beginning."""
    if project.settings.nondeterminism == "accept":
        return
    for name, contract in contracts.items():
        receipt = project.receipts.get(name)
        if receipt is not None and receipt.contradicted is not None and _is_of(receipt, contract):
            yield _about(project.entries[name], receipt)


def _is_of(receipt: Receipt, contract: Contract) -> bool:
    return receipt.scheme == SCHEME and receipt.signature == contract.signature


def _about(entry: Entry, receipt: Receipt) -> Finding:
    against = receipt.contradicted
    assert against is not None
    paths = [f"`{shown(path)}`" for path in against.outputs]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    what = f"another {paths[0]}{more}" if paths else "other files"
    message = (
        f"a run of the same content{on_day(against.ts)} gave {what}: what it makes is not what its content implies"
    )
    again = f"`specthis refresh --force {entry.name}`"
    if against.rules != rules_of(entry):
        hint = f"{again} shows whether `Varies` now covers it"
    else:
        hint = f"make it repeatable, or say in `Varies` what may differ, then {again}; `--accept` takes what it gives"
    return about_entry("nondeterministic", entry, message, hint)
