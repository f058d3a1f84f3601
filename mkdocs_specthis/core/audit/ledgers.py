"""Rules on the ledgers, and on a project without specs."""

from collections.abc import Iterator

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.shown import shown


def ledger_orphan(project: Project) -> Iterator[Finding]:
    specs = project.settings.specs
    for name in project.judgments:
        if name not in project.entries:
            yield _orphan(
                f"{specs}/_lock.json", f"there are judgments of `{shown(name)}`, which is no entry any more", name
            )
    for name in project.receipts:
        if name not in project.entries:
            yield _orphan(
                f"{specs}/_runs/{name}.json",
                f"this is the receipt of `{shown(name)}`, which is no entry any more",
                name,
            )


def _orphan(path: str, message: str, name: str) -> Finding:
    hint = f"remove it with `specthis lock clear {name}`"
    return Finding(
        rule="ledger-orphan",
        severity=CATALOGUE["ledger-orphan"].severity,
        location=Location(path=path),
        message=message,
        hint=hint,
    )


def no_specs(project: Project) -> Iterator[Finding]:
    folder = project.settings.specs
    if not any(spec.has_frontmatter for spec in project.specs) and not any(
        finding.rule == "no-specs" for finding in project.findings
    ):
        yield _nothing("no-specs", folder, "there are no specs yet", folder)


def nothing_declared(project: Project) -> Iterator[Finding]:
    """Specs that can be read, and no entry in any of them."""
    readable = any(spec.has_frontmatter for spec in project.specs) and not any(s.unreadable for s in project.specs)
    if readable and not project.entries:
        folder = project.settings.specs
        yield _nothing("nothing-declared", folder, "no spec has an entry yet: nothing is to be made or judged", folder)


def _nothing(rule: str, path: str, message: str, folder: str) -> Finding:
    hint = f"write `{folder}/compute-first.md`: the guide shows the smallest valid one"
    severity = CATALOGUE[rule].severity
    return Finding(rule=rule, severity=severity, location=Location(path=path), message=message, hint=hint)
