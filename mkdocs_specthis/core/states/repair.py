"""The next thing to do about one entry: what to write, read, judge or run, and the command that does it.

Knows where the entry stands; not how that was found out, nor what is to be done about others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Attempt
from mkdocs_specthis.core.model.state import Act, Actor, Repair
from mkdocs_specthis.core.parse.ledger_json import RESOLVE
from mkdocs_specthis.core.states.failed import advice_on, place_of
from mkdocs_specthis.core.states.standing import Held

REFRESH = "specthis refresh"
FORCE = f"{REFRESH} --force"
TRIAL = "--trial"
"""Runs an entry whether it is held or not: whoever mends a certified script makes it drift."""
RECORD = "specthis lock record"
CONFIRM = "specthis lock confirm"
SETTLE = "specthis lock resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where an entry stands, as far as the next thing to do rests on it."""

    entry: Entry
    contract: Contract
    headline: str
    actor: Actor
    errors: tuple[Finding, ...] = ()
    """Of its own."""
    unread: tuple[str, ...] = ()
    """Names of the specs that its own depends on and that cannot be read."""
    unread_path: str = ""
    """Path of the first of them."""
    hold: Held | None = None
    """Why a refresh would not run it; None if it would."""
    failure: Attempt | None = None
    """Its last attempt, if that failed with the very content of today."""
    is_made: bool = False
    """True if nothing that it made is out of date."""
    is_here: bool = True
    """False if its receipt stands and the bytes that it tells of are not on this machine."""

    @property
    def place(self) -> str:
        """The file that somebody has to open: the script, else the spec."""
        return self.contract.scripts[0] if self.contract.scripts else self.entry.spec


def repair_of(case: Case) -> Repair | None:
    """What to do next; None if nothing, or nothing here."""
    if case.actor is Actor.SETTLED:
        return None if case.is_here else _bring_bytes(case)
    if case.actor is Actor.PATIENCE:
        return None
    return _REPAIRS.get(case.headline, _judge)(case)


def confirm_repair(name: str) -> Repair:
    text = "Read what moved; if the certificate still holds, confirm it"
    return Repair(actor=Actor.MIND, act=Act.CONFIRM, text=text, command=f"{CONFIRM} {name}")


def mend_repair(actor: Actor, finding: Finding) -> Repair:
    """Where something stands that somebody wrote wrong, and what to make of it."""
    return Repair(
        actor=actor,
        act=Act.MEND,
        text=f"Mend `{finding.location}`: {finding.hint or finding.message}",
        command=SETTLE if finding.hint == RESOLVE else "",
        path=finding.location.path,
        line=finding.location.line,
    )


def fetch_repair(name: str) -> Repair:
    text = "Bring its bytes here, from the cache or by a run"
    return Repair(actor=Actor.MACHINE, act=Act.FETCH, text=text, command=f"{REFRESH} {name}")


def run_repair(contract: Contract, failure: Attempt | None) -> Repair:
    """Run it; after a failure of the very same, somebody has to see why first."""
    if failure is None:
        return Repair(actor=Actor.MACHINE, act=Act.RUN, text="Run it", command=f"{REFRESH} {contract.entry}")
    return Repair(
        actor=Actor.MIND,
        act=Act.RETRY,
        text=advice_on(failure),
        command=f"{REFRESH} {TRIAL} {contract.entry}",
        path=place_of(failure, contract),
    )


def _write(case: Case) -> Repair:
    script = case.contract.scripts[0] if case.contract.scripts else ""
    text = (
        f"Write `{script}`, then set its line to `Status: script ready`" if script else "Name the script and write it"
    )
    return Repair(actor=case.actor, act=Act.WRITE, text=text, path=case.place)


def _finish(case: Case) -> Repair:
    text = "Finish the draft, then remove `draft: true`"
    return Repair(actor=case.actor, act=Act.FINISH, text=text, path=case.entry.spec)


def _mend(case: Case) -> Repair:
    first = min(case.errors, key=lambda finding: _nearness_to_cause(case, finding), default=None)
    if first is None:
        text = "Mend the file that cannot be read"
        return Repair(actor=case.actor, act=Act.MEND, text=text, path=case.entry.spec)
    return mend_repair(case.actor, first)


def _nearness_to_cause(case: Case, finding: Finding) -> tuple[bool, bool]:
    """A slip of the finger in the spec comes first: what a script lacks is often its consequence."""
    return (not finding.hint.startswith("did you mean"), finding.location.path != case.entry.spec)


def _mend_words(case: Case) -> Repair:
    text = f"Mend `{case.unread[0]}.md`, which cannot be read"
    return Repair(actor=case.actor, act=Act.MEND, text=text, path=case.unread_path)


def _change(case: Case) -> Repair:
    text = "Change the script or the contract, then have it judged again"
    return Repair(actor=case.actor, act=Act.CHANGE, text=text, path=case.place)


def _confirm(case: Case) -> Repair:
    return confirm_repair(case.entry.name)


def _replace(case: Case) -> Repair:
    text = "Run it, or accept adopted artefacts in the settings"
    command = f"{FORCE} {case.entry.name}"
    return Repair(actor=case.actor, act=Act.REPLACE, text=text, command=command)


def _may_be_tried(case: Case) -> bool:
    return case.hold is None or case.hold.by_trial


def _make(case: Case) -> Repair:
    if case.hold is not None:
        return Repair(actor=case.actor, act=Act.BRING, text=f"Bring what is missing here: {case.hold.text}")
    return run_repair(case.contract, case.failure)


def _bring_bytes(case: Case) -> Repair:
    if case.hold is not None:
        return replace(_make(case), actor=Actor.MACHINE)
    return fetch_repair(case.entry.name)


def _judge(case: Case) -> Repair:
    """A script that has just failed does not do what the spec says: nobody need read the two together to see that."""
    if case.headline == "uncertified" and case.failure is not None and not case.is_made and _may_be_tried(case):
        return run_repair(case.contract, case.failure)
    text = "Read script and spec together; if they agree, certify"
    return Repair(actor=case.actor, act=Act.JUDGE, text=text, command=f"{RECORD} {case.entry.name}")


_REPAIRS: Mapping[str, Callable[[Case], Repair]] = {
    "script-tbd": _write,
    "unknown": _mend,
    "draft": _finish,
    "error": _mend,
    "rejected": _change,
    "never-run": _make,
    "stale": _make,
    "vocabulary-moved": _confirm,
    "adopted": _replace,
    "waiting": _mend_words,
}
"""By headline; what is neither is to be judged."""
