"""What an entry rests on today, part by part, and the two digests composed of it.

Knows the Project; not the verdicts. Whether a part moved is decided in `core/status.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from operator import attrgetter

from mkdocs_specthis.core.consumes import Consumption
from mkdocs_specthis.core.digest import ABSENT, canonical_json, compose, digest_bytes, digest_text
from mkdocs_specthis.core.interpreter import command_of, makefiles_of
from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_pattern
from mkdocs_specthis.core.recall import Afresh

_AFRESH = Afresh()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of a composed digest."""

    role: str
    """`block`, `prose`, `kind`, `schema`, `script`, `module`, `workflow`, `command`, `output`, `input`, `undeclared`,
    `environment`, `variable`, `upstream` or `upstream-spec`."""
    path: str = ""
    """POSIX path, or the name of what it is; empty where the role says it all or a name must not count."""
    digest: str
    label: str = ""
    """What the ledgers call it where `path` must not enter the digest."""

    @property
    def name(self) -> str:
        """As the ledgers name it: `script scripts/x.py`, `command`."""
        subject = self.label or self.path
        return f"{self.role} {subject}" if subject else self.role


_ROW = attrgetter("role", "path", "digest", "label")
"""Parts are sorted by this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What one entry rests on today."""

    entry: str
    certified_parts: tuple[Part, ...] = ()
    """Sorted; what a judgment covers."""
    run_parts: tuple[Part, ...] = ()
    """Sorted; what a run's signature covers."""
    inputs_certified: str = ""
    signature: str = ""
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    """Name of each definitions, templates or meta spec within reach to its digest."""
    unread: tuple[str, ...] = ()
    """Names of the specs within reach through `depends_on` that cannot be read."""
    scripts: tuple[str, ...] = ()
    """POSIX paths, in the order declared."""
    modules: tuple[str, ...] = ()
    """Project modules that the scripts import, directly or not, sorted."""
    workflows: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    """Files of data, globs resolved, sorted; outputs of other entries are not among them."""
    missing_inputs: tuple[str, ...] = ()
    """Inputs, or input globs without a match, whose bytes are not here."""
    outputs: tuple[str, ...] = ()
    """Declared output files that are no glob, in the order declared."""
    output_globs: tuple[str, ...] = ()
    command: str = ""
    """As written, or the interpreter's template; not expanded."""
    consumes: tuple[str, ...] = ()
    """Direct upstream nodes: entries, and `spec:<path>` for whole specs; sorted."""


def modules_of(project: Project, files: Iterable[str]) -> tuple[str, ...]:
    """Every project module that the files import, directly or through others, sorted; the files are not among them."""
    start = tuple(files)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        facts = project.sources.get(waiting.pop())
        for module in facts.modules if facts else ():
            if module not in found:
                found.add(module)
                waiting.append(module)
    return tuple(sorted(found - set(start)))


def workflows_of(project: Project, entry: Entry) -> tuple[str, ...]:
    """Declared workflow files, globs resolved, and the Makefiles of a `make` command, sorted."""
    declared = (path for value in entry.workflows for path in matched(project, value.text))
    makefiles = [
        path
        for path in makefiles_of(command_of(entry, project.settings))
        if path in project.files and project.files[path].is_here
    ]
    scripts = {value.text for value in entry.scripts}
    return tuple(sorted({*declared, *makefiles, *modules_of(project, makefiles)} - scripts))


def leaned_on(project: Project, entry: Entry) -> tuple[str, ...]:
    """Scripts, workflow files and modules of an entry: every file that is judged with it."""
    files = tuple(value.text for value in entry.scripts) + workflows_of(project, entry)
    return tuple(dict.fromkeys(files + modules_of(project, files)))


def matched(project: Project, written: str) -> tuple[str, ...]:
    """The paths that a declared path, glob or folder stands for today."""
    return project.matches.get(written, ()) if is_pattern(written) else (written,)


def contracts_of(project: Project, consumption: Consumption, recall: Afresh = _AFRESH) -> dict[str, Contract]:
    """What each entry rests on today, in the order of the project."""
    upstream = _Upstream(project, consumption, recall)
    return {name: _recalled(project, name, upstream, recall) for name in project.entries}


