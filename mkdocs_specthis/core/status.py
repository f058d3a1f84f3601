"""The states of every entry, computed from reasons, in one place, for everything else to ask.

Knows reasons, the graph and the findings; not how any of them came about. Walks upstream first, once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.failed import standing_failure
from mkdocs_specthis.core.graph import SPEC_NODE, Graph, is_spec_node, spec_node
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.project import Attempt, Project
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, EntryStatus, Realization, Reason, Repair
from mkdocs_specthis.core.reasons import is_here, vocabulary_moved
from mkdocs_specthis.core.recall import Afresh
from mkdocs_specthis.core.repair import Case, repair_of
from mkdocs_specthis.core.standing import Held, has_bytes, hold_of, standing_of

_AFRESH = Afresh()


def stands(status: EntryStatus) -> bool:
    """Whether an entry's own claims hold up nothing that rests on it."""
    made = status.realization in (Realization.FRESH, Realization.ABSENT)
    return status.certification is Certification.CERTIFIED and made and not status.unread


@dataclass(frozen=True, slots=True, order=True)
class _Cause:
    """Something upstream that is not as it should be; the nearest comes first, then by name."""

    edges: int
    """How far above it is."""
    subject: str
    """Name of an entry, or path of a spec that cannot be read."""
    text: str
    """What it is, as a clause that follows its name."""

    @property
    def sentence(self) -> str:
        return f"Upstream, `{self.subject}` {self.text}."


@dataclass(frozen=True, slots=True)
class _Above:
    """What is known of everything upstream of a node, itself included."""

    stale: bool = False
    """Something is neither fresh nor absent."""
    unreviewed: bool = False
    """Something is not certified, or its vocabulary moved."""
    ready: bool = True
    stuck: bool = False
    """Something that is not made yet cannot be made by a machine alone."""
    blocker: _Cause | None = None
    """The nearest that blocks; None if nothing does."""
    unsettled: _Cause | None = None
    """The nearest that keeps it from being settled; None if nothing does."""

    @property
    def blocked(self) -> bool:
        return self.blocker is not None

    @property
    def settled(self) -> bool:
        return self.unsettled is None

    def joined(self, other: "_Above") -> "_Above":
        return _Above(
            stale=self.stale or other.stale,
            unreviewed=self.unreviewed or other.unreviewed,
            ready=self.ready and other.ready,
            stuck=self.stuck or other.stuck,
            blocker=_nearer(self.blocker, other.blocker),
            unsettled=_nearer(self.unsettled, other.unsettled),
        )

    def from_below(self) -> "_Above":
        """The same, seen from one edge further down."""
        return replace(self, blocker=_one_further(self.blocker), unsettled=_one_further(self.unsettled))


def _nearer(one: _Cause | None, other: _Cause | None) -> _Cause | None:
    return min(one, other) if one is not None and other is not None else one or other


def _one_further(cause: _Cause | None) -> _Cause | None:
    return replace(cause, edges=cause.edges + 1) if cause is not None else None


def _above_unreadable(path: str) -> _Above:
    """A spec that cannot be read: nobody knows what it holds."""
    cause = _Cause(0, path, "cannot be read")
    return _Above(stale=True, unreviewed=True, ready=False, stuck=True, blocker=cause, unsettled=cause)


def statuses_of(
    project: Project,
    contracts: Mapping[str, Contract],
    graph: Graph,
    findings: Iterable[Finding],
    recall: Afresh = _AFRESH,
) -> dict[str, EntryStatus]:
    """Status of every entry, in the order of the project."""
    errors = errors_by_entry(project, findings)
    unreadable = {spec_node(spec.path) for spec in project.specs if spec.unreadable}
    above: dict[str, _Above] = {}
    statuses: dict[str, EntryStatus] = {}
    for component in graph.components:
        members = frozenset(component)
        outside = tuple(above[parent] for node in component for parent in graph.up[node] if parent not in members)
        upstream = recall.value(("above", component), outside, project, partial(_from_above, outside))
        judged = [node for node in component if not is_spec_node(node)]
        derive = partial(_derived, project, contracts, errors, recall)
        if graph.is_knot(component):
            alone = partial(_derived, project, contracts, errors, _AFRESH)
            upstream = upstream.joined(_joined(alone(node, upstream)[1] for node in judged).from_below())
        for node in judged:
            statuses[node], above[node] = derive(node, upstream)
        above.update(
            {
                node: _above_unreadable(node.removeprefix(SPEC_NODE)) if node in unreadable else upstream
                for node in component
                if is_spec_node(node)
            }
        )
    return {name: statuses[name] for name in project.entries}


