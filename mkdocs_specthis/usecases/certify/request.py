"""What is asked of the ledger of judgments, and what came of it.

Words only; knows no host.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.model.ledger import Judgment


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRequest:
    entries: tuple[str, ...]
    author: str
    """Who judges, `Name <address>` or a name."""
    at: str | None = None
    """What was looked at: a digest, or its first twelve or more hex digits. None: the caller has looked just now."""
    note: str = ""
    via: str = ""
    """Command or program that asks."""
    overrule: bool = False
    """Certify what stands rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRequest:
    names: tuple[str, ...]
    """Entries; or vocabulary specs, for every entry that the edit touches; or specs of entries, for all of theirs."""
    author: str
    at: str | None = None
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeResult:
    judgments: Mapping[str, Judgment]
    """Entry to the judgment written; empty if there was nothing to confirm."""
    at: str
    """The digest of what was judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearRequest:
    names: tuple[str, ...] = ()
    """Entries, of today or only in the ledgers."""
    downstream: bool = False
    """Everything that rests on them too."""
    gone: bool = False
    """Every entry that is only in the ledgers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearResult:
    judgments: tuple[str, ...]
    """Entries whose judgments were removed, sorted."""
    receipts: tuple[str, ...]
    """Entries that no longer exist and whose receipts were removed, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """One ledger that held a merge conflict."""

    path: str
    settled: bool
    text: str
    """What was kept, or why nothing could be done, in one clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveResult:
    files: tuple[Resolved, ...]
    """The lock file first, then receipts, upstream first."""
