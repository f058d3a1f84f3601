"""What the project does not want to see, and why. Warnings and notes only: an error cannot be silenced."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings, Silence
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.settings import SETTINGS_FILE
from mkdocs_specthis.core.parse.shown import shown


def refused_silences(settings: Settings) -> Iterator[Finding]:
    """Silences that cannot be: of a rule that does not exist, or of an error."""
    for silence in settings.silence:
        if silence.rule not in CATALOGUE:
            hint = did_you_mean(silence.rule, CATALOGUE, otherwise="the reference lists the rules")
            yield _refusal(silence, f"there is no rule `{shown(silence.rule)}` to silence", hint)
        elif CATALOGUE[silence.rule].severity is Severity.ERROR:
            yield _refusal(silence, f"`{silence.rule}` is an error, which cannot be silenced", "mend what it points at")


def _refusal(silence: Silence, message: str, hint: str) -> Finding:
    return Finding(
        rule="settings-invalid",
        severity=CATALOGUE["settings-invalid"].severity,
        location=Location(path=SETTINGS_FILE, line=silence.line),
        message=message,
        hint=hint,
        scope=Scope.PLACE,
    )


def split_silenced(
    findings: Iterable[Finding], silences: Iterable[Silence]
) -> tuple[list[Finding], list[tuple[Finding, Silence]]]:
    """What is said, and what is silenced by which silence."""
    silences = tuple(silences)
    said: list[Finding] = []
    silenced: list[tuple[Finding, Silence]] = []
    for finding in findings:
        silence = next((silence for silence in silences if _covers(silence, finding)), None)
        if silence is None:
            said.append(finding)
        else:
            silenced.append((finding, silence))
    return said, silenced


def _covers(silence: Silence, finding: Finding) -> bool:
    if finding.severity is Severity.ERROR or silence.rule != finding.rule:
        return False
    return fnmatchcase(finding.location.path, silence.target) or fnmatchcase(finding.entry or "", silence.target)
