"""Which steps a refresh takes, in which order, and why: skip, run or held, with the reasons of the states.

Pure, and the same for a dry run and for the run itself, which asks again about each step when its turn has come.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mkdocs_specthis.core.contracts.command import expand_of
from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.model.plan import Action, Hold, Plan, PlanOptions, Step
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.state import Realization, Reason
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.standing import Held, Standing, as_clause, has_bytes, hold_of, standing_of
from mkdocs_specthis.core.steps.units import Units, units_of
from mkdocs_specthis.core.steps.wave import Above, Wave

_WEIGHT = {hold: weight for weight, hold in enumerate(Hold)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What the cache was seen to have, before anything is fetched."""

    project: Project
    """With a receipt for everything that would be fetched."""
    entries: frozenset[str]
    """Those whose record is there for the signature that they have in `project`."""
    asked: frozenset[str] = frozenset()
    """Those that the cache was asked for."""


def plan_refresh(snapshot: Snapshot, options: PlanOptions, foreseen: Foreseen | None = None) -> Plan:
    """Every step that a refresh would take if all that it runs succeeded and moved its bytes."""
    units = units_of(snapshot)
    wave = Wave(snapshot=snapshot)
    steps = []
    for unit in units.sorter(wanted_units(units, options)).static_order():
        names = units.members[unit]
        if not names:
            wave.tell_spec(unit)
            continue
        above = wave.above(names)
        step = decide_step(tuple(_standing(snapshot, name) for name in names), above, options, snapshot)
        if foreseen is not None and not above.running and not options.force:
            step = _fetched(snapshot, names, step, above, options, foreseen)
        steps.append(step)
        for name in names:
            wave.tell(name, _news(snapshot, name, step))
    return Plan(steps=tuple(steps))


def _fetched(
    snapshot: Snapshot, names: Sequence[str], step: Step, above: Above, options: PlanOptions, foreseen: Foreseen
) -> Step:
    """A fetch in the place of a step whose bytes the cache has; else the step as it is once upstream is fetched."""
    standings = tuple(_standing_in(foreseen.project, snapshot, name) for name in names)
    later = decide_step(standings, above, options, snapshot)
    wanted = entries_to_fetch(later, standings)
    if later.action is Action.SKIP:  # the very bytes lie here, and only the record says what they are
        wanted = entries_to_fetch(step, tuple(_standing(snapshot, name) for name in names))
    if wanted and foreseen.entries.issuperset(wanted):
        shown = later if step.action is Action.SKIP else step
        return replace(shown, action=Action.FETCH, hold=None, command="", conditional=False)
    return later if Action.SKIP in (step.action, later.action) else step


def entries_to_fetch(step: Step, standings: Sequence[Standing]) -> tuple[str, ...]:
    """Entries of a step that the cache may be asked for.

    A step that would run; and one that is held, where receipts pin every byte that is missing: nothing is run or
    claimed then that was not before. A trial is meant to be run.
    """
    lacking = tuple(one for one in standings if one.is_out_of_date)
    pinned = all(one.realization is Realization.ABSENT for one in lacking)
    runs = step.action is Action.RUN and not step.trial
    if runs or (step.action is Action.HELD and pinned and step.hold is not Hold.UNKNOWN):
        return tuple(one.entry.name for one in lacking)
    return ()


def wanted_units(units: Units, options: PlanOptions) -> frozenset[str]:
    """Everything that the options ask for, with what is upstream of it."""
    if options.selected is None and not options.trial:
        return units.closure(None)
    return units.closure((options.selected or frozenset()) | options.trial)


def _standing_in(project: Project, snapshot: Snapshot, name: str) -> Standing:
    return standing_of(project, contract_of(project, name, snapshot.consumption), snapshot.statuses[name].errors)


def _standing(snapshot: Snapshot, name: str) -> Standing:
    return standing_of(snapshot.project, snapshot.contracts[name], snapshot.statuses[name].holding_errors)


def _news(snapshot: Snapshot, name: str, step: Step) -> Above:
    if step.action is Action.FETCH:
        return Above()
    if step.action is Action.RUN:
        return Above(running=(name,))
    return Above() if has_bytes(snapshot.project, name) else Above(missing=(name,))