def _from_above(outside: Iterable[_Above], _: Project) -> _Above:
    return _joined(outside).from_below()


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
    recall: Afresh,
    name: str,
    upstream: _Above,
) -> tuple[EntryStatus, _Above]:
    """An entry's status, and what is known of it together with everything upstream."""
    contract, own_errors = contracts[name], errors.get(name, ())

    def work(seen: Project) -> tuple[EntryStatus, _Above]:
        status, here = _status(seen, seen.entries[name], contract, own_errors, upstream)
        return status, upstream.joined(here)

    return recall.value(("status", name), (contract, own_errors, upstream), project, work)


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
    holding = sum(CATALOGUE[finding.rule].holds for finding in errors)
    standing = standing_of(project, contract, holding)
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
        failure=standing_failure(project, contract),
    )
    settled = own.sound and realization in (Realization.FRESH, Realization.ABSENT) and upstream.settled
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
        holding_errors=holding,
        actor=own.actor(upstream),
        repair=own.repair(upstream, contract, project),
        headline=own.headline(upstream),
        four_state=own.four_state(),
        five_state=own.five_state(upstream, is_here=own.is_here),
        five_state_here=own.five_state(upstream, is_here=True),
        inputs_certified=contract.inputs_certified,
        signature=contract.signature,
    )
    return status, own.above()


def _path_of(project: Project, spec_name: str) -> str:
    return next((spec.path for spec in project.specs if spec.name == spec_name), "")


def _is_refused_adoption(project: Project, name: str) -> bool:
    receipt = project.receipts.get(name)
    return receipt is not None and receipt.origin == "adopted" and not project.settings.accept_adopted


def _vocabulary_reasons(moved: Iterable[str], contract: Contract) -> Iterator[Reason]:
    for name in moved:
        now = contract.vocabulary.get(name, "")
        what = "moved" if now else "went out of reach"
        text = f"`{name}` {what} since the entry was certified."
        yield Reason(axis=Axis.CERTIFICATION, kind="vocabulary", subject=name, now=now, text=text)


def _upstream_reasons(upstream: _Above, contract: Contract) -> Iterator[Reason]:
    for name in contract.unread:
        text = f"`{name}`, which its spec depends on, cannot be read."
        yield Reason(axis=Axis.UPSTREAM, kind="unreadable", subject=name, text=text)
    if upstream.blocker is not None:
        cause = upstream.blocker
        yield Reason(axis=Axis.UPSTREAM, kind="blocked", subject=cause.subject, text=cause.sentence)
    elif upstream.unsettled is not None and not contract.unread:
        cause = upstream.unsettled
        yield Reason(axis=Axis.UPSTREAM, kind="not-ready", subject=cause.subject, text=cause.sentence)


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
    failure: Attempt | None
    """Its last attempt, if that failed with the very content of today."""

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

    def above(self) -> _Above:
        certified = self.certification is Certification.CERTIFIED
        return _Above(
            stale=not self.is_made,
            unreviewed=not certified or self.vocabulary_moved,
            ready=self.sound and self.realization is Realization.FRESH,
            stuck=not self.is_made and (self.hold is not None or self.failure is not None),
            blocker=self._cause(self._blocks()),
            unsettled=self._cause(self._blocks() or self._unsettles()),
        )

    def _cause(self, text: str) -> _Cause | None:
        return _Cause(0, self.entry.name, text) if text else None

    def _blocks(self) -> str:
        """By which of its own claims it holds up what rests on it; empty if it does not."""
        if self.certification is not Certification.CERTIFIED:
            return f"is {self.certification}"
        if not self.is_made:
            return "was never run" if self.realization is Realization.NEVER_RUN else f"is {self.realization}"
        return "rests on words that cannot be read" if self.unread else ""

    def _unsettles(self) -> str:
        """Why it is not settled although its claims stand; empty if nothing of its own speaks against it."""
        if self.is_tbd:
            return "is still `script TBD`"
        if self.entry.draft:
            return "is a draft"
        if self.errors:
            return "has an error of its own"
        if self.vocabulary_moved:
            return "rests on words that moved since it was certified"
        if self.adopted:
            return "was adopted, not run"
        return "" if self.sound else "does not say `script ready`"

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
            if self.hold is not None or self.failure is not None:
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

    def repair(self, upstream: _Above, contract: Contract, project: Project) -> Repair | None:
        return repair_of(
            Case(
                entry=self.entry,
                contract=contract,
                headline=self.headline(upstream),
                actor=self.actor(upstream),
                errors=self.errors,
                unread=self.unread,
                unread_path=_path_of(project, self.unread[0]) if self.unread else "",
                hold=self.hold,
                failure=self.failure,
                is_made=self.is_made,
                is_here=self.realization is not Realization.ABSENT or has_bytes(project, self.entry.name),
            )
        )

    def four_state(self) -> str:
        if self.certification is Certification.UNCERTIFIED:
            return "unbound"
        if self.certification is not Certification.CERTIFIED:
            return "spec-audit-needed"
        return "fresh" if self.realization is Realization.FRESH else "stale"

    def five_state(self, upstream: _Above, *, is_here: bool) -> str:
        if not is_here:
            return "missing"
        if self.is_tbd:
            return "stale-contract"
        if not self.is_made or upstream.stale:
            return "stale-inputs"
        if self.certification is not Certification.CERTIFIED or self.vocabulary_moved or upstream.unreviewed:
            return "needs-review"
        return "fresh" if self.sound and upstream.settled else "needs-review"
