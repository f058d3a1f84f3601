"""What of a project's artefacts stays off its site, and why. In doubt it stays off.

Decides on names and paths; reads no bytes.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from mkdocs_specthis.core.model.difference import EntryDifference, PartDifference
from mkdocs_specthis.core.model.document import Float, Section
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import JsonFacts
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Act, EntryStatus, Reason
from mkdocs_specthis.core.paper.routes import Place, Route, Routes
from mkdocs_specthis.core.snapshot import Snapshot

LEFT_OUT = "What it says is left out: the artefact is not published."
AGAIN = "See why the last run failed, then run it again"
_SLIPS = frozenset({"unknown-field", "unknown-key", "field-duplicate", "field-value", "frontmatter-invalid"})
_UNREAD = "what is said of publishing it cannot be read"
_ON_PUBLISHING = re.compile(r"`(?:un)?publish|`(?:private|public|confidential|secret|hidden|embargo)`", re.IGNORECASE)
_NEARLY_A_FIELD = re.compile(
    r"^[ \t>*+-]*publish(?:ed)?[ \t*:：=–—-]*(?:no|not|never|false|off)\b", re.IGNORECASE | re.MULTILINE
)
"""A line that would be `Publish: no` with a colon in its place."""
_TELLING_RULES = frozenset({"result-in-prose"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What is not shown."""

    entries: Mapping[str, str]
    """Name to why, as a clause."""
    paths: frozenset[str]
    """Every output of these entries that is known, and every file that a pattern matches."""
    patterns: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        return path in self.paths or any(matches(pattern, path) for pattern in self.patterns)


def withheld_of(snapshot: Snapshot, patterns: Iterable[str]) -> Withheld:
    """By the specs, by the entries, and by `patterns` over names of entries and paths of files."""
    every = tuple(patterns)
    doubtful = _doubtful(snapshot)
    entries = {
        name: why
        for name, entry in snapshot.entries.items()
        if (why := doubtful.get(name) or doubtful.get(entry.spec) or _why(snapshot, entry, every))
    }
    paths = frozenset(path for name in entries for path in _outputs(snapshot, name))
    return Withheld(entries=entries, paths=paths, patterns=every)


def _doubtful(snapshot: Snapshot) -> Mapping[str, str]:
    """Entries, and paths of specs, that say something of publishing that nobody can read, to why."""
    found: dict[str, str] = {}
    for finding in snapshot.findings:
        if finding.rule in _SLIPS and _ON_PUBLISHING.search(f"{finding.message} {finding.hint}"):
            found[finding.entry or finding.location.path] = _UNREAD
    for name, entry in snapshot.entries.items():
        if entry.publish and _NEARLY_A_FIELD.search(entry.block):
            found[name] = _UNREAD
    return found


