"""Whether an artefact that was produced elsewhere may be recorded as it is, and why not.

Pure: told a Snapshot, and what lies there now. That it was adopted is said in its receipt and decides about readiness.
"""

from collections.abc import Iterator

from mkdocs_specthis.core.contracts.leaning import matched
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.facts import FileFact, JsonFacts, Presence
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.reasons import named, pointers
from mkdocs_specthis.core.states.standing import as_clause
from mkdocs_specthis.core.steps.product import artefact_problems

ADOPTED = "adopted"


def adoption_problems(snapshot: Snapshot, name: str) -> Iterator[str]:
    """What speaks against it before anybody looks at the artefact; each is a clause."""
    status, contract = snapshot.statuses[name], snapshot.contracts[name]
    if Certification.UNKNOWN is status.certification or Realization.UNKNOWN is status.realization:
        yield "what it rests on cannot be read"
        return
    if status.errors:
        yield f"it has an error of its own: {_first_error(snapshot, name)}"
    yield from (f"the bytes of input `{path}` are not on this machine" for path in contract.missing_inputs)
    yield from (
        f"the bytes of {named(contract, path)} are not on this machine" for path in _elsewhere(snapshot, contract)
    )
    yield from _upstream_problems(snapshot, name)


def _first_error(snapshot: Snapshot, name: str) -> str:
    texts = (reason.text for reason in snapshot.statuses[name].reasons if reason.kind == "error")
    return as_clause(next(texts, "the audit names it"))


def _elsewhere(snapshot: Snapshot, contract: Contract) -> Iterator[str]:
    """Inputs that are declared, known, and not here byte for byte; code that only a pointer stands for."""
    for path in dict.fromkeys((*contract.inputs, *pointers(snapshot.project, contract))):
        fact = snapshot.project.files.get(path)
        if (fact is None or not fact.is_here) and path not in contract.missing_inputs:
            yield path


def _upstream_problems(snapshot: Snapshot, name: str) -> Iterator[str]:
    for spec in snapshot.project.specs:
        if spec.unreadable and f"spec:{spec.path}" in snapshot.contracts[name].consumes:
            yield f"`{spec.name}`, which it consumes, cannot be read"
    for other in snapshot.graph.all_above(name):
        realization = snapshot.statuses[other].realization
        if realization is not Realization.FRESH:
            said = "was never run" if realization is Realization.NEVER_RUN else f"is {realization}"
            yield f"`{other}`, which it rests on, {said}"


def lacking(project: Project, contract: Contract) -> Iterator[str]:
    """What is declared and does not lie there; each is a clause."""
    for path in contract.outputs:
        yield from _not_here(path, project.files.get(path))
    for glob in contract.output_globs:
        paths = matched(project, glob)
        if not paths:
            yield f"nothing is there that `{glob}` matches"
        for path in paths:
            yield from _not_here(path, project.files.get(path))


def _not_here(path: str, fact: FileFact | None) -> Iterator[str]:
    if fact is None or fact.presence is Presence.MISSING:
        yield f"`{path}` is not there"
    elif fact.presence is Presence.POINTER:
        yield f"`{path}` is a Git LFS pointer; its bytes are elsewhere"
    elif not fact.is_here:
        yield f"`{path}` is no regular, readable file of the project"


def artefact_faults(project: Project, contract: Contract, facts: JsonFacts | None) -> Iterator[str]:
    """What is wrong with what lies there; each is a clause."""
    found = tuple(lacking(project, contract))
    yield from found or artefact_problems(project, contract, facts)
