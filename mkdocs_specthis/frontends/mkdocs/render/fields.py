"""The fields of an entry as a definition list, on its own page and on its spec's."""

from collections.abc import Iterable

from markupsafe import Markup

from mkdocs_specthis.core.views.fields import CODE, ENTRY, SPEC, FieldRow, FieldValue
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, join
from mkdocs_specthis.frontends.mkdocs.render.components import code, definition_list, entry_link, link

VALUES_SHOWN = 30


def render_fields(rows: Iterable[FieldRow], links: Links) -> Markup:
    return definition_list(((row.label, _values(row, links)) for row in rows), class_="st-fields")


def _values(row: FieldRow, links: Links) -> Markup:
    shown = join((_value(value, links) for value in row.values[:VALUES_SHOWN]), ", ")
    more = len(row.values) - VALUES_SHOWN
    return join([shown, f" and {more:,} more"]) if more > 0 else shown


def _value(value: FieldValue, links: Links) -> Child:
    if value.kind == ENTRY and links.has_entry(value.target):
        return entry_link(links, value.target)
    if value.kind == SPEC:
        return link(links.spec(value.target), value.text)
    return code(value.text) if value.kind in (CODE, ENTRY) else value.text
