"""One exported LaTeX file as a card: its tables, or why they are not shown, the source, and where to download it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from mkdocs_specthis.core.model.latex_table import LatexTables, NotShown
from mkdocs_specthis.core.views.artefacts import ArtefactFile
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.artefacts import card_head, which
from mkdocs_specthis.frontends.mkdocs.render.components import details, scroll
from mkdocs_specthis.frontends.mkdocs.render.tables import render_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    path: str
    tables: LatexTables | NotShown | None = None
    """None if the file is too large to be read."""
    source: Markup | None = None
    """Its text, highlighted; None if it is not to be published."""
    pieces: Mapping[NotShown, str] = field(default_factory=dict)
    """Of each table that is not drawn among others its lines; none if they are not to be published."""
    download: str = ""
    """Source name of its copy in the site; empty if there is none."""

    @property
    def is_refused(self) -> bool:
        """Whether there is a table that is not drawn."""
        return isinstance(self.tables, NotShown) or bool(self.tables and self.tables.refused)


def render_export(export: Export, file: ArtefactFile, number: int, links: Links, picture: Markup | None) -> Markup:
    """The card of the entry's export with this number, from 1; `picture` stands for a table that cannot be drawn."""
    head, shown = card_head(file, number, export.download, links), _shown(export, picture)
    return element("article", head, which(file), *shown, class_="st-art", aria_labelledby=f"artefact-{number}")


def _shown(export: Export, picture: Markup | None) -> tuple[Child, ...]:
    if export.tables is None:
        return (element("p", "Too large to be shown here."),)
    if isinstance(export.tables, NotShown):
        return (_reason(export.tables, export), picture, _source(export, is_open=picture is None))
    drawn = render_tables(export.tables, export.path, partial(_piece, export=export))
    return (drawn, picture, _source(export, is_open=False))


def _reason(reason: NotShown, export: Export) -> Markup:
    """What a reader sees in the place of a table that would perhaps be a wrong one."""
    where = join([inline(reason.construct), f" (line {reason.line:,})"])
    source = "Its source is below" if export.source is not None else "Its source is not published"
    return element("p", "Not drawn as a table, for this is not understood: ", where, f". {source}.")


def _piece(reason: NotShown, export: Export) -> Markup:
    """In the place of one table among others."""
    lines = export.pieces.get(reason)
    label = f"Source of lines {reason.first:,} to {reason.last:,} of {export.path}"
    source = scroll(label, element("pre", element("code", lines))) if lines is not None else None
    return join([_reason(reason, export), source])


def _source(export: Export, *, is_open: bool) -> Markup | None:
    if export.source is None:
        return None
    return details("LaTeX source", None, export.source, print_it=is_open, is_open=is_open)
