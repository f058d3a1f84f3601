"""Rules on files of the project that an entry uses and declares nowhere: named by its code, or opened by its run."""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.audit.finding import about_entry
from mkdocs_specthis.core.contracts.declare import INPUTS, WORKFLOWS, field_for
from mkdocs_specthis.core.contracts.undeclared import (
    Declared,
    Made,
    NamedFile,
    is_written_by_own_code,
    named_undeclared,
    still_undeclared,
)
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.shown import shown


def undeclared_input(
    project: Project, contracts: Mapping[str, Contract], consumption: Consumption, made: Made
) -> Iterator[Finding]:
    """Project files that the code or the command of an entry names.

    Of the consumption it asks who makes what, as `made` knows, and which entries a spec has.
    """
    for name, contract in contracts.items():
        for named in named_undeclared(Declared(project, consumption, contract), made):
            is_own = is_written_by_own_code(project, contract, named.path)
            yield _about_named(project, project.entries[name], named, is_own=is_own)


def _about_named(project: Project, entry: Entry, named: NamedFile, *, is_own: bool) -> Finding:
    who = f"`{named.file}`" if named.file else "the command"
    message = f"{who} names `{shown(named.path)}`, which `{entry.name}` declares nowhere"
    where = f" of `{entry.name}`, at {entry.location}" if named.file else ""
    own = field_for(named.path, entry, project.settings)
    fields = "`Inputs` or `Workflows`" if own in (INPUTS, WORKFLOWS) else f"`{own}`"
    hint = f"add `{named.path}` to {fields}{where}"
    if is_own:
        hint = f"the code writes it itself: let it lie below `$SPECTHIS_SCRATCH`, or be an output of `{entry.name}`"
    return about_entry("undeclared-input", entry, message, hint, path=named.file, line=named.line)


def undeclared_opened(
    project: Project, contracts: Mapping[str, Contract], consumption: Consumption
) -> Iterator[Finding]:
    """Project files that the last run was seen to open."""
    for name, contract in contracts.items():
        for path in still_undeclared(project, consumption, contract):
            yield _about_opened(project, project.entries[name], Declared(project, consumption, contract), path)


def _about_opened(project: Project, entry: Entry, declared: Declared, path: str) -> Finding:
    maker = declared.missed_maker(path)
    if maker:
        message = f"the last run opened `{shown(path)}`, an output of `{maker}`, which `{entry.name}` does not consume"
        hint = f"add `{maker}` to `Consumes`; `specthis declare {entry.name} --write` writes the line"
    else:
        message = f"the last run opened `{shown(path)}`, which `{entry.name}` declares nowhere"
        own = field_for(path, entry, project.settings)
        hint = f"add `{shown(path)}` to `{own}`; `specthis declare {entry.name} --write` writes the line"
    return about_entry("undeclared-opened", entry, message, hint)
