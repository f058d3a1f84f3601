"""One cell: how many columns it covers, what its column puts around its text, what it shows.

Knows a cell and its column. Which rows a cell covers is only noted; `grid.py` lays them out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mkdocs_specthis.core.model.latex_table import Align, Run, RunKind, Runs, Style
from mkdocs_specthis.core.parse.latex_table.columns import ColumnSpec, read_columns
from mkdocs_specthis.core.parse.latex_table.inline import CellFacts, Inline, read_inline
from mkdocs_specthis.core.parse.latex_table.maths import Look, formula
from mkdocs_specthis.core.parse.latex_table.numbers import is_odd, read_number
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions
from mkdocs_specthis.core.parse.latex_table.si_units import unit_runs
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span, balanced
from mkdocs_specthis.core.parse.latex_table.tidy import tidied

_OPENING = "([<>~≈≤≥≪≫∼"
"""Signs that may stand before a number that is lined up."""
_WORDS = re.compile(r"[^\W\d_]{2,40}[ \u00a0]+(?=[-+−.\d])")
"""A word before a number, as in `now 90.473`."""


@dataclass(slots=True, kw_only=True)
class RawCell:
    column: int
    columns: int
    runs: Runs
    facts: CellFacts
    align: Align
    line: int
    split: int = -1
    line_before: bool = False
    line_after: bool = False
    holds: bool = False
    """True if it shows something."""


def read_cell(span: Span, place: int, columns: Sequence[ColumnSpec], settings: Settings) -> RawCell:
    """The cell that begins in column number `place`."""
    reader = Reader.of(span)
    reader.skip_blanks()
    if reader.comes_command(("multicolumn",)):
        return _wide(reader, place, columns, settings)
    if place >= len(columns):
        raise NotUnderstood(f"a row of more than {len(columns)} cells", reader.line)
    spec = columns[place]
    return empty_cell(place, spec, reader.line) if spec.hidden else _read(_trimmed(span), spec, place, 1, settings)


def empty_cell(place: int, spec: ColumnSpec, line: int) -> RawCell:
    """A cell that a row leaves out at its end."""
    return RawCell(column=place, columns=1, runs=(), facts=CellFacts(), align=spec.column.align, line=line)


def _wide(reader: Reader, place: int, columns: Sequence[ColumnSpec], settings: Settings) -> RawCell:
    """`\\multicolumn{n}{specification}{text}`: the specification stands in the place of the columns' own."""
    sign = reader.next()
    number = text_of(reader.argument(sign))
    if not number.isdecimal() or not 1 <= int(number[:5]) <= len(columns) - place:
        raise NotUnderstood(f"`\\multicolumn{{{number[:20]}}}` beyond the last of {len(columns)} columns", sign.line)
    specs = read_columns(reader.argument(sign), settings)
    if len(specs) != 1:
        raise NotUnderstood("`\\multicolumn` with more than one column type", sign.line)
    inside = reader.argument(sign)
    if read_inline(reader.rest(), settings, CellFacts()):
        raise NotUnderstood("text behind `\\multicolumn`", reader.line)
    return _read(_trimmed(inside), specs[0], place, int(number), settings)


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and span.signs[start].kind in ("space", "par"):
        start += 1
    while end > start and span.signs[end - 1].kind in ("space", "par"):
        end -= 1
    return span.part(start, end)


def _read(span: Span, spec: ColumnSpec, place: int, width: int, settings: Settings) -> RawCell:
    facts = CellFacts(paragraph=spec.paragraph)
    runs, split = _text(span, spec, facts, settings)
    align = facts.align or (spec.column.align if split >= 0 or spec.column.align is not Align.DECIMAL else Align.CENTRE)
    return RawCell(
        column=place,
        columns=width,
        runs=runs,
        facts=facts,
        align=align,
        line=span.line,
        split=split,
        line_before=spec.column.line_before,
        line_after=spec.column.line_after,
        holds=any(run.text.strip() or run.kind is not RunKind.TEXT for run in runs),
    )


def _text(span: Span, spec: ColumnSpec, facts: CellFacts, settings: Settings) -> tuple[Runs, int]:
    """What it shows, and how much of that stands before a decimal marker."""
    if spec.units and not _is_group(span):
        return unit_runs(span, spec.si or settings.si, Look()), -1
    if spec.si is not None:
        return _number(span, spec, spec.si, facts, settings)
    if spec.marker is not None:
        return _in_maths(span, spec, facts, settings)
    if spec.maths:
        span = as_formula(span)
    whole = span
    if spec.before or spec.after or spec.lead or spec.trail:
        whole = balanced((*spec.lead, *spec.before, *span, *spec.after, *spec.trail))
    inline = Inline(settings=settings.inner(), facts=facts)
    inline.lines(whole, Look()) if spec.paragraph else inline.read(whole, Look())
    return tidied(inline.runs), -1


