"""Other bytes under a signature that is ours: the receipt here is told of the run that gave them, for all who have it.

Whether they disprove it is said by `core/cache/rules.py`; that they differ was found out by a push.
"""

from pathlib import Path

from mkdocs_specthis.core.cache.rules import disproved_by
from mkdocs_specthis.core.model.cache import CacheRow
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.effects.records.ledgers import replace_receipt

NOTED = "its receipt says so now, and it is not ready"


def note_disproof(root: Path, project: Project, row: CacheRow) -> Receipt | None:
    """The receipt as it is now, if what the cache has disproves it; None if it stands as it was.

    Raises LedgerUnreadable, LedgerBusy, WriteFailed, LeadsOutside.
    """
    receipt = project.receipts.get(row.entry)
    told = disproved_by(project, receipt, row.record) if receipt else None
    if receipt is None or told is None:
        return None
    return told if replace_receipt(root, project.settings.specs, seen=receipt, by=told) else None
