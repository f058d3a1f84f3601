"""Why an attempt failed: a class for who counts, a clause for who reads.

Knows outcomes of commands; what becomes of the artefact is said in `ending.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.event import FailureClass
from mkdocs_specthis.effects.runs.process import CommandOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    kind: FailureClass
    text: str
    """One clause."""

    def told(self, seconds: float, log: str, tried: Contract, *, entries: int) -> Mapping[str, object]:
        """What the event says of it; `tried` is what the run began with, `entries` how many the one command makes."""
        return {
            "class": str(self.kind),
            "text": self.text,
            "log": log,
            "seconds": round(seconds, 3),
            "signature": tried.signature,
            "inputs_certified": tried.inputs_certified,
            **({"entries": entries} if entries > 1 else {}),
        }


def command_failure(outcome: CommandOutcome, timeout: float | None) -> Failure | None:
    """Why the command did not succeed; None if it did."""
    if outcome.error:
        return Failure(kind=_class_of_error(outcome), text=outcome.error)
    if outcome.timed_out:
        limit = f"after {timeout:g} seconds" if timeout is not None else "in time"
        return Failure(kind=FailureClass.TIMED_OUT, text=f"it was not done {limit}")
    if outcome.status is not None and outcome.status < 0:
        return Failure(kind=FailureClass.SIGNAL, text=f"it was ended by signal {-outcome.status}")
    return Failure(kind=FailureClass.STATUS, text=f"it ended with status {outcome.status}") if outcome.status else None


def touching(touched: Sequence[tuple[str, str]]) -> Failure | None:
    """Why a run counts for nothing while which others' outputs, (path, entry) each, changed; None if none did."""
    if not touched:
        return None
    path, owner = touched[0]
    more = f", and {len(touched) - 1} more" if len(touched) > 1 else ""
    text = f"`{path}`, an output of `{owner}`, was touched while it ran{more}"
    return Failure(kind=FailureClass.TOUCHED, text=text)


def _class_of_error(outcome: CommandOutcome) -> FailureClass:
    if outcome.lost:
        return FailureClass.ENGINE
    return FailureClass.NOT_STARTED if outcome.status is None else FailureClass.UNOBSERVED
