"""The rule on results that stand in a spec: a number of an artefact, typed where it will not move with it.

Knows numbers as written; reads no artefact.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, DecimalException

from mkdocs_specthis.core.audit.finding import about_entry, about_spec
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.prose_numbers import significant_digits
from mkdocs_specthis.core.parse.shown import shown

ODDS = 100
"""How unlikely a number of the artefact must be to look like one of the prose by chance, if it is rounded there."""


def result_in_prose(project: Project) -> Iterator[Finding]:
    for spec in project.specs:
        artefacts = _artefacts(project, spec) if spec.numbers else {}
        for text, line in spec.numbers if artefacts else ():
            path = next((path for path, numbers in artefacts.items() if numbers.hold(text)), "")
            if path:
                yield _finding(spec, text, line, path)


def _artefacts(project: Project, spec: Spec) -> Mapping[str, "_Numbers"]:
    """Artefacts that the spec speaks of: those that its entries make, or that its exports consume by name."""
    entries = [entry for entry in spec.entries if not entry.unreadable]
    consumed = (project.entries.get(value.text) for entry in entries if entry.exports for value in entry.consumes or ())
    makers = (*entries, *(entry for entry in consumed if entry))
    paths = dict.fromkeys(value.text for entry in makers for value in entry.outputs)
    return {path: _Numbers(project.numbers[path]) for path in paths if project.numbers.get(path)}


def _finding(spec: Spec, text: str, line: int, path: str) -> Finding:
    rule = "result-in-prose"
    message = f"`{shown(text)}` is a number of `{path}`: typed here, it will not move with the artefact"
    hint = "say what the number is, not its value; the paper reads it from the artefact"
    for entry in spec.entries:
        if entry.location.line <= line <= entry.end_line:
            return about_entry(rule, entry, message, hint, line=line)
    return about_spec(rule, Location(path=spec.path, line=line), message, hint)


class _Numbers:
    """The numbers of one artefact, as they are and as they would be rounded."""

    def __init__(self, written: Iterable[str]) -> None:
        self.values = frozenset(value for text in written if (value := _decimal(text)) is not None)
        self.rounded: dict[int, frozenset[Decimal]] = {}

    def hold(self, text: str) -> bool:
        """Whether `text` is one of them, or one of them rounded where that is no accident."""
        value = _decimal(text)
        if value is None:
            return False
        telling = 10 ** significant_digits(text) >= ODDS * len(self.values)
        decimals = len(text.partition(".")[2])
        return value in self.values or (telling and decimals > 0 and value in self._at(decimals))

    def _at(self, decimals: int) -> frozenset[Decimal]:
        if decimals not in self.rounded:
            unit = Decimal(1).scaleb(-decimals)
            found = (_quantized(value, unit) for value in self.values)
            self.rounded[decimals] = frozenset(value for value in found if value is not None)
        return self.rounded[decimals]


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if len(text) <= 100 else None
    except DecimalException:
        return None
    return value if value is not None and value.is_finite() else None


def _quantized(value: Decimal, unit: Decimal) -> Decimal | None:
    try:
        return value.quantize(unit)
    except DecimalException:
        return None
