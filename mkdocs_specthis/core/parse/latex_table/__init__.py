"""LaTeX tables to plain values: `parse_tables`. Never raises, takes time linear in the text, and always ends.

A table of which anything is not understood is `NotShown`, with what was not: there is no partial table. Where nobody
can tell what that means for the rest of the file, or nothing is left, the file is.
"""

from dataclasses import replace

from mkdocs_specthis.core.model.latex_table import LatexTables, NotShown
from mkdocs_specthis.core.parse.latex_table.expand import expanded
from mkdocs_specthis.core.parse.latex_table.floats import Floats
from mkdocs_specthis.core.parse.latex_table.open_table import Tables
from mkdocs_specthis.core.parse.latex_table.preamble import Preamble
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, balanced, signs_of

MOST_CHARACTERS = 200_000


def parse_tables(text: str, preamble: Preamble | None = None) -> LatexTables | NotShown:
    """The tables of a file's text; `preamble`: what the paper that shows them defines."""
    before = preamble or Preamble()
    if len(text) > MOST_CHARACTERS:
        return NotShown(construct=f"a file of more than {MOST_CHARACTERS:,} characters", line=1)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        span = balanced(expanded(signs_of(text), before.known))
        tables = LatexTables(tables=Floats(tables=Tables(settings=before.settings.of_file())).read(span))
        return tables if tables.shown or not tables.tables else replace(tables.refused[0], first=0, last=0)
    except NotUnderstood as reason:
        return NotShown(construct=reason.construct, line=reason.line)
