"""Exported LaTeX files for the page of their entry: read, parsed, and offered to be downloaded. Executes nothing.

Knows files and the site's addresses; not how a table is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from mkdocs_specthis.core.model.latex_table import LatexTables, NotShown
from mkdocs_specthis.core.parse.latex_table import parse_tables
from mkdocs_specthis.core.parse.latex_table.signs import holds_table
from mkdocs_specthis.core.views.entry import SourceView
from mkdocs_specthis.frontends.mkdocs.render.exports import Export
from mkdocs_specthis.frontends.mkdocs.sources import Sources

KEPT = 2000
"""Files kept parsed between builds."""


@dataclass(slots=True)
class Exports:
    sources: Sources
    parsed: dict[str, LatexTables | NotShown | None] = field(default_factory=dict)
    """By digest; None for a file without a table. Kept from one build to the next."""

    def read(self, view: SourceView, publish: Callable[[str], str] | None) -> Export | None:
        """What a page shows of an export; None if it holds no table. `publish` is None if no source may be shown."""
        if view.size > self.sources.limit:
            return Export(path=view.path)
        tables = self._tables(view)
        if tables is None:
            return None
        source: Markup | None = self.sources.show(view) if publish else None
        download = publish(view.path) if publish else ""
        return Export(path=view.path, tables=tables, source=source, download=download)

    def _tables(self, view: SourceView) -> LatexTables | NotShown | None:
        if view.digest not in self.parsed:
            text = self.sources.read(view.path)
            if text is None:
                return None
            if len(self.parsed) >= KEPT:
                self.parsed.clear()
            self.parsed[view.digest] = parse_tables(text) if holds_table(text) else None
        return self.parsed[view.digest]
