"""Rules on the command of an entry. What is wrong with one is known to `core/command.py`."""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.command import command_findings
from mkdocs_specthis.core.contract import Contract
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.project import Project


def command_invalid(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for name, contract in contracts.items():
        yield from command_findings(project.entries[name], contract)
