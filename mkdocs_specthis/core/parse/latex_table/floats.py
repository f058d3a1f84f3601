"""What stands around tabulars: floats, boxes and panels, with captions and notes. The way from a file to its tables.

Knows the wrappers; what belongs to a table is `open_table.py`'s, what is in a tabular `rows.py`'s and `grid.py`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from mkdocs_specthis.core.model.latex_table import LatexTable, NotShown
from mkdocs_specthis.core.parse.latex_table.ahead import has_caption, holds_table, past, take
from mkdocs_specthis.core.parse.latex_table.columns import read_columns
from mkdocs_specthis.core.parse.latex_table.deluxe import DELUXE, deluxe_grid, read_deluxe
from mkdocs_specthis.core.parse.latex_table.grid import grid_of
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.open_table import Tables
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.rows import read_rows
from mkdocs_specthis.core.parse.latex_table.signs import TROUBLE, NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.silent import take_silent
from mkdocs_specthis.core.parse.latex_table.tblr import TBLRS, read_outer, tblr_grid
from mkdocs_specthis.core.parse.latex_table.text_commands import after_line_end
from mkdocs_specthis.core.parse.latex_table.wrappers import (
    BOXES,
    FLOATS,
    NOTES,
    OVER_PAGES,
    PANELS,
    REACHING,
    TABULARS,
    WRAPPERS,
)


@dataclass(slots=True, kw_only=True)
class Floats:
    tables: Tables
    is_inside: bool = False
    """True if what is being read is a part of one table, and cannot be left out by itself."""

    def read(self, span: Span) -> tuple[LatexTable | NotShown, ...]:
        self.tables.begin(span.line)
        self._walk(span, Look())
        self.tables.open.notes.extend(self.tables.later)
        self.tables.end()
        return tuple(self.tables.found)

    # What comes next

    def _walk(self, span: Span, look: Look) -> None:
        reader = Reader.of(span)
        before, self.tables.settings = self.tables.settings, self.tables.settings.inner()
        self.tables.open.paragraph.settings = self.tables.settings
        while not reader.ended:
            look = self._step(reader, look)
        self.tables.settings = before
        self.tables.open.paragraph.settings = before

    def _step(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        if sign.kind == "par":
            reader.next()
            self.tables.end_paragraph()
        elif sign.kind == "{":
            if holds_table(reader):
                self._walk(reader.group(), look)
            else:
                return self._text(reader, look)
        elif sign.kind == "&":
            raise NotUnderstood("rows without a tabular around them", sign.line)
        elif sign.kind != "command":
            return self._text(reader, look)
        elif sign.text == "begin":
            self._environment(reader, look)
        else:
            return self._command(reader, look)
        return look

    def _text(self, reader: Reader, look: Look) -> Look:
        return self.tables.open.paragraph.step(reader, look)

    def _command(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        name = sign.text
        if name in ("caption", "captionof", "caption*", "tabcaption", "subcaption", "tblcaption", "topcaption"):
            self.tables.take_caption(reader, reader.next())
        elif name == "label":
            self.tables.label(text_of(reader.argument(reader.next())))
        elif name in ("subfloat", "subcaptionbox"):
            self._panel(reader, reader.next(), look)
        elif name in BOXES and holds_table(reader, after_command=True):
            self._box(reader, reader.next(), look)
        elif name in ("\\", "newline"):
            after_line_end(reader, reader.next())
            self.tables.end_paragraph()
        elif name in ("par", "smallskip", "medskip", "bigskip"):
            reader.next()
            self.tables.end_paragraph()
        elif name in ("quad", "qquad", "hfill", "enspace", "hfil"):
            take_silent(reader, reader.next())
        elif name in ("hline", "toprule", "midrule", "bottomrule", "cline", "cmidrule", "multicolumn"):
            raise NotUnderstood(f"`\\{name}` without a tabular around it", sign.line)
        elif name in ("floatfoot", "legend", "tablefoot", "tablecomments", "source", "tablenote", "fnote", "figtext"):
            self.tables.end_paragraph()
            self.tables.note(reader.argument(reader.next()))
        else:
            return self._text(reader, look)
        return look

    # Environments

    def _environment(self, reader: Reader, look: Look) -> None:
        name, inside, sign = reader.environment()
        if name in OVER_PAGES and has_caption(inside):
            self._over_pages(name, inside, sign)
        elif name in TABULARS:
            self._tabular(name, inside, sign)
        elif name in TBLRS:
            self._tblr(name, inside, sign)
        elif name in DELUXE:
            self.tables.end()
            self._apart(partial(self._deluxe, name, inside, sign), inside, sign)
        elif name in FLOATS:
            self.tables.end()
            self._apart(partial(self._float, past(inside, FLOATS[name], sign), sign, look), inside, sign)
            self.tables.begin(reader.line)
        elif name in WRAPPERS:
            self._walk(past(inside, WRAPPERS[name], sign), look)
        elif name in PANELS:
            self._panel_environment(past(inside, PANELS[name], sign), look)
        elif name == "TableNotes":
            self.tables.notes_for_later(inside)
        elif name in NOTES:
            self.tables.notes(inside)
        else:
            raise NotUnderstood(f"the environment `{name or '?'}`", sign.line)

    def _apart(self, read: Callable[[], None], inside: Span, begin: Sign) -> bool:
        """A table that stands by itself: if it is not understood, others may be. False if it is not."""
        if self.is_inside or self.tables.panel_captions is not None:
            read()
            return True
        found, settings = len(self.tables.found), self.tables.settings
        self.is_inside = True
        try:
            _check(inside)
            read()
        except NotUnderstood as reason:
            if any(sign.kind == "command" and sign.text in REACHING for sign in inside):
                raise
            last = inside.signs[inside.end].line
            refused = NotShown(construct=reason.construct, line=reason.line, first=begin.line, last=last)
            self.tables.refuse(refused, found, settings)
            return False
        finally:
            self.is_inside = False
        return True

    def _over_pages(self, name: str, inside: Span, begin: Sign) -> None:
        """A longtable with a caption, which no float is around: what stands before and behind it may be its own."""
        self.tables.end_paragraph()
        self.tables.check_clear()
        if self.tables.open.grids and not self.is_inside:
            self.tables.end()
            self.tables.begin(begin.line)
        if not self._apart(partial(self._tabular, name, inside, begin), inside, begin):
            self.tables.begin(begin.line)
            self.tables.open.follows_refused = True

    def _float(self, span: Span, begin: Sign, look: Look) -> None:
        self.tables.begin(begin.line)
        self._walk(span, look)
        self.tables.end()

    def _tblr(self, name: str, span: Span, begin: Sign) -> None:
        self.tables.end_paragraph()
        reader = Reader.of(span)
        outer = read_outer(reader.optional())
        grid = tblr_grid(reader, name, begin, self.tables.settings.inner())
        if outer.caption is not None:
            self.tables.caption_within(outer.caption, begin)
        self.tables.open.label = self.tables.open.label or outer.label
        self.tables.add_grid(grid, begin)
        for note in outer.notes:
            mark = "".join(run.text for run in self.tables.runs_of(note.mark)) if note.mark is not None else ""
            self.tables.note(note.text, mark)

    def _deluxe(self, name: str, span: Span, begin: Sign) -> None:
        """A float of its own."""
        self.tables.begin(begin.line)
        settings = self.tables.settings.inner()
        found = read_deluxe(span, begin, settings)
        grid = deluxe_grid(found, name, settings)
        self.tables.open.label = found.label
        if found.caption is not None:
            self.tables.open.caption = self.tables.runs_of(found.caption)
        if not grid.rows:
            raise NotUnderstood("a deluxetable without rows", begin.line)
        self.tables.open.grids.append(grid)
        for note in found.notes:
            self.tables.note(note.text, note.mark, note.before)
        self.tables.end()

    def _panel_environment(self, span: Span, look: Look) -> None:
        """A panel in an environment: its captions stand above its first tabular, wherever they are written."""
        self.tables.end_paragraph()
        before, first = self.tables.panel_captions, len(self.tables.open.grids)
        self.tables.panel_captions = []
        self._walk(span, look)
        captions, self.tables.panel_captions = self.tables.panel_captions, before
        if len(self.tables.open.grids) > first:
            grid = self.tables.open.grids[first]
            self.tables.open.grids[first] = replace(grid, heading=(*captions, *grid.heading))
        elif captions:
            raise NotUnderstood("a panel without a tabular", span.line)

    def _panel(self, reader: Reader, sign: Sign, look: Look) -> None:
        """`\\subfloat[caption]{tabular}`, `\\subcaptionbox{caption}{tabular}`."""
        caption = reader.argument(sign) if sign.text == "subcaptionbox" else reader.optional()
        self.tables.end_paragraph()
        reader.optional()
        if caption is not None:
            self.tables.show(self.tables.runs_of(caption))
        self._walk(reader.argument(sign), look)

    def _box(self, reader: Reader, sign: Sign, look: Look) -> None:
        for kind in BOXES[sign.text]:
            if kind == "s":
                reader.star()
            elif kind == "o":
                reader.optional()
            else:
                reader.argument(sign)
        self._walk(reader.argument(sign), look)

    def _tabular(self, name: str, span: Span, begin: Sign) -> None:
        self.tables.end_paragraph()
        reader = Reader.of(span)
        take(reader, TABULARS[name], begin)
        settings = self.tables.settings.inner()
        columns = read_columns(reader.argument(begin), settings, name)
        body = read_rows(reader.rest(), columns, settings, over_pages=name in OVER_PAGES)
        grid = grid_of(body, tuple(spec.column for spec in columns), name, begin.line)
        if body.caption is not None:
            self.tables.caption_within(body.caption, begin)
        self.tables.open.label = self.tables.open.label or body.label
        self.tables.add_grid(grid, begin)


def _check(span: Span) -> None:
    """Whether all of a float could be read so far."""
    for sign in span:
        if sign.kind == TROUBLE:
            raise NotUnderstood(sign.text, sign.line)
