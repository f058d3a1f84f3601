"""Where one entry stands as far as running it goes, and why it may not be run.

The same reasons as everywhere decide; it knows no step, no order and no other entry.
"""

from dataclasses import dataclass

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.plan import Hold
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Certification, Realization, Reason
from mkdocs_specthis.core.states.claims import certification_state, realization_state
from mkdocs_specthis.core.states.reasons import (
    certification_reasons,
    deleted_inputs,
    named,
    pointers,
    realization_reasons,
    same_bytes,
)

TO_MAKE = frozenset({Realization.NEVER_RUN, Realization.STALE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    entry: Entry
    contract: Contract
    certification: Certification
    realization: Realization
    certifying: tuple[Reason, ...]
    """Reasons of the certification axis."""
    told: tuple[Reason, ...]
    """Reasons of the realization axis, a last attempt that failed included."""
    errors: int
    """Errors of its own."""
    lacks_outputs: bool
    """True if bytes that its receipt tells of are not here."""
    missing_inputs: tuple[str, ...]
    """Inputs whose bytes are not here, and whatever else it rests on that only a pointer stands for."""
    deleted_inputs: tuple[str, ...] = ()
    """Those of them that git has, and that were deleted here."""

    @property
    def realizing(self) -> tuple[Reason, ...]:
        """Reasons that make its state: a failed attempt does not."""
        return tuple(reason for reason in self.told if reason.kind != "failed")

    @property
    def lack(self) -> str:
        """Which input is not here, as a clause; empty if all are."""
        if self.deleted_inputs:
            return f"input `{self.deleted_inputs[0]}` was deleted here; git still has it"
        missing = self.missing_inputs
        return f"the bytes of {named(self.contract, missing[0])} are not on this machine" if missing else ""

    @property
    def is_out_of_date(self) -> bool:
        """True if a run would give something that is not there now."""
        return self.realization in TO_MAKE or (self.realization is Realization.ABSENT and self.lacks_outputs)


def standing_of(project: Project, contract: Contract, errors: int) -> Standing:
    """Judge one entry on its own."""
    entry = project.entries[contract.entry]
    certifying = certification_reasons(project, entry, contract)
    realizing = realization_reasons(project, entry, contract)
    return Standing(
        entry=entry,
        contract=contract,
        certification=certification_state(certifying),
        realization=realization_state(realizing),
        certifying=certifying,
        told=realizing,
        errors=errors,
        lacks_outputs=not has_bytes(project, entry.name),
        missing_inputs=(*contract.missing_inputs, *pointers(project, contract)),
        deleted_inputs=deleted_inputs(project, contract),
    )


def has_bytes(project: Project, name: str) -> bool:
    """True if an entry has a receipt and every byte that it tells of is here."""
    receipt = project.receipts.get(name)
    if receipt is None or name in project.unreadable_receipts:
        return False
    files = project.files
    return False not in [same_bytes(files.get(path), output) for path, output in receipt.outputs.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why an entry may not be run."""

    hold: Hold
    text: str
    """One clause."""
    by_trial: bool = False
    """True if a trial may run it all the same."""


def hold_of(standing: Standing, *, require_certified: bool) -> Held | None:
    """The heaviest reason to hold it, of those it has by itself; None if it may run."""
    entry = standing.entry
    if Certification.UNKNOWN is standing.certification or Realization.UNKNOWN is standing.realization:
        return Held(hold=Hold.UNKNOWN, text=_unreadable(standing))
    if standing.errors:
        count = "an error" if standing.errors == 1 else f"{standing.errors} errors"
        return Held(hold=Hold.ERROR, text=f"it has {count} of its own")
    if standing.missing_inputs:
        return Held(hold=Hold.BYTES, text=standing.lack)
    if standing.certification is Certification.REJECTED:
        return Held(hold=Hold.DECISION, text=f"rejected: {_first(standing, '')}", by_trial=True)
    if standing.certification is Certification.DRIFTED:
        return Held(hold=Hold.DECISION, text=f"drifted: {_first(standing, '')}", by_trial=True)
    if standing.certification is Certification.UNCERTIFIED and require_certified:
        text = "uncertified, and the policy demands a certificate"
        return Held(hold=Hold.DECISION, text=text, by_trial=True)
    if entry.status == "script TBD":
        return Held(hold=Hold.UNFINISHED, text="script TBD", by_trial=True)
    if entry.draft:
        return Held(hold=Hold.UNFINISHED, text="its spec is a draft", by_trial=True)
    return None


def _unreadable(standing: Standing) -> str:
    """What of it cannot be read, as a clause, whatever else there is to say."""
    reasons = (reason for reason in (*standing.certifying, *standing.realizing) if reason.kind == "unreadable")
    first = next(reasons, None)
    return as_clause(first.text) if first else "what it rests on cannot be read"


def _first(standing: Standing, otherwise: str) -> str:
    """The first reason's sentence as a clause."""
    reasons = (*standing.certifying, *standing.realizing)
    if not reasons:
        return otherwise
    more = f", and {len(standing.certifying) - 1} more" if len(standing.certifying) > 1 else ""
    return as_clause(reasons[0].text) + more


def as_clause(sentence: str) -> str:
    """A sentence without its final stop; its first letter small unless the word is a name."""
    text = sentence.removesuffix(".")
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in _OPENINGS else text


_OPENINGS = frozenset(
    {"The", "There", "Nobody", "What", "It", "Script", "Module", "Workflow", "Input", "Declared", "Somebody", "Its"}
)
