"""What an entry declares, and what it uses besides: files that its code names, files that its run opened.

Knows the Project and what the graph says; not how a run was watched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from posixpath import dirname, join

from mkdocs_specthis.core.contracts.command import expand_of
from mkdocs_specthis.core.contracts.contract import data_digest
from mkdocs_specthis.core.contracts.make_chain import made_in_between
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.dependencies.makers import Makers
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.glances import Glances
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.observation import NOT_OBSERVED, level_of
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.mentions import mentions_of_command
from mkdocs_specthis.core.parse.paths import is_below

INSTALLED = frozenset({"site-packages", "dist-packages", "node_modules"})
"""Folders of what was installed: the files of `[run] environment` stand for it."""
OF_TOOLS = frozenset({".git", ".specthis", "__pycache__"})
GIT_FILES = frozenset({".gitattributes", ".gitignore", ".gitmodules"})
JUDGED = ("script", "module", "workflow", "command")


@dataclass(frozen=True)
class Declared:
    """Everything that an entry says it rests on or makes."""

    project: Project
    consumption: Consumption
    contract: Contract

    @cached_property
    def files(self) -> frozenset[str]:
        """Files that it names, and that the settings name for every run."""
        contract, entry = self.contract, self.project.entries[self.contract.entry]
        named = (value.text for value in entry.inputs)
        schema = (entry.schema.text,) if entry.schema else ()
        found = (*contract.scripts, *contract.modules, *contract.workflows, *contract.inputs, *contract.outputs)
        return frozenset((*found, *named, *schema, *self.project.settings.environment))

    @cached_property
    def consumed(self) -> frozenset[str]:
        """Entries that it consumes, those of whole specs one by one."""
        members = self.consumption.members
        return frozenset(name for node in self.contract.consumes for name in members.get(node, (node,)))

    @property
    def rests_on_unread(self) -> bool:
        """Whether an entry that it consumes cannot be read, so that its outputs are not known."""
        entries = self.project.entries
        return any(name in entries and entries[name].unreadable for name in self.consumed)

    @cached_property
    def _received(self) -> frozenset[str]:
        receipts = (self.project.receipts.get(name) for name in self.consumed)
        return frozenset(path for receipt in receipts if receipt for path in receipt.outputs)

    def covers(self, path: str) -> bool:
        """Whether a run that opens `path` does what the entry says."""
        if path in self.files or path in self._received:
            return True
        maker = self.consumption.maker(path)
        return bool(maker) and (maker == self.contract.entry or maker in self.consumed)

    def missed_maker(self, path: str) -> str:
        """The entry whose artefact `path` is, where that is not consumed; empty if it is nobody's."""
        maker = self.consumption.maker(path, besides=self.contract.entry)
        if not maker:
            made = (name for name, receipt in self.project.receipts.items() if path in receipt.outputs)
            maker = next((name for name in made if name in self.project.entries), "")
        return "" if maker in (*self.consumed, self.contract.entry) else maker


