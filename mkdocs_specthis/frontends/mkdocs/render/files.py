"""The files of an entry as a table: where each is, whether it is here, and its digest."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.views.entry import FileGroup, FileRow
from mkdocs_specthis.core.views.sentence import bytes_in_words
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import WIDE_SPACE, code, details, digest, table

FEW = 4
_PRESENCE = {
    Presence.PRESENT: "here",
    Presence.MISSING: "not here",
    Presence.POINTER: "a pointer; the bytes are elsewhere",
    Presence.OUTSIDE: "leads out of the project",
    Presence.IRREGULAR: "no regular file",
    Presence.UNREADABLE: "cannot be read",
}


def render_files(groups: Iterable[FileGroup]) -> Markup:
    """Files by what they are to the entry; a group of many is closed."""
    every = tuple(groups)
    few = tuple(group for group in every if len(group.rows) <= FEW)
    many = (group for group in every if len(group.rows) > FEW)
    closed = (details(f"{group.label}s", f"{len(group.rows) + group.more:,}", _table([group])) for group in many)
    return join([_table(few) if few else None, *closed])


def _table(groups: Iterable[FileGroup]) -> Markup:
    rows = (row for group in groups for row in _group(group))
    return table(
        "Files, whether they are here, and their digests", ("File", "Here", "Size", "Digest"), rows, "st-files"
    )


def _group(group: FileGroup) -> Iterator[Markup]:
    for row in group.rows:
        yield _row(group.label, row)
    if group.more:
        text = f"{group.more:,} more of kind: {group.label.lower()}"
        yield element("tr", element("td", text, colspan="4", class_="st-na"))


def _row(label: str, row: FileRow) -> Markup:
    here = row.fact.presence is Presence.PRESENT if row.fact else False
    word = _PRESENCE[row.fact.presence] if row.fact else "not looked at"
    size = bytes_in_words(row.fact.size) if row.fact and here else "–"
    return element(
        "tr",
        element("th", label, WIDE_SPACE, element("small", code(row.path)), scope="row"),
        element("td", element("span", word, class_="st-yes" if here else "st-noo"), data_l="Here"),
        element("td", size, class_="st-num", data_l="Size"),
        element("td", _digest(row), data_l="Digest"),
    )


def _digest(row: FileRow) -> Child:
    today = row.fact.digest if row.fact else ""
    if not row.recorded:
        return digest(today) if today else "–"
    if not today:
        return join([digest(row.recorded), " ", element("small", "as the receipt says")])
    if today == row.recorded:
        return join([digest(today), " ", element("small", "as the receipt says")])
    return join([digest(today), " ", element("small", "the receipt says ", digest(row.recorded), class_="st-noo")])
