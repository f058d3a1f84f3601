"""The audit as text: an aligned table, Markdown, CSV, or annotations for a workflow of GitHub.

Works on the values that `--json` prints, so they cannot disagree.
"""

import csv
import io
import os.path
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.views.audit import AuditView
from mkdocs_specthis.core.views.audit_cells import COLUMNS
from mkdocs_specthis.frontends.cli.tables import table

ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def audit_text(view: AuditView, form: str, root: Path) -> str:
    """`view` in the format; empty if there is nothing to say in it."""
    return "\n".join(_FORMS[form](view, root))


def closing(view: AuditView) -> Iterator[str]:
    """The summary, then what was found, then what is silenced and why."""
    yield from view.summary
    if view.findings:
        yield ""
        yield from map(str, view.findings)
    if view.silenced:
        yield ""
        yield "Silenced:"
        for finding, silence in view.silenced:
            yield f"{finding.location}: {finding.rule} {finding.severity}: {finding.message}"
            yield f"  because: {silence.reason} ({silence.location})"


def _table(view: AuditView, _: Path) -> Iterator[str]:
    if view.rows:
        yield from table([COLUMNS, *(row.cells for row in view.rows)])
        yield ""
    yield from closing(view)


def _markdown(view: AuditView, _: Path) -> Iterator[str]:
    """A table, the summary as a list, and the findings as code, in which nothing is markup."""
    if view.rows:
        yield from map(_markdown_row, (COLUMNS, ("---",) * len(COLUMNS), *(row.cells for row in view.rows)))
        yield ""
    yield from (f"- {_escaped(line)}" for line in view.summary)
    found = list(closing(view))[len(view.summary) :]
    yield from (f"    {line}" if line else "" for text in found for line in text.split("\n"))


def _markdown_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    """Text in which no character opens markup or a cell; what stands in backticks stays code."""
    for sign in "\\|<>[]*_":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _csv(view: AuditView, _: Path) -> Iterator[str]:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([COLUMNS, *(map(_inert, row.cells) for row in view.rows)])
    yield file.getvalue().removesuffix("\n")


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _github(view: AuditView, root: Path) -> Iterator[str]:
    """One annotation for each finding; paths from where the command was called, as a workflow wants them."""
    for finding in view.findings:
        yield _annotation(finding, root)


def _annotation(finding: Finding, root: Path) -> str:
    path = os.path.relpath(root / finding.location.path)
    places = {"file": path, "line": str(finding.location.line or 1), "title": finding.rule}
    where = ",".join(f"{name}={_github_property(value)}" for name, value in places.items())
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return f"::{ANNOTATIONS[finding.severity]} {where}::{_github_text(text)}"


def _github_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


_FORMS: Mapping[str, Callable[[AuditView, Path], Iterator[str]]] = {
    "table": _table,
    "markdown": _markdown,
    "csv": _csv,
    "github": _github,
}
