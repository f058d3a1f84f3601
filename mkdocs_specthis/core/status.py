"""The states of every entry, computed from reasons, in one place, for everything else to ask.

Knows reasons, the graph and the findings; not how any of them came about. Walks upstream first, once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mkdocs_specthis.core.contract import Contract
from mkdocs_specthis.core.graph import Graph, is_spec_node, spec_node
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, EntryStatus, Realization, Reason, Repair
from mkdocs_specthis.core.reasons import is_here, vocabulary_moved
from mkdocs_specthis.core.standing import Held, hold_of, standing_of


def stands(status: EntryStatus) -> bool:
    """Whether an entry's own claims hold up nothing that rests on it."""
    made = status.realization in (Realization.FRESH, Realization.ABSENT)
    return status.certification is Certification.CERTIFIED and made and not status.unread


@dataclass(frozen=True, slots=True)
class _Above:
    """What is known of everything upstream of a node, itself included."""

    blocked: bool = False
    stale: bool = False
    """Something is neither fresh nor absent."""
    unreviewed: bool = False
    """Something is not certified, or its vocabulary moved."""
    ready: bool = True
    settled: bool = True
    stuck: bool = False
    """Something that is not made yet cannot be made by a machine alone."""

    def joined(self, other: "_Above") -> "_Above":
        return _Above(
            blocked=self.blocked or other.blocked,
            stale=self.stale or other.stale,
            unreviewed=self.unreviewed or other.unreviewed,
            ready=self.ready and other.ready,
            settled=self.settled and other.settled,
            stuck=self.stuck or other.stuck,
        )


_UNKNOWN = _Above(blocked=True, stale=True, unreviewed=True, ready=False, settled=False, stuck=True)
"""A spec that cannot be read: nobody knows what it holds."""


def statuses_of(
    project: Project, contracts: Mapping[str, Contract], graph: Graph, findings: Iterable[Finding]
) -> dict[str, EntryStatus]:
    """Status of every entry, in the order of the project."""
    errors = errors_by_entry(project, findings)
    unreadable = {spec_node(spec.path) for spec in project.specs if spec.unreadable}
    above: dict[str, _Above] = {}
    statuses: dict[str, EntryStatus] = {}
    for component in graph.components:
        members = frozenset(component)
        outside = (above[parent] for node in component for parent in graph.up[node] if parent not in members)
        upstream = _joined(outside)
        judged = [node for node in component if not is_spec_node(node)]
        derive = partial(_derived, project, contracts, errors)
        if graph.is_knot(component):
            upstream = _joined((upstream, *(derive(node, upstream)[1] for node in judged)))
        for node in judged:
            statuses[node], here = derive(node, upstream)
            above[node] = upstream.joined(here)
        above.update({node: _UNKNOWN if node in unreadable else upstream for node in component if is_spec_node(node)})
    return {name: statuses[name] for name in project.entries}


def _joined(those: Iterable[_Above]) -> _Above:
    """Of everything upstream; each bit says whether it holds of any, or of all."""
    result = _Above()
    for above in those:
        result = result.joined(above)
    return result


def _derived(
    project: Project,
    contracts: Mapping[str, Contract],
    errors: Mapping[str, tuple[Finding, ...]],
    name: str,
    upstream: _Above,
) -> tuple[EntryStatus, _Above]:
    return _status(project, project.entries[name], contracts[name], errors.get(name, ()), upstream)


