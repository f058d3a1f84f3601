"""Puts together what an entry's claims rest on: every part as the record has it, and as it is today.

Decides nothing: the states come from `core/states/status.py`, the step from `core/steps/plan.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.explanation import ClaimThen, Explanation, PartThen, Then
from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.core.model.ledger import Judgment, OutputFact, Receipt, name_of
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import is_here, judgment_to_compare
from mkdocs_specthis.core.steps.plan import Foreseen

VOCABULARY = "vocabulary"


def explain_entry(snapshot: Snapshot, name: str, cache: str) -> Explanation:
    """`cache` is what it said of the entry, as a clause."""
    status, contract = snapshot.statuses[name], snapshot.contracts[name]
    judgments = snapshot.project.judgments.get(name, ())
    judgment = judgment_to_compare(judgments, contract)
    receipt = snapshot.project.receipts.get(name)
    return Explanation(
        entry=name,
        certification=_certification(str(status.certification), contract, judgment),
        realization=_realization(str(status.realization), contract, receipt, snapshot.project.files),
        outputs=_sorted(_outputs(snapshot.project.files, contract, receipt)),
        cache=cache,
    )


def cache_said(name: str, foreseen: Foreseen | None, unasked: str) -> str:
    """What the cache said of an entry, as a clause; `unasked` says why it was not asked at all."""
    if foreseen is None:
        return f"not asked: {unasked}"
    if name in foreseen.entries:
        return "has it"
    return "does not have it" if name in foreseen.asked else "not asked: nothing of it is out of date"


def _certification(state: str, contract: Contract, judgment: Judgment | None) -> ClaimThen:
    today = {part.name: part.digest for part in contract.certified_parts}
    words = {f"{VOCABULARY} {name}": digest for name, digest in contract.vocabulary.items()}
    before = None
    if judgment is not None:
        before = {**judgment.parts, **{f"{VOCABULARY} {name}": one for name, one in judgment.vocabulary.items()}}
    return ClaimThen(
        state=state,
        was=judgment.inputs_certified if judgment else "",
        now=contract.inputs_certified,
        who=f"{judgment.verdict} by {name_of(judgment.author)}" if judgment else "",
        ts=judgment.ts if judgment else "",
        parts=_sorted(_compared(before, {**today, **words})),
    )


def _realization(state: str, contract: Contract, receipt: Receipt | None, files: Mapping[str, FileFact]) -> ClaimThen:
    today = {part.name: part.digest for part in contract.run_parts}
    return ClaimThen(
        state=state,
        was=receipt.signature if receipt else "",
        now=contract.signature,
        who=receipt.origin if receipt else "",
        ts=receipt.ts if receipt else "",
        parts=_sorted(map(partial(_as_here, files), _compared(receipt.parts if receipt else None, today))),
    )


def _as_here(files: Mapping[str, FileFact], part: PartThen) -> PartThen:
    """An input whose bytes are not here is as it was only by what the receipt remembers."""
    role, _, path = part.name.partition(" ")
    lacks = role == "input" and part.then is Then.SAME and not is_here(files.get(path))
    return replace(part, then=Then.ELSEWHERE) if lacks else part


def _compared(before: Mapping[str, str] | None, today: Mapping[str, str]) -> Iterator[PartThen]:
    for name in dict.fromkeys((*today, *(before or ()))):
        was, now = (before or {}).get(name, ""), today.get(name, "")
        yield PartThen(name=name, then=Then.UNRECORDED if before is None else _then(was, now), was=was, now=now)


def _then(was: str, now: str) -> Then:
    if was == now:
        return Then.SAME
    if not was:
        return Then.ADDED
    return Then.MOVED if now else Then.GONE


def _outputs(files: Mapping[str, FileFact], contract: Contract, receipt: Receipt | None) -> Iterator[PartThen]:
    recorded: Mapping[str, OutputFact] = receipt.outputs if receipt else {}
    for path in dict.fromkeys((*contract.outputs, *recorded)):
        fact = files.get(path)
        now = fact.digest if fact is not None and fact.is_here else ""
        was = recorded[path].digest if path in recorded else ""
        if was and not now:
            yield PartThen(name=path, then=Then.ELSEWHERE, was=was)
        elif was or now:
            yield PartThen(name=path, then=_then(was, now) if receipt else Then.UNRECORDED, was=was, now=now)


def _sorted(parts: Iterator[PartThen]) -> tuple[PartThen, ...]:
    return tuple(sorted(parts, key=lambda part: part.then in (Then.SAME, Then.UNRECORDED)))
