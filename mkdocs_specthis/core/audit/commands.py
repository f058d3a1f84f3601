"""Rules on the command of an entry. What is wrong with one is known to `core/contracts/command.py`."""

import shlex
from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.audit.finding import about_entry
from mkdocs_specthis.core.contracts.command import command_findings, shell_sign_of
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project


def command_invalid(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        yield from command_findings(project.entries[name], contract)


def command_shell(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    """A command is run as it is split, and no shell sees it: its signs would reach the script as arguments."""
    for name, contract in contracts.items():
        sign = shell_sign_of(contract)
        if sign:
            entry = project.entries[name]
            line = entry.run.line if entry.run else entry.location.line
            message = f"`{sign}` in the command means nothing without a shell, and goes to the script as an argument"
            hint = f"write `sh -c {shlex.quote(contract.command)}`, or quote the sign if the script takes it"
            yield about_entry("command-shell", entry, message, hint, line=line)
