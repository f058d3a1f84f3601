"""How the lines of a file differ, with a few lines around what moved.

Knows text; not its language.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from mkdocs_specthis.core.diff.align import Run, align
from mkdocs_specthis.core.model.difference import Difference, Edit, Form, Hunk, Row

AROUND = 3
"""Lines before and behind what moved."""


def diff_lines(before: str, after: str, most: int) -> Difference:
    """At most `most` rows are listed. Line ends are no difference."""
    a, b = _lines(before), _lines(after)
    keys_a, keys_b = ([unicodedata.normalize("NFC", line) for line in lines] for lines in (a, b))
    runs = align(keys_a, keys_b)
    hunks = tuple(_hunks(runs, a, b))
    shown = tuple(_up_to(hunks, most))
    return Difference(
        form=Form.LINES,
        note=" ".join(_notes(runs, before, after, a, b)),
        hunks=shown,
        removed=sum(len(run.before) for run in runs if run.edit is Edit.REMOVED),
        added=sum(len(run.after) for run in runs if run.edit is Edit.ADDED),
        left_out=sum(len(hunk.rows) for hunk in hunks) - sum(len(hunk.rows) for hunk in shown),
    )


def _lines(text: str) -> list[str]:
    """Without the empty one behind a final newline."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines


def _notes(runs: Sequence[Run], before: str, after: str, a: Sequence[str], b: Sequence[str]) -> Iterator[str]:
    pairs = (pair for run in runs if run.edit is Edit.SAME for pair in zip(run.before, run.after, strict=True))
    recomposed = sum(1 for i, j in pairs if a[i] != b[j])
    if recomposed:
        lines = "1 line differs" if recomposed == 1 else f"{recomposed:,} lines differ"
        yield f"{lines} only in the form of characters (Unicode normalisation)."
    if before and after and before.endswith("\n") != after.endswith("\n"):
        yield f"The final line end {'came' if after.endswith(chr(10)) else 'went'}."
    if before.replace("\r\n", "\n") == after.replace("\r\n", "\n") and before != after:
        yield "Only line ends differ."


def _hunks(runs: Sequence[Run], a: Sequence[str], b: Sequence[str]) -> Iterator[Hunk]:
    rows: list[Row] = []
    for place, run in enumerate(runs):
        if run.edit is not Edit.SAME:
            rows.extend(_rows(run, a, b))
            continue
        same = list(_rows(run, a, b))
        head = same[:AROUND] if place else []
        tail = same[-AROUND:] if place < len(runs) - 1 else []
        if len(same) <= len(head) + len(tail):
            rows.extend(same if head or tail else [])
            continue
        if rows:
            yield Hunk(rows=(*rows, *head))
        rows = tail
    if any(row.edit is not Edit.SAME for row in rows):
        yield Hunk(rows=tuple(rows))


def _rows(run: Run, a: Sequence[str], b: Sequence[str]) -> Iterator[Row]:
    if run.edit is Edit.REMOVED:
        yield from (Row(edit=Edit.REMOVED, text=a[i], before=i + 1) for i in run.before)
    elif run.edit is Edit.ADDED:
        yield from (Row(edit=Edit.ADDED, text=b[j], after=j + 1) for j in run.after)
    else:
        pairs = zip(run.before, run.after, strict=True)
        yield from (Row(edit=Edit.SAME, text=b[j], before=i + 1, after=j + 1) for i, j in pairs)


def _up_to(hunks: Sequence[Hunk], most: int) -> Iterator[Hunk]:
    left = most
    for hunk in hunks:
        if left <= 0:
            return
        yield hunk if len(hunk.rows) <= left else Hunk(rows=hunk.rows[:left])
        left -= len(hunk.rows)
