"""Both claims at once as HTML: how many entries stand where, each number a link to them."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.views.dashboard import CrossTable
from mkdocs_specthis.core.views.vocabulary import Word
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES, Links
from mkdocs_specthis.frontends.mkdocs.html import element, hidden
from mkdocs_specthis.frontends.mkdocs.render.components import chip, heading, link, scroll


def render_cross(cross: CrossTable, links: Links) -> Markup:
    caption = (
        "Entries by both claims. Rows: is the definition judged? Columns: is the artefact what today’s content implies?"
    )
    heads = (element("th", chip(word), scope="col") for word in cross.columns)
    rows = (
        element("tr", element("th", chip(word), scope="row"), *_cells(word, cross.columns, numbers, links))
        for word, numbers in cross.rows
    )
    table = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", element("td"), *heads)),
        element("tbody", *rows),
        class_="st-cross",
    )
    return element(
        "section",
        heading("cross", "Both claims at once"),
        scroll("Entries by both claims", table),
        aria_labelledby="cross",
    )


def _cells(row: Word, columns: Iterable[Word], numbers: Iterable[int], links: Links) -> Iterator[Markup]:
    for column, number in zip(columns, numbers, strict=True):
        holds = "ok" if (row.key, column.key) == ("certified", "fresh") else None
        if number:
            said = hidden(f"{row.label} and {column.label.lower()}: ")
            query = f"s={row.key},{column.key}"
            yield element("td", link(links.to(ENTRIES, query=query), said, f"{number:,}"), class_=holds)
        else:
            yield element(
                "td", element("span", "·", class_="st-none", aria_hidden="true"), hidden("none"), class_=holds
            )
