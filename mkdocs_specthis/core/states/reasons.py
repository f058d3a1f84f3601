"""Why a claim stands or falls: the reasons of both axes, and the one sentence for each.

A reason's kind decides the state (`core/states/claims.py`), so the sentence and the decision cannot part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mkdocs_specthis.core.contracts.recorded import recorded_inputs, stands_for
from mkdocs_specthis.core.day import on_day
from mkdocs_specthis.core.digest import ABSENT, SCHEME
from mkdocs_specthis.core.model.contract import Contract, Part
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, Presence
from mkdocs_specthis.core.model.ledger import Judgment, OutputFact, Receipt, Verdict, name_of
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Axis, Reason
from mkdocs_specthis.core.states.failed import is_past

SUBJECTS: Mapping[str, str] = {
    "block": "the entry's own block",
    "prose": "the spec's shared prose",
    "kind": "the spec's kind",
    "schema": "the JSON Schema",
    "script": "script",
    "module": "module",
    "workflow": "workflow file",
    "command": "the command",
    "output": "declared output",
    "input": "input",
    "undeclared": "undeclared input",
    "listing": "the list of files in",
    "sought": "a file that was looked for,",
    "environment": "environment file",
    "variable": "environment variable",
    "upstream": "upstream artefact",
    "upstream-spec": "artefacts of",
}


def certification_reasons(project: Project, entry: Entry, contract: Contract) -> tuple[Reason, ...]:
    """Reasons of the certification axis; none means certified."""
    if entry.unreadable:
        return (_certification("unreadable", entry.spec, "The spec cannot be read."),)
    if project.unreadable_judgments:
        return (_certification("unreadable", "_lock.json", "The ledger of judgments cannot be read."),)
    judgments = project.judgments.get(entry.name, ())
    if not judgments:
        return (_certification("no-judgment", entry.name, "Nobody has judged script and spec together yet."),)
    standing = judgment_in_force(judgments, contract)
    if standing is None:
        return tuple(_drift(judgments, contract))
    if standing.verdict is Verdict.REJECTED:
        note = f": {standing.note.rstrip().removesuffix('.')}" if standing.note else ""
        text = f"{name_of(standing.author)} rejected exactly this{on_day(standing.ts)}{note}."
        return (_certification("rejected", entry.name, text, now=contract.inputs_certified),)
    return ()


def judgment_in_force(judgments: Iterable[Judgment], contract: Contract) -> Judgment | None:
    """The newest judgment of today's digest; None if there is none."""
    return next((judgment for judgment in judgments if is_of(judgment, contract)), None)


def judgment_to_compare(judgments: Sequence[Judgment], contract: Contract) -> Judgment | None:
    """What today is held against: the judgment of today's digest, else the newest certificate, else the newest."""
    standing = judgment_in_force(judgments, contract)
    certified = (judgment for judgment in judgments if judgment.verdict is Verdict.CERTIFIED)
    return standing or next(certified, judgments[0] if judgments else None)


def is_of(judgment: Judgment, contract: Contract) -> bool:
    return judgment.scheme == SCHEME and judgment.inputs_certified == contract.inputs_certified


def vocabulary_moved(judgments: Iterable[Judgment], contract: Contract) -> tuple[str, ...]:
    """Vocabulary specs that are not as they were when the entry was certified; none if it is not certified.

    One that is within reach no more has moved as well, unless its words are still there under another name: otherwise
    whoever takes it out of `depends_on`, or calls it a report, would settle what nobody looked at.
    """
    standing = judgment_in_force(judgments, contract)
    if standing is None or standing.verdict is not Verdict.CERTIFIED:
        return ()
    before, now = standing.vocabulary, contract.vocabulary
    known, still_there = set(before.values()), {*now.values()}
    changed = (
        name for name, digest in now.items() if before.get(name) != digest and (name in before or digest not in known)
    )
    gone = (name for name, digest in before.items() if name not in now and digest not in still_there)
    return (*changed, *(() if contract.unread else gone))


