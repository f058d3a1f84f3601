"""What is seen of an artefact, line by line, for cases. Holds no expectation."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from mkdocs_specthis.core.artefact.look import counted, look_at_text
from mkdocs_specthis.core.model.artefact import Branch, Cell, Look, Panel, Part, Plot, Series, Table


def look_lines(text: str, path: str) -> Iterator[str]:
    """Every part of the look at a file of this text, and what is said of it."""
    yield from _lines(look_at_text(text, PurePosixPath(path).suffix, len(text)))


def _lines(look: Look) -> Iterator[str]:
    if look.fault is not None:
        yield f"fault: {look.fault.text}"
        yield from (
            f"{'>' if line == look.fault.line else ' '} {line} {text}".rstrip() for line, text in look.fault.frame
        )
        return
    yield look.shape
    for part in look.parts:
        yield from _part(part)
    yield from (f"note: {note}" for note in look.notes)


def _part(part: Part) -> Iterator[str]:
    yield f"[{part.title}]"
    if part.facts is not None:
        for fact in part.facts.rows:
            yield f"  {fact.key or 'value'} = {_cell(fact.cell)}{f' {fact.unit}' if fact.unit else ''}"
        if part.facts.total.number > len(part.facts.rows):
            yield f"  of {counted(part.facts.total, 'value')}"
    if part.table is not None:
        yield from _table(part.table)
    if part.plot is not None:
        yield from _plot(part.plot)
    if part.tree is not None:
        yield from _tree(part.tree, 1)


def _cell(cell: Cell) -> str:
    signs = {"number": "", "text": "“”", "word": "‹›", "nested": "()"}[cell.kind]
    text = f"{signs[0]}{cell.text}{signs[1]}" if signs else cell.text
    return f"{text} of {cell.length:,}" if cell.length else text


def _table(table: Table) -> Iterator[str]:
    heads = (f"{column.name}{f' ({column.unit})' if column.unit else ''}" for column in table.columns)
    yield f"  table of {counted(table.total, 'row')}: {' | '.join(heads)}"
    for row in table.rows[:2]:
        yield f"    {' | '.join(cell.text for cell in row)}".rstrip()


def _plot(plot: Plot) -> Iterator[str]:
    yield f"  plot against {plot.x_name or '-'} ({plot.x_kind})"
    yield from (line for panel in plot.panels for line in _panel(panel))
    yield from (f"    note: {note}" for note in plot.notes)


def _panel(panel: Panel) -> Iterator[str]:
    yield f"    {', '.join(map(_series, panel.series))}{' on a log scale' if panel.logarithmic else ''}"


def _series(series: Series) -> str:
    gaps = sum(y is None for _, y in series.points)
    more = [f"{len(series.points)} points", f"{gaps} gaps" if gaps else "", "with a band" if series.band else ""]
    return f"{series.name} ({', '.join(filter(None, more))})"


def _tree(branch: Branch, level: int) -> Iterator[str]:
    yield f"{'  ' * level}{branch.key or '·'}: {_cell(branch.cell)}"
    for one in branch.branches:
        yield from _tree(one, level + 1)
    if branch.more:
        yield f"{'  ' * (level + 1)}and {branch.more:,} more"
