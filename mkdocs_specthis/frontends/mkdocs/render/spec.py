"""Spec pages as HTML: what stands below the title and below each entry's heading, and the index of specs."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.ledger import name_of
from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.core.views.spec import SpecEntry, SpecLink, SpecPage, SpecRow
from mkdocs_specthis.core.views.vocabulary import OVERLAY_WORDS, Word
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    chips,
    code,
    definition_list,
    graph_key,
    link,
    moment,
    page,
    page_title,
    strip_width,
    table,
    unit,
)
from mkdocs_specthis.frontends.mkdocs.render.entry import anchor_of
from mkdocs_specthis.frontends.mkdocs.render.fields import render_fields
from mkdocs_specthis.frontends.mkdocs.render.findings import findings_list

MARKS_SHOWN = 60
REASONS_SHOWN = 3
CANNOT_BE_READ = Word(key="unreadable", label="Cannot be read", meaning="", acts="")


def render_spec_head(view: SpecPage, links: Links, frame: Markup | None, title: str) -> Markup:
    """What stands below the title; with `title`, the title itself comes first because the text has none."""
    dot = element("span", " · ", aria_hidden="true")
    line = join([dot, view.line]) if view.line else None
    draft = join([" ", chip(OVERLAY_WORDS["draft"])]) if view.spec.draft else None
    facts = tuple(_facts(view, links))
    head = element(
        "div",
        element("p", view.kind, dot, code(view.spec.path), line, draft, class_="st-eyebrow"),
        _marks(view, links),
        definition_list(facts) if facts else None,
        _broken(view, frame),
        class_="st st-sh",
        data_search_exclude=True,
    )
    return join([element("h1", title) if title else None, head])


def _marks(view: SpecPage, links: Links) -> Markup | None:
    if not view.marks or len(view.marks) > MARKS_SHOWN:
        return None
    units = (unit(mark, f"#{anchor_of(mark.name)}") for mark in view.marks)
    return element(
        "ul",
        element("li", *units, class_="st-us", style=strip_width(len(view.marks))),
        class_="st-units st-sm",
        aria_label="Entries in this spec",
    )


def _facts(view: SpecPage, links: Links) -> Iterator[tuple[Child, Child]]:
    if view.pair:
        yield "Pair", _spec_links([view.pair], links)
    if view.uses:
        yield "Uses", _spec_links(view.uses, links)
    if view.used_by:
        yield "Used by", _spec_links(view.used_by, links)
    if view.spec.host_doc:
        label = join([", ", code(view.spec.section_label)]) if view.spec.section_label else None
        yield "Shown in", join([code(view.spec.host_doc), label])
    if view.spec.owner:
        yield "Owner", view.spec.owner
    if view.spec.tags:
        yield "Tags", ", ".join(view.spec.tags)


def _spec_links(specs: Iterable[SpecLink], links: Links) -> Markup:
    return join((link(links.spec(one.path), one.name) if one.path else code(one.name) for one in specs), ", ")


def _broken(view: SpecPage, frame: Markup | None) -> Markup | None:
    """The red block of a spec that cannot be read: why, and the lines around it."""
    if not view.faults:
        return None
    lines = (element("p", _fault(finding)) for finding in view.faults)
    held = (
        f"{count_of(len(view.marks), 'entry', 'entries')} of it read"
        if len(view.marks) != 1
        else "One entry of it reads"
    )
    them = "it" if len(view.marks) == 1 else "them"
    unknown = (
        element("p", f"{held} unknown until it is mended, and so does what rests on {them}.") if view.marks else None
    )
    head = element("p", chip(CANNOT_BE_READ), " ", element("b", view.spec.path))
    return element("div", head, *lines, frame, unknown, class_="st-err", role="note")


def _fault(finding: Finding) -> Markup:
    place = f"Line {finding.location.line}: " if finding.location.line else ""
    hint = join([" ", inline(closed(finding.hint))]) if finding.hint else None
    return join([place, inline(closed(finding.message)), hint])


def render_spec_foot(view: SpecPage, links: Links) -> Markup | None:
    """What stands below the author's text: what the audit found in this file."""
    rest = tuple(finding for finding in view.findings if finding not in view.faults)
    if not rest:
        return None
    return element(
        "div", element("h2", "Findings in this file", id="st-findings"), findings_list(rest, links), class_="st st-sf"
    )


def render_chips(entry: SpecEntry, links: Links) -> Markup:
    """Below an entry's heading: both axes, and the way to its page."""
    name = entry.entry.name
    way = link(links.entry(name), "Entry page", hidden(f" of {name}"))
    states = chips((entry.certification, entry.realization, *entry.overlays))
    bar = element("div", states, " ", way, class_="st st-eb", id=anchor_of(name), data_search_exclude=True)
    return join([bar, _rejection(entry, links), _moved(entry, links)])


def _rejection(entry: SpecEntry, links: Links) -> Markup | None:
    judgment = entry.rejection
    if judgment is None:
        return None
    head = element("b", f"Rejected by {name_of(judgment.author)}, ", moment(judgment.ts, time=False), ".")
    note = f" {closed(judgment.note)}" if judgment.note else None
    way = link(links.entry(entry.entry.name, "certificate"), "Judgment")
    return element("div", head, note, " ", way, class_="st st-note-p st-rejected")


def _moved(entry: SpecEntry, links: Links) -> Markup | None:
    """That the text below is no longer what somebody certified, or what belongs to it."""
    if not entry.moved:
        return None
    shown = join((inline(closed(text)) for text in entry.moved[:REASONS_SHOWN]), " ")
    way = link(links.entry(entry.entry.name, "moved"), "See what moved")
    return element("div", shown, " ", way, class_="st st-note-p st-drifted")


def render_spec_fields(entry: SpecEntry, links: Links) -> Markup:
    return element("div", render_fields(entry.fields, links), class_="st st-ef") if entry.fields else Markup("")


def render_specs(rows: tuple[SpecRow, ...], links: Links) -> Body:
    head = page_title("Specs")
    if not rows:
        return Body(html=page(head, element("p", "No specs yet.", class_="st-sub")))
    lead = element("p", "What each thing must be, in reading order.", class_="st-sub")
    shown = table("Specs", ("Spec", "Kind", "Entries", "State"), (_row(row, links) for row in rows), "st-specs")
    return Body(html=page(head, lead, shown))


def _row(row: SpecRow, links: Links) -> Markup:
    name = element("small", code(row.spec.path))
    marks = (element("span", class_=f"st-u st-{graph_key(mark.word)}") for mark in row.marks[:MARKS_SHOWN])
    more = "…" if len(row.marks) > MARKS_SHOWN else None
    strip = element("span", *marks, more, class_="st-us st-usm", aria_hidden="true") if row.marks else None
    number = hidden(count_of(len(row.marks), "entry", "entries")) if row.marks else "–"
    state = chip(CANNOT_BE_READ) if row.spec.unreadable else row.state
    return element(
        "tr",
        element("th", link(links.spec(row.spec.path), row.title), name, scope="row"),
        element("td", row.kind, data_l="Kind"),
        element("td", strip, number, data_l="Entries"),
        element("td", state, data_l="State"),
    )