def realization_reasons(project: Project, entry: Entry, contract: Contract) -> tuple[Reason, ...]:
    """Reasons of the realization axis; none means fresh."""
    if entry.unreadable:
        return (_realization("unreadable", entry.spec, "The spec cannot be read."),)
    if entry.name in project.unreadable_receipts:
        path = f"{project.settings.specs}/_runs/{entry.name}.json"
        return (_realization("unreadable", f"_runs/{entry.name}.json", f"Its receipt `{path}` cannot be read."),)
    receipt = project.receipts.get(entry.name)
    if receipt is None:
        return (*_failure(project, contract), _realization("no-receipt", entry.name, "There is no record of a run."))
    return (
        *_failure(project, contract),
        *_signature_reasons(receipt, contract),
        *_output_reasons(project, contract, receipt),
        *_keys_reasons(project, entry, contract),
        *_absences(project, contract, receipt),
    )


def _failure(project: Project, contract: Contract) -> Iterator[Reason]:
    failure = project.failures.get(contract.entry)
    if failure is not None:
        log = f" (log: {failure.log})" if failure.log else ""
        since = " What it ran with has moved since." if is_past(failure, contract) else ""
        text = f"The last attempt{on_day(failure.ts)} failed: {failure.text}{log}.{since}"
        yield _realization("failed", contract.entry, text)


def _signature_reasons(receipt: Receipt, contract: Contract) -> Iterator[Reason]:
    if receipt.scheme != SCHEME:
        text = (
            f"The receipt was written under scheme {receipt.scheme} of the digests, which this version cannot compare."
        )
        yield _realization("scheme", receipt.entry, text, was=str(receipt.scheme), now=str(SCHEME))
    elif receipt.signature != contract.signature:
        since = f"since the last run{on_day(receipt.ts)}"
        moved = tuple(_moved(receipt.parts, contract.run_parts, Axis.REALIZATION, since))
        yield from moved
        if not moved:
            text = "What the run rested on moved, and the receipt does not say which part."
            yield _realization("moved", "signature", text, was=receipt.signature, now=contract.signature)


def _output_reasons(project: Project, contract: Contract, receipt: Receipt) -> Iterator[Reason]:
    for path, output in receipt.outputs.items():
        fact = project.files.get(path)
        if fact is None or fact.presence in (Presence.MISSING,):
            continue
        if fact.presence in (Presence.OUTSIDE, Presence.IRREGULAR, Presence.UNREADABLE):
            yield _realization("edited", path, f"`{path}` is not a readable file of the project.", was=output.digest)
        elif fact.digest != output.digest:
            text = f"`{path}` has other bytes than the receipt says: it was edited, or made by something else."
            yield _realization("edited", path, text, was=output.digest, now=fact.digest)
    for path in contract.outputs:
        if path not in receipt.outputs:
            yield _realization(
                "undeclared-output", path, f"The receipt does not cover `{path}`, which the spec declares."
            )
    for pattern in contract.output_globs:
        for path in project.matches.get(pattern, ()):
            if path not in receipt.outputs:
                text = f"The receipt does not cover `{path}`, which `{pattern}` matches."
                yield _realization("undeclared-output", path, text)


def _keys_reasons(project: Project, entry: Entry, contract: Contract) -> Iterator[Reason]:
    if entry.exports or not contract.outputs or not entry.outputs:
        return
    path = entry.outputs[0].text
    facts = project.json.get(path)
    if facts is not None:
        for problem in key_problems(entry, facts):
            yield _realization("keys", path, f"`{path}` {problem}.")


def key_problems(entry: Entry, facts: JsonFacts) -> Iterator[str]:
    """What the artefact's JSON lacks of what the spec demands; each is a clause that follows the file's name."""
    if facts.error:
        yield f"is not JSON: {facts.error}"
        return
    if entry.keys:
        missing = [key for key in entry.keys if key not in (facts.keys or ())]
        if facts.keys is None:
            yield "holds no object, and the spec demands keys"
        elif missing:
            yield "lacks " + ", ".join(f"`{key}`" for key in missing)
    yield from (f"fails its JSON Schema: {error}" for error in facts.schema_errors)


def _absences(project: Project, contract: Contract, receipt: Receipt) -> Iterator[Reason]:
    for path, output in receipt.outputs.items():
        if not is_here(project.files.get(path)):
            yield _realization("absent", path, f"The bytes of `{path}` are not on this machine.", was=output.digest)
    recorded = recorded_inputs(receipt)
    deleted = deleted_inputs(project, contract)
    for path in deleted:
        text = f"Input `{path}` was deleted here; git still has it."
        yield _realization("absent", path, text, was=recorded.get(path, ""))
    for path in (*_missing_otherwise(contract, deleted), *pointers(project, contract)):
        text = f"The bytes of {named(contract, path)} are not on this machine."
        yield _realization("absent", path, text, was=recorded.get(path, ""))


