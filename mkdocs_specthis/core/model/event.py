"""What happened on this machine: one event, and the classes of failures, as the event log has them.

Holds; how a line is read is in `core/parse/event.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    ts: str
    """UTC ISO 8601."""
    run: str
    """Identifier of the command that it happened in."""
    actor: str
    """`refresh`, `cache`, …"""
    event: str
    subject: str
    """Name of an entry, mostly."""
    data: Mapping[str, object] = field(default_factory=dict)


class EventKind(StrEnum):
    """Events that say how an attempt at an entry ended."""

    MADE = "made"
    REPRODUCED = "reproduced"
    FETCHED = "fetched"
    ADOPTED = "adopted"
    FAILED = "failed"
    RETRIED = "retried"
    """It failed, and was begun again by the same command."""


BEGAN, ENDED = "began", "ended"
"""Events about a whole refresh: their subject is empty."""


class FailureClass(StrEnum):
    """Why an attempt failed; `class` in the data of the event."""

    TIMED_OUT = "timed-out"
    STATUS = "exit-status"
    SIGNAL = "signal"
    """Something ended the command from outside."""
    NOT_STARTED = "not-started"
    """The command could not be started."""
    ENGINE = "engine"
    """The engine, or its worker, was lost."""
    UNOBSERVED = "not-observed"
    """It could not be watched as the settings demand, so that it counts for nothing."""
    OUTPUT_MISSING = "output-missing"
    OUTPUT_INVALID = "output-invalid"
    """It does not parse, or lacks what `Keys` demands."""
    TOUCHED = "touched-other"
    """Another entry's output changed while it ran."""
    MOVED = "inputs-moved"
    """What it rests on changed while it ran."""
    NONDETERMINISM = "nondeterminism"
    """The same inputs gave other bytes."""
    RECEIPT = "receipt"
    """The receipt could not be written."""
    OTHER = "other"
    """The event does not say."""


def failure_class_of(event: Event) -> FailureClass:
    return failure_class(event.data.get("class"))


def failure_class(written: object) -> FailureClass:
    return FailureClass(written) if isinstance(written, str) and written in set(FailureClass) else FailureClass.OTHER
