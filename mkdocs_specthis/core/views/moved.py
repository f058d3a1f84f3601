"""What moved: every part that a claim rests on, as it was when certified, when last run, and today.

Puts digests side by side; what follows from them is `core/states/status.py`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.ledger import Judgment, Receipt, Verdict

SAME_BESIDE = 8
SAME_SHOWN = 200

_ROLES: Mapping[str, str] = {
    "block": "Spec block",
    "prose": "Shared prose",
    "kind": "Kind",
    "schema": "Schema",
    "script": "Script",
    "module": "Module",
    "workflow": "Workflow file",
    "command": "Command",
    "output": "Declared output",
    "input": "Input",
    "undeclared": "Undeclared input",
    "listing": "Names in folder",
    "sought": "Looked for",
    "environment": "Environment file",
    "variable": "Variable",
    "upstream": "Upstream",
    "upstream-spec": "Upstream spec",
    "vocabulary": "Vocabulary",
}
_ORDER = {role: place for place, role in enumerate(_ROLES)}


class Then(StrEnum):
    """How a part stood at the time of a claim."""

    SAME = "same"
    MOVED = "moved"
    NOT_THERE = "not there"
    """The claim covers parts of this kind, and this one was not among them."""
    NOT_COVERED = "not covered"
    """A claim of this kind never covers it."""
    NO_CLAIM = "no claim"
    """Nobody judged, or nothing ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    then: Then
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    role: str
    """In words: `Script`."""
    subject: str
    """Path or name; empty where the role says it all."""
    certified: Cell
    run: Cell
    today: str
    """Digest; empty if it is gone."""
    entry: str = ""
    """Entry upstream that it comes from; empty if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTable:
    rows: tuple[MovedRow, ...]
    """What moved; and what did not, if that is little."""
    same: tuple[MovedRow, ...]
    """What did not move, if that is more than `SAME_BESIDE`; at most `SAME_SHOWN`."""
    left_out: int
    """Rows that are not shown; none of them moved."""
    is_of_rejection: bool = False
    """True if what was judged was rejected then: there is no certificate to hold today against."""


def moved_table(
    contract: Contract, judgment: Judgment | None, receipt: Receipt | None, makers: Mapping[str, str]
) -> MovedTable:
    """`makers` maps the path of each declared output to its entry."""
    rows = tuple(sorted(_rows(contract, judgment, receipt, makers), key=_order))
    same = tuple(row for row in rows if not _differs(row))
    if len(same) <= SAME_BESIDE:
        return MovedTable(rows=rows, same=(), left_out=0, is_of_rejection=_is_rejection(judgment))
    moved = tuple(row for row in rows if _differs(row))
    return MovedTable(
        rows=moved,
        same=same[:SAME_SHOWN],
        left_out=max(0, len(same) - SAME_SHOWN),
        is_of_rejection=_is_rejection(judgment),
    )


def _is_rejection(judgment: Judgment | None) -> bool:
    return judgment is not None and judgment.verdict is Verdict.REJECTED


def _differs(row: MovedRow) -> bool:
    return not {row.certified.then, row.run.then}.isdisjoint({Then.MOVED, Then.NOT_THERE})


def _order(row: MovedRow) -> tuple[int, str]:
    return (_PLACES.get(row.role, len(_PLACES)), row.subject)


_PLACES = {label: _ORDER[role] for role, label in _ROLES.items()}


def _rows(
    contract: Contract, judgment: Judgment | None, receipt: Receipt | None, makers: Mapping[str, str]
) -> Iterator[MovedRow]:
    certified = {part.name: part.digest for part in contract.certified_parts}
    certified.update({f"vocabulary {name}": digest for name, digest in contract.vocabulary.items()})
    run = {part.name: part.digest for part in contract.run_parts}
    judged = _judged(judgment)
    ran = dict(receipt.parts) if receipt else None
    for name in dict.fromkeys((*certified, *run, *(judged or ()), *(ran or ()))):
        role, _, subject = name.partition(" ")
        today = certified.get(name) or run.get(name, "")
        yield MovedRow(
            role=_ROLES.get(role, role),
            subject=subject,
            certified=_cell(name, judged, certified),
            run=_cell(name, ran, run),
            today=today,
            entry=makers.get(subject, "") if role == "upstream" else "",
        )


def _judged(judgment: Judgment | None) -> dict[str, str] | None:
    if judgment is None:
        return None
    return {**judgment.parts, **{f"vocabulary {name}": digest for name, digest in judgment.vocabulary.items()}}


def _cell(name: str, claim: Mapping[str, str] | None, today: Mapping[str, str]) -> Cell:
    if claim is None:
        return Cell(then=Then.NO_CLAIM if name in today else Then.NOT_COVERED)
    if name in claim:
        return Cell(then=Then.SAME if claim[name] == today.get(name) else Then.MOVED, digest=claim[name])
    return Cell(then=Then.NOT_THERE if name in today else Then.NOT_COVERED)
