"""Runs made fit to be shown: blanks folded, neighbours joined, dashes and quotation marks as TeX makes them.

Knows runs, and not where they come from.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from mkdocs_specthis.core.model.latex_table import Run, RunKind, Runs, Style

_LIGATURES = re.compile(r"---|--|``|''|[?!]`|`|'")
_LIGATURE = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’", "?`": "¿", "!`": "¡"}


def tidied(runs: Iterable[Run]) -> Runs:
    """Blanks folded, neighbours that look the same joined, no blank at either end."""
    joined: list[Run] = []
    for _, alike in groupby(runs, key=_look):
        same = list(alike)
        if same[0].kind is RunKind.TEXT:
            joined.append(_typeset(replace(same[0], text="".join(run.text for run in same))))
        else:
            joined.extend(same)
    return _trimmed(joined)


def _look(run: Run) -> tuple[object, ...]:
    return (run.kind, run.styles, run.colour, run.background)


def _typeset(run: Run) -> Run:
    """Dashes and quotation marks as TeX makes them of plain characters."""
    text = run.text if Style.MONOSPACE in run.styles else _LIGATURES.sub(lambda found: _LIGATURE[found[0]], run.text)
    return replace(run, text=re.sub(r"[ \t\n]+", " ", text))


def _trimmed(runs: list[Run]) -> Runs:
    """Without blanks at either end and beside line ends, and without line ends at either end."""
    kept: list[Run] = []
    at_start = True
    for run in runs:
        if run.kind is RunKind.TEXT and at_start:
            run = replace(run, text=run.text.lstrip(" "))
        if run.kind is RunKind.BREAK:
            _strip_end(kept)
            if not kept:
                continue
            at_start = True
        elif run.text:
            at_start = run.kind is RunKind.TEXT and run.text.endswith(" ")
        else:
            continue
        kept.append(run)
    _strip_end(kept)
    return tuple(kept)


def _strip_end(kept: list[Run]) -> None:
    while kept:
        last = kept[-1]
        if last.kind is RunKind.BREAK:
            kept.pop()
            continue
        text = last.text.rstrip(" ") if last.kind is RunKind.TEXT else last.text
        if text:
            kept[-1] = replace(last, text=text)
            return
        kept.pop()
