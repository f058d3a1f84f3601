"""What the page of findings shows: every finding with its weight, where it stands, and the entry that it bears on.

Order: by weight, then by place.
"""

from collections import Counter
from dataclasses import dataclass

from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import count_of, joined
from mkdocs_specthis.core.views.vocabulary import Word, severity_word

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    sentence: str
    counts: tuple[tuple[Word, int], ...]
    """Severities that occur."""
    rows: tuple[tuple[Word, Finding], ...]


def findings_page(snapshot: Snapshot) -> FindingsPage:
    counts = Counter(finding.severity for finding in snapshot.findings)
    weight = {severity: place for place, severity in enumerate(ORDER)}
    ranked = sorted(snapshot.findings, key=lambda finding: (weight[finding.severity], finding.order))
    return FindingsPage(
        sentence=_sentence(counts),
        counts=tuple((severity_word(severity), counts[severity]) for severity in ORDER if counts[severity]),
        rows=tuple((severity_word(finding.severity), finding) for finding in ranked),
    )


def _sentence(counts: Counter[Severity]) -> str:
    if not counts:
        return "The audit found nothing."
    phrases = (count_of(counts[severity], severity.value) for severity in ORDER if counts[severity])
    return f"The audit found {joined(phrases)}."
