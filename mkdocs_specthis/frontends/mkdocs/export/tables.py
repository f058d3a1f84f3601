"""Tables in Markdown: as pipes where rows and columns are all there is to them, else as HTML with nothing but a shape.

Knows HTML; not what a table is of.
"""

import re

import nh3
from bs4.element import Tag

CELLS = ["td", "th"]
_TABLE_TAGS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"} | {"em", "strong", "code", "sub", "sup"}
_TABLE_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
_BLOCKS = ["ul", "ol", "pre", "table", "details", "dl", "blockquote"]


def pipes(text: str) -> str:
    """Rows as a table of pipes, whose first row is its head."""
    rows = [row for row in text.strip().split("\n") if row.strip()]
    width = max((row.count(" |") for row in rows), default=0)
    rows = [row + " |" * (width - row.count(" |")) for row in rows]
    return "\n".join([*rows[:1], "|" + " --- |" * width, *rows[1:]])


def needs_html(table: Tag) -> bool:
    cells = table.find_all(CELLS)
    spans = any(str(cell.get(name) or "1") != "1" for cell in cells for name in ("colspan", "rowspan"))
    first = table.find("tr")
    has_head = first is not None and first.find("td") is None
    heads = len(table.select("thead tr"))
    return spans or heads > 1 or not has_head or table.find(_BLOCKS) is not None


def html_table(table: Tag) -> str:
    """The table with nothing on it but its shape, in one run of lines."""
    for caption in table.find_all("caption"):
        caption.extract()
    clean = nh3.clean(str(table), tags=_TABLE_TAGS, attributes=_TABLE_ATTRIBUTES)
    for sign in "{}|`*_~$^\\":
        clean = clean.replace(sign, f"&#{ord(sign)};")
    rows = re.sub(r"\s*\n\s*", " ", clean).replace("</tr>", "</tr>\n").replace("<tbody>", "<tbody>\n")
    return rows.strip()