def _why(snapshot: Snapshot, entry: Entry, patterns: tuple[str, ...]) -> str:
    """Empty if nothing speaks against publishing."""
    spec = snapshot.specs_by_path.get(entry.spec)
    if entry.unreadable or spec is None or spec.unreadable:
        return "its spec cannot be read, and might say `publish: false`"
    if not spec.publish:
        return "its spec says `publish: false`"
    if not entry.publish:
        return "it says `Publish: no`"
    names = (entry.name, entry.spec, *_outputs(snapshot, entry.name)) if patterns else ()
    found = next((one for one in patterns if any(matches(one, name) for name in names)), "")
    return f"`unpublished` of the site names `{found}`" if found else ""


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern names `path`, or a folder that it is in. A `*` stands for slashes as well."""
    plain = pattern.strip("/")
    return bool(plain) and (fnmatchcase(path, plain) or fnmatchcase(path, f"{plain}/*"))


def unmatched(snapshot: Snapshot, patterns: Iterable[str]) -> Iterator[str]:
    """Patterns that name no entry and no file that is known: a slip of the finger would publish what it means."""
    known = (*snapshot.entries, *snapshot.specs_by_path, *snapshot.project.files, *_every_output(snapshot))
    yield from (pattern for pattern in patterns if not any(matches(pattern, one) for one in known))


def _every_output(snapshot: Snapshot) -> Iterator[str]:
    for name in snapshot.entries:
        yield from _outputs(snapshot, name)


def _outputs(snapshot: Snapshot, name: str) -> Iterator[str]:
    """Declared, matched by a declared glob, and named by the receipt."""
    contract = snapshot.contracts.get(name)
    if contract is not None:
        yield from contract.outputs
        for glob in contract.output_globs:
            yield glob
            yield from snapshot.project.matches.get(glob, ())
    receipt = snapshot.project.receipts.get(name)
    if receipt is not None:
        yield from receipt.outputs


def without(snapshot: Snapshot, withheld: Withheld) -> Snapshot:
    """The Snapshot with the same states, and without a word of what is in the files that are withheld."""
    if not withheld.entries and not withheld.patterns:
        return snapshot
    told = {one: _told(one, snapshot, withheld) for one in snapshot.findings}
    silent = {(one.location.path, one.location.line) for one, said in told.items() if said != one}
    statuses = {name: _mended(one, silent) for name, one in snapshot.statuses.items()}
    return replace(
        snapshot,
        project=_project(snapshot.project, withheld),
        statuses={name: _status(one) if name in withheld.entries else one for name, one in statuses.items()},
        routes=Routes(by_entry={name: _routes(every, withheld) for name, every in snapshot.routes.by_entry.items()}),
        findings=tuple(told[one] for one in snapshot.findings),
        silenced=tuple((_told(one, snapshot, withheld), why) for one, why in snapshot.silenced),
    )


def _routes(routes: tuple[Route, ...], withheld: Withheld) -> tuple[Route, ...]:
    """The same lines, without titles and captions that stand in a file that is withheld."""
    if not withheld.patterns:
        return routes
    return tuple(
        replace(
            route,
            section=_section(route.section, withheld),
            places=tuple(
                replace(
                    place,
                    section=_section(place.section, withheld),
                    section_label=place.section_label if place.routed or not _is_in(place, withheld) else "",
                    float=_float(place.float, withheld),
                )
                for place in route.places
            ),
        )
        for route in routes
    )


def _is_in(one: Section | Float | Place | None, withheld: Withheld) -> bool:
    return one is not None and withheld.covers(one.location.path)


def _section(section: Section | None, withheld: Withheld) -> Section | None:
    return replace(section, title="(not published)") if section and _is_in(section, withheld) else section


def _float(float_: Float | None, withheld: Withheld) -> Float | None:
    return replace(float_, caption="", source="", listed="") if float_ and _is_in(float_, withheld) else float_


def without_log(snapshot: Snapshot) -> Snapshot:
    """The Snapshot with the same states, and without what only the log of this machine says of failures.

    That the last attempt failed, and when, stays: it is a reason.
    """
    if not snapshot.project.failures:
        return snapshot
    failures = {name: replace(one, text="", log="") for name, one in snapshot.project.failures.items()}
    statuses = {name: _briefly(one) if name in failures else one for name, one in snapshot.statuses.items()}
    return replace(snapshot, project=replace(snapshot.project, failures=failures), statuses=statuses)


def _briefly(status: EntryStatus) -> EntryStatus:
    reasons = tuple(
        replace(reason, text="The last attempt failed.") if reason.kind == "failed" else reason
        for reason in status.reasons
    )
    repair = status.repair
    if repair is not None and repair.act is Act.RETRY:
        repair = replace(repair, text=AGAIN, path="")
    return replace(status, reasons=reasons, repair=repair)


def changes_without(changes: tuple[EntryDifference, ...], withheld: Withheld) -> tuple[EntryDifference, ...]:
    """What changed, told by digests alone where it would tell what is in something that is withheld."""
    return tuple(
        replace(change, parts=tuple(_part_without(part, change.entry, withheld) for part in change.parts))
        for change in changes
    )


def _part_without(part: PartDifference, entry: str, withheld: Withheld) -> PartDifference:
    own = part.role == "artefact" and entry in withheld.entries
    named = (part.subject, *part.subject.split())
    if own or part.see in withheld.entries or any(map(withheld.covers, named)):
        return replace(part, difference=None, unavailable="what it holds is not published", hint="")
    return part


def _project(project: Project, withheld: Withheld) -> Project:
    return replace(
        project,
        json={path: JsonFacts() if withheld.covers(path) else facts for path, facts in project.json.items()},
        numbers={path: found for path, found in project.numbers.items() if not withheld.covers(path)},
        failures={
            name: replace(one, text=LEFT_OUT) if name in withheld.entries else one
            for name, one in project.failures.items()
        },
    )


def _status(status: EntryStatus) -> EntryStatus:
    repair = status.repair
    if repair is not None and repair.act is Act.RETRY:
        repair = replace(repair, text=f"{AGAIN}. {LEFT_OUT}")
    return replace(status, reasons=tuple(_reason(reason) for reason in status.reasons), repair=repair)


def _mended(status: EntryStatus, silent: Collection[tuple[str, int]]) -> EntryStatus:
    """The same, whose advice tells no hint of a finding that is not told."""
    repair = status.repair
    if repair is None or repair.act is not Act.MEND or (repair.path, repair.line) not in silent:
        return status
    return replace(status, repair=replace(repair, text=f"Mend `{repair.path}:{repair.line}`"))


def _reason(reason: Reason) -> Reason:
    if reason.kind == "keys":
        return replace(reason, text=f"`{reason.subject}` does not hold what its spec demands. {LEFT_OUT}")
    if reason.kind == "failed":
        return replace(reason, text=f"The last attempt failed. {LEFT_OUT}")
    return reason


def _tells(finding: Finding, withheld: Withheld) -> bool:
    """Whether a finding is on what such an artefact holds."""
    return finding.rule in _TELLING_RULES and (
        finding.entry in withheld.entries or any(path in finding.message for path in withheld.paths)
    )


def _told(finding: Finding, snapshot: Snapshot, withheld: Withheld) -> Finding:
    if _tells(finding, withheld):
        return replace(finding, message=f"there is something about an artefact here. {LEFT_OUT}", hint="")
    path = finding.location.path
    if path not in snapshot.specs_by_path and withheld.covers(path):
        return replace(finding, message="there is something about this file, which is not published", hint="")
    named = (document for document in snapshot.project.documents if document in finding.message)
    return replace(finding, hint="") if any(map(withheld.covers, named)) else finding