def pointers(project: Project, contract: Contract) -> tuple[str, ...]:
    """Files that an entry rests on and that only a Git LFS pointer stands for: a run would read that."""
    files = (*contract.scripts, *contract.modules, *contract.workflows, *contract.inputs)
    facts = ((path, project.files.get(path)) for path in files)
    return tuple(path for path, fact in facts if fact is not None and fact.presence is Presence.POINTER)


def named(contract: Contract, path: str) -> str:
    """A file that is not here, as a sentence calls it."""
    is_judged = path in (*contract.scripts, *contract.modules, *contract.workflows)
    return f"`{path}`" if is_judged else f"input `{path}`"


def deleted_inputs(project: Project, contract: Contract) -> tuple[str, ...]:
    """Inputs of an entry that git has and that somebody deleted here, sorted: no clone without the data lacks them."""
    return tuple(path for path in contract.inputs if path in project.deleted) if project.deleted else ()


def _missing_otherwise(contract: Contract, deleted: tuple[str, ...]) -> Iterator[str]:
    """What is declared and not here for another reason: patterns count by the files that the receipt knows."""
    for written in contract.missing_inputs:
        if written not in deleted and not any(stands_for(written, path) for path in deleted):
            yield written


def is_here(fact: FileFact | None) -> bool:
    return fact is not None and fact.is_here


def same_bytes(fact: FileFact | None, output: OutputFact) -> bool:
    return fact is not None and fact.is_here and fact.digest == output.digest


def _drift(judgments: tuple[Judgment, ...], contract: Contract) -> Iterator[Reason]:
    """What moved since the newest certificate, or since the newest judgment if none certified."""
    last = judgment_to_compare(judgments, contract) or judgments[0]
    word = "certified" if last.verdict is Verdict.CERTIFIED else "rejected"
    since = f"since {name_of(last.author)} {word} it{on_day(last.ts)}"
    moved = tuple(_moved(last.parts, contract.certified_parts, Axis.CERTIFICATION, since))
    yield from moved
    if not moved:
        text = f"What was judged moved {since}, and the record does not say which part."
        yield _certification(
            "moved", "inputs_certified", text, was=last.inputs_certified, now=contract.inputs_certified
        )


def _moved(was: Mapping[str, str], parts: Iterable[Part], axis: Axis, since: str) -> Iterator[Reason]:
    now = {part.name: part for part in parts}
    for name, part in now.items():
        if was.get(name) != part.digest:
            yield Reason(
                axis=axis,
                kind="moved",
                subject=name,
                was=was.get(name, ""),
                now=part.digest,
                text=_sentence(name, was.get(name, ""), part.digest, since),
            )
    for name in was:
        if name not in now:
            text = f"{_subject(name)} was taken out {since}."
            yield Reason(axis=axis, kind="moved", subject=name, was=was[name], text=text)


def _sentence(name: str, was: str, now: str, since: str) -> str:
    if name.startswith("sought ") and was == ABSENT:
        return f"`{name.removeprefix('sought ')}`, which the run looked for in vain, was added {since}."
    if not was:
        return f"{_subject(name)} was added {since}."
    if now == ABSENT and name.startswith("upstream "):
        return f"{_subject(name)} lost the receipt that spoke of it {since}."
    if now == ABSENT:
        return f"{_subject(name)} went missing {since}."
    return f"{_subject(name)} moved {since}."


def _subject(name: str) -> str:
    role, _, path = name.partition(" ")
    subject = SUBJECTS.get(role, role)
    text = f"{subject} `{path}`" if path else subject
    return text[0].upper() + text[1:]


def _certification(kind: str, subject: str, text: str, *, was: str = "", now: str = "") -> Reason:
    return Reason(axis=Axis.CERTIFICATION, kind=kind, subject=subject, was=was, now=now, text=text)


def _realization(kind: str, subject: str, text: str, *, was: str = "", now: str = "") -> Reason:
    return Reason(axis=Axis.REALIZATION, kind=kind, subject=subject, was=was, now=now, text=text)
