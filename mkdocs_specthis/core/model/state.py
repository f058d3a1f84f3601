"""The two axes of an entry, and the reasons they are computed from.

The words only. `core/states/status.py` decides.
"""

from dataclasses import dataclass
from enum import StrEnum


class Certification(StrEnum):
    UNCERTIFIED = "uncertified"
    CERTIFIED = "certified"
    DRIFTED = "drifted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Realization(StrEnum):
    NEVER_RUN = "never-run"
    STALE = "stale"
    ABSENT = "absent"
    FRESH = "fresh"
    UNKNOWN = "unknown"


class Axis(StrEnum):
    CERTIFICATION = "certification"
    REALIZATION = "realization"
    AUTHOR = "author"
    """The author's own line and what stands in the spec: script TBD, draft, an error."""
    UPSTREAM = "upstream"


class Actor(StrEnum):
    """Who acts next on an entry."""

    MIND = "mind"
    MACHINE = "machine"
    PATIENCE = "patience"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    axis: Axis
    kind: str
    """What happened, such as `moved`, `no-receipt`, `edited`; `core/states/claims.py` has those that make a state."""
    subject: str
    """What it happened to: a part (`script scripts/x.py`), a path, an entry, a spec."""
    was: str = ""
    """Digest or value that the ledger holds; empty if none."""
    now: str = ""
    """Digest or value of today; empty if none."""
    text: str = ""
    """The sentence a person reads."""


class Act(StrEnum):
    """What somebody does about an entry."""

    MEND = "mend"
    """Something that somebody wrote wrong, or that cannot be read."""
    WRITE = "write"
    """A script that is not there yet."""
    FINISH = "finish"
    """A draft."""
    CHANGE = "change"
    """What was rejected."""
    JUDGE = "judge"
    CONFIRM = "confirm"
    """A certificate whose vocabulary moved."""
    REPLACE = "replace"
    """An artefact that was adopted, by one that was run."""
    BRING = "bring"
    """Bytes of inputs that are elsewhere."""
    RUN = "run"
    RETRY = "retry"
    """A run that failed: somebody reads why first."""
    FETCH = "fetch"
    """Bytes of what is settled and elsewhere: from the cache, or by a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The next thing to do about an entry."""

    actor: Actor
    act: Act
    text: str
    """One short sentence in the imperative."""
    command: str = ""
    """A command line that does it; empty if it takes an editor."""
    path: str = ""
    """File to edit, or to read before the command, POSIX from the project root; empty if there is none."""
    line: int = 0
    """1-based line in that file; 0 for the file as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStatus:
    """Every derived fact of one entry."""

    entry: str
    certification: Certification
    realization: Realization
    reasons: tuple[Reason, ...]
    vocabulary_moved: tuple[str, ...]
    """Names of the vocabulary specs that moved since the certificate; empty if none did."""
    blocked: bool
    """True if something upstream is not certified, neither fresh nor absent, or unknown."""
    waiting: bool
    """Own claims stand and it is blocked."""
    unread: bool
    """True if a spec that its own depends on cannot be read: nobody knows whether its claims hold."""
    ready: bool
    settled: bool
    """As ready, but bytes may be elsewhere."""
    errors: int
    """Number of errors of its own."""
    holding_errors: int
    """Those of them that hold a run: what only the last run was seen to do, the next one may not do any more."""
    actor: Actor
    repair: Repair | None
    headline: str
    """The one word where there is room for one: `script-tbd`, `unknown`, `draft`, `error`, a state of either axis,
    `vocabulary-moved`, `adopted`, `waiting`, `absent` or `settled`."""
    four_state: str
    """`unbound`, `spec-audit-needed`, `stale` or `fresh`."""
    five_state: str
    """Of a report artefact: `missing`, `stale-contract`, `stale-inputs`, `needs-review` or `fresh`."""
    five_state_here: str
    """The same of one of its files that is here, where another one may be missing."""
    inputs_certified: str
    """Today's digest on the certification axis."""
    signature: str
    """Today's digest on the realization axis."""
