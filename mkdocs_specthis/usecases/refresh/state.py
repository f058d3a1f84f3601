"""What a refresh knows while it goes on: the project as last seen, with the receipts written since.

Looks and judges; starts nothing and writes nothing.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mkdocs_specthis.core.contracts.contract import contract_of
from mkdocs_specthis.core.contracts.recorded import listing_of
from mkdocs_specthis.core.contracts.undeclared import RunFiles
from mkdocs_specthis.core.contracts.upstream import UpstreamWhileItGrows
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.observation import Observation
from mkdocs_specthis.core.model.plan import Action, Hold, Step
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.states.standing import Standing, has_bytes, standing_of
from mkdocs_specthis.core.steps.plan import decide_step
from mkdocs_specthis.core.steps.units import Units
from mkdocs_specthis.core.steps.wave import Above, Wave
from mkdocs_specthis.effects.engines.dispatch import Dispatch
from mkdocs_specthis.effects.engines.interface import Engine
from mkdocs_specthis.effects.git.repository import TreeState
from mkdocs_specthis.effects.records.ledgers import lock_path, read_judgments
from mkdocs_specthis.effects.remembered.looks import Stamp, stamp_at
from mkdocs_specthis.effects.runs.opened import project_glances, project_openings
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.looker import Facts
from mkdocs_specthis.usecases.observe import consumed_by, observe_entry
from mkdocs_specthis.usecases.refresh.at_rest import OutputsAtRest
from mkdocs_specthis.usecases.refresh.chronicle import Chronicle
from mkdocs_specthis.usecases.refresh.last_seen import LastSeen
from mkdocs_specthis.usecases.refresh.request import RefreshRequest
from mkdocs_specthis.usecases.refresh.rewritten import Specs
from mkdocs_specthis.usecases.refresh.watch import OutputWatch


@dataclass(kw_only=True)
class RefreshState:
    root: Path
    request: RefreshRequest
    snapshot: Snapshot
    """As loaded; what moved since is in `seen`."""
    seen: LastSeen
    specs: Specs
    engine: Engine
    """What runs the commands."""
    dispatch: Dispatch
    """The way to it."""
    tree: TreeState
    run: str
    """Identifier of this refresh in the event log."""
    now: Callable[[], str]
    """UTC ISO 8601."""
    chronicle: Chronicle
    """What the event log is told."""
    units: Units
    wave: Wave
    watch: OutputWatch
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    """Our own environment variables."""
    _judged: Stamp | None = None
    """Of the file of judgments, when it was read last."""
    _contracts: dict[str, Contract] = field(default_factory=dict)
    """Those that nothing has been seen to move since they were composed."""
    _upstream: UpstreamWhileItGrows | None = None
    _workspace: Workspace | None = None
    _above: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    _at_rest: OutputsAtRest = field(default_factory=OutputsAtRest)

    @property
    def project(self) -> Project:
        """As last seen."""
        return self.seen.project

    def contract(self, name: str) -> Contract:
        if name not in self._contracts:
            consumption = self.snapshot.consumption
            self._upstream = self._upstream or UpstreamWhileItGrows(self.project, consumption)
            self._contracts[name] = contract_of(self.project, name, consumption, self._upstream)
        return self._contracts[name]

    def standing(self, name: str) -> Standing:
        return standing_of(self.project, self.contract(name), self.snapshot.statuses[name].holding_errors)

    def look_again(self, names: Iterable[str]) -> None:
        """Read afresh what some entries rest on, made, and consume."""
        for name in names:
            self._look_again(name)

    def _look_again(self, name: str) -> None:
        space, project = self.workspace(), self.project
        consumed = (project.entries[other] for other in consumed_by(name, self.snapshot.consumption))
        stirred = [entry for entry in consumed if not self._at_rest.holds(project, space, entry)]
        looker = observe_entry(space, project, name, [entry.name for entry in stirred])
        if self.seen.lay(looker.facts):
            self._contracts.clear()
        for entry in stirred:
            self._at_rest.keep(project, entry, looker.sights)

    def _read_judgments_again(self) -> None:
        """Where somebody has judged since: who rejects what waits for its turn does not want it to run."""
        specs = self.project.settings.specs
        stamp = stamp_at(str(self.root / lock_path(specs)), follow=False)
        if stamp != self._judged:
            self._judged = stamp
            read = read_judgments(self.root, specs)
            self.seen.take_judgments(read.judgments, unreadable=read.unreadable)

    def workspace(self) -> Workspace:
        """One that has looked at nothing yet."""
        if self._workspace is None:
            self._workspace = Workspace(root=self.root, settings=self.project.settings)
        return self._workspace.anew()

    def take_openings(self, observation: Observation, since: int, earlier: RunFiles | None = None) -> RunFiles:
        """What a run was seen to open, and those whose checkpoints it found; what is there now is kept in mind.

        `since`: of `clock_of_stamps`, from before it began.
        """
        if not (earlier or observation.opened or observation.listed or observation.missed or observation.written):
            return RunFiles(observed=observation.level)
        found = project_openings(self.workspace(), observation)
        seen = RunFiles(
            observed=observation.level,
            openings=tuple(opening for opening, _ in found),
            glances=project_glances(self.workspace(), observation, since),
            written=frozenset(map(self.workspace().name_of, observation.written)),
            replaced=frozenset(map(self.workspace().name_of, observation.replaced)),
            made=frozenset(map(self.workspace().name_of, observation.made)),
            stirred=frozenset(map(self.workspace().name_of, observation.stirred)),
        )
        seen = seen.joined(earlier) if earlier else seen
        space = self.workspace()
        known = {opening.path: fact for opening, fact in found}
        others = (*seen.glances.missed, *(opening.path for opening in seen.openings if opening.path not in known))
        files = {path: space.observe(path) for path in others} | known
        names = {listing_of(folder): space.names(folder) or () for folder in seen.glances.listed}
        if self.seen.lay(Facts(files=files, matches=names, sources={}, json={})):
            self._contracts.clear()
        return seen.noticing(path for path in seen.glances.missed if files[path].presence is not Presence.MISSING)

    def decide(self, names: tuple[str, ...]) -> Step:
        """What to do with them, by what is known now."""
        above = self.wave.above(names)
        return decide_step(tuple(map(self.standing, names)), above, self.request.options, self.snapshot)

    def decide_at_start(self, names: tuple[str, ...]) -> Step:
        """The same right before the start, with everything looked at once more."""
        if self.specs.read_again(names):
            self._contracts.clear()
        self.look_again(names)
        self._read_judgments_again()
        step = self.decide(names)
        lost = self.moved_upstream(names) if step.action is Action.RUN else ()
        if not lost:
            return step
        text = f"waits for `{lost[0]}`, whose bytes are not what its receipt says"
        return replace(step, action=Action.HELD, hold=Hold.UPSTREAM, text=text)

    def moved_upstream(self, names: Iterable[str]) -> tuple[str, ...]:
        """Entries right upstream whose bytes are not what their receipts say, as last seen."""
        project = self.project
        return tuple([other for other in self.above(names) if not has_bytes(project, other)])

    def above(self, names: Iterable[str]) -> tuple[str, ...]:
        """Entries right upstream of some that are made together, sorted: the graph stays as it was loaded."""
        names = tuple(names)
        if names not in self._above:
            found = {other for name in names for other in self.snapshot.graph.entries_above(name)}
            self._above[names] = tuple(sorted(found.difference(names)))
        return self._above[names]

    def retries_of(self, names: Iterable[str]) -> int:
        """How often a command that failed is begun again."""
        written = (self.project.entries[name].retries for name in names)
        return max((number for number in written if number is not None), default=self.project.settings.retries)

    def take_receipt(self, receipt: Receipt) -> None:
        self.seen.take_receipt(receipt)
        self._contracts.clear()

    def restore_receipt(self, name: str, before: Receipt | None) -> None:
        """What was taken is taken back."""
        self.seen.restore_receipt(name, before)
        self._contracts.clear()

    def tell(self, name: str, step: Step, *, failed: bool = False) -> None:
        """What became of an entry, for what is downstream."""
        if failed or (step.action is Action.HELD and step.hold is Hold.FAILED):
            self.wave.tell(name, Above(failed=(name,) if failed else ()))
        elif has_bytes(self.project, name):
            self.wave.tell(name, Above())
        else:
            self.wave.tell(name, Above(missing=(name,)))