@dataclass(frozen=True)
class Made:
    """Paths that some entry makes, as declared or as its receipt says."""

    makers: Makers
    recorded: frozenset[str]
    """What receipts name, and what lies where no output may."""

    @classmethod
    def of(cls, project: Project) -> "Made":
        return cls.beside(Makers.among(project.entries), project)

    @classmethod
    def beside(cls, makers: Makers, project: Project) -> "Made":
        """`makers` are those of the project."""
        entries, receipts = project.entries, project.receipts
        recorded = {path for name, receipt in receipts.items() if name in entries for path in receipt.outputs}
        recorded.update(path for entry in entries.values() for path in entry.misplaced)
        return cls(makers, frozenset(recorded))

    def by_somebody(self, path: str) -> bool:
        return path in self.recorded or bool(self.makers.of(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file of the project that stands in code or in a command."""

    path: str
    file: str
    """The file that names it; empty for the command."""
    line: int


def named_undeclared(declared: Declared, made: Made) -> Iterator[NamedFile]:
    """What the code and the command of an entry name, is here, is nobody's artefact, and is declared nowhere.

    Nothing while something that it consumes cannot be read: whose artefact a file is, nobody knows then.
    """
    if declared.rests_on_unread:
        return
    missed = [one for one in _named(declared.project, declared.contract) if _is_missed(declared, made, one.path)]
    in_between = _made_by_make(declared.project, declared.contract) if missed else frozenset()
    yield from (one for one in missed if one.path not in in_between)


def _named(project: Project, contract: Contract) -> Iterator[NamedFile]:
    """Files that stand in the code of an entry, and in its command."""
    for file in (*contract.scripts, *contract.modules):
        facts = project.sources.get(file)
        for path, line in facts.mentions if facts else ():
            if not is_below(path, project.settings.specs):
                yield NamedFile(path=path, file=file, line=line)
    run = project.entries[contract.entry].run
    for path in mentions_of_command(contract.command):
        yield NamedFile(path=path, file="", line=run.line if run else 0)


def is_written_by_own_code(project: Project, contract: Contract, path: str) -> bool:
    """Whether the code of an entry writes, for certain, a file that is no artefact: a note to itself."""
    if any(is_below(path, folder) for folder in (project.settings.results, project.settings.reports)):
        return False
    found = (project.sources.get(file) for file in (*contract.scripts, *contract.modules))
    return any(path == written for facts in found if facts for written, _ in facts.writes)


def _made_by_make(project: Project, contract: Contract) -> frozenset[str]:
    """Files that the command makes anew before it uses them, where it is make that runs it."""
    command = expand_of(project.entries[contract.entry], contract)
    if not command.is_make:
        return frozenset()
    found = (project.sources.get(path) for path in contract.workflows)
    return made_in_between(command.argv, (facts for facts in found if facts is not None and facts.rules))


def _is_missed(declared: Declared, made: Made, path: str) -> bool:
    if path in declared.files or made.by_somebody(path):
        return False
    fact = declared.project.files.get(path)
    return fact is not None and fact.is_here


def still_undeclared(project: Project, consumption: Consumption, contract: Contract) -> tuple[str, ...]:
    """What the last run opened and the entry declares nowhere, sorted."""
    receipt = project.receipts.get(contract.entry)
    if receipt is None or not receipt.undeclared:
        return ()
    declared = Declared(project, consumption, contract)
    return tuple(path for path in sorted(receipt.undeclared) if not declared.covers(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A file of the project that a run opened."""

    path: str
    """POSIX from the project root, or `root:path` below a named data root."""
    alias: str = ""
    """The same as it was named, where a link of the project stands on the way."""
    first: int = 0
    """When it was opened first, in nanoseconds since the epoch; 0 if nobody knows. `last`: the last time."""
    last: int = 0
    is_stirred: bool = False
    """As `OpenedFile` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFiles:
    """What one run opened."""

    observed: str = NOT_OBSERVED
    """How closely it was watched."""
    openings: tuple[Opening, ...] = ()
    glances: Glances = field(default_factory=Glances)
    written: frozenset[str] = frozenset()
    """What it may have written to itself, as far as it was seen; POSIX from the project root, or `root:path`."""
    replaced: frozenset[str] = frozenset()
    """What of that it wrote for certain."""
    made: frozenset[str] = frozenset()
    """What it made, or may have made, likewise."""
    stirred: frozenset[str] = frozenset()
    """What else got or lost a name by it, likewise."""

    def joined(self, other: "RunFiles") -> "RunFiles":
        """What both opened, watched no more closely than either was; a folder where this one works is its own."""
        own = {dirname(path) for path in self.made | self.replaced}
        openings = {opening.path: opening for opening in (*other.openings, *self.openings)}
        return RunFiles(
            observed=min(self.observed, other.observed, key=level_of),
            openings=tuple(openings[path] for path in sorted(openings)),
            glances=Glances(
                listed=self.glances.listed | (other.glances.listed - own),
                missed=self.glances.missed | (other.glances.missed - self.made - self.written - self.stirred),
                came=self.glances.came | other.glances.came,
                gone=self.glances.gone | other.glances.gone,
            ),
            written=self.written | other.written,
            replaced=self.replaced | other.replaced,
            made=self.made | other.made,
            stirred=self.stirred | other.stirred,
        )

    def noticing(self, come: Iterable[str]) -> "RunFiles":
        """The same, where some of what was looked for in vain is there after all."""
        found = frozenset(come)
        if not found:
            return self
        glances = replace(self.glances, missed=self.glances.missed - found, came=self.glances.came | found)
        return replace(self, glances=glances)


def undeclared_of(
    project: Project, consumption: Consumption, contract: Contract, files: RunFiles, *, together: Iterable[str] = ()
) -> dict[str, str]:
    """What a receipt has to name besides what is declared: path to digest, as the files are now.

    `together`: entries that the same run makes.
    """
    declared = Declared(project, consumption, contract)
    own = frozenset(together)
    paths = {
        opening.path
        for opening in files.openings
        if not (declared.covers(opening.path) or (opening.alias and declared.covers(opening.alias)))
        and consumption.maker(opening.path) not in own
    }
    old = project.receipts.get(contract.entry)
    if old is not None and keeps_known(old, contract, files.observed):
        paths.update(path for path in old.undeclared if not declared.covers(path))
    return {path: data_digest(project.files.get(path)) for path in sorted(paths)}


def keeps_known(old: Receipt, contract: Contract, observed: str) -> bool:
    """Whether what an earlier run was seen to open still counts after one that was watched like this.

    A run that nobody watched takes nothing off. One that was watched less closely than the one before does so only
    if its code is another: the same code opens the same files.
    """
    if not level_of(observed):
        return True
    return level_of(observed) < level_of(old.observed) and _judged(old.parts) == {
        part.name: part.digest for part in contract.run_parts if part.role in JUDGED
    }


def _judged(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in parts.items() if name.partition(" ")[0] in JUDGED}


def is_of_tools(path: str) -> bool:
    """Whether a file is no matter of the project's: what tools keep for themselves, and what was installed."""
    folders = path.split("/")
    name = folders.pop()
    return (
        not INSTALLED.isdisjoint(folders)
        or not OF_TOOLS.isdisjoint(folders)
        or name in GIT_FILES
        or any(folder.endswith((".egg-info", ".dist-info")) for folder in folders)
        or ("renv", "library") in pairwise(folders)
    )


def source_of(path: str) -> str:
    """The module that a compiled one in `__pycache__` stands for; any other path as it is."""
    folder, _, name = path.rpartition("/")
    if not name.endswith(".pyc") or folder.rpartition("/")[2] != "__pycache__":
        return path
    return join(folder.rpartition("/")[0], name.split(".", 1)[0] + ".py")