def contract_of(project: Project, name: str, consumption: Consumption) -> Contract:
    """What entry `name` rests on today."""
    return _recalled(project, name, _Upstream(project, consumption, _AFRESH), _AFRESH)


def _recalled(project: Project, name: str, upstream: "_Upstream", recall: Afresh) -> Contract:
    reach = upstream.reach(project.entries[name])
    return recall.value(("contract", name), reach, project, lambda seen: _contract(seen, name, reach))


def _contract(project: Project, name: str, reach: "_Reach") -> Contract:
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
    run = tuple(
        sorted(
            (
                *judged,
                *input_parts,
                *_run_parts(project, entry, receipt),
                *reach.parts,
            ),
            key=_ROW,
        )
    )
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


def stands_for(written: str, path: str) -> bool:
    """Whether a glob or folder means a file that need not be here."""
    return is_pattern(written) and fnmatchcase(path, written + "*" if written.endswith("/") else written)


def recorded_inputs(receipt: Receipt | None) -> Mapping[str, str]:
    """Input path to digest, as a receipt has them."""
    prefix = "input "
    parts = receipt.parts if receipt else {}
    return {name.removeprefix(prefix): digest for name, digest in parts.items() if name.startswith(prefix)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """All of other entries and specs that counts for one entry."""

    nodes: tuple[str, ...]
    """What it consumes directly."""
    parts: tuple[Part, ...]
    """What those made."""
    made: frozenset[str]
    """Its inputs, as written, that another entry makes."""
    vocabulary: Mapping[str, str]
    unread: tuple[str, ...]


def recorded_digests(project: Project, name: str, part: str) -> frozenset[str]:
    """What the receipt and the judgments of an entry know a part by, newest or not."""
    receipt = project.receipts.get(name)
    records = [receipt.parts] if receipt else []
    records += [judgment.parts for judgment in project.judgments.get(name, ())]
    return frozenset(parts[part] for parts in records if part in parts)


class _Upstream:
    """What consumed nodes made, as parts: worked out once for all that consume them."""

    def __init__(self, project: Project, consumption: Consumption, recall: Afresh) -> None:
        self._project, self._consumption, self._recall = project, consumption, recall
        self._known: dict[str, tuple[Part, ...]] = {}

    def reach(self, entry: Entry) -> _Reach:
        consumption = self._consumption
        nodes = consumption.nodes[entry.name]
        inputs = (value.text for value in entry.inputs if not is_pattern(value.text))
        return _Reach(
            nodes=nodes,
            parts=tuple(part for node in nodes for part in self._parts(node)),
            made=frozenset(path for path in inputs if consumption.maker(path, besides=entry.name)),
            vocabulary=consumption.vocabulary.get(entry.spec, {}),
            unread=consumption.unread.get(entry.spec, ()),
        )

    def _parts(self, node: str) -> tuple[Part, ...]:
        if node not in self._known:
            members = self._consumption.members.get(node)
            self._known[node] = self._recall.value(
                ("made", node), members, self._project, lambda seen: tuple(_made_parts(seen, node, members))
            )
        return self._known[node]


def _made_parts(project: Project, node: str, members: tuple[str, ...] | None) -> Iterator[Part]:
    """What a node made; `members` are the entries of a spec that is consumed whole."""
    if members is not None:
        rows = sorted(row for name in members for row in _made(project, name))
        digest = digest_bytes(canonical_json(rows))
        yield Part(role="upstream-spec", digest=digest, label=node.removeprefix("spec:"))
    elif node in project.entries:
        for path, digest in _made(project, node):
            yield Part(role="upstream", path=path, digest=digest)


def _made(project: Project, name: str) -> Iterator[tuple[str, str]]:
    """Path and digest of everything an entry made, from its receipt; what it would make if there is none."""
    receipt = project.receipts.get(name)
    if receipt is not None:
        yield from ((path, output.digest) for path, output in sorted(receipt.outputs.items()))
    else:
        yield from ((value.text, ABSENT) for value in project.entries[name].declared_outputs)


def text_digest(fact: FileFact | None) -> str:
    return (fact.text_digest if fact else "") or ABSENT


def data_digest(fact: FileFact | None) -> str:
    return (fact.digest if fact else "") or ABSENT
