"""Everything that was read, as one immutable value. Derives nothing.

Every answer is a pure function of a Project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.document import Document
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.event import FailureClass
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, SourceFacts
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The last attempt to run an entry, if it failed."""

    ts: str
    text: str
    """What went wrong, in one sentence."""
    log: str = ""
    """POSIX path of the run's log from the project root."""
    kind: FailureClass = FailureClass.OTHER
    signature: str = ""
    """Run signature that was tried; empty if the event does not say."""
    inputs_certified: str = ""
    """What would have been judged then, as a digest; empty if the event does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    settings: Settings
    specs: tuple[Spec, ...]
    """Sorted by path."""
    entries: Mapping[str, Entry]
    """Name to entry, in the order of specs and lines; entries of unreadable specs are among them."""
    files: Mapping[str, FileFact] = field(default_factory=dict)
    """Path to what was seen there, for every path that an entry names or a glob matches."""
    matches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Glob or folder as written to the sorted paths that it matches."""
    sources: Mapping[str, SourceFacts] = field(default_factory=dict)
    """Path of a script, module or workflow file to what its text says."""
    json: Mapping[str, JsonFacts] = field(default_factory=dict)
    """Path of a JSON output that is here to what it holds."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Path of each host document, those that cannot be read among them; sorted."""
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path of a small JSON output to the numbers that it holds, where a spec's prose has numbers to compare."""
    deleted: frozenset[str] = frozenset()
    """Inputs that receipts know and git has, and that were deleted in this working tree."""
    judgments: Mapping[str, tuple[Judgment, ...]] = field(default_factory=dict)
    """Entry to its judgments, newest first."""
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    unreadable_judgments: bool = False
    """True if the lock file is there and cannot be read."""
    unreadable_receipts: frozenset[str] = frozenset()
    """Entries whose receipt is there and cannot be read."""
    failures: Mapping[str, Attempt] = field(default_factory=dict)
    """Entry to its last attempt, where that failed."""
    findings: tuple[Finding, ...] = ()
    """What reading found, in no particular order."""
