"""Ask every probe in turn. One that fails is a check that says so; the others are asked all the same."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.model.check import AILING, Check, Verdict
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.usecases.doctor import elsewhere, machine, records, repository, site, software, tools
from mkdocs_specthis.usecases.doctor.patient import Patient
from mkdocs_specthis.usecases.load import load_snapshot

Probe = Callable[[Patient], Iterator[Check]]

ANYWHERE: tuple[Probe, ...] = (software.specthis, software.packages, machine.digests)
"""Probes that need no project."""

IN_PROJECT: tuple[Probe, ...] = (
    tools.git,
    tools.python,
    tools.runners,
    tools.unused_runners,
    tools.strace,
    tools.latex,
    tools.pictures,
    tools.git_lfs,
    records.settings,
    records.specs,
    records.ledgers,
    records.driver,
    elsewhere.cache,
    elsewhere.engine,
    machine.state_folder,
    machine.file_system,
    repository.repository,
    repository.deleted,
    repository.ignored,
    site.plugin,
)
"""Probes of a project. Those that ask other machines come behind `records.ledgers`."""

ORDER = ("software", "tools", "project", "machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    checks: tuple[Check, ...]
    """By group, in the order of `ORDER`."""
    settings: Settings | None
    """None outside of a project."""

    @property
    def healthy(self) -> bool:
        return not any(check.verdict in AILING for check in self.checks)


def examine(root: Path | None, environment: Mapping[str, str]) -> Examination:
    """Everything that can be seen from here; executes nothing of the project."""
    checks: list[Check] = []
    patient = Patient(environment=environment, root=root)
    if root is not None:
        try:
            patient = Patient(environment=environment, root=root, snapshot=load_snapshot(root))
        except Exception as error:
            checks.append(_failed("the project", error))
    for probe in (*ANYWHERE, *(IN_PROJECT if patient.snapshot else ())):
        checks.extend(ask(probe, patient))
    checks.sort(key=lambda check: ORDER.index(check.group))
    return Examination(checks=tuple(checks), settings=patient.snapshot.project.settings if patient.snapshot else None)


def ask(probe: Probe, patient: Patient) -> tuple[Check, ...]:
    """What a probe saw, or the one check that says that it could not look."""
    try:
        return tuple(probe(patient))
    except Exception as error:
        return (_failed(probe.__name__.replace("_", " "), error),)


def _failed(name: str, error: Exception) -> Check:
    said = str(error).splitlines()
    text = f"it could not be looked at: {said[0] if said else 'nobody knows why'}"
    hint = "this should not happen: please report it to the project's issue tracker"
    return Check(group="project", name=name, verdict=Verdict.BROKEN, text=text, hint=hint)
