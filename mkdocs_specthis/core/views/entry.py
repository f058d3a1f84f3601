"""What the page of one entry shows: both axes with their reasons, files, what moved, lineage, judgments, the receipt.

Shows facts of the Snapshot side by side; texts of reasons are the Snapshot's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.difference import EntryDifference
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.core.model.finding import Finding, Scope
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.model.project import Attempt
from mkdocs_specthis.core.model.state import Axis, EntryStatus, Reason
from mkdocs_specthis.core.paper.routes import Route
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_to_compare
from mkdocs_specthis.core.views.artefacts import ArtefactFiles, artefact_files
from mkdocs_specthis.core.views.fields import FieldRow, field_rows
from mkdocs_specthis.core.views.lookups import BLOCKERS_SHOWN, Lookups
from mkdocs_specthis.core.views.mark import Mark, entry_mark, node_marks, pressing
from mkdocs_specthis.core.views.moved import MovedTable, moved_table
from mkdocs_specthis.core.views.paper import PaperPlace
from mkdocs_specthis.core.views.prose import summary_of
from mkdocs_specthis.core.views.run_history import RunHistory
from mkdocs_specthis.core.views.shown_in import Chapter, ShownIn
from mkdocs_specthis.core.views.vocabulary import (
    EXPORT_WORDS,
    OVERLAY_WORDS,
    Word,
    certification_word,
    overlay_words,
    realization_word,
)

FILES_SHOWN = 25
"""Files of one role."""
NEIGHBOURS_SHOWN = 12
"""Drawn as nodes."""
NEIGHBOURS_NAMED = 100
"""Those that are drawn included."""
SHARED_BY = 10
"""A script that more entries than this have is shown on the page of the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    path: str
    fact: FileFact | None
    """None for what nobody looked at."""
    recorded: str = ""
    """Digest that the receipt holds; empty if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    label: str
    """Of one file: `Script`."""
    rows: tuple[FileRow, ...]
    more: int
    """Files that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A script whose text the page shows, or points to."""

    path: str
    digest: str
    size: int
    """Bytes."""
    shown_at: str = ""
    """Entry whose page shows it instead; empty: this one."""
    shared_by: int = 1
    """Entries that have this script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    entry: Entry
    status: EntryStatus
    summary: str
    mark: Mark
    certification: Word
    realization: Word
    author: Word | None
    """The author's line: script TBD, script ready, or None if it says neither."""
    overlays: tuple[Word, ...]
    export: Word | None
    """State of a report artefact; None for a compute entry."""
    certification_reasons: tuple[Reason, ...]
    realization_reasons: tuple[Reason, ...]
    other_reasons: tuple[Reason, ...]
    """Of the author's line and of errors."""
    waits_for: tuple[Mark, ...]
    """Entries upstream that hold it up, nearest first, at most `BLOCKERS_SHOWN`."""
    waits_for_more: bool
    fields: tuple[FieldRow, ...]
    files: tuple[FileGroup, ...]
    routes: tuple[Route, ...]
    """Where its exports stand in the paper, at most `FILES_SHOWN`; empty of a compute entry, and without a paper."""
    exhibits: Mapping[tuple[str, str], PaperPlace]
    """(place of the inclusion, path of the export) to where the page of the paper shows it."""
    shown_in: tuple[ShownIn, ...]
    """Where a paper shows it, by itself or through others; one more than `PLACES_SHOWN` if there are more."""
    chapters: tuple[Chapter, ...]
    """Sections that show what it exports itself."""
    artefacts: ArtefactFiles
    """What it made, and which bytes of it are here."""
    moved: MovedTable
    changes: tuple[EntryDifference, ...]
    """What changed since it was judged, and since it last ran; empty if nothing did."""
    above: tuple[Mark, ...]
    """What it consumes, at most `NEIGHBOURS_NAMED`, most pressing first where they are more than are drawn."""
    above_more: int
    below: tuple[Mark, ...]
    below_more: int
    in_graph: bool
    """Whether the graph by entry is drawn, so that it can be shown there."""
    feeds: int
    judgment: Judgment | None
    """The judgment of today's digest, else the newest certificate, else the newest judgment."""
    is_current: bool
    """True if the judgment is of today's digest."""
    earlier: tuple[Judgment, ...]
    """Every other judgment, newest first."""
    receipt: Receipt | None
    failure: Attempt | None
    runs: RunHistory
    findings: tuple[Finding, ...]
    sources: tuple[SourceView, ...]
    exports: tuple[SourceView, ...]
    """LaTeX files that it exports and that are here, at most `FILES_SHOWN`."""


