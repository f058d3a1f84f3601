"""What is wrong with one file, gathered while it is read.

Knows the file's name and no text.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location


@dataclass(slots=True)
class Faults:
    path: str
    """POSIX path from the project root."""
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        line: int,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.ERROR,
        scope: Scope = Scope.SPEC,
    ) -> None:
        """`line`: of the file, from 1."""
        location = Location(path=self.path, line=line)
        self.findings.append(
            Finding(rule=rule, severity=severity, location=location, message=message, hint=hint, scope=scope)
        )
