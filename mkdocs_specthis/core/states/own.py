"""What an entry is by itself, from its claims and errors: sound or not, and every word that is said of it in one.

Knows its own claims and what is above it; not how either came about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Attempt, Project
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, Realization, Reason, Repair
from mkdocs_specthis.core.states.above import Above, Cause
from mkdocs_specthis.core.states.repair import Case, repair_of
from mkdocs_specthis.core.states.standing import Held, has_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
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

    def is_waiting(self, upstream: Above) -> bool:
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

    def above(self) -> Above:
        certified = self.certification is Certification.CERTIFIED
        return Above(
            stale=not self.is_made,
            unreviewed=not certified or self.vocabulary_moved,
            ready=self.sound and self.realization is Realization.FRESH,
            stuck=not self.is_made and (self.hold is not None or self.failure is not None),
            blocker=self._cause(self._blocks()),
            unsettled=self._cause(self._blocks() or self._unsettles()),
        )

    def _cause(self, text: str) -> Cause | None:
        return Cause(0, self.entry.name, text) if text else None

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

    def headline(self, upstream: Above) -> str:
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

    def actor(self, upstream: Above) -> Actor:
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

    def repair(self, upstream: Above, contract: Contract, project: Project) -> Repair | None:
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

    def five_state(self, upstream: Above, *, is_here: bool) -> str:
        if not is_here:
            return "missing"
        if self.is_tbd:
            return "stale-contract"
        if not self.is_made or upstream.stale:
            return "stale-inputs"
        if self.certification is not Certification.CERTIFIED or self.vocabulary_moved or upstream.unreviewed:
            return "needs-review"
        return "fresh" if self.sound and upstream.settled else "needs-review"


def _path_of(project: Project, spec_name: str) -> str:
    return next((spec.path for spec in project.specs if spec.name == spec_name), "")
