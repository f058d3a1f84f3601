"""Findings as HTML: the page of all of them, and the rows that other pages show."""

from collections.abc import Iterable

from markupsafe import Markup

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.views.findings import FindingsPage
from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.core.views.vocabulary import Word, severity_word
from mkdocs_specthis.frontends.mkdocs.addresses import Links, spec_source
from mkdocs_specthis.frontends.mkdocs.html import element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    count_line,
    entry_link,
    facet,
    link,
    nothing_matches,
    page,
    page_title,
    search_box,
)

ROWS_AT_FIRST = 200


def render_findings(view: FindingsPage, links: Links) -> Body:
    head = page_title("Findings")
    lead = element("p", view.sentence, class_="st-sub")
    if not view.rows:
        return Body(html=page(head, lead))
    items = (
        finding_row(word, finding, links, hidden_row=place >= ROWS_AT_FIRST)
        for place, (word, finding) in enumerate(view.rows)
    )
    listed = element("ul", *items, class_="st-fis", id="rows")
    return Body(html=page(head, lead, _filter(view), listed, nothing_matches("finding")))


def _filter(view: FindingsPage) -> Markup:
    facets = (facet(word, number) for word, number in view.counts)
    group = element("fieldset", element("legend", "Severity", class_="st-vh"), *facets, class_="st-fs")
    boxes = element("div", search_box("Search findings", "Rule, file, entry or text"), class_="st-fr")
    line = count_line(count_of(len(view.rows), "finding"))
    return element(
        "form",
        boxes,
        group,
        line,
        class_="st-filter",
        data_st_filter="#rows > li",
        role="search",
        aria_label="Filter findings",
    )


def finding_row(word: Word, finding: Finding, links: Links, *, hidden_row: bool = False, level: str = "h2") -> Markup:
    """One finding: what, where, what to do about it."""
    head = element(
        "div",
        chip(word),
        element(level, inline(closed(finding.message)), class_="st-fi-t"),
        class_="st-fi-h",
    )
    hint = element("p", inline(closed(finding.hint))) if finding.hint else None
    about = (
        join([" · ", entry_link(links, finding.entry)]) if finding.entry and links.has_entry(finding.entry) else None
    )
    place = element("small", finding_place(finding, links), about, f" · {finding.rule}")
    return element("li", head, hint, place, class_="st-fi", data_s=word.key, data_more=True if hidden_row else None)


def findings_list(findings: Iterable[Finding], links: Links) -> Markup:
    rows = (finding_row(severity_word(finding.severity), finding, links, level="h3") for finding in findings)
    return element("ul", *rows, class_="st-fis")


def finding_place(finding: Finding, links: Links) -> Markup:
    """`specs/compute-x.md:12`, a link where the file is a spec that has a page."""
    place = code(str(finding.location))
    if links.has(spec_source(finding.location.path, links.specs_folder)):
        return link(links.spec(finding.location.path), place)
    return place
