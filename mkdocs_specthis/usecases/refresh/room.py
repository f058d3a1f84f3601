"""The room for runs on this machine, and what each unit takes of it.

Which of them begins is said by `core/steps/packing.py`.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.values import amount_in_numbers
from mkdocs_specthis.core.steps.packing import CPUS, MEMORY, Room, Weights, too_large, weights_of
from mkdocs_specthis.effects.runs.machine import memory_here
from mkdocs_specthis.usecases.refresh.state import RefreshState


def room_of(state: RefreshState) -> Room:
    """As many processors as runs at once and all the memory there is, unless `[engine] resources` says otherwise.

    What is there on other machines is counted by their engine.
    """
    jobs = state.request.jobs
    if state.engine.is_remote:
        return Room(slots=jobs)
    memory = memory_here()
    machine = {CPUS: float(jobs), **({MEMORY: memory} if memory is not None else {})}
    return Room(slots=jobs, totals={**machine, **state.project.settings.engine_resources})


def weights_in(project: Project, names: Iterable[str]) -> Weights:
    """Of entries that one run makes: of each resource the most that any of them asks for."""
    asked: dict[str, float] = {}
    for name in names:
        for resource, text in project.entries[name].resources:
            asked[resource] = max(asked.get(resource, 0.0), amount_in_numbers(text))
    return weights_of(asked)


def alone_text(project: Project, names: tuple[str, ...], room: Room) -> str:
    """That a run is larger than all there is; empty if it isn't."""
    large = too_large(weights_in(project, names), room)
    if not large:
        return ""
    written = dict(pair for name in names for pair in project.entries[name].resources)
    asked = ", ".join(f"{name}={written[name]}" for name in large if name in written)
    return f"`{names[0]}` asks for {asked}, more than there is here: it runs alone" if asked else ""
