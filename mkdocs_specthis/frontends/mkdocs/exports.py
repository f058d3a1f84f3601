"""Exported LaTeX files for the page of their entry: read, parsed, and offered to be downloaded. Executes nothing.

Knows files and the site's addresses; not how a table is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from markupsafe import Markup

from mkdocs_specthis.core.model.latex_table import LatexTables, NotShown
from mkdocs_specthis.core.parse.latex_table import parse_tables
from mkdocs_specthis.core.parse.latex_table.preamble import Preamble, read_preamble, text_with_inputs
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
    """By digests of file and preamble; None for a file without a table. Kept from one build to the next."""
    preambles: dict[str, Preamble] = field(default_factory=dict)
    """By digest. Kept likewise."""

    def read(self, view: SourceView, host: str, publish: Callable[[str], str] | None) -> Export | None:
        """What a page shows of an export; None if it holds no table.

        `host` is the path of the document that shows it, or empty. `publish` is None if no source may be shown.
        """
        if view.size > self.sources.limit:
            return Export(path=view.path)
        tables = self._tables(view, host)
        if tables is None:
            return None
        source: Markup | None = self.sources.show(view) if publish else None
        download = publish(view.path) if publish else ""
        pieces = self._pieces(view.path, tables) if publish and isinstance(tables, LatexTables) else {}
        return Export(path=view.path, tables=tables, source=source, pieces=pieces, download=download)

    def _pieces(self, path: str, tables: LatexTables) -> dict[NotShown, str]:
        """The lines of tables that are not drawn among others."""
        if not tables.refused:
            return {}
        lines = (self.sources.read(path) or "").split("\n")
        return {one: "\n".join(lines[one.first - 1 : one.last]) for one in tables.refused}

    def _tables(self, view: SourceView, host: str) -> LatexTables | NotShown | None:
        digest, preamble = self._preamble(host)
        key = f"{view.digest} {digest}"
        if key not in self.parsed:
            text = self.sources.read(view.path)
            if text is None:
                return None
            if len(self.parsed) >= KEPT:
                self.parsed.clear()
            self.parsed[key] = parse_tables(text, preamble) if holds_table(text) else None
        return self.parsed[key]

    def _preamble(self, host: str) -> tuple[str, Preamble]:
        text = text_with_inputs(host, self.sources.read)
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if digest not in self.preambles:
            if len(self.preambles) >= KEPT:
                self.preambles.clear()
            self.preambles[digest] = read_preamble(text)
        return digest, self.preambles[digest]
