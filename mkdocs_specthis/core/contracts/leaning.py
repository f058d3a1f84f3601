"""Which files an entry leans on: its scripts, workflow files, and the project modules that they import.

Knows names and what imports what; no digest and no verdict.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.contracts.interpreter import command_of, makefiles_of
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_pattern


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
