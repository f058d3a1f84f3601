"""Facts, tables and trees of an artefact as HTML. Every text of a file is escaped; nothing of it is markup."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.artefact.look import counted
from mkdocs_specthis.core.model.artefact import NUMBER, TEXT, Branch, Cell, Column, Fact, Facts, Part, Table
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, join
from mkdocs_specthis.frontends.mkdocs.render.components import code, details, scroll
from mkdocs_specthis.frontends.mkdocs.render.plots import render_plot

FEW_ROWS = 12
"""A table of so many rows is open."""


def render_part(part: Part, path: str) -> Markup:
    """One part under its title; `path` names the file to those who listen."""
    title = element("h4", part.title) if part.title else None
    name = f"{path}: {part.title}" if part.title else path
    views: list[Child] = []
    if part.facts is not None:
        views.append(_facts(part.facts, name))
    if part.plot is not None:
        views.append(render_plot(part.plot, part.title))
    if part.table is not None:
        views.append(_table(part.table, name, part.title, is_open=part.plot is None))
    if part.tree is not None:
        views.append(_tree(part.tree))
    return element("div", title, *views, class_="st-part")


def _facts(facts: Facts, name: str) -> Markup:
    left = facts.total.number - len(facts.rows)
    more = element("p", f"First {len(facts.rows):,} of {counted(facts.total, 'value')}.", class_="st-foot")
    shown = element(
        "table",
        element("caption", f"Values of {name}", class_="st-vh"),
        element("tbody", *map(_fact, facts.rows)),
        class_="st-table st-grid-t st-facts",
    )
    return join([shown, more if left > 0 else None])


def _fact(fact: Fact) -> Markup:
    unit = element("small", f" {fact.unit}") if fact.unit else None
    cell = element("td", _text(fact.cell), unit)
    return element("tr", element("th", code(fact.key) if fact.key else "value", scope="row"), cell)


def _text(cell: Cell) -> Child:
    """A value as it is written; words and nested ones look different from a text that reads the same."""
    if cell.kind in (NUMBER, TEXT):
        return join([cell.text, element("small", f" ({cell.length:,} characters)") if cell.length else None])
    return element("i", cell.text)


def _table(shown: Table, name: str, title: str, *, is_open: bool) -> Markup:
    grid = scroll(f"Table {title or name}, scrolls sideways", _grid(shown, f"Rows of {name}"))
    foot = _foot(shown)
    if is_open and shown.total.number <= FEW_ROWS:
        return join([grid, element("p", foot, class_="st-foot") if foot else None])
    all_there = shown.total.exact and shown.total.number == len(shown.rows)
    aside = counted(shown.total, "row") if all_there else f"first {len(shown.rows):,} of {counted(shown.total, 'row')}"
    below = element("p", foot) if foot else None
    return details("Table" if is_open else "As a table", aside, grid, below, print_it=is_open)


def _foot(shown: Table) -> str:
    left = shown.columns_total - len(shown.columns)
    return f"{left:,} more {'column is' if left == 1 else 'columns are'} not shown." if left > 0 else ""


def _grid(shown: Table, caption: str) -> Markup:
    heads = (
        element(
            "th",
            column.name or hidden("Key"),
            element("small", column.unit) if column.unit else None,
            scope="col",
            class_=_side(column),
        )
        for column in shown.columns
    )
    return element(
        "table",
        element("caption", caption, class_="st-vh"),
        element("thead", element("tr", *heads)),
        element("tbody", *(_row(row, shown.columns) for row in shown.rows)),
        class_="st-table st-grid-t",
    )


def _row(cells: Iterable[Cell], columns: tuple[Column, ...]) -> Markup:
    return element(
        "tr",
        *(
            element(
                "th" if not column.name else "td",
                _text(cell),
                class_=_side(column),
                scope=None if column.name else "row",
            )
            for cell, column in zip(cells, columns, strict=True)
        ),
    )


def _side(column: Column) -> str | None:
    return "st-num" if column.is_number else None


def _tree(root: Branch) -> Markup:
    if not root.branches:
        return element("p", _text(root.cell))
    return element("ul", *_branches(root), class_="st-tree")


def _branches(branch: Branch) -> Iterator[Markup]:
    for one in branch.branches:
        if one.branches or one.more:
            head = element("summary", code(one.key), " ", element("small", one.cell.text))
            yield element("li", element("details", head, element("ul", *_branches(one))))
        else:
            yield element("li", code(one.key), " ", _text(one.cell))
    if branch.more:
        yield element("li", f"and {count_of(branch.more, 'more', 'more')}", class_="st-none")
