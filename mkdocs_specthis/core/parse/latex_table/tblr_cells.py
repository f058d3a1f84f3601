"""One cell of a tblr: its text with the look that options gave it.

Knows a cell and its look. Which cells it covers, and which lines stand beside it, is `tblr.py`'s.
"""

from mkdocs_specthis.core.model.latex_table import Align, RunKind, Runs
from mkdocs_specthis.core.parse.latex_table.cells import RawCell, as_formula, lined_up
from mkdocs_specthis.core.parse.latex_table.inline import CellFacts, Inline
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Span, balanced
from mkdocs_specthis.core.parse.latex_table.tblr_looks import CellLook
from mkdocs_specthis.core.parse.latex_table.tidy import tidied


def look_cell(span: Span | None, look: CellLook, column: int, columns: int, line: int, settings: Settings) -> RawCell:
    """The cell that begins in a column, counted from 0, of so many; `span` is None if its row leaves it out."""
    facts = CellFacts(rows=look.rows, background=look.background, paragraph=True)
    runs, split = _text(span, look, facts, settings) if span is not None else ((), -1)
    if facts.rows != look.rows:
        raise NotUnderstood("`\\multirow` in a tblr", line)
    align = facts.align or look.align or Align.LEFT
    if look.si is not None and split < 0:
        align = look.align if look.align not in (None, Align.DECIMAL) else Align.CENTRE
    elif look.si is not None:
        align = Align.DECIMAL
    return RawCell(
        column=column,
        columns=min(look.columns, columns - column),
        runs=runs,
        facts=facts,
        align=align or Align.LEFT,
        line=span.line if span is not None and len(span) else line,
        split=split,
        holds=any(run.text.strip() or run.kind is not RunKind.TEXT for run in runs),
    )


def _text(span: Span, look: CellLook, facts: CellFacts, settings: Settings) -> tuple[Runs, int]:
    inside, guarded = _unbraced(span)
    if look.si is not None:
        own = settings.inner()
        own.si = look.si
        runs = _set(inside, look, facts, own)
        shown = lined_up(runs, look.si) if not (guarded or look.guard) and look.si.parse_numbers else None
        return shown if shown is not None else (runs, -1)
    return _set(inside, look, facts, settings), -1


def _set(span: Span, look: CellLook, facts: CellFacts, settings: Settings) -> Runs:
    if look.maths and len(span):
        if any(sign.kind == "$" or (sign.kind == "command" and sign.text == "\\") for sign in span):
            raise NotUnderstood("several lines or formulas in a formula of a tblr", span.line)
        span = as_formula(span)
    if look.before or look.after:
        span = balanced((*look.before, *span, *look.after))
    inline = Inline(settings=settings.inner(), facts=facts)
    start = inline.read(balanced(look.font), Look(colour=look.colour))
    if inline.runs:
        raise NotUnderstood("a font that shows something", span.line)
    inline.lines(span, start)
    return tidied(inline.runs)


def _unbraced(span: Span) -> tuple[Span, bool]:
    """What is in the braces around all of it, and whether there is more than one pair."""
    pairs = 0
    while len(span) > 1 and span.signs[span.start].kind == "{" and span.partner[span.start] == span.end - 1:
        span = span.part(span.start + 1, span.end - 1)
        pairs += 1
    return span, pairs > 1