def decide_step(standings: Sequence[Standing], above: Above, options: PlanOptions, snapshot: Snapshot) -> Step:
    """What to do with entries that one run makes; all of them or none."""
    case = _Case(tuple(standings), above, options, snapshot.project.settings.require_certified)
    if not case.is_wanted:
        return case.rest()
    if case.held is not None:
        return case.hold(case.held)
    if above.failed:
        return case.hold(Held(hold=Hold.FAILED, text=f"{_names(above.failed)} failed"))
    if above.missing:
        return case.hold(Held(hold=Hold.UPSTREAM, text=f"waits for {_names(above.missing)}, whose bytes are not here"))
    return case.run(case.why, conditional=False)


@dataclass(frozen=True)
class _Case:
    """One unit at its turn."""

    standings: tuple[Standing, ...]
    above: Above
    options: PlanOptions
    require_certified: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(standing.entry.name for standing in self.standings)

    @property
    def is_forced(self) -> bool:
        asked = self.options.selected is None or not self.options.selected.isdisjoint(self.names)
        return self.options.force and asked

    @property
    def is_on_trial(self) -> bool:
        return not self.options.trial.isdisjoint(self.names)

    @property
    def is_wanted(self) -> bool:
        return self.is_forced or self.is_on_trial or any(standing.is_out_of_date for standing in self.standings)

    @property
    def held(self) -> Held | None:
        """The heaviest hold of any member, but for those that a trial lifts."""
        holds = [(name, held) for name, held in self._holds() if not (held.by_trial and name in self.options.trial)]
        if not holds:
            return None
        name, held = min(holds, key=lambda row: _WEIGHT[row[1].hold])
        if len(self.names) == 1:
            return held
        return Held(hold=held.hold, text=f"`{name}`, which the same run makes, is held: {held.text}")

    def _holds(self) -> list[tuple[str, Held]]:
        found = ((one.entry.name, hold_of(one, require_certified=self.require_certified)) for one in self.standings)
        return [(name, held) for name, held in found if held is not None]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for standing in self.standings for reason in standing.realizing)

    @property
    def why(self) -> str:
        if not self.reasons:
            return "asked for a trial" if self.is_on_trial else "forced"
        more = f", and {len(self.reasons) - 1} more" if len(self.reasons) > 1 else ""
        return as_clause(self.reasons[0].text) + more

    def rest(self) -> Step:
        """Nothing is out of date by itself."""
        unknown = [standing for standing in self.standings if standing.realization is Realization.UNKNOWN]
        if unknown and self.held is not None:
            return self.hold(self.held)
        if self.above.failed:
            return self._step(Action.SKIP, f"nothing of its own moved; {_names(self.above.failed)} failed")
        if not self.above.running:
            return self._step(Action.SKIP, self._settled())
        whose = "its" if len(self.above.running) == 1 else "their"
        condition = f"after {_names(self.above.running)}, if {whose} bytes move"
        if self.held is not None:
            return self._step(Action.SKIP, f"{self._settled()}; held {condition}: {self.held.text}")
        return self.run(condition, conditional=True)

    def _settled(self) -> str:
        absent = [standing for standing in self.standings if standing.realization is Realization.ABSENT]
        if any(standing.deleted_inputs for standing in absent):
            return "nothing speaks against its record, but " + next(one.lack for one in absent if one.deleted_inputs)
        return "nothing speaks against it; inputs are elsewhere" if absent else "fresh"

    def hold(self, held: Held) -> Step:
        certifying = tuple(reason for standing in self.standings for reason in standing.certifying)
        return self._step(Action.HELD, held.text, hold=held.hold, reasons=(*certifying, *self.reasons))

    def run(self, text: str, *, conditional: bool) -> Step:
        return self._step(
            Action.RUN,
            text,
            reasons=self.reasons,
            after=self.above.running,
            conditional=conditional,
            command=shlex.join(expand_of(self.standings[0].entry, self.standings[0].contract).argv),
            trial=bool(self._holds()),
        )

    def _step(
        self,
        action: Action,
        text: str,
        *,
        reasons: tuple[Reason, ...] = (),
        hold: Hold | None = None,
        after: tuple[str, ...] = (),
        conditional: bool = False,
        command: str = "",
        trial: bool = False,
    ) -> Step:
        return Step(
            entries=self.names,
            action=action,
            text=text,
            reasons=reasons,
            hold=hold,
            after=after,
            conditional=conditional,
            command=command,
            trial=trial,
        )


def _names(names: Sequence[str]) -> str:
    """`a`; `a` and `b`; `a`, `b` and more."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > 2:
        return f"{quoted[0]}, {quoted[1]} and more"
    return " and ".join(quoted)
