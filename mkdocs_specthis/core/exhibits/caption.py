"""A caption as a reader sees it: its commands put in their places, as far as they are understood.

Knows LaTeX text and no document. What it cannot read it shows without its markup.
"""

import re
from collections.abc import Iterable, Mapping

from mkdocs_specthis.core.model.latex_table import Run, RunKind, Style
from mkdocs_specthis.core.parse.latex import plain
from mkdocs_specthis.core.parse.latex_table.expand import expanded
from mkdocs_specthis.core.parse.latex_table.inline import read_inline
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, balanced, signs_of

MOST_DEFINITIONS = 50
"""Commands of the author's that a caption may use, directly or through others."""

_LABEL = re.compile(r"\\label\s*\{[^{}]*\}|\\(?:protect|ignorespaces)(?![A-Za-z@])")
_USED = re.compile(r"\\([A-Za-z@]+)")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def caption_text(source: str, words: Mapping[str, str]) -> str:
    """The words of a caption. `words`: commands of the document that stand for a few words."""
    written = _LABEL.sub("", source)
    definitions = "".join(f"\\def\\{name}{{{body}}}" for name, body in _used(written, words))
    try:
        span = balanced(expanded(signs_of(definitions + written), {}))
        return _shown(read_inline(span, Settings()))
    except NotUnderstood:
        return plain(source)


def _used(text: str, words: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Definitions of what a text uses, and of what these use."""
    found: dict[str, str] = {}
    waiting = _USED.findall(text)
    while waiting and len(found) < MOST_DEFINITIONS:
        name = waiting.pop()
        if name in words and name not in found:
            found[name] = words[name]
            waiting.extend(_USED.findall(words[name]))
    return found.items()


def _shown(runs: Iterable[Run]) -> str:
    return " ".join("".join(_text(run) for run in runs).split())


def _text(run: Run) -> str:
    if run.kind is RunKind.BREAK:
        return " "
    if run.kind is RunKind.REFERENCE:
        return f"[{run.text}]"
    if Style.SUB in run.styles:
        return run.text.translate(_LOWERED)
    if Style.SUPER in run.styles:
        return run.text.translate(_RAISED)
    return run.text