def errors_by_entry(project: Project, findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Errors of its own for every entry that has any: its own, its spec's, the project's."""
    members: dict[str, list[str]] = {}
    for name, entry in project.entries.items():
        members.setdefault(entry.spec, []).append(name)
    errors: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR:
            for name in _touched(project, members, finding):
                errors.setdefault(name, []).append(finding)
    return {name: tuple(found) for name, found in errors.items()}


def _touched(project: Project, members: Mapping[str, list[str]], finding: Finding) -> Iterable[str]:
    if finding.scope is Scope.PROJECT:
        return project.entries
    if finding.scope is Scope.SPEC:
        return members.get(finding.location.path, ())
    if finding.scope is Scope.ENTRY and finding.entry is not None and finding.entry in project.entries:
        return (finding.entry,)
    return ()


def _status(
    project: Project, entry: Entry, contract: Contract, errors: tuple[Finding, ...], upstream: _Above
) -> tuple[EntryStatus, _Above]:
    standing = standing_of(project, contract, len(errors))
    certification, realization = standing.certification, standing.realization
    moved = vocabulary_moved(project.judgments.get(entry.name, ()), contract)
    own = _Own(
        entry=entry,
        certification=certification,
        realization=realization,
        vocabulary_moved=bool(moved),
        errors=errors,
        adopted=_is_refused_adoption(project, entry.name),
        unread=contract.unread,
        is_here=all(is_here(project.files.get(path)) for path in contract.outputs),
        hold=hold_of(standing, require_certified=project.settings.require_certified),
    )
    settled = own.sound and realization in (Realization.FRESH, Realization.ABSENT) and upstream.settled
    here = own.above(settled=settled)
    status = EntryStatus(
        entry=entry.name,
        certification=certification,
        realization=realization,
        reasons=(
            *own.author_reasons(),
            *standing.certifying,
            *_vocabulary_reasons(moved, contract),
            *standing.told,
            *_upstream_reasons(upstream, contract),
        ),
        vocabulary_moved=moved,
        blocked=upstream.blocked,
        waiting=own.is_waiting(upstream),
        unread=bool(own.unread),
        ready=own.sound and realization is Realization.FRESH and upstream.ready,
        settled=settled,
        errors=len(errors),
        actor=own.actor(upstream),
        repair=own.repair(upstream, contract),
        headline=own.headline(upstream),
        four_state=own.four_state(),
        five_state=own.five_state(upstream),
        inputs_certified=contract.inputs_certified,
        signature=contract.signature,
    )
    return status, here


def _is_refused_adoption(project: Project, name: str) -> bool:
    receipt = project.receipts.get(name)
    return receipt is not None and receipt.origin == "adopted" and not project.settings.accept_adopted


def _vocabulary_reasons(moved: Iterable[str], contract: Contract) -> Iterator[Reason]:
    for name in moved:
        text = f"`{name}` moved since the entry was certified."
        yield Reason(axis=Axis.CERTIFICATION, kind="vocabulary", subject=name, now=contract.vocabulary[name], text=text)


def _upstream_reasons(upstream: _Above, contract: Contract) -> Iterator[Reason]:
    for name in contract.unread:
        text = f"`{name}`, which its spec depends on, cannot be read."
        yield Reason(axis=Axis.UPSTREAM, kind="unreadable", subject=name, text=text)
    if upstream.blocked:
        text = "Something upstream is not certified, or not made from today's content."
        yield Reason(axis=Axis.UPSTREAM, kind="blocked", subject="", text=text)
    elif not upstream.settled and not contract.unread:
        text = "Something upstream is not ready: a draft, an error, a word that moved or a script to be written."
        yield Reason(axis=Axis.UPSTREAM, kind="not-ready", subject="", text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What an entry is by itself."""

    entry: Entry
    certification: Certification
    realization: Realization
    vocabulary_moved: bool
    errors: tuple[Finding, ...]
    adopted: bool
    unread: tuple[str, ...]
    """Names of the specs that its own depends on and that cannot be read."""
    is_here: bool
    """Whether every declared output that is no pattern is on this machine."""
    hold: Held | None
    """Why a refresh would not run it; None if it would."""

    @property
    def is_unknown(self) -> bool:
        return self.certification is Certification.UNKNOWN or self.realization is Realization.UNKNOWN

    @property
    def is_tbd(self) -> bool:
        return self.entry.status == "script TBD"

    @property
    def is_made(self) -> bool:
        return self.realization in (Realization.FRESH, Realization.ABSENT)

    def is_waiting(self, upstream: _Above) -> bool:
        """Whether its own claims stand and something that it rests on does not, or cannot be read."""
        stands = self.certification is Certification.CERTIFIED and self.is_made
        return stands and (upstream.blocked or bool(self.unread))

    @property
    def sound(self) -> bool:
        """Everything that readiness asks of the entry itself, but for its bytes."""
        return (
            self.entry.status == "script ready"
            and self.certification is Certification.CERTIFIED
            and not (self.vocabulary_moved or self.errors or self.entry.draft or self.adopted or self.unread)
        )

    def above(self, *, settled: bool) -> _Above:
        certified = self.certification is Certification.CERTIFIED
        return _Above(
            blocked=not (certified and self.is_made) or bool(self.unread),
            stale=not self.is_made,
            unreviewed=not certified or self.vocabulary_moved,
            ready=self.sound and self.realization is Realization.FRESH,
            settled=settled,
            stuck=not self.is_made and self.hold is not None,
        )

    def headline(self, upstream: _Above) -> str:
        if self.is_tbd:
            return "script-tbd"
        if self.is_unknown:
            return "unknown"
        if self.entry.draft:
            return "draft"
        if self.errors:
            return "error"
        if self.certification is not Certification.CERTIFIED:
            return str(self.certification)
        if not self.is_made:
            return str(self.realization)
        if self.vocabulary_moved:
            return "vocabulary-moved"
        if self.adopted:
            return "adopted"
        if upstream.blocked or not upstream.settled or self.unread:
            return "waiting"
        return "absent" if self.realization is Realization.ABSENT else "settled"

    def actor(self, upstream: _Above) -> Actor:
        headline = self.headline(upstream)
        if headline in ("never-run", "stale"):
            if self.hold is not None:
                return Actor.MIND
            return Actor.PATIENCE if upstream.stuck else Actor.MACHINE
        if headline == "waiting":
            return Actor.MIND if self.unread else Actor.PATIENCE
        return Actor.SETTLED if headline in ("absent", "settled") else Actor.MIND

    def author_reasons(self) -> Iterator[Reason]:
        name = self.entry.name
        if self.is_tbd:
            yield Reason(axis=Axis.AUTHOR, kind="script-tbd", subject=name, text="The author's line says `script TBD`.")
        if self.entry.draft:
            yield Reason(axis=Axis.AUTHOR, kind="draft", subject=self.entry.spec_name, text="The spec is a draft.")
        if self.adopted:
            yield Reason(
                axis=Axis.AUTHOR,
                kind="adopted",
                subject=name,
                text="The artefact was adopted, not run, and the project's policy does not accept that.",
            )
        for finding in self.errors:
            yield Reason(
                axis=Axis.AUTHOR,
                kind="error",
                subject=str(finding.location),
                text=f"{finding.message[:1].upper()}{finding.message[1:]}.",
            )

    def repair(self, upstream: _Above, contract: Contract) -> Repair | None:
        """What to do next; None if nothing, or nothing here."""
        name, headline = self.entry.name, self.headline(upstream)
        actor = self.actor(upstream)
        if actor in (Actor.PATIENCE, Actor.SETTLED):
            return None
        if headline == "script-tbd":
            script = contract.scripts[0] if contract.scripts else ""
            return Repair(
                actor=actor,
                text=f"Write `{script}`, then set its line to `Status: script ready`"
                if script
                else "Name the script and write it",
                path=script or self.entry.spec,
            )
        if headline == "waiting":
            return Repair(actor=actor, text=f"Mend `{self.unread[0]}.md`, which cannot be read")
        if headline in ("unknown", "draft", "error"):
            return self._repair_spec(headline, actor)
        if headline == "rejected":
            return Repair(
                actor=actor,
                text="Change the script or the contract, then have it judged again",
                path=contract.scripts[0] if contract.scripts else self.entry.spec,
            )
        if headline == "vocabulary-moved":
            return Repair(
                actor=actor,
                text="Read what moved; if the certificate still holds, confirm it",
                command=f"specthis lock confirm {name}",
            )
        if headline == "adopted":
            return Repair(
                actor=actor,
                text="Run it, or accept adopted artefacts in the settings",
                command=f"specthis-refresh --force {name}",
            )
        if headline in ("never-run", "stale") and self.hold is not None:
            return Repair(actor=actor, text=f"Bring what is missing here: {self.hold.text}")
        if actor is Actor.MACHINE:
            return Repair(actor=actor, text="Run it", command=f"specthis-refresh {name}")
        return Repair(
            actor=actor,
            text="Read script and spec together; if they agree, certify",
            command=f"specthis lock record {name}",
        )

    def _repair_spec(self, headline: str, actor: Actor) -> Repair:
        if headline == "draft":
            return Repair(actor=actor, text="Finish the draft, then remove `draft: true`", path=self.entry.spec)
        first = min(self.errors, key=self._nearness_to_cause, default=None)
        if first is None:
            return Repair(actor=actor, text="Mend the file that cannot be read", path=self.entry.spec)
        return Repair(
            actor=actor,
            text=f"Mend {first.location}" + (f": {first.hint}" if first.hint else ""),
            path=first.location.path,
        )

    def _nearness_to_cause(self, finding: Finding) -> tuple[bool, bool]:
        """A slip of the finger in the spec comes first: what a script lacks is often its consequence."""
        return (not finding.hint.startswith("did you mean"), finding.location.path != self.entry.spec)

    def four_state(self) -> str:
        if self.certification is Certification.UNCERTIFIED:
            return "unbound"
        if self.certification is not Certification.CERTIFIED:
            return "spec-audit-needed"
        return "fresh" if self.realization is Realization.FRESH else "stale"

    def five_state(self, upstream: _Above) -> str:
        if not self.is_here:
            return "missing"
        if self.is_tbd:
            return "stale-contract"
        if not self.is_made or upstream.stale:
            return "stale-inputs"
        if self.certification is not Certification.CERTIFIED or self.vocabulary_moved or upstream.unreviewed:
            return "needs-review"
        return "fresh" if self.sound and upstream.settled else "needs-review"
