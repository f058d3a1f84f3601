"""What is wrong in something a user wrote.

A finding is data, never an exception; who shows it and how is not known here.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.location import Location


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """A state cannot be trusted or a contract is broken."""
    WARNING = "warning"
    NOTE = "note"


class Scope(StrEnum):
    """Which entries a finding belongs to."""

    ENTRY = "entry"
    """The one entry that it names."""
    SPEC = "spec"
    """Every entry of the spec that it stands in: the frontmatter, or the file as a whole."""
    PLACE = "place"
    """Only the place: no entry's state rests on it."""
    PROJECT = "project"
    """Every entry: the settings or a ledger cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    rule: str
    """Identifier in the catalogue of rules, such as `unknown-field`."""
    severity: Severity
    location: Location
    message: str
    """One sentence or clause, without a final full stop."""
    hint: str = ""
    """What to do, or the nearest valid spelling; may be empty."""
    entry: str | None = None
    """Name of the entry that it belongs to, if it belongs to one."""
    scope: Scope = Scope.PLACE

    def __str__(self) -> str:
        text = f"{self.location}: {self.rule} {self.severity}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text

    @property
    def order(self) -> tuple[str, int, str, str]:
        """The order in which findings are shown: by place, then by rule."""
        return (self.location.path, self.location.line, self.rule, self.message)
