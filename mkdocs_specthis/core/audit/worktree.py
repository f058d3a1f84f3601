"""Rules on what the working tree holds of what entries name."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from posixpath import dirname

from mkdocs_specthis.core.audit.finding import about_entry, entries_of
from mkdocs_specthis.core.contracts.recorded import recorded_digests, recorded_inputs, stands_for
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.merge_marks import CONFLICT, SETTLE
from mkdocs_specthis.core.parse.nearest import nearest_beside
from mkdocs_specthis.core.parse.paths import is_below, is_pattern, split_root
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.source import MAX_BYTES
from mkdocs_specthis.core.states.reasons import deleted_inputs

PYTHON = (".py", ".pyw", ".ipynb")
NEIGHBOURS = 100
"""Files of a folder that a hint looks at."""

TROUBLE: Mapping[Presence, str] = {
    Presence.OUTSIDE: "leads out of the project through a link",
    Presence.IRREGULAR: "is no regular file",
    Presence.UNREADABLE: "cannot be read",
}


class _NearFiles:
    """Files that are here, by name and by folder, to say where a missing one may be."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def by_digest(self) -> Mapping[str, str]:
        """Each digest, read as text, to the first path that has it."""
        files = self._project.files
        return {files[path].text_digest: path for path in reversed(self._here)}

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        """Each name to the first path that has it."""
        return {path.rsplit("/", 1)[-1]: path for path in reversed(self._here)}

    @cached_property
    def by_folder(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._here:
            found.setdefault(dirname(path), []).append(path)
        return found

    @property
    def _here(self) -> list[str]:
        return [path for path, fact in self._project.files.items() if fact.is_here]

    def new_place(self, path: str) -> str:
        elsewhere = self.by_name.get(path.rsplit("/", 1)[-1])
        return f"did you mean `{elsewhere}`?" if elsewhere else ""

    def renamed(self, digests: Collection[str]) -> str:
        """A file that has one of these digests, read as text; empty if none has."""
        return next((self.by_digest[digest] for digest in digests if digest in self.by_digest), "")

    def hint(self, path: str, otherwise: str) -> str:
        """`did you mean …?` for a file of the same name elsewhere, or of nearly the same name beside it."""
        elsewhere = self.new_place(path)
        if elsewhere:
            return elsewhere
        beside = nearest_beside(path, self.by_folder.get(dirname(path), [])[-NEIGHBOURS:])
        return f"did you mean `{beside}`?" if beside else otherwise


def _ran(project: Project, entry: Entry, part: str) -> bool:
    """Whether the entry ran with that file: then its name is no slip, whatever else is called nearly so."""
    receipt = project.receipts.get(entry.name)
    return receipt is not None and part in receipt.parts


def script_missing(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    near = _NearFiles(project)
    for entry in entries_of(project, contracts):
        for value in entry.scripts:
            if entry.status == "script ready" and _presence(project, value.text) is Presence.MISSING:
                part = f"script {value.text}"
                renamed = near.renamed(recorded_digests(project, entry.name, part))
                if renamed:
                    hint = f"did you mean `{renamed}`, which has the bytes that it had?"
                elif _ran(project, entry, part):
                    hint = near.new_place(value.text) or "bring it back, or say `Status: script TBD`"
                else:
                    hint = near.hint(value.text, "write it, or say `Status: script TBD`")
                yield about_entry(
                    "script-missing", entry, f"the script `{shown(value.text)}` is not there", hint, line=value.line
                )


def workflow_missing(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    near = _NearFiles(project)
    for entry in entries_of(project, contracts):
        for value in (*entry.workflows, *((entry.schema,) if entry.schema else ())):
            if not is_pattern(value.text) and _presence(project, value.text) is Presence.MISSING:
                message = f"the workflow file `{shown(value.text)}` is not there"
                hint = near.hint(value.text, "write it, or correct the path")
                yield about_entry("workflow-missing", entry, message, hint, line=value.line)


def input_missing(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """A clone without the data is no fault: an input that the receipt knows is *absent*."""
    near = _NearFiles(project)
    for name, contract in contracts.items():
        entry = project.entries[name]
        recorded = recorded_inputs(project.receipts.get(name))
        missing = frozenset(contract.missing_inputs)
        for value in entry.inputs:
            if value.text in missing and not is_pattern(value.text) and value.text not in recorded:
                if split_root(value.text)[0]:
                    continue
                hint = near.hint(value.text, "put the data there, or correct the path")
                yield about_entry(
                    "input-missing", entry, f"the input `{shown(value.text)}` is not there", hint, line=value.line
                )


def input_deleted(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """What git has was in every clone: that it is not here is this working tree's doing, and mostly a slip."""
    for name, contract in contracts.items():
        entry = project.entries[name]
        for path in deleted_inputs(project, contract):
            line = next((value.line for value in entry.inputs if value.text == path or stands_for(value.text, path)), 0)
            message = f"the input `{shown(path)}` was deleted here; git still has it"
            hint = f"`git checkout -- {shlex.quote(path)}` brings it back; if it is to go, take it out of `Inputs`"
            yield about_entry("input-deleted", entry, message, hint, line=line)


def glob_no_match(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        entry = project.entries[name]
        for value in (*entry.inputs, *entry.workflows):
            if (
                is_pattern(value.text)
                and not project.matches.get(value.text)
                and not _accounted_for(value, entry, contract, project)
            ):
                yield about_entry(
                    "glob-no-match",
                    entry,
                    f"`{shown(value.text)}` matches no file",
                    "globs are written from the project root; `**/` means any depth",
                    line=value.line,
                )


def _accounted_for(value: Value, entry: Entry, contract: Contract, project: Project) -> bool:
    """Whether the receipt knows files for an input pattern whose bytes are elsewhere."""
    if value not in entry.inputs or value.text not in contract.missing_inputs:
        return False
    return any(path in recorded_inputs(project.receipts.get(entry.name)) for path in contract.inputs)


def glob_reaches_artefacts(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    folders = (project.settings.results, project.settings.reports)
    for entry in entries_of(project, contracts):
        for value in (*entry.inputs, *entry.workflows):
            if not is_pattern(value.text):
                continue
            inside = any(is_below(value.text, folder) or value.text.rstrip("/") == folder for folder in folders)
            reached = next(
                (
                    path
                    for path in project.matches.get(value.text, ())
                    if any(is_below(path, folder) for folder in folders)
                ),
                "",
            )
            if inside or reached:
                message = f"`{shown(value.text)}` reaches into the artefacts" + (
                    f", as to `{shown(reached)}`" if reached else ""
                )
                yield about_entry(
                    "glob-reaches-artefacts", entry, message, "name the entries under `Consumes`", line=value.line
                )


def link_to_artefact(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """The entry that makes it would be waited for by nobody: by its name there, it is plain data."""
    for name, contract in contracts.items():
        entry = project.entries[name]
        declared = (value.text for value in entry.inputs)
        matched = (path for text in declared for path in project.matches.get(text, (text,)))
        for path in dict.fromkeys((*_rests_on(contract), *matched)):
            to = _artefact_behind(project, path)
            if to:
                message = f"`{shown(path)}` is a link to `{shown(to)}`, which is an artefact"
                is_folder = _presence(project, path) is Presence.IRREGULAR or "." not in to.rsplit("/", 1)[-1]
                hint = (
                    "take the link away, and name the entries under `Consumes`"
                    if is_folder
                    else f"name it as it is: `Inputs: {shown(to)}`, or its entry under `Consumes`"
                )
                yield about_entry("link-to-artefact", entry, message, hint, line=_line_of(project, entry, path))


def _artefact_behind(project: Project, path: str) -> str:
    """What a path of data or code leads to below results or reports; empty for what does not."""
    fact = project.files.get(path)
    folders = (project.settings.results, project.settings.reports)
    if fact is None or not fact.leads_to or any(is_below(path, folder) for folder in folders):
        return ""
    return fact.leads_to if any(is_below(f"{fact.leads_to}/", folder) for folder in folders) else ""


def _rests_on(contract: Contract) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*contract.scripts, *contract.modules, *contract.workflows, *contract.inputs)))


def _line_of(project: Project, entry: Entry, path: str) -> int:
    """Where a path is declared, by its name or by a pattern; 0 for what is declared nowhere."""
    values = (*entry.scripts, *entry.workflows, *entry.inputs)
    named = (value.line for value in values if value.text == path or path in project.matches.get(value.text, ()))
    return next(named, 0)


def file_not_regular(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        entry = project.entries[name]
        folders = (*entry.inputs, *entry.workflows)
        outputs = {value.text: value.line for value in entry.declared_outputs}
        for path in dict.fromkeys((*_rests_on(contract), *contract.outputs)):
            presence = _presence(project, path)
            if presence in TROUBLE and not _artefact_behind(project, path):
                rule = "path-outside" if presence is Presence.OUTSIDE else "file-not-regular"
                named = {value.text for value in (*folders, *entry.scripts)} | outputs.keys()
                hint = _mend(
                    path, presence, is_named=path in named, takes_folders=any(path == one.text for one in folders)
                )
                line = outputs.get(path) or _line_of(project, entry, path)
                yield about_entry(rule, entry, f"`{shown(path)}` {TROUBLE[presence]}", hint, line=line)


def _mend(path: str, presence: Presence, *, is_named: bool, takes_folders: bool) -> str:
    """What to do about a file that is none, or that nobody may read."""
    if presence is Presence.OUTSIDE:
        return "put a copy into the project, or set a data root on this machine and write `root:path`"
    if presence is Presence.UNREADABLE:
        return "look at its permissions"
    if not is_named:
        return "take it away, or name what is meant: pipes, devices and links in a circle cannot be digested"
    if takes_folders:
        return f"if it is a folder, `{shown(path)}/` means every file below it; a pipe or a device cannot be digested"
    return "name one regular file; a folder, a pipe or a device cannot be digested"


def root_unknown(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for entry in entries_of(project, contracts):
        for value in entry.inputs:
            root, _ = split_root(value.text)
            if root and root not in project.settings.roots:
                hint = f'add `{root} = "/path"` to `[roots]` of `.specthis/local.toml`'
                yield about_entry(
                    "root-unknown", entry, f"the data root `{root}` is not set on this machine", hint, line=value.line
                )


def syntax_error(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        for path in (*contract.scripts, *contract.modules, *contract.workflows):
            facts = project.sources.get(path)
            fact = project.files.get(path)
            if facts is None and fact is not None and fact.size > MAX_BYTES and path.endswith(PYTHON):
                message = f"`{path}` is too large to be read for what it imports"
                yield about_entry("file-too-large", project.entries[name], message, "move data out of it", path=path)
            if facts and facts.syntax_error:
                yield about_entry(
                    "syntax-error",
                    project.entries[name],
                    f"`{path}` is not Python: {facts.syntax_error}",
                    "mend it: what it imports and reads cannot be seen until it parses",
                    path=path,
                    line=facts.syntax_error_line,
                )


def merge_conflict(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """In what is judged with an entry; a spec's own is found where it is read."""
    for name, contract in contracts.items():
        for path in (*contract.scripts, *contract.modules, *contract.workflows):
            facts = project.sources.get(path)
            if facts and facts.conflict_line:
                entry, line = project.entries[name], facts.conflict_line
                yield about_entry("merge-conflict", entry, CONFLICT, SETTLE, path=path, line=line)


def import_unresolved(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        for path in (*contract.scripts, *contract.modules, *contract.workflows):
            facts = project.sources.get(path)
            for written, line in facts.unresolved if facts else ():
                message = f"the local import `{shown(written)}` leads to no file"
                yield about_entry(
                    "import-unresolved",
                    project.entries[name],
                    message,
                    "correct it, or add its folder to `[python] roots`",
                    path=path,
                    line=line,
                )


def _presence(project: Project, path: str) -> Presence:
    fact = project.files.get(path)
    return fact.presence if fact else Presence.MISSING
