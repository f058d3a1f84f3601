"""What changed in an entry as HTML: words, lines, values and cells, what went ahead of what came.

What went and what came is said by `del` and `ins`, and by − and + as text. Text of the project is escaped, and what
would turn its direction or steer anything is made visible.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.difference import (
    CellChange,
    Difference,
    Edit,
    EntryDifference,
    Hunk,
    Passage,
    Piece,
    Row,
    ValueChange,
    ValueGroup,
)
from mkdocs_specthis.core.model.difference import PartDifference as Part
from mkdocs_specthis.core.parse.shown import visible
from mkdocs_specthis.core.views.difference import amount, came_or_went, counts, largest, title_of
from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import code, command, digest, entry_link, scroll, table

LONGEST = 400
"""Characters of a line that are shown."""
_MARKS = {Edit.REMOVED: ("del", "−"), Edit.ADDED: ("ins", "+")}
_BEFORE, _AFTER, _BY = "Before", "After", "Change"


def render_changes(changes: Iterable[EntryDifference], links: Links) -> Markup:
    return join(_entry(one, links) for one in changes)


def _entry(one: EntryDifference, links: Links) -> Markup:
    notes = (element("p", inline(note)) for note in one.notes)
    is_cut = any(part.difference and part.difference.left_out for part in one.parts)
    since = "run" if one.since.kind == "run" else "certificate"
    more = command(f"specthis diff {one.entry} --since {since} --most 10000") if is_cut and links.commands else None
    return join([element("h3", f"Since {one.since.label}"), *notes, *(_part(part, links) for part in one.parts), more])


def _part(part: Part, links: Links) -> Markup:
    return element("figure", _caption(part, links), *_body(part, links), class_="st-diff")


def _caption(part: Part, links: Links) -> Markup:
    difference = part.difference
    said = _counts(difference) if difference else ""
    said = said or came_or_went(part.before, part.after, part.was)
    found = f"; older state: {part.found}" if part.found not in ("", "here") else ""
    was = join([" (was ", code(part.was), ")"]) if part.was else None
    subject = join([" ", code(part.subject), was]) if part.subject else None
    see = join(["; see ", entry_link(links, part.see)]) if part.see and links.has_entry(part.see) else None
    return element("figcaption", element("b", title_of(part.role), subject), element("span", said, found, see))


def _counts(one: Difference) -> str:
    return counts(str(one.form), one.added, one.removed, one.changed, one.within, one.ignored)


def _body(part: Part, links: Links) -> Iterator[Child]:
    if part.unavailable:
        hint = f" ({part.hint})" if part.hint and links.commands else ""
        digests = join([_digest(part.before), " → ", _digest(part.after)])
        yield element("p", digests, ". The text cannot be compared: ", inline(f"{part.unavailable}{hint}."))
    if part.difference is None:
        return
    one, label = part.difference, f"{title_of(part.role)} {part.subject}".strip()
    if one.passages:
        yield element("div", *map(_passage, one.passages), class_="st-words")
    if one.values:
        values = table(f"Values of {label} that changed", ("Value", _BEFORE, _AFTER, _BY), map(_value, one.values))
        yield scroll(f"Values changed: {label}", values)
    if one.cells:
        cells = table(f"Cells of {label} that changed", ("Cell", _BEFORE, _AFTER), map(_cell, one.cells))
        yield scroll(f"Cells changed: {label}", cells)
    if one.hunks:
        gap = element("span", element("i", "…"), "\n")
        yield element(
            "pre", join(map(_hunk, one.hunks), gap), tabindex="0", dir="ltr", aria_label=f"Lines changed: {label}"
        )
    yield from _rest(one)


def _rest(one: Difference) -> Iterator[Child]:
    if one.left_out:
        yield element("p", f"and {one.left_out:,} more.", class_="st-none")
    if one.groups:
        yield element("ul", *map(_group, one.groups))
    if one.note:
        yield element("p", inline(closed(one.note)))


def _digest(text: str) -> Markup:
    return digest(text) if text else element("span", "nothing")


def _passage(passage: Passage) -> Markup:
    return element("p", *map(_piece, passage.pieces))


def _piece(piece: Piece) -> Child:
    text = visible(piece.text)
    if piece.edit is Edit.SAME:
        return text
    tag, mark = _MARKS[piece.edit]
    return element(tag, element("b", mark), text)


def _hunk(hunk: Hunk) -> Markup:
    return join(map(_row, hunk.rows))


def _row(row: Row) -> Markup:
    tag, mark = _MARKS.get(row.edit, ("span", " "))
    text = visible(row.text)
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
    return element(tag, element("i", str(row.after or row.before)), element("b", mark), cut, "\n")


def _value(change: ValueChange) -> Markup:
    by = amount(change.absolute, change.relative)
    return _compared(visible(change.path), change.before, change.after, element("td", by, data_l=_BY if by else None))


def _cell(cell: CellChange) -> Markup:
    where = f"row {cell.row}, column {cell.column}"
    heads = f"{where}: {visible(cell.heads)}" if cell.heads else where
    return _compared(heads, cell.before, cell.after, None)


def _compared(where: str, before: str | None, after: str | None, more: Child) -> Markup:
    return element("tr", element("th", where, scope="row"), _side(before, _BEFORE), _side(after, _AFTER), more)


def _side(text: str | None, label: str) -> Markup:
    if text is None:
        return element("td", "not there", class_="st-na", data_l=label)
    return element("td", visible(text), data_l=label)


def _group(group: ValueGroup) -> Markup:
    by = largest(group.absolute, group.relative)
    said = f": {count_of(group.count, 'change')}{f', by up to {by}' if by else ''}"
    return element("li", code(visible(group.pattern)), said)
