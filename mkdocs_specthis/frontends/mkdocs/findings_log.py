"""Findings as log lines of the host: errors and warnings are its warnings, so that `--strict` fails."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

from mkdocs_specthis.core.model.finding import Finding, Severity

LINES = 200
"""Findings of one severity that are logged; the rest is counted."""


class Logger(Protocol):
    def warning(self, msg: str, /, *args: object) -> None: ...

    def info(self, msg: str, /, *args: object) -> None: ...


def log_findings(findings: Iterable[Finding], log: Logger) -> None:
    """One line each, and one for those above the limit."""
    seen: Counter[Severity] = Counter()
    for finding in findings:
        seen[finding.severity] += 1
        if seen[finding.severity] <= LINES:
            _write(finding.severity, log)("%s", line_of(finding))
    for severity, number in seen.items():
        if number > LINES:
            _write(severity, log)(
                "%s", f"{number - LINES:,} more findings of severity {severity}: see the page Findings"
            )


def _write(severity: Severity, log: Logger) -> Callable[..., None]:
    return log.info if severity is Severity.NOTE else log.warning


def line_of(finding: Finding) -> str:
    """`path:line: rule severity: message (hint: …)`, with nothing in it that a terminal would act on."""
    hint = f" (hint: {finding.hint})" if finding.hint else ""
    text = f"{finding.location}: {finding.rule} {finding.severity}: {finding.message}{hint}"
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
