"""What a run has to leave behind, and what it did: old outputs to clear, new ones to check, the receipt to write.

Pure: told what was seen before and after. Whether a run may begin is said by `core/steps/plan.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.contracts.leaning import leaned_on, matched
from mkdocs_specthis.core.contracts.recorded import LISTING, recorded_glances
from mkdocs_specthis.core.contracts.varying import rules_of
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, Presence
from mkdocs_specthis.core.model.ledger import Contradiction, OutputFact, Receipt
from mkdocs_specthis.core.model.observation import level_of
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_below
from mkdocs_specthis.core.states.reasons import key_problems


def paths_to_clear(project: Project, consumption: Consumption, contract: Contract) -> tuple[str, ...]:
    """What the old receipt names and today's declaration matches, but not what another entry makes or any reads."""
    receipt = project.receipts.get(contract.entry)
    declared = (*contract.outputs, *(path for glob in contract.output_globs for path in matched(project, glob)))
    old = tuple(path for path in (receipt.outputs if receipt else ()) if path not in declared)
    read = _read_by_anyone(project) if old else frozenset[str]()
    paths = (*declared, *(path for path in old if path not in read))
    return tuple(
        path
        for path in dict.fromkeys(paths)
        if _is_artefact(project, path) and not consumption.maker(path, besides=contract.entry)
    )


def _is_artefact(project: Project, path: str) -> bool:
    return is_below(path, project.settings.results) or is_below(path, project.settings.reports)


def _read_by_anyone(project: Project) -> frozenset[str]:
    """Every file that some entry takes as script, module, workflow file or input."""
    judged = (path for entry in project.entries.values() for path in leaned_on(project, entry))
    inputs = (value.text for entry in project.entries.values() for value in entry.inputs)
    return frozenset((*judged, *(path for written in inputs for path in matched(project, written))))


