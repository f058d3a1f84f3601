"""What moved, as a table: what a claim rests on, when certified, when last run, today."""

from markupsafe import Markup

from mkdocs_specthis.core.views.moved import Cell, MovedRow, MovedTable, Then
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import code, digest, entry_link, link, table

_CERTIFIED, _RUN, _TODAY = "When certified", "When last run", "Today"
_WORDS = {
    Then.NOT_COVERED: "not covered",
    Then.NOT_THERE: "not there then",
    Then.NO_CLAIM: "–",
}


def render_moved(view: MovedTable, links: Links) -> Markup:
    rows = (_row(row, links) for row in view.rows)
    caption = "Digests that each claim rests on, compared with today"
    shown = table(caption, ("Rests on", _CERTIFIED, _RUN, _TODAY), rows, "st-moved")
    if not view.left_out:
        return shown
    left = f"{count_of(view.left_out, 'more part')} that did not move {'is' if view.left_out == 1 else 'are'} left out."
    return join([shown, element("p", left, class_="st-foot")])


def _row(row: MovedRow, links: Links) -> Markup:
    subject = element("small", _subject(row, links)) if row.subject else None
    today: Child = digest(row.today) if row.today else "gone"
    return element(
        "tr",
        element("th", row.role, subject, scope="row"),
        _cell(row.certified, _CERTIFIED, "mind"),
        _cell(row.run, _RUN, "machine"),
        element("td", today, class_=None if row.today else "st-na", data_l=_TODAY),
    )


def _subject(row: MovedRow, links: Links) -> Child:
    if row.role == "Upstream" and links.has_entry(row.subject):
        return entry_link(links, row.subject)
    if row.role in ("Upstream spec", "Vocabulary"):
        path = links.spec_paths.get(row.subject.rsplit("/", 1)[-1].removesuffix(".md"))
        return link(links.spec(path), row.subject) if path else row.subject
    return code(row.subject)


def _cell(cell: Cell, label: str, hue: str) -> Markup:
    if cell.then is Then.SAME:
        return element("td", digest(cell.digest), " ", element("b", "same"), data_l=label)
    if cell.then is Then.MOVED:
        return element("td", digest(cell.digest), " ", element("b", "moved"), class_=f"st-diffs st-{hue}", data_l=label)
    if cell.then is Then.NOT_THERE:
        return element("td", element("b", _WORDS[cell.then]), class_=f"st-diffs st-{hue}", data_l=label)
    return element("td", _WORDS[cell.then], class_="st-na", data_l=label)
