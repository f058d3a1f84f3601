"""Exports that no paper includes, and routes that lead elsewhere, as HTML: the foot of a paper's page."""

from markupsafe import Markup

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.paper.routes import line_to_paste
from mkdocs_specthis.core.views.paper import PaperPage
from mkdocs_specthis.core.views.paper_rows import Unplaced
from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    chip,
    code,
    entry_link,
    heading,
    paste_line,
    scroll,
    table,
)
from mkdocs_specthis.frontends.mkdocs.render.findings import finding_place

ROWS_SHOWN = 200


def render_orphans(view: PaperPage, links: Links) -> Markup:
    heads = ("File", "Written by", "State", *(("What to do",) if links.commands else ()))
    rows = (_orphan(one, links) for one in view.orphans[:ROWS_SHOWN])
    aside = f"{count_of(len(view.orphans), 'export')} that no line includes"
    shown = scroll("Orphaned exports", table("Exports that the paper does not include", heads, rows))
    return join([heading("orphans", "Orphaned exports", aside), shown])


def _orphan(one: Unplaced, links: Links) -> Markup:
    route = one.route
    what = None
    if links.commands:
        below = join([" below ", code(f"\\label{{{route.section_label}}}")]) if route.label else None
        add = join(["Add", below, ", or stop exporting it: ", paste_line(line_to_paste(route))])
        what = element("td", add if route.host_doc else "Name a host document, or stop exporting it.", data_l="To do")
    return element(
        "tr",
        element("th", code(route.path), scope="row"),
        element("td", entry_link(links, route.entry), data_l="Written by"),
        element("td", chip(one.word), data_l="State"),
        what,
    )


def render_stale(view: PaperPage, links: Links) -> Markup:
    heads = ("Where", "What", *(("What to do",) if links.commands else ()))
    rows = (_route(finding, links) for finding in view.stale[:ROWS_SHOWN])
    aside = f"{count_of(len(view.stale), 'route')} that {'leads' if len(view.stale) == 1 else 'lead'} elsewhere"
    shown = scroll("Stale routing", table("Routes that do not lead where they should", heads, rows))
    return join([heading("stale-routing", "Stale routing", aside), shown])


def _route(finding: Finding, links: Links) -> Markup:
    what = element("td", inline(closed(finding.hint)), data_l="To do") if links.commands else None
    return element(
        "tr",
        element("th", finding_place(finding, links), scope="row"),
        element("td", inline(closed(finding.message)), data_l="What"),
        what,
    )
