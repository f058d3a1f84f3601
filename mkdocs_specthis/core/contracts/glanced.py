"""Which folders a run listed, and which files it looked for in vain, count for its entry: a new file there is news.

Knows the Project and what is declared. They stand among the parts of a receipt, and are no inputs: nothing asks for
them to be declared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from posixpath import dirname

from mkdocs_specthis.core.contracts.recorded import LISTING, SOUGHT, recorded_glances
from mkdocs_specthis.core.contracts.undeclared import Declared, RunFiles, keeps_known
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.glances import Glances
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_below, is_glob, is_pattern

MOST = 1000
"""Of either that a receipt keeps: more are the way of a program that asks for everything."""


def glanced_of(project: Project, consumption: Consumption, contract: Contract, files: RunFiles) -> Mapping[str, str]:
    """Names of the parts that a receipt has to have for them; the digests are those of the contract under it.

    A folder with Python in it, or below it, may have been listed to look for modules.
    """
    declared = Declared(project, consumption, contract)
    found = {
        *((LISTING, folder) for folder in sorted(_listed(declared, files))[:MOST]),
        *((SOUGHT, path) for path in sorted(_sought(declared, files.glances))[:MOST]),
    }
    old = project.receipts.get(contract.entry)
    if old is not None and keeps_known(old, contract, files.observed):
        found.update(recorded_glances(old))
    return {f"{role} {path}": "" for role, path in sorted(found)}


def came_meanwhile(project: Project, consumption: Consumption, contract: Contract, files: RunFiles) -> tuple[str, ...]:
    """Files that count for the entry and that came or went while it ran, sorted: whether it saw them, nobody knows.

    In a folder whose names the receipt before knows, these are compared with it.
    """
    if not files.glances.came and not files.glances.gone:
        return ()
    declared = Declared(project, consumption, contract)
    came = replace(files.glances, missed=files.glances.came)
    known = {path for role, path in recorded_glances(project.receipts.get(contract.entry)) if role == LISTING}
    listed = {*_listed(declared, files)} - known
    sought = frozenset(_sought(declared, came))
    read = {opening.path for opening in files.openings}
    names = (came.missed - read) | files.glances.gone
    listed_in = {path for path in names if dirname(path) in listed and not declared.covers(path)}
    return tuple(sorted(sought | listed_in, key=lambda path: (path.endswith("/"), path)))


def _listed(declared: Declared, files: RunFiles) -> Iterator[str]:
    contract, settings = declared.contract, declared.project.settings
    entry = declared.project.entries[contract.entry]
    opened = (opening.path for opening in files.openings)
    files_of_code = (*contract.scripts, *contract.modules, *contract.workflows, *opened)
    code = [path for path in files_of_code if path.endswith((".py", ".ipynb"))]
    patterns = [value.text for value in (*entry.inputs, *entry.workflows) if is_pattern(value.text)]
    apart = (settings.results, settings.reports, settings.specs, "src", *settings.python_roots)
    for folder in files.glances.listed:
        is_apart = any(folder == place or is_below(folder, place) for place in apart)
        if not (is_apart or any(is_below(path, folder) for path in code) or any(_lists(p, folder) for p in patterns)):
            yield folder


def _lists(pattern: str, folder: str) -> bool:
    """Whether a glob, or a folder with a final slash, looks at all names in `folder` itself."""
    if pattern.endswith("/") and not is_glob(pattern):
        return is_below(f"{folder}/", pattern)
    wanted, steps = pattern.rstrip("/").split("/"), folder.split("/")
    deep = wanted.index("**") if "**" in wanted else len(wanted)
    begins = all(fnmatchcase(step, one) for step, one in zip(steps, wanted[:deep], strict=False))
    return begins and (len(steps) >= deep if deep < len(wanted) else _is_glob_at(wanted, len(steps)))


def _is_glob_at(wanted: list[str], place: int) -> bool:
    return place < len(wanted) and is_glob(wanted[place])


def _sought(declared: Declared, glances: Glances) -> Iterator[str]:
    """What another entry makes counts wherever it lies; of the rest, nothing among the artefacts."""
    settings, consumption, entry = declared.project.settings, declared.consumption, declared.contract.entry
    apart = (settings.results, settings.reports)
    for path in glances.missed:
        is_made = bool(consumption.maker(path, besides=entry))
        is_apart = is_below(path, settings.specs) or any(is_below(path, place) for place in apart)
        if not declared.covers(path) and (is_made or not is_apart):
            yield path
