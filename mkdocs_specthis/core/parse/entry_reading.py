"""The reading of one entry's block: whose block it is, and what was found wrong in it so far.

Knows no field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.fields import COMPUTE_FIELDS, EXPORT_FIELDS


@dataclass(slots=True, kw_only=True)
class EntryReading:
    name: str
    kind: str
    """`compute`, or that of a spec of exports."""
    spec_path: str
    settings: Settings
    findings: list[Finding] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    """Outputs as written that lie outside the folder where they belong."""

    def add(self, rule: str, line: int, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                location=Location(path=self.spec_path, line=line),
                message=message,
                hint=hint,
                entry=self.name,
                scope=Scope.ENTRY,
            )
        )

    @property
    def allowed(self) -> Mapping[str, str]:
        return COMPUTE_FIELDS if self.kind == "compute" else EXPORT_FIELDS