def as_formula(span: Span) -> Span:
    """A cell of a column of formulas, in which `\\nodata` is three dots and a dollar sign says nothing."""
    signs = [sign._replace(text="cdots") if sign.text == "nodata" else sign for sign in span if sign.kind != "$"]
    if not signs:
        return balanced(signs)
    dollar = Sign("$", "$", span.line)
    return balanced((dollar, *signs, dollar))


def _number(span: Span, spec: ColumnSpec, options: SiOptions, facts: CellFacts, settings: Settings) -> tuple[Runs, int]:
    """A cell of a column of numbers; braces around all of it keep it text."""
    own = replace(settings, si=options)
    if not options.parse_numbers and not _is_group(span):
        span = as_formula(span)
    whole = balanced((*spec.before, *span, *spec.after)) if spec.before or spec.after else span
    if _is_group(span) or not options.parse_numbers:
        return read_inline(whole, own, facts), -1
    runs = read_inline(whole, own, facts)
    odd = next((run.text for run in runs if run.kind is RunKind.TEXT and is_odd(run.text, options)), "")
    if odd:
        raise NotUnderstood(f"the number `{odd[:40]}` in a column of siunitx", span.line)
    shown = lined_up(runs, options)
    return shown if shown is not None else (runs, -1)


def _is_group(span: Span) -> bool:
    """Whether braces stand around all of it."""
    return len(span) > 1 and span.signs[span.start].kind == "{" and span.partner[span.start] == span.end - 1


def lined_up(runs: Runs, options: SiOptions) -> tuple[Runs, int] | None:
    """The runs with the first number in them set as siunitx does, what stands before it too; None without one."""
    if any(run.kind is not RunKind.TEXT for run in runs):
        return None
    for place, run in enumerate(runs):
        if run.styles & {Style.SUPER, Style.SUB}:
            continue
        # A dash that TeX would make of two hyphens is no sign of a number.
        text = run.text.lstrip(_OPENING if not place else _OPENING + "\u00a0 ")
        words = _WORDS.match(text)
        text = text[words.end() :] if words else text
        look = Look(styles=run.styles, colour=run.colour, background=run.background)
        found = read_number(text, options, look)
        if found is not None:
            number, behind = found
            opening = run.text[: len(run.text) - len(text)] + number.before
            before = (*runs[:place], *((look.run(opening),) if opening else ()))
            after = (*number.after, *((look.run(behind),) if behind.strip() else ()), *runs[place + 1 :])
            return (*before, *after), len(before)
        if any(one.isdigit() for one in run.text):
            return None
    return None


def _in_maths(span: Span, spec: ColumnSpec, facts: CellFacts, settings: Settings) -> tuple[Runs, int]:
    """A cell of a column of dcolumn: a formula, lined up at its marker."""
    written, shown = spec.marker or (".", ".")
    inside = _without_marks(span, facts, settings)
    runs = tidied(formula(inside, Look())) if len(inside) else ()
    for place, run in enumerate(runs):
        if run.kind is not RunKind.TEXT:
            return runs, -1
        if not run.styles and written and written in run.text:
            before, _, after = run.text.partition(written)
            halves = (replace(run, text=before), replace(run, text=shown + after))
            kept = tuple(half for half in halves if half.text)
            return (*runs[:place], *kept, *runs[place + 1 :]), place + bool(before)
    return runs, _whole(runs)


def _whole(runs: Sequence[Run]) -> int:
    """Of a number without a marker: how many runs are the number itself."""
    return 1 if runs and not runs[0].styles and any(one.isdigit() for one in runs[0].text) else -1


def _without_marks(span: Span, facts: CellFacts, settings: Settings) -> Span:
    """A formula without the marks that end the one it stands in, as `\\(` does there, and what colours the cell."""
    kept: list[Sign] = []
    reader = Reader.of(span)
    while not reader.ended:
        if reader.comes_command(("(", ")", "ensuremath", "relax", "centering")):
            reader.next()
        elif reader.comes_command(("cellcolor",)):
            facts.background = settings.colour(reader, reader.next())
        elif reader.comes_command(("bfseries", "textbf")):
            raise NotUnderstood(f"`\\{reader.sign.text}` in a formula", reader.line)
        else:
            start = reader.place
            reader.pass_over()
            kept.extend(reader.span.signs[start : reader.place])
    return balanced(kept)
