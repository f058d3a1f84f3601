"""Composes what an entry rests on today: the parts that a judgment covers, those that a run covers, their digests.

Knows the Project; not the verdicts. Whether a part moved is decided in `core/states/reasons.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from operator import attrgetter
from posixpath import dirname

from mkdocs_specthis.core.contracts.interpreter import command_of
from mkdocs_specthis.core.contracts.leaning import matched, modules_of, workflows_of
from mkdocs_specthis.core.contracts.recorded import (
    LISTING,
    listing_of,
    recorded_data,
    recorded_glances,
    recorded_inputs,
    stands_for,
)
from mkdocs_specthis.core.contracts.upstream import Reach, Upstream
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.digest import ABSENT, compose, digest_text
from mkdocs_specthis.core.model.contract import Contract, Part
from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_pattern
from mkdocs_specthis.core.recall import Afresh

_AFRESH = Afresh()
_ROW = attrgetter("role", "path", "digest", "label")
"""Parts are sorted by this."""


def contracts_of(project: Project, consumption: Consumption, recall: Afresh = _AFRESH) -> dict[str, Contract]:
    """What each entry rests on today, in the order of the project."""
    upstream = Upstream(project, consumption, recall)
    found: dict[str, Contract] = {}
    for node, names in consumption.members.items():
        work = partial(_contracts, names, upstream, recall)
        for contract in recall.value(("contracts", node), upstream.of_spec(names), project, work):
            found[contract.entry] = contract
    return {name: found[name] for name in project.entries}


def _contracts(names: tuple[str, ...], upstream: Upstream, recall: Afresh, project: Project) -> tuple[Contract, ...]:
    return tuple(_recalled(project, name, upstream, recall) for name in names)


def contract_of(project: Project, name: str, consumption: Consumption, upstream: Upstream | None = None) -> Contract:
    """What entry `name` rests on today. `upstream`: what gives its parts of other entries, where many are asked for."""
    return _recalled(project, name, upstream or Upstream(project, consumption, _AFRESH), _AFRESH)


def _recalled(project: Project, name: str, upstream: Upstream, recall: Afresh) -> Contract:
    reach = upstream.reach(project.entries[name])
    return recall.value(("contract", name), reach, project, lambda seen: _contract(seen, name, reach))


def _contract(project: Project, name: str, reach: Reach) -> Contract:
    entry = project.entries[name]
    if entry.unreadable:
        return Contract(entry=name)
    scripts = tuple(value.text for value in entry.scripts)
    workflows = workflows_of(project, entry)
    modules = modules_of(project, scripts + workflows)
    command = command_of(entry, project.settings)
    judged = tuple(_judged_parts(project, scripts, modules, workflows, command))
    receipt = project.receipts.get(name)
    inputs, missing, input_parts = _inputs(project, entry, reach.made, receipt)
    certified = tuple(sorted((*_contract_parts(project, entry), *judged), key=_ROW))
    upstream = chain.from_iterable(reach.parts)
    run_parts = (*judged, *input_parts, *_run_parts(project, entry, receipt), *upstream)
    run = tuple(sorted(run_parts, key=_ROW))
    declared = entry.declared_outputs
    return Contract(
        entry=name,
        certified_parts=certified,
        run_parts=run,
        inputs_certified=_composed(certified),
        signature=_composed(run),
        vocabulary=reach.vocabulary,
        unread=reach.unread,
        scripts=scripts,
        modules=modules,
        workflows=workflows,
        inputs=inputs,
        missing_inputs=missing,
        outputs=tuple(value.text for value in declared if not is_pattern(value.text)),
        output_globs=tuple(value.text for value in declared if is_pattern(value.text)),
        command=command,
        consumes=reach.nodes,
    )


def _composed(parts: Iterable[Part]) -> str:
    return compose((part.role, part.path, part.digest) for part in parts)


def _contract_parts(project: Project, entry: Entry) -> Iterator[Part]:
    yield Part(role="block", digest=entry.block_digest)
    yield Part(role="prose", digest=entry.prose_digest)
    yield Part(role="kind", digest=digest_text(entry.kind))
    if entry.schema is not None:
        yield Part(role="schema", digest=text_digest(project.files.get(entry.schema.text)), label=entry.schema.text)


def _judged_parts(
    project: Project, scripts: tuple[str, ...], modules: tuple[str, ...], workflows: tuple[str, ...], command: str
) -> Iterator[Part]:
    for role, paths in (("script", scripts), ("module", modules), ("workflow", workflows)):
        for path in paths:
            yield Part(role=role, path=path, digest=text_digest(project.files.get(path)))
    yield Part(role="command", digest=digest_text(command))


def _run_parts(project: Project, entry: Entry, receipt: Receipt | None) -> Iterator[Part]:
    for value in entry.declared_outputs:
        yield Part(role="output", path=value.text, digest=digest_text(value.text))
    for variable, text in project.settings.env.items():
        yield Part(role="variable", path=variable, digest=digest_text(text))
    for path in project.settings.environment:
        yield Part(role="environment", path=path, digest=text_digest(project.files.get(path)))
    for path in receipt.undeclared if receipt else ():
        yield Part(role="undeclared", path=path, digest=data_digest(project.files.get(path)))
    for role, path in recorded_glances(receipt):
        yield Part(role=role, path=path, digest=_glance_digest(project, role, path, receipt))


def _glance_digest(project: Project, role: str, path: str, receipt: Receipt | None) -> str:
    """Of the names in a folder, or of a file that was not there.

    A file that only this clone lacks stands among the names all the same, and a folder that it lacks says nothing.
    """
    if role != LISTING or receipt is None:
        return data_digest(project.files.get(path))
    names = project.matches.get(listing_of(path))
    if names is None:
        return receipt.parts.get(f"{LISTING} {path}") or ABSENT
    lacking = {known for known in recorded_data(receipt) if dirname(known) == path and not _is_here(project, known)}
    return digest_text("\0".join(sorted({*names, *lacking})))


def _is_here(project: Project, path: str) -> bool:
    fact = project.files.get(path)
    return fact is not None and fact.presence is not Presence.MISSING


def _inputs(
    project: Project, entry: Entry, made: frozenset[str], receipt: Receipt | None
) -> tuple[tuple[str, ...], tuple[str, ...], list[Part]]:
    """Files of data, what is missing of them, and their parts; what another entry makes is upstream, not input."""
    recorded = recorded_inputs(receipt)
    digests: dict[str, str] = {}
    missing: list[str] = []
    for value in entry.inputs:
        if value.text in made:
            continue
        found = _input_digests(project, value, recorded)
        if found is None:
            missing.append(value.text)
            found = _remembered(value.text, recorded)
        digests.update(found)
    parts = [Part(role="input", path=path, digest=digest) for path, digest in digests.items()]
    return tuple(sorted(digests)), tuple(missing), parts


def _input_digests(project: Project, value: Value, recorded: Mapping[str, str]) -> dict[str, str] | None:
    """Digests of the files that are here or stand in as pointers; None if there are none."""
    digests = {}
    for path in matched(project, value.text):
        fact = project.files.get(path)
        if fact is not None and fact.presence is not Presence.MISSING:
            digests[path] = data_digest(fact)
    return digests or None


def _remembered(written: str, recorded: Mapping[str, str]) -> dict[str, str]:
    """What the receipt knows of an input that is not here, so that a clone without the data can say *absent*."""
    if written in recorded:
        return {written: recorded[written]}
    known = {path: digest for path, digest in recorded.items() if stands_for(written, path)}
    return known or {written: ABSENT}


def text_digest(fact: FileFact | None) -> str:
    return (fact.text_digest if fact else "") or ABSENT


def data_digest(fact: FileFact | None) -> str:
    return (fact.digest if fact else "") or ABSENT