def entry_page(
    lookups: Lookups,
    name: str,
    changes: tuple[EntryDifference, ...] = (),
    runs: RunHistory | None = None,
    withheld: str = "",
) -> EntryPage:
    """`withheld` says why what its artefacts hold is not published; empty if it is."""
    snapshot = lookups.snapshot
    entry, status, contract = snapshot.entries[name], snapshot.statuses[name], snapshot.contracts[name]
    judgments = snapshot.project.judgments.get(name, ())
    judgment = judgment_to_compare(judgments, contract)
    receipt = snapshot.project.receipts.get(name)
    above, below = snapshot.graph.up.get(name, ()), snapshot.graph.down.get(name, ())
    blockers = lookups.blockers(name)
    return EntryPage(
        entry=entry,
        status=status,
        summary=summary_of(entry),
        mark=entry_mark(snapshot, name),
        certification=certification_word(status.certification),
        realization=realization_word(status.realization),
        author=OVERLAY_WORDS.get(entry.status.lower().replace(" ", "-")),
        overlays=overlay_words(entry, status),
        export=EXPORT_WORDS.get(status.five_state) if entry.exports else None,
        certification_reasons=_reasons(status, Axis.CERTIFICATION),
        realization_reasons=_reasons(status, Axis.REALIZATION),
        other_reasons=_reasons(status, Axis.AUTHOR) + (() if blockers else _reasons(status, Axis.UPSTREAM)),
        waits_for=tuple(entry_mark(snapshot, blocker) for blocker in blockers[:BLOCKERS_SHOWN]),
        waits_for_more=len(blockers) > BLOCKERS_SHOWN,
        fields=field_rows(snapshot, entry),
        files=tuple(_files(lookups, contract, receipt)),
        routes=snapshot.routes.by_entry.get(name, ())[:FILES_SHOWN],
        exhibits=_exhibits(lookups, name),
        shown_in=lookups.reached.get(name, ()),
        chapters=tuple(dict.fromkeys(place.chapter for place in lookups.places.get(name, ())))[:NEIGHBOURS_SHOWN],
        artefacts=artefact_files(snapshot, name, withheld),
        moved=moved_table(contract, judgment, receipt, lookups.makers),
        changes=changes,
        above=_neighbours(snapshot, above),
        above_more=max(0, len(above) - NEIGHBOURS_NAMED),
        below=_neighbours(snapshot, below),
        below_more=max(0, len(below) - NEIGHBOURS_NAMED),
        in_graph=lookups.entries_are_drawn,
        feeds=lookups.feeds(name),
        judgment=judgment,
        is_current=judgment is not None and judgment.inputs_certified == contract.inputs_certified,
        earlier=tuple(one for one in judgments if one is not judgment),
        receipt=receipt,
        failure=snapshot.project.failures.get(name),
        runs=runs or RunHistory(),
        findings=_findings(lookups, entry),
        sources=tuple(_sources(lookups, contract)),
        exports=tuple(_exports(lookups, contract))[:FILES_SHOWN] if entry.exports and not withheld else (),
    )


def _exhibits(lookups: Lookups, name: str) -> dict[tuple[str, str], PaperPlace]:
    found: dict[tuple[str, str], PaperPlace] = {}
    for route in lookups.snapshot.routes.by_entry.get(name, ())[:FILES_SHOWN]:
        for place in route.places:
            paper = lookups.paper_pages.get(place.document)
            shown = paper.places.get((str(place.location), route.path)) if paper else None
            if shown is not None:
                found[f"{place.document} {place.location}", route.path] = shown
    return found


