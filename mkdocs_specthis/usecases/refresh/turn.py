"""The beginning of one step: looked at once more, old outputs put aside, the command made ready.

Decides nothing about how it ends.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from mkdocs_specthis.core.contracts.command import expand_of, make_anew
from mkdocs_specthis.core.contracts.undeclared import RunFiles
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.plan import Step
from mkdocs_specthis.core.steps.product import paths_to_clear, unknown_paths
from mkdocs_specthis.effects.engines.dispatch import Errand
from mkdocs_specthis.effects.records.state_folder import LOGS
from mkdocs_specthis.effects.remembered.looks import clock_of_stamps
from mkdocs_specthis.effects.runs.bytecode import remove_doubtful_bytecode
from mkdocs_specthis.effects.runs.durable import OutputSync
from mkdocs_specthis.effects.runs.observation import OFF, WatchRequest
from mkdocs_specthis.effects.runs.outputs import Cleared, clear_outputs, put_back
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest
from mkdocs_specthis.effects.runs.remote import Seen
from mkdocs_specthis.effects.runs.run_environment import environment_of, resolve_program
from mkdocs_specthis.effects.runs.scratch import make_scratch
from mkdocs_specthis.usecases.refresh.checkpoints import Earlier, take_up
from mkdocs_specthis.usecases.refresh.errand import errand_of
from mkdocs_specthis.usecases.refresh.failure import Failure
from mkdocs_specthis.usecases.refresh.state import RefreshState


@dataclass(kw_only=True)
class Turn:
    """One step while its command runs."""

    unit: str
    step: Step
    attempt: int
    """1-based."""
    began: int
    """Of `clock_of_stamps`, from before it was made ready."""
    ended: int = 0
    """The same, once all it came to has been looked at and settled."""
    contracts: dict[str, Contract]
    """Entry to what it rests on, as seen right before the start."""
    receipts: dict[str, Receipt]
    """Entry to the receipt that it had before."""
    cleared: dict[str, Cleared]
    before: dict[str, FileFact]
    """Path to what lay there before the run, of every path cleared."""
    request: CommandRequest
    errand: Errand
    log: str
    """POSIX path from the project root."""
    touched: list[tuple[str, str]] = field(default_factory=list)
    """(path, entry) of others' outputs that changed while it ran."""
    rests_on: tuple[Seen, ...] | None = None
    """Every file that it rests on, once somebody has looked."""
    moved: str = ""
    """A file that it rests on and that was, for a while, not as it was at the start."""
    left: Earlier | None = None
    """What attempts saw whose checkpoints it found."""
    files: RunFiles = field(default_factory=RunFiles)
    """What it was seen to open, once it has ended; with what those saw."""
    future: "Future[CommandOutcome] | None" = None
    sync: OutputSync | None = None
    """What it made, on its way to the disk, once it has ended well."""

    @property
    def signature(self) -> str:
        """Of its scratch folder."""
        return next(iter(self.contracts.values())).signature

    @property
    def earlier(self) -> RunFiles | None:
        """The files of `left`."""
        return self.left.files if self.left else None

    @property
    def names(self) -> tuple[str, ...]:
        return self.step.entries

    def told(self, failure: Failure, name: str, seconds: float) -> Mapping[str, object]:
        """What an event says of one of its entries that failed."""
        return failure.told(seconds, self.log, self.contracts[name], entries=len(self.names))


def begin_turn(state: RefreshState, unit: str, step: Step, attempt: int) -> Turn:
    """Make everything ready for the command. Raises SpecthisError with everything as it was before."""
    if not state.specs.rewritten.isdisjoint(step.entries):
        raise SpecthisError("its spec was edited since this refresh began, and the next one goes by what it says now")
    began = clock_of_stamps()
    contracts = {name: state.contract(name) for name in step.entries}
    cleared: dict[str, Cleared] = {}
    try:
        for name, contract in contracts.items():
            paths = paths_to_clear(state.project, state.snapshot.consumption, contract)
            unknown = unknown_paths(state.project, name, paths)
            cleared[name] = clear_outputs(state.root, state.project.settings, name, paths, unknown)
        log = f"{LOGS}/{step.entries[0]}.log"
        left = take_up(state, next(iter(contracts.values())).signature)
        request = _request(state, contracts, log)
        return Turn(
            unit=unit,
            step=step,
            attempt=attempt,
            began=began,
            contracts=contracts,
            receipts={name: receipt for name in contracts if (receipt := state.project.receipts.get(name))},
            cleared=cleared,
            before={
                path: fact
                for one in cleared.values()
                for path in one.paths
                if (fact := state.project.files.get(path)) is not None
            },
            request=request,
            errand=errand_of(state, contracts, request),
            log=log,
            left=left,
        )
    except SpecthisError:
        for one in cleared.values():
            put_back(one)
        raise


def undo_turn(state: RefreshState, turn: Turn) -> None:
    """Every old artefact where it was; what the run made goes to `.specthis/failed/`. Raises WriteFailed."""
    state.look_again(turn.names)
    for name in turn.names:
        give_back(state, turn, name)


def give_back(state: RefreshState, turn: Turn, name: str) -> None:
    """The same for one entry, with everything looked at already."""
    put_back(turn.cleared[name], paths_to_clear(state.project, state.snapshot.consumption, turn.contracts[name]))


def _request(state: RefreshState, contracts: dict[str, Contract], log: str) -> CommandRequest:
    settings = state.project.settings
    first = next(iter(contracts.values()))
    entry = state.project.entries[first.entry]
    command = expand_of(entry, first)
    given = _given(state, contracts) if command.is_make else ()
    argv = make_anew(command.argv, given, str(state.root)) if command.is_make else command.argv
    scratch = make_scratch(state.root, first.signature)
    env = environment_of(settings, ours=state.environ, is_remote=state.engine.is_remote, scratch=scratch)
    remove_doubtful_bytecode(_sources(state, contracts), env)
    return CommandRequest(
        argv=argv if state.engine.is_remote else resolve_program(argv, env),
        cwd=str(state.root),
        env=env,
        log=str(state.root / log),
        timeout=entry.timeout if entry.timeout is not None else settings.timeout,
        watch=_watch(state),
    )


def _watch(state: RefreshState) -> WatchRequest:
    how = state.project.settings.observe
    if how == OFF:
        return WatchRequest()
    return WatchRequest(how=how, folders=state.workspace().places, start=str(state.root))


def _sources(state: RefreshState, contracts: dict[str, Contract]) -> Iterator[str]:
    """Absolute places of all Python that the entries are known to rest on."""
    roles = ("script", "module", "workflow", "input", "undeclared")
    parts = (part for contract in contracts.values() for part in contract.run_parts if part.role in roles)
    paths = dict.fromkeys(part.path for part in parts if part.path.endswith(".py"))
    space = state.workspace() if paths else None
    for path in paths:
        if space is not None and (place := space.locate(path)):
            yield from (place, str(state.root / path))  # what a link leads to is compiled beside the link


def _given(state: RefreshState, contracts: dict[str, Contract]) -> tuple[str, ...]:
    """What no run of these entries makes: outputs of what is right upstream, and all that they declare to read."""
    above = state.above(contracts)
    receipts = (state.project.receipts[other] for other in above if other in state.project.receipts)
    upstream = (path for receipt in receipts for path in receipt.outputs)
    read = (
        path
        for contract in contracts.values()
        for path in (*contract.scripts, *contract.modules, *contract.workflows, *contract.inputs)
    )
    return tuple(sorted({*upstream, *(path for path in read if ":" not in path)}))
