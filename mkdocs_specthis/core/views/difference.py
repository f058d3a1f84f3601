"""What changed, in words: titles of parts, counts, amounts. For the command line and for pages.

Knows numbers and words only.
"""

from collections.abc import Iterator, Mapping

from mkdocs_specthis.core.views.sentence import count_of, joined

TITLES: Mapping[str, str] = {
    "block": "Spec block",
    "prose": "Shared prose",
    "kind": "Kind",
    "schema": "Schema",
    "vocabulary": "Vocabulary",
    "script": "Script",
    "module": "Module",
    "workflow": "Workflow file",
    "command": "Command",
    "output": "Declared output",
    "environment": "Environment file",
    "variable": "Variable",
    "input": "Input",
    "undeclared": "Undeclared input",
    "listing": "Names in folder",
    "sought": "Looked for",
    "upstream": "Upstream",
    "upstream-spec": "Upstream spec",
    "artefact": "Artefact",
}
UNITS: Mapping[str, str] = {"prose": "word", "lines": "line", "values": "value", "cells": "cell"}


def title_of(role: str) -> str:
    return TITLES.get(role, role)


def came_or_went(before: str, after: str, was: str = "") -> str:
    """`new`, `gone`, `moved` or `renamed`: what names and digests alone tell."""
    if was and before == after:
        return "renamed"
    if before and after:
        return "moved"
    return "new" if after else "gone"


def counts(form: str, added: int, removed: int, changed: int, within: int, ignored: int) -> str:
    """`2 values changed, 1 added; 5 within tolerance`; empty if there is nothing to count."""
    unit = UNITS.get(form)
    if unit is None:
        return ""
    moved = [f"{count_of(number, unit)} {what}" for number, what in _verbs(added, removed, changed)]
    kept_back = [f"{within:,} within tolerance"] * bool(within) + [f"{ignored:,} ignored"] * bool(ignored)
    return "; ".join(part for part in (joined(moved), joined(kept_back)) if part)


def _verbs(added: int, removed: int, changed: int) -> Iterator[tuple[int, str]]:
    for number, what in ((changed, "changed"), (added, "added"), (removed, "removed")):
        if number:
            yield number, what


def amount(absolute: float | None, relative: float | None) -> str:
    """`+0.012, +8.3 %`; empty if they are no numbers."""
    if absolute is None:
        return ""
    share = f", {_percent(relative)}" if relative is not None else ""
    return f"{_signed(absolute)}{share}"


def largest(absolute: float | None, relative: float | None) -> str:
    """The same of the largest of many, without sign."""
    return amount(absolute, relative).replace("+", "")


def _signed(number: float) -> str:
    return f"{number:+.4g}".replace("-", "−")


def _percent(share: float) -> str:
    number = 100 * share
    text = f"{number:+.0f}" if abs(number) >= 100 else f"{number:+.2g}"
    return f"{text.replace('-', '−')} %"