def _neighbours(snapshot: Snapshot, nodes: tuple[str, ...]) -> tuple[Mark, ...]:
    """By name; where only some can be drawn, those that somebody has to act on come first."""
    marks = node_marks(snapshot, nodes)
    if len(marks) > NEIGHBOURS_SHOWN:
        marks = tuple(sorted(marks, key=lambda mark: pressing(mark.word.key if mark.word else "")))
    return marks[:NEIGHBOURS_NAMED]


def _reasons(status: EntryStatus, axis: Axis) -> tuple[Reason, ...]:
    return tuple(reason for reason in status.reasons if reason.axis is axis)


def _findings(lookups: Lookups, entry: Entry) -> tuple[Finding, ...]:
    """Its own, those of its spec as a whole, and the project's; each once."""
    own = lookups.snapshot.findings_by_entry.get(entry.name, ())
    of_spec = (finding for finding in lookups.spec_findings.get(entry.spec, ()) if finding.scope is Scope.SPEC)
    return tuple(dict.fromkeys((*own, *of_spec, *lookups.project_findings)))


def _files(lookups: Lookups, contract: Contract, receipt: Receipt | None) -> Iterator[FileGroup]:
    outputs = _outputs(lookups, contract, receipt)
    groups: tuple[tuple[str, Iterable[str]], ...] = (
        ("Script", contract.scripts),
        ("Module", contract.modules),
        ("Workflow file", contract.workflows),
        ("Input", (*contract.inputs, *(path for path in contract.missing_inputs if path not in contract.inputs))),
        ("Undeclared input", sorted(receipt.undeclared) if receipt else ()),
        ("Output", outputs),
    )
    for label, paths in groups:
        every = tuple(dict.fromkeys(paths))
        if every:
            rows = tuple(_file_row(lookups, path, receipt) for path in every[:FILES_SHOWN])
            yield FileGroup(label=label, rows=rows, more=len(every) - len(rows))


def _outputs(lookups: Lookups, contract: Contract, receipt: Receipt | None) -> tuple[str, ...]:
    """Declared paths, what declared globs match today, and what the receipt names."""
    matched = (path for glob in contract.output_globs for path in lookups.snapshot.project.matches.get(glob, ()))
    found = dict.fromkeys((*contract.outputs, *matched, *(receipt.outputs if receipt else ())))
    unmatched = (glob for glob in contract.output_globs if not any(fnmatchcase(path, glob) for path in found))
    return (*found, *unmatched)


def _file_row(lookups: Lookups, path: str, receipt: Receipt | None) -> FileRow:
    recorded = receipt.outputs.get(path) if receipt else None
    undeclared = receipt.undeclared.get(path, "") if receipt else ""
    fact = lookups.snapshot.project.files.get(path)
    return FileRow(path=path, fact=fact, recorded=recorded.digest if recorded else undeclared)


def _sources(lookups: Lookups, contract: Contract) -> Iterator[SourceView]:
    for path in contract.scripts:
        fact = lookups.snapshot.project.files.get(path)
        if fact is None or not fact.is_here:
            continue
        first, number = lookups.first_with_script[path]
        elsewhere = first if number > SHARED_BY and first != contract.entry else ""
        yield SourceView(path=path, digest=fact.text_digest, size=fact.size, shown_at=elsewhere, shared_by=number)


def _exports(lookups: Lookups, contract: Contract) -> Iterator[SourceView]:
    matched = (path for glob in contract.output_globs for path in lookups.snapshot.project.matches.get(glob, ()))
    for path in dict.fromkeys((*contract.outputs, *matched)):
        fact = lookups.snapshot.project.files.get(path)
        if fact is not None and fact.is_here and path.lower().endswith(".tex"):
            yield SourceView(path=path, digest=fact.digest, size=fact.size)
