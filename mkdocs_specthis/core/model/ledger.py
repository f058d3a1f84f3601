"""Judgments (a mind's claims) and receipts (a machine's claims), as the ledgers hold them.

They are compared under the scheme they name. `lock` writes judgments; refresh, cache and adopt write receipts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    CERTIFIED = "certified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    inputs_certified: str
    """Composed digest of what was judged."""
    verdict: Verdict
    parts: Mapping[str, str] = field(default_factory=dict)
    """Part name to digest."""
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    """Name of a definitions, templates or meta spec to its digest."""
    depends_on: tuple[str, ...] = ()
    author: str = ""
    via: str = ""
    """Command or program that wrote it."""
    ts: str = ""
    """UTC ISO 8601."""
    note: str = ""
    commit: str = ""
    spec: str = ""
    """Path of the spec at the time, for people."""
    scheme: int = 1
    """How its digests were composed; it is compared under this scheme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFact:
    digest: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """What stays of a JSON output whose bytes may vary: enough to compare a later run with it."""

    rules: tuple[str, ...]
    """`Varies` of the time, sorted, each with its tolerance."""
    digest: str
    """Of all that may not vary, in its order."""
    numbers: tuple[str, ...] | None = ()
    """What has a tolerance, as written, in its order; None if there is too much of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Another run of the very same that gave other bytes: content that does not say what it makes."""

    outputs: Mapping[str, OutputFact]
    """What that run wrote, where it differs from the receipt: POSIX path to digest and bytes."""
    rules: tuple[str, ...]
    """`Varies` of the time, sorted, each with its tolerance."""
    ts: str = ""
    """UTC ISO 8601, when that run ended."""
    platform: str = ""
    """Where it ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    entry: str
    signature: str
    """Composed digest of the run's parts."""
    parts: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, OutputFact] = field(default_factory=dict)
    """POSIX path from the project root to what was written."""
    undeclared: Mapping[str, str] = field(default_factory=dict)
    """Path of a file that the run opened and nobody declared, to its digest."""
    varies: Mapping[str, Steady] = field(default_factory=dict)
    """Path of a JSON output that may vary to what may not; left out of the file if nothing may."""
    contradicted: Contradiction | None = None
    """The run that disproved it; None, and left out of the file, as long as none has."""
    observed: str = "not observed"
    spec: str = ""
    ts: str = ""
    """UTC ISO 8601, when the run ended."""
    seconds: float = 0.0
    """Wall time of the run."""
    engine: str = ""
    interpreter: str = ""
    platform: str = ""
    commit: str = ""
    dirty: bool = False
    origin: str = "run"
    """`run`, `trial`, `cache` or `adopted`; `from` in the file."""
    note: str = ""
    """Of what was adopted: where it comes from, as somebody says; left out of the file if empty."""
    scheme: int = 1
    """How its digests were composed; it is compared under this scheme."""


def name_of(author: str) -> str:
    """Who judged, without an address for those who collect them; `nobody named` if the record says nothing."""
    name = author.split("<", 1)[0].strip()
    return name or author.strip("<> ").split("@", 1)[0] or "nobody named"
