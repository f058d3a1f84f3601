"""What an entry rested on and had made at a moment: when it was judged, when it last ran, at a revision, today.

Puts digests beside each other. Knows no text, and not where an older one may be found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.contracts.leaning import matched
from mkdocs_specthis.core.day import on_day
from mkdocs_specthis.core.digest import ABSENT
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.difference import Moment
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, Verdict, name_of
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import judgment_in_force
from mkdocs_specthis.core.views.sentence import short_digest

TODAY = Moment(kind="today", label="today")
ARTEFACT = "artefact"
ROLES = (
    "block", "prose", "kind", "schema", "vocabulary", "script", "module", "workflow", "command", "output",
    "environment", "variable", "input", "undeclared", "listing", "sought", "upstream", "upstream-spec", ARTEFACT,
)  # fmt: skip
"""In the order in which what moved is told."""
_MADE_BY = ("script", "module", "workflow", "command")
"""What a judgment and a receipt both name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    moment: Moment
    parts: Mapping[str, str]
    """Name of a part to its digest."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Path of an artefact to its digest."""
    spec: str = ""
    """Path of the spec then; empty if nobody wrote it down."""
    commits: tuple[str, ...] = ()
    """Where it may be found in git, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A part that is not the same on both sides."""

    name: str
    before: str
    """Digest; empty if it was not there."""
    after: str
    was: str = ""
    """What a file was called before; empty if it has its name still."""

    @property
    def role(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def subject(self) -> str:
        return self.name.partition(" ")[2]


def judgment_to_compare(snapshot: Snapshot, name: str) -> Judgment | None:
    """The judgment of today's content, else the newest certificate, else the newest of all: as reasons tell it."""
    judgments = snapshot.project.judgments.get(name, ())
    in_force = judgment_in_force(judgments, snapshot.contracts[name])
    certificates = (judgment for judgment in judgments if judgment.verdict is Verdict.CERTIFIED)
    return in_force or next(certificates, next(iter(judgments), None))


def run_of(judgment: Judgment, receipts: Iterable[Receipt]) -> Receipt | None:
    """The run of what was judged that its judge saw: the last one before the judgment, else the first one after it."""
    alike = sorted((one for one in receipts if _is_made_by(one, judgment)), key=lambda one: one.ts)
    before = [one for one in alike if one.ts <= judgment.ts]
    return before[-1] if before else next(iter(alike), None)


def _is_made_by(receipt: Receipt, judgment: Judgment) -> bool:
    return _made_by(receipt.parts) == _made_by(judgment.parts)


def _made_by(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in parts.items() if name.partition(" ")[0] in _MADE_BY}


def judged_side(judgment: Judgment, made: Receipt | None) -> Side:
    return Side(
        moment=moment_of_judgment(judgment),
        parts=judged_parts(judgment),
        outputs=outputs_of(made),
        spec=judgment.spec,
        commits=tuple(dict.fromkeys(filter(None, (judgment.commit, made.commit if made else "")))),
    )


def run_side(receipt: Receipt) -> Side:
    return Side(
        moment=moment_of_run(receipt),
        parts=receipt.parts,
        outputs=outputs_of(receipt),
        spec=receipt.spec,
        commits=(receipt.commit,) if receipt.commit else (),
    )


def revision_side(snapshot: Snapshot, name: str, revision: str, commit: str) -> Side:
    """An entry as a snapshot of that revision has it."""
    contract = snapshot.contracts[name]
    return Side(
        moment=moment_of_revision(revision, commit),
        parts={**certified_parts(contract), **run_parts(contract)},
        outputs=outputs_of(snapshot.project.receipts.get(name)),
        spec=snapshot.entries[name].spec,
        commits=(commit,),
    )


def today_side(snapshot: Snapshot, name: str, parts: Mapping[str, str]) -> Side:
    """An entry as it is; `parts` are those that the other side speaks of."""
    return Side(moment=TODAY, parts=parts, outputs=outputs_here(snapshot, name), spec=snapshot.entries[name].spec)


def judged_parts(judgment: Judgment) -> dict[str, str]:
    """What it covered, vocabulary included."""
    return {**judgment.parts, **{f"vocabulary {name}": digest for name, digest in judgment.vocabulary.items()}}


def certified_parts(contract: Contract) -> dict[str, str]:
    """What a judgment covers, vocabulary included."""
    parts = {part.name: part.digest for part in contract.certified_parts}
    return parts | {f"vocabulary {name}": digest for name, digest in contract.vocabulary.items()}


def run_parts(contract: Contract) -> dict[str, str]:
    return {part.name: part.digest for part in contract.run_parts}


def outputs_of(receipt: Receipt | None) -> dict[str, str]:
    """Path of each artefact to its digest, as a receipt has them."""
    return {path: output.digest for path, output in receipt.outputs.items()} if receipt else {}


def outputs_here(snapshot: Snapshot, name: str) -> dict[str, str]:
    """What lies here, and of what is elsewhere what the receipt tells."""
    project, contract = snapshot.project, snapshot.contracts[name]
    found = outputs_of(project.receipts.get(name))
    declared = (*contract.outputs, *(path for glob in contract.output_globs for path in matched(project, glob)))
    for path in (*found, *declared):
        fact = project.files.get(path)
        if fact is not None and fact.digest:
            found[path] = fact.digest
    return found


def moved_between(before: Side, after: Side) -> tuple[Moved, ...]:
    """Parts that differ, in the order of `ROLES`; artefacts only where both sides know of some."""
    rows = list(_differing(before.parts, after.parts, ""))
    if before.outputs and after.outputs:
        rows += _differing(before.outputs, after.outputs, f"{ARTEFACT} ")
    return tuple(sorted(rows, key=lambda row: (_place(row.role), row.name)))


def _differing(before: Mapping[str, str], after: Mapping[str, str], prefix: str) -> Iterator[Moved]:
    for name in {**before, **after} if before != after else ():
        if before.get(name) != after.get(name):
            was, now = (side.get(name, "").replace(ABSENT, "") for side in (before, after))
            if was != now:
                yield Moved(name=prefix + name, before=was, after=now)


def _place(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def moment_of_judgment(judgment: Judgment) -> Moment:
    is_certificate = judgment.verdict is Verdict.CERTIFIED
    word = "certified" if is_certificate else "rejected"
    return Moment(
        kind="certificate" if is_certificate else "rejection",
        label=f"{shown(name_of(judgment.author))} {word} it{on_day(judgment.ts)}",
        ts=judgment.ts,
        author=judgment.author,
        commit=judgment.commit,
    )


def moment_of_run(receipt: Receipt) -> Moment:
    return Moment(kind="run", label=f"the last run{on_day(receipt.ts)}", ts=receipt.ts, commit=receipt.commit)


def moment_of_revision(revision: str, commit: str) -> Moment:
    is_hash = commit.startswith(revision)
    named = short_digest(commit) if is_hash else f"{shown(revision)} ({short_digest(commit)})"
    return Moment(kind="revision", label=f"revision {named}", commit=commit)
