"""What moved, as a table: what a claim rests on, when certified, when last run, today."""

from collections.abc import Iterable

from markupsafe import Markup

from mkdocs_specthis.core.views.moved import Cell, MovedRow, MovedTable, Then
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import WIDE_SPACE, code, details, digest, link, table

_CERTIFIED, _REJECTED, _RUN, _TODAY = "When certified", "When rejected", "When last run", "Today"
_NOTHING = "Nothing that either claim rests on has moved."
_WORDS = {
    Then.NOT_COVERED: "not covered",
    Then.NOT_THERE: "not there then",
    Then.NO_CLAIM: "–",
}


def render_moved(view: MovedTable, links: Links) -> Markup:
    judged = _REJECTED if view.is_of_rejection else _CERTIFIED
    if not view.same:
        return _table(view.rows, links, judged)
    moved = _table(view.rows, links, judged) if view.rows else element("p", _NOTHING)
    total = len(view.same) + view.left_out
    more = f"{view.left_out:,} more are left out." if view.left_out else None
    foot = element("p", more, class_="st-foot") if more else None
    same = details(f"{count_of(total, 'part')} that did not move", None, _table(view.same, links, judged), foot)
    return join([moved, same])


def _table(rows: Iterable[MovedRow], links: Links, judged: str) -> Markup:
    caption = "Digests that each claim rests on, compared with today"
    return table(caption, ("Rests on", judged, _RUN, _TODAY), (_row(row, links, judged) for row in rows), "st-moved")


def _row(row: MovedRow, links: Links, judged: str) -> Markup:
    subject = element("small", _subject(row, links)) if row.subject else None
    today: Child = digest(row.today) if row.today else "gone"
    return element(
        "tr",
        element("th", row.role, WIDE_SPACE, subject, scope="row"),
        _cell(row.certified, judged, "mind"),
        _cell(row.run, _RUN, "machine"),
        element("td", today, class_=None if row.today else "st-na", data_l=_TODAY),
    )


def _subject(row: MovedRow, links: Links) -> Child:
    if row.entry and links.has_entry(row.entry):
        return link(links.entry(row.entry, "files"), code(row.subject))
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
