"""What somebody does not want to see, and why. Warnings and notes only: an error cannot be silenced.

Said in the settings, or by a comment in a spec. Knows no rule's condition.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.silences import FORM

ABOUT_SILENCES = frozenset({"silence-invalid", "silence-unused"})
"""Rules that watch over silences, and so hear of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Findings, parted by who is to see them."""

    said: tuple[Finding, ...]
    silenced: tuple[tuple[Finding, Silence], ...]


def silences_of(project: Project) -> tuple[Silence, ...]:
    """Those of the settings, then those of the specs."""
    return (*project.settings.silence, *(silence for spec in project.specs for silence in spec.silences))


def refused_silences(project: Project) -> Iterator[Finding]:
    """Silences that cannot be: of a rule that does not exist, of an error, or without a reason."""
    for silence in silences_of(project):
        if silence.rule not in CATALOGUE:
            hint = did_you_mean(silence.rule, CATALOGUE, otherwise="the reference lists the rules")
            yield _refusal(silence, f"there is no rule `{shown(silence.rule)}` to silence", hint)
        elif CATALOGUE[silence.rule].severity is Severity.ERROR:
            yield _refusal(silence, f"`{silence.rule}` is an error, which cannot be silenced", "mend what it points at")
        elif silence.rule in ABOUT_SILENCES:
            hint = "mend or remove the silence that it points at"
            yield _refusal(silence, f"`{silence.rule}` watches over silences and cannot be silenced", hint)
        elif not silence.reason:
            hint = FORM if silence.in_spec else 'write `reason = "…"` beside the rule'
            yield _refusal(silence, f"`{silence.rule}` is silenced without a reason", hint)


def _refusal(silence: Silence, message: str, hint: str) -> Finding:
    rule = "silence-invalid" if silence.in_spec else "settings-invalid"
    return Finding(
        rule=rule,
        severity=CATALOGUE[rule].severity,
        location=silence.location,
        message=message,
        hint=hint,
        scope=Scope.PLACE,
    )


def hear(findings: Iterable[Finding], project: Project) -> Heard:
    """What is said, and what is silenced by which silence; a silence that silences nothing is said too."""
    valid = tuple(silence for silence in silences_of(project) if _is_valid(silence))
    by_rule: dict[str, list[Silence]] = {}
    for silence in valid:
        by_rule.setdefault(silence.rule, []).append(silence)
    homes = {name: entry.spec for name, entry in project.entries.items()}
    said: list[Finding] = []
    silenced: list[tuple[Finding, Silence]] = []
    used: set[Silence] = set()
    for finding in findings:
        covering = [silence for silence in by_rule.get(finding.rule, ()) if _covers(silence, finding, homes)]
        used.update(covering)
        if covering:
            silenced.append((finding, covering[0]))
        else:
            said.append(finding)
    unused = (_unused(silence) for silence in valid if silence not in used)
    return Heard(said=(*said, *unused), silenced=tuple(silenced))


def _is_valid(silence: Silence) -> bool:
    rule = CATALOGUE.get(silence.rule)
    known = rule is not None and rule.severity is not Severity.ERROR and silence.rule not in ABOUT_SILENCES
    return known and bool(silence.reason)


def _covers(silence: Silence, finding: Finding, homes: Mapping[str, str]) -> bool:
    if finding.severity is Severity.ERROR:
        return False
    path, entry = finding.location.path, finding.entry or ""
    if not silence.in_spec:
        return fnmatchcase(path, silence.target) or fnmatchcase(entry, silence.target)
    here = silence.location.path
    if silence.target != here:
        inside = silence.first_line <= finding.location.line <= silence.end_line
        return entry == silence.target or (path == here and not entry and inside)
    return path == here or homes.get(entry) == here


def _unused(silence: Silence) -> Finding:
    about = "this file" if silence.target == silence.location.path else f"`{shown(silence.target)}`"
    return Finding(
        rule="silence-unused",
        severity=CATALOGUE["silence-unused"].severity,
        location=silence.location,
        message=f"there is no `{silence.rule}` to silence at {about}",
        hint="remove the silence; what it was written for is gone",
        scope=Scope.PLACE,
    )