def unknown_paths(project: Project, name: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `paths` where something lies that no receipt tells of: a hand edit, mostly."""
    own = project.receipts.get(name)
    there = (path for path in paths if not _is_missing(project.files.get(path)))
    strange = (path for path in there if not _tells_of(project, path, own))
    return tuple(
        path for path in strange if not any(_tells_of(project, path, one) for one in project.receipts.values())
    )


def _is_missing(fact: FileFact | None) -> bool:
    return fact is not None and fact.presence is Presence.MISSING


def _tells_of(project: Project, path: str, receipt: Receipt | None) -> bool:
    """Whether a receipt knows the bytes that lie at `path`."""
    fact, known = project.files.get(path), receipt.outputs.get(path) if receipt else None
    return fact is not None and known is not None and fact.digest == known.digest


def moved_parts(before: Contract, after: Contract, listed: Iterable[str] | None = None) -> tuple[str, ...]:
    """Names of what the entry rests on that is not as it was when the run began, sorted.

    `listed`: folders whose names the run read, and in which it made nothing itself; without it, all that are known.
    """
    was = {(part.name, part.digest) for part in (*before.run_parts, *before.certified_parts)}
    now = {(part.name, part.digest) for part in (*after.run_parts, *after.certified_parts)}
    moved = {name for name, _ in was ^ now}
    if listed is not None:
        names = {name for name in moved if name.startswith(f"{LISTING} ")}
        moved -= names - {f"{LISTING} {folder}" for folder in listed}
    return tuple(sorted(moved))


def missing_products(project: Project, contract: Contract) -> Iterator[str]:
    """What a run that said it succeeded did not write; each is a clause."""
    for path in contract.outputs:
        fact = project.files.get(path)
        if fact is None or fact.presence is Presence.MISSING:
            yield f"it ended with status 0 and did not write `{path}`"
        elif not fact.is_here:
            yield f"`{path}` is no regular file of the project"
    for glob in contract.output_globs:
        if not matched(project, glob):
            yield f"it ended with status 0 and wrote nothing that `{glob}` matches"


def artefact_problems(project: Project, contract: Contract, facts: JsonFacts | None) -> Iterator[str]:
    """What the JSON artefact lacks, `facts` being what it holds; each is a clause."""
    if facts is not None:
        yield from (f"`{contract.outputs[0]}` {text}" for text in key_problems(project.entries[contract.entry], facts))


def products(project: Project, contract: Contract) -> dict[str, OutputFact]:
    """Everything that the entry's declaration matches, as it is now."""
    paths = (*contract.outputs, *(path for glob in contract.output_globs for path in matched(project, glob)))
    facts = (project.files.get(path) for path in dict.fromkeys(paths))
    return {
        fact.path: OutputFact(digest=fact.digest, size=fact.size) for fact in facts if fact is not None and fact.is_here
    }


class Novelty(StrEnum):
    """How a run's product stands to the receipt before it."""

    NEW = "new"
    REPRODUCED = "reproduced"
    DIFFERENT = "different"
    """Other bytes under the same signature."""
    VARIED = "varied"
    """The same, and only where the entry allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    receipt: Receipt
    """As it would be written."""
    novelty: Novelty
    differing: tuple[str, ...] = ()
    """Paths whose bytes are not the old receipt's, where the signature is."""


def product_of(
    project: Project, consumption: Consumption, contract: Contract, run: Receipt, *, forced: bool = False
) -> Product:
    """Compare what is there now with the receipt before.

    `project` is as seen after the run; `run` holds what is known of the run itself, without signature and outputs.
    A run that was `forced` and watched more closely than the one before is told of in a new receipt.
    """
    old = project.receipts.get(contract.entry)
    made = products(project, contract)
    draft = replace(run, outputs=made)
    signed = _signed(project, consumption, contract, draft)
    parts = {part.name: part.digest for part in signed.run_parts}
    receipt = replace(draft, signature=signed.signature, parts=parts)
    if old is None or old.scheme != SCHEME or old.signature != receipt.signature:
        return Product(receipt=receipt, novelty=Novelty.NEW)
    differing = _differing(old.outputs, made)
    if differing:
        return Product(receipt=receipt, novelty=Novelty.DIFFERENT, differing=differing)
    if old.contradicted is not None and old.contradicted.rules != rules_of(project.entries[contract.entry]):
        return Product(receipt=receipt, novelty=Novelty.NEW)
    receipt = replace(receipt, contradicted=old.contradicted)
    keeps = old.origin == receipt.origin or old.origin in ("run", "cache")
    if forced and level_of(receipt.observed) > level_of(old.observed):
        keeps = False
    return Product(receipt=receipt, novelty=Novelty.REPRODUCED if keeps else Novelty.NEW)


def _signed(project: Project, consumption: Consumption, contract: Contract, draft: Receipt) -> Contract:
    """`contract` as it is under a new receipt: that adds the undeclared files that the run opened.

    Where they are those of the old receipt, nothing else of it counts, unless it stands for inputs that are not here.
    The same goes for the names that the run read in folders, and those that it looked for in vain.
    """
    old = project.receipts.get(contract.entry)
    is_known = draft.undeclared.keys() == (old.undeclared if old else {}).keys()
    if is_known and not contract.missing_inputs and [*recorded_glances(draft)] == [*recorded_glances(old)]:
        return contract
    with_draft = replace(project, receipts={**project.receipts, contract.entry: draft})
    return contract_of(with_draft, contract.entry, consumption)


def contradicted(project: Project, product: Product) -> Receipt:
    """The receipt that stands, with a note of the run that gave other bytes under its signature."""
    made, entry = product.receipt, product.receipt.entry
    outputs = {path: made.outputs[path] for path in product.differing if path in made.outputs}
    against = Contradiction(outputs=outputs, rules=rules_of(project.entries[entry]), ts=made.ts, platform=made.platform)
    return replace(project.receipts[entry], contradicted=against)


def _differing(old: Mapping[str, OutputFact], new: Mapping[str, OutputFact]) -> tuple[str, ...]:
    return tuple(sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)))
