"""LaTeX tables as HTML tables on a white sheet, in the style of booktabs.

Knows the record of a table; reads no LaTeX. Every text is escaped by `element`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mkdocs_specthis.core.exhibits.latex_cells import plain_text
from mkdocs_specthis.core.model.latex_table import (
    Align,
    Cell,
    Grid,
    LatexTable,
    LatexTables,
    Note,
    NotShown,
    Row,
    Rule,
    Run,
    RunKind,
    Runs,
    Style,
    Weight,
)
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, join
from mkdocs_specthis.frontends.mkdocs.render.components import scroll

_TAGS = {
    Style.BOLD: "b",
    Style.ITALIC: "i",
    Style.MONOSPACE: "code",
    Style.UNDERLINE: "u",
    Style.STRUCK: "s",
    Style.SUPER: "sup",
    Style.SUB: "sub",
}
_ALIGNS = {Align.CENTRE: "st-tc", Align.RIGHT: "st-tr", Align.DECIMAL: "st-td", Align.JUSTIFY: "st-tj"}
_WEIGHTS = {Weight.HEAVY: "st-t1", Weight.LIGHT: "st-t2", Weight.DASHED: "st-t3"}


def render_tables(tables: LatexTables, path: str, refused: Callable[[NotShown], Markup]) -> Markup:
    """Every table of a file, one sheet each; `refused` stands for one that is not drawn."""
    return join(
        refused(table) if isinstance(table, NotShown) else _sheet(table, path, f", {number}" if number else "")
        for number, table in enumerate(tables.tables)
    )


def _sheet(table: LatexTable, path: str, number: str) -> Markup:
    """One grid has the caption itself; above several it stands once."""
    caption = _runs(table.caption) if table.caption else None
    alone = len(table.grids) == 1
    grids = (
        _Drawing(grid).draw(caption if alone else None, f"Table of {path}{number}{_of_several(place, table)}")
        for place, grid in enumerate(table.grids, 1)
    )
    above = element("p", caption, class_="st-tp") if caption and not alone else None
    return element("div", above, *grids, *(_note(note) for note in table.notes), class_="st-sheet")


def _of_several(place: int, table: LatexTable) -> str:
    return f", part {place} of {len(table.grids)}" if len(table.grids) > 1 else ""


def _note(note: Note) -> Markup:
    mark = element("sup", note.mark) if note.mark else None
    return element("p", mark, " " if mark else None, _runs(note.runs), class_="st-tn")


@dataclass(frozen=True, slots=True)
class _Drawing:
    grid: Grid

    def draw(self, caption: Child, name: str) -> Markup:
        grid = self.grid
        widths = _widths(grid)
        head = element("thead", *self._rows(grid.head, widths, head=True)) if grid.head else None
        bodies = (element("tbody", *self._rows(group, widths, head=False)) for group in grid.groups)
        said = element("caption", caption) if caption else element("caption", name, class_="st-vh")
        table = element("table", said, head, *bodies, class_=f"st-tex{_closing(grid)}")
        above = (element("p", _runs(runs), class_="st-tp") for runs in grid.heading)
        return join([*above, scroll(name, table)])

    def _rows(self, rows: Sequence[Row], widths: "_Widths", *, head: bool) -> Iterator[Markup]:
        for number, row in enumerate(rows):
            full = next((rule for rule in row.rules if self._is_full(rule)), None)
            names = [_WEIGHTS[full.weight]] if full else []
            names += ["st-tsp"] if row.space else []
            first = not head and number == 0 and len(rows) > 1
            cells = (self._cell(cell, row, widths, head=head, opens=first) for cell in row.cells)
            yield element("tr", *cells, class_=" ".join(names) or None)

    def _is_full(self, rule: Rule) -> bool:
        return rule.first == 0 and rule.last == len(self.grid.columns) - 1 and not (rule.trim_left or rule.trim_right)

    def _cell(self, cell: Cell, row: Row, widths: "_Widths", *, head: bool, opens: bool) -> Markup:
        scope = self._scope(cell, row, head=head, opens=opens)
        return element(
            "th" if scope else "td",
            _content(cell, widths),
            scope=scope,
            colspan=cell.columns if cell.columns > 1 else None,
            rowspan=cell.rows if cell.rows > 1 else None,
            class_=" ".join(self._classes(cell, row)) or None,
            style=f"background-color:{cell.background}" if cell.background else None,
        )

    def _scope(self, cell: Cell, row: Row, *, head: bool, opens: bool) -> str | None:
        """What a cell is the heading of; None if of nothing."""
        if not cell.runs:
            return None
        if head:
            return "colgroup" if cell.columns > 1 else "col"
        if cell.columns == len(self.grid.columns):
            return "rowgroup" if opens and cell.columns > 1 else None
        is_name = cell.column == 0 and any(one.isalpha() for one in plain_text(cell.runs))
        return ("rowgroup" if cell.rows > 1 else "row") if is_name and len(row.cells) > 1 else None

    def _classes(self, cell: Cell, row: Row) -> Iterator[str]:
        last = cell.column + cell.columns - 1
        if name := _ALIGNS.get(cell.align):
            yield name
        if self.grid.columns[last].tight:
            yield "st-tg"
        if cell.column and self.grid.columns[cell.column - 1].tight:
            yield "st-th"
        if cell.line_before:
            yield "st-tl"
        if cell.line_after:
            yield "st-tm"
        yield from self._rule(cell, last, row.rules)

    def _rule(self, cell: Cell, last: int, rules: Iterable[Rule]) -> Iterator[str]:
        """A rule over some columns is drawn cell by cell, cut short at its own ends."""
        for rule in rules:
            if not self._is_full(rule) and rule.first <= last and cell.column <= rule.last:
                yield "st-tu"
                if rule.trim_left and cell.column <= rule.first:
                    yield "st-tv"
                if rule.trim_right and last >= rule.last:
                    yield "st-tw"
                return


def _closing(grid: Grid) -> str:
    return "".join(f" {_WEIGHTS[rule.weight]}" for rule in grid.closing[:1] if rule.first == 0)


# Numbers below each other

_Widths = dict[int, tuple[int, int]]
"""Column to the most characters before, and from, its decimal marker on."""


def _widths(grid: Grid) -> _Widths:
    widths: _Widths = {}
    for row in grid.rows:
        for cell in row.cells:
            if cell.split >= 0:
                before, after = widths.get(cell.column, (0, 0))
                sizes = (len(plain_text(cell.runs[: cell.split])), len(plain_text(cell.runs[cell.split :])))
                widths[cell.column] = (max(before, sizes[0]), max(after, sizes[1]))
    return widths


def _content(cell: Cell, widths: _Widths) -> Child:
    if cell.split >= 0:
        before, after = widths[cell.column]
        return join([_half(cell.runs[: cell.split], before), _half(cell.runs[cell.split :], after)])
    shown = _runs(cell.runs)
    return element("span", shown, class_="st-tt") if cell.turned else shown


def _half(runs: Runs, width: int) -> Markup:
    return element("span", _runs(runs), style=f"--w:{width}")


# Text


def _runs(runs: Runs) -> Markup:
    return join(_run(run) for run in runs)


def _run(run: Run) -> Child:
    if run.kind is RunKind.BREAK:
        return element("br")
    shown: Child = run.text
    if run.kind is RunKind.MATHS:
        shown = element("span", f"\\({run.text}\\)", class_="arithmatex")
    elif run.kind is RunKind.REFERENCE:
        shown = element("span", hidden("reference "), f"[{run.text}]", class_="st-none")
    for style in Style:
        if style in run.styles and style in _TAGS:
            shown = element(_TAGS[style], shown)
    return _coloured(run, shown)


def _coloured(run: Run, shown: Child) -> Child:
    colours = [f"color:{run.colour}"] if run.colour else []
    colours += [f"background-color:{run.background}"] if run.background else []
    small = "st-ts" if Style.SMALL_CAPS in run.styles else None
    if not colours and not small:
        return shown
    return element("span", shown, class_=small, style=";".join(colours) or None)
