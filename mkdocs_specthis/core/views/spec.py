"""What the page of one spec, and the index of specs, show beside the author's text.

The text itself is in `core/views/prose.py`; states are the Snapshot's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.ledger import Judgment
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, EntryStatus
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_to_compare
from mkdocs_specthis.core.views.fields import FieldRow, field_rows
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.mark import ACTORS, Mark, entry_mark
from mkdocs_specthis.core.views.sentence import count_of, joined
from mkdocs_specthis.core.views.vocabulary import Word, certification_word, overlay_words, realization_word

KINDS = ("meta", "definitions", "templates", "compute", "report", "figure")
"""Reading order."""
KIND_TITLES = dict(zip(KINDS, ("About", "Definitions", "Templates", "Compute", "Report", "Figure"), strict=True))
_KIND_WORDS = dict(
    zip(KINDS, ("Prose", "Definitions", "Templates", "Compute spec", "Report spec", "Figure spec"), strict=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecLink:
    """Another spec by name; `path` is empty if there is none of that name."""

    name: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecEntry:
    """What stands below the heading of an entry on its spec's page."""

    entry: Entry
    certification: Word
    realization: Word
    overlays: tuple[Word, ...]
    fields: tuple[FieldRow, ...]
    rejection: Judgment | None
    """The refusal that stands; None if the entry is not rejected."""
    moved: tuple[str, ...]
    """What moved since it was judged, sentence by sentence; empty if it is not drifted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecPage:
    spec: Spec
    title: str
    kind: str
    """In words: `Compute spec`."""
    line: str
    """`3 entries, 1 settled`; empty for prose."""
    marks: tuple[Mark, ...]
    pair: SpecLink | None
    uses: tuple[SpecLink, ...]
    used_by: tuple[SpecLink, ...]
    entries: tuple[SpecEntry, ...]
    findings: tuple[Finding, ...]
    """Everything found in this file."""
    faults: tuple[Finding, ...]
    """Why it cannot be read; empty if it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecRow:
    spec: Spec
    title: str
    kind: str
    marks: tuple[Mark, ...]
    state: str
    """`all settled`, `1 needs a mind, 2 waiting`, `prose only`."""


def title_of(spec: Spec) -> str:
    """The title given, else the first heading of level 1, else the file's stem."""
    heading = next((text for level, text, _ in spec.headings if level == 1), "")
    return spec.title or heading.strip() or spec.name


def spec_page(lookups: Lookups, path: str) -> SpecPage:
    snapshot = lookups.snapshot
    spec = snapshot.specs_by_path[path]
    marks = tuple(entry_mark(snapshot, entry.name) for entry in own_entries(snapshot, spec))
    findings = lookups.spec_findings.get(path, ())
    return SpecPage(
        spec=spec,
        title=title_of(spec),
        kind="Cannot be read" if spec.unreadable else _KIND_WORDS[spec.kind.value],
        line=_line(snapshot, spec),
        marks=marks,
        pair=_pair(snapshot, spec),
        uses=tuple(_link(snapshot, reference.name) for reference in spec.depends_on),
        used_by=tuple(
            SpecLink(name=snapshot.specs_by_path[one].name, path=one) for one in lookups.used_by.get(spec.name, ())
        ),
        entries=tuple(_entry(snapshot, entry) for entry in own_entries(snapshot, spec)),
        findings=findings,
        faults=tuple(finding for finding in findings if spec.unreadable and _is_fault(finding)),
    )


def own_entries(snapshot: Snapshot, spec: Spec) -> tuple[Entry, ...]:
    """Entries of the spec that the project knows by this file: a name that another file has too is one of the two."""
    return tuple(
        entry
        for entry in spec.entries
        if entry.name in snapshot.statuses and snapshot.entries[entry.name].spec == spec.path
    )


def _is_fault(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.scope is Scope.SPEC


def _entry(snapshot: Snapshot, entry: Entry) -> SpecEntry:
    status = snapshot.statuses[entry.name]
    return SpecEntry(
        entry=entry,
        certification=certification_word(status.certification),
        realization=realization_word(status.realization),
        overlays=overlay_words(entry, status),
        fields=field_rows(snapshot, entry),
        rejection=_rejection(snapshot, status),
        moved=_moved(status),
    )


def _moved(status: EntryStatus) -> tuple[str, ...]:
    if status.certification is not Certification.DRIFTED:
        return ()
    return tuple(reason.text for reason in status.reasons if reason.axis is Axis.CERTIFICATION)


def _rejection(snapshot: Snapshot, status: EntryStatus) -> Judgment | None:
    if status.certification is not Certification.REJECTED:
        return None
    return judgment_to_compare(snapshot.project.judgments.get(status.entry, ()), snapshot.contracts[status.entry])


def _link(snapshot: Snapshot, name: str) -> SpecLink:
    other = snapshot.specs_by_name.get(name)
    return SpecLink(name=name, path=other.path if other else "")


def _pair(snapshot: Snapshot, spec: Spec) -> SpecLink | None:
    link = _link(snapshot, spec.pair_name) if spec.pair_name else None
    return link if link and link.path else None


def _line(snapshot: Snapshot, spec: Spec) -> str:
    own = own_entries(snapshot, spec)
    if not own:
        return ""
    settled = sum(1 for entry in own if snapshot.statuses[entry.name].settled)
    return f"{count_of(len(own), 'entry', 'entries')}, {settled:,} settled"


def specs_index(snapshot: Snapshot) -> tuple[SpecRow, ...]:
    """One row per spec, in reading order: by kind, then by path."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    ranked = sorted(snapshot.project.specs, key=lambda spec: (order[spec.kind.value], spec.path))
    return tuple(_row(snapshot, spec) for spec in ranked)


def _row(snapshot: Snapshot, spec: Spec) -> SpecRow:
    own = own_entries(snapshot, spec)
    return SpecRow(
        spec=spec,
        title=title_of(spec),
        kind="unreadable" if spec.unreadable else spec.kind.value,
        marks=tuple(entry_mark(snapshot, entry.name) for entry in own),
        state=_state(snapshot, spec, own),
    )


def _state(snapshot: Snapshot, spec: Spec, own: Iterable[Entry]) -> str:
    counts = Counter(snapshot.statuses[entry.name].actor for entry in own)
    if spec.unreadable:
        return "cannot be read"
    if not counts:
        return "no entries yet" if spec.kind.has_entries else "prose only"
    return joined(_phrases(counts)) or "all settled"


def _phrases(counts: Counter[Actor]) -> Iterator[str]:
    words = {
        Actor.MIND: ("needs a mind", "need a mind"),
        Actor.MACHINE: ("needs a machine", "need a machine"),
        Actor.PATIENCE: ("waits", "wait"),
    }
    for actor in ACTORS:
        if actor in words and counts[actor]:
            one, many = words[actor]
            yield f"{counts[actor]:,} {one if counts[actor] == 1 else many}"
