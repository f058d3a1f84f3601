"""Which files of an entry a page shows as its artefacts, and which bytes those are: what a receipt tells of, or not.

Shows facts of the Snapshot; what is in a file is `core/artefact`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.day import day_written
from mkdocs_specthis.core.exhibits.exhibits import artefact_state
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.state import Certification, EntryStatus, Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.paper_rows import word_of
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, Word

SHOWN = 12
"""Files of one entry."""
_STEPS: Mapping[str, str] = {
    "missing": "The file exists",
    "stale-contract": "Its script is written",
    "stale-inputs": "Made of today’s inputs",
    "needs-review": "Judged as it is today",
}
"""State of an export to the test that it failed, in order."""

if tuple(_STEPS) != tuple(EXPORT_WORDS)[: len(_STEPS)]:
    raise AssertionError("the steps are those that name the states")


class Origin(StrEnum):
    """Where the bytes of a file come from, as far as the ledgers know."""

    RECEIPT = "receipt"
    OTHER = "other"
    """The receipt tells of other bytes."""
    UNRECORDED = "unrecorded"
    """No receipt tells of this file, or none can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactFile:
    path: str
    fact: FileFact | None
    """None if nobody looked."""
    origin: Origin
    recorded: str = ""
    """Digest in the receipt; empty if there is none."""
    recorded_size: int = 0
    """Bytes."""
    sentence: str = ""
    """Which bytes these are."""
    needs: str = ""
    """`mind` or `machine` where the bytes are not what a settled entry's would be; else empty."""
    word: Word | None = None
    """State in the paper; None for what no paper shows."""

    @property
    def is_here(self) -> bool:
        return self.fact is not None and self.fact.is_here


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the tests that an export passes on its way to fresh."""

    text: str
    passed: bool | None
    """None if it was not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactFiles:
    files: tuple[ArtefactFile, ...]
    more: int
    """Files that are not shown."""
    withheld: str = ""
    """Why nothing is shown of what they hold, as a clause; empty if it is shown."""


def steps_of(word: Word) -> tuple[Step, ...]:
    """The tests in order: passed up to the one that names the state, and not reached behind it."""
    keys = tuple(_STEPS)
    failed = keys.index(word.key) if word.key in keys else len(keys) if word.key == "fresh" else -1
    return tuple(
        Step(text=text, passed=True if place < failed else False if place == failed else None)
        for place, text in enumerate(_STEPS.values())
    )


def artefact_files(snapshot: Snapshot, name: str, withheld: str) -> ArtefactFiles:
    """Outputs, sidecars, and what else the receipt names, in that order; what is neither here nor recorded is none."""
    status, receipt = snapshot.statuses[name], snapshot.project.receipts.get(name)
    recorded = receipt.outputs if receipt else {}
    facts = snapshot.project.files
    paths = tuple(
        path
        for path in dict.fromkeys(_paths(snapshot, name))
        if path in recorded or ((fact := facts.get(path)) is not None and fact.is_here)
    )
    files = tuple(_file(snapshot, status, receipt, path) for path in paths[:SHOWN])
    return ArtefactFiles(files=files, more=len(paths) - len(files), withheld=withheld)


def _paths(snapshot: Snapshot, name: str) -> Iterator[str]:
    contract = snapshot.contracts[name]
    yield from contract.outputs
    for glob in contract.output_globs:
        yield from snapshot.project.matches.get(glob, ())
    receipt = snapshot.project.receipts.get(name)
    yield from receipt.outputs if receipt else ()


def _file(snapshot: Snapshot, status: EntryStatus, receipt: Receipt | None, path: str) -> ArtefactFile:
    fact = snapshot.project.files.get(path)
    recorded = receipt.outputs.get(path) if receipt else None
    origin = (
        Origin.UNRECORDED
        if recorded is None
        else Origin.RECEIPT
        if fact is not None and fact.digest == recorded.digest
        else Origin.OTHER
    )
    sentence, needs = _said(status, receipt, fact, origin)
    return ArtefactFile(
        path=path,
        fact=fact,
        origin=origin,
        recorded=recorded.digest if recorded else "",
        recorded_size=recorded.size if recorded else 0,
        sentence=sentence,
        needs=needs,
        word=word_of(artefact_state(snapshot, status.entry, path)) if snapshot.entries[status.entry].exports else None,
    )


def _said(status: EntryStatus, receipt: Receipt | None, fact: FileFact | None, origin: Origin) -> tuple[str, str]:
    """(which bytes are shown, who has to do something about it)."""
    if fact is None or not fact.is_here:
        pointer = fact is not None and fact.presence is Presence.POINTER
        return ("A pointer stands here; its bytes are elsewhere." if pointer else "It is not on this machine."), ""
    if status.realization is Realization.UNKNOWN:
        return "Shown are the bytes of today. What is recorded of them cannot be read.", "mind"
    if origin is Origin.UNRECORDED:
        return "Shown are the bytes of today. No receipt says how they were made.", "machine"
    if origin is Origin.OTHER:
        return "Shown are the bytes of today, not those of the receipt.", "machine"
    written = day_written(receipt.ts) if receipt else ""
    day = f" of {written}" if written else ""
    if status.realization is not Realization.FRESH:
        return f"Shown are the bytes of the run{day}. Today’s content may give others.", "machine"
    if status.certification is not Certification.CERTIFIED:
        return f"Shown are the bytes of the run{day}. The entry is not certified as it is today.", "mind"
    return f"These are the bytes of the receipt{day}.", ""
