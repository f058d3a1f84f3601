"""What goes with a command to a machine that is not this one, and what is asked of what comes back.

Decides what has to be seen there; neither who runs it nor when.
"""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.digest import ABSENT
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.event import FailureClass
from mkdocs_specthis.core.parse.values import amount_in_numbers
from mkdocs_specthis.effects.engines.dispatch import Errand
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest
from mkdocs_specthis.effects.runs.remote import Seen, first_unlike
from mkdocs_specthis.usecases.refresh.failure import Failure
from mkdocs_specthis.usecases.refresh.state import RefreshState

_TEXTS = frozenset({"script", "module", "workflow", "environment"})
_DATA = frozenset({"input", "undeclared"})


def errand_of(state: RefreshState, contracts: Mapping[str, Contract], command: CommandRequest) -> Errand:
    """The command of some entries, with all that it rests on as last seen."""
    settings = state.project.settings
    entry = state.project.entries[next(iter(contracts))]
    outputs = (path for contract in contracts.values() for path in (*contract.outputs, *contract.output_globs))
    found = dict.fromkeys(rests_on(state, contracts)) if state.engine.is_remote else {}
    return Errand(
        command=command,
        settings=settings,
        resources={name: amount_in_numbers(text) for name, text in entry.resources},
        rests_on=tuple(found),
        outputs=tuple(dict.fromkeys(outputs)),
    )


def rests_on(state: RefreshState, contracts: Mapping[str, Contract]) -> Iterator[Seen]:
    """Every file that some entries rest on, as it was when their contracts were composed; some more than once."""
    for contract in contracts.values():
        yield from files_of(contract)
        for other in state.snapshot.graph.entries_above(contract.entry):
            receipt = state.project.receipts.get(other)
            if other not in contracts and receipt is not None:
                yield from (Seen(path=path, digest=made.digest) for path, made in receipt.outputs.items())


def files_of(contract: Contract) -> Iterator[Seen]:
    """The same of one entry, without what others made for it."""
    for part in contract.run_parts:
        if part.role in _TEXTS or part.role in _DATA:
            yield Seen(path=part.path, digest=_found(part.digest), is_text=part.role in _TEXTS)


def _found(digest: str) -> str:
    return "" if digest == ABSENT else digest


def wait_for_products(state: RefreshState, outcome: CommandOutcome) -> Failure | None:
    """Until what a worker made is in sight; why it never came. Called before anything is looked at again."""
    if not outcome.made or not outcome.succeeded:
        return None
    path = first_unlike(outcome.made, state.root, state.project.settings)
    text = f"`{path}`, which the worker made, does not come into sight here" if path else ""
    return Failure(kind=FailureClass.ENGINE, text=text) if text else None


def unlike_the_workers(state: RefreshState, outcome: CommandOutcome) -> Failure | None:
    """What has other bytes here than the worker that made it says, as last seen here."""
    for path, (digest, _) in (outcome.made or {}).items():
        fact = state.project.files.get(path)
        if fact is not None and fact.digest != digest:
            text = f"`{path}` has other bytes here than on the worker that made it"
            return Failure(kind=FailureClass.ENGINE, text=text)
    return None
