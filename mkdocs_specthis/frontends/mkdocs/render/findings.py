"""Findings as HTML: the page of the audit, and the rows that other pages show."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.views.audit import ORDER, AuditView, findings_sentence
from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.core.views.vocabulary import Word, severity_word
from mkdocs_specthis.frontends.mkdocs.addresses import Links, spec_source
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    count_line,
    entry_link,
    facet,
    heading,
    link,
    nothing_matches,
    page,
    page_title,
    search_box,
)

ROWS_AT_FIRST = 200


def render_findings(view: AuditView, links: Links) -> Body:
    """Findings by weight, then what is silenced and why; one sentence where there is neither."""
    head = page_title("Findings")
    lead = element("p", findings_sentence(view.counts), class_="st-sub")
    parts = [*(_found(view, links) if view.findings else ()), *(_silenced(view, links) if view.silenced else ())]
    sections = (("silenced", "Silenced"),) if view.silenced else ()
    return Body(html=page(head, lead, *parts), sections=sections)


def _found(view: AuditView, links: Links) -> Iterator[Markup]:
    items = (
        finding_row(severity_word(finding.severity), finding, links, hidden_row=place >= ROWS_AT_FIRST)
        for place, finding in enumerate(view.findings)
    )
    yield _filter(view)
    yield element("ul", *items, class_="st-fis", id="rows")
    yield nothing_matches("finding")


def _silenced(view: AuditView, links: Links) -> Iterator[Markup]:
    yield heading("silenced", "Silenced", count_of(len(view.silenced), "finding"))
    yield element("ul", *(_silenced_row(*pair, links) for pair in view.silenced), class_="st-fis")


def _silenced_row(finding: Finding, silence: Silence, links: Links) -> Markup:
    """What is silenced, and the reason that somebody gave."""
    word = severity_word(finding.severity)
    because = join(["Because: ", inline(silence.reason), " (", place_of(silence.location, links), ")"])
    return finding_row(word, finding, links, level="h3", because=because)


def _filter(view: AuditView) -> Markup:
    numbers = ((severity_word(severity), view.counts[f"findings.{severity}"]) for severity in ORDER)
    facets = (facet(word, number) for word, number in numbers if number)
    group = element("fieldset", element("legend", "Severity", class_="st-vh"), *facets, class_="st-fs")
    boxes = element("div", search_box("Search findings", "Rule, file, entry or text"), class_="st-fr")
    line = count_line(count_of(len(view.findings), "finding"))
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


def finding_row(
    word: Word, finding: Finding, links: Links, *, hidden_row: bool = False, level: str = "h2", because: Child = None
) -> Markup:
    """One finding: what, where, and what to do about it, or why nothing is done."""
    head = element(
        "div",
        chip(word),
        element(level, inline(closed(finding.message)), class_="st-fi-t"),
        class_="st-fi-h",
    )
    advice = because or (inline(closed(finding.hint)) if finding.hint else None)
    hint = element("p", advice) if advice else None
    about = (
        join([" · ", entry_link(links, finding.entry)]) if finding.entry and links.has_entry(finding.entry) else None
    )
    place = element("small", finding_place(finding, links), about, f" · {finding.rule}")
    return element("li", head, hint, place, class_="st-fi", data_s=word.key, data_more=True if hidden_row else None)


def findings_list(findings: Iterable[Finding], links: Links) -> Markup:
    rows = (finding_row(severity_word(finding.severity), finding, links, level="h3") for finding in findings)
    return element("ul", *rows, class_="st-fis")


def finding_place(finding: Finding, links: Links) -> Markup:
    return place_of(finding.location, links)


def place_of(location: Location, links: Links) -> Markup:
    """`specs/compute-x.md:12`, a link where the file is a spec that has a page."""
    place = code(str(location))
    if links.has(spec_source(location.path, links.specs_folder)):
        return link(links.spec(location.path), place)
    return place
