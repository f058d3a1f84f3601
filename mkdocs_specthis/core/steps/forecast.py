"""How long a refresh may still take, by what receipts say of the runs before.

Knows the plan and the clock that it is told; promises nothing, and says nothing where too little was ever timed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.plan import Plan
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.steps.schedule import elapsed_of
from mkdocs_specthis.core.steps.units import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is to be made, in units of one run each."""

    up: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Unit to those right upstream of it; what is only passed through is among them."""
    seconds: Mapping[str, float | None] = field(default_factory=dict)
    """Unit that is to be made to how long it took last time; None if it was never timed."""
    unit_of: Mapping[str, str] = field(default_factory=dict)
    """Entry to its unit."""
    jobs: int = 1
    """Runs at once."""


def forecast_of(project: Project, units: Units, plan: Plan, jobs: int) -> Forecast:
    making = {units.unit_of[name] for name in plan.to_make}
    planned = {units.unit_of[name] for step in plan.steps for name in step.entries}
    wanted = units.closure(name for step in plan.steps for name in step.entries) if making else planned
    return Forecast(
        up={unit: units.up[unit] for unit in wanted},
        seconds={unit: _longest(project, units.members[unit]) for unit in making},
        unit_of={name: unit for name, unit in units.unit_of.items() if unit in planned},
        jobs=jobs,
    )


def seconds_of_last(project: Project, name: str) -> float | None:
    """How long the run took that an entry's receipt tells of; None if nobody knows."""
    receipt = project.receipts.get(name)
    return None if receipt is None or receipt.origin == "adopted" else receipt.seconds


def seconds_left(forecast: Forecast, done: Iterable[str], running: Mapping[str, float]) -> float | None:
    """Until all is made; None where half of what is left, or more, was never timed.

    `done` are entries that are decided; `running` maps entries to the seconds for which they have run.
    """
    is_done = {forecast.unit_of[name] for name in done if name in forecast.unit_of}
    begun = {forecast.unit_of[name]: seconds for name, seconds in running.items() if name in forecast.unit_of}
    left = {unit: seconds for unit, seconds in forecast.seconds.items() if unit not in is_done}
    timed = [seconds for seconds in left.values() if seconds is not None]
    if not left or 2 * len(timed) <= len(left):
        return None
    usual = sum(timed) / len(timed)
    up = {unit: [one for one in above if one not in is_done] for unit, above in forecast.up.items()}
    up = {unit: above for unit, above in up.items() if unit not in is_done}
    expected = {unit: _expected(left, unit, usual) for unit in up}
    expected.update({unit: max(0.0, expected[unit] - gone) for unit, gone in begun.items() if unit in expected})
    return elapsed_of(up, expected, forecast.jobs, [unit for unit in begun if unit in up])


def _expected(left: Mapping[str, float | None], unit: str, usual: float) -> float:
    """What was never timed takes as long as the rest does on average; what is not to be made takes no time."""
    seconds = left.get(unit, 0.0)
    return usual if seconds is None else seconds


def _longest(project: Project, names: Iterable[str]) -> float | None:
    """Entries that one run makes all tell of the same run; the newest receipts may disagree."""
    known = [seconds for name in names if (seconds := seconds_of_last(project, name)) is not None]
    return max(known, default=None)
