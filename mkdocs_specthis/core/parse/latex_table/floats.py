"""What stands around tabulars: floats, captions, labels, notes, boxes and panels. The way from a file to its tables.

Knows the wrappers; what is in a tabular is read by `rows.py` and `grid.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from mkdocs_specthis.core.model.latex_table import Grid, LatexTable, Note, NotShown, Run, Runs
from mkdocs_specthis.core.parse.latex_table.ahead import has_caption, holds_table, past, take, unsized
from mkdocs_specthis.core.parse.latex_table.columns import read_columns
from mkdocs_specthis.core.parse.latex_table.deluxe import DELUXE, deluxe_grid, read_deluxe
from mkdocs_specthis.core.parse.latex_table.grid import grid_of
from mkdocs_specthis.core.parse.latex_table.inline import Inline
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.rows import read_rows
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import TROUBLE, NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.silent import take_silent
from mkdocs_specthis.core.parse.latex_table.tblr import TBLRS, read_outer, tblr_grid
from mkdocs_specthis.core.parse.latex_table.text_commands import after_line_end
from mkdocs_specthis.core.parse.latex_table.tidy import tidied
from mkdocs_specthis.core.parse.latex_table.wrappers import (
    BOXES,
    FLOATS,
    ITEMS,
    NOTES,
    OVER_PAGES,
    PANELS,
    REACHING,
    TABULARS,
    WRAPPERS,
)


@dataclass(slots=True, kw_only=True)
class _Open:
    """A table that is being read."""

    line: int
    grids: list[Grid] = field(default_factory=list)
    caption: Runs = ()
    label: str = ""
    notes: list[Note] = field(default_factory=list)
    paragraph: Inline
    follows_refused: bool = False
    """True if text that comes next may belong to a table that was not understood."""


@dataclass(slots=True, kw_only=True)
class Floats:
    settings: Settings
    found: list[LatexTable | NotShown] = field(default_factory=list)
    now: _Open | None = None
    later: tuple[Note, ...] = ()
    """Notes of the table that comes next."""
    panel_captions: list[Runs] | None = None
    """Captions of the panel that is being read; None outside of panels."""
    is_inside: bool = False
    """True if what is being read is a part of one table, and cannot be left out by itself."""

    def read(self, span: Span) -> tuple[LatexTable | NotShown, ...]:
        self._begin(span.line)
        self._walk(span, Look())
        self.open.notes.extend(self.later)
        self._end()
        return tuple(self.found)

    def _begin(self, line: int) -> None:
        self.now = _Open(line=line, paragraph=Inline(settings=self.settings))

    @property
    def open(self) -> _Open:
        if self.now is None:
            self._begin(1)
        assert self.now is not None
        return self.now

    def _end(self) -> None:
        """Close the table that is open; text that no table follows belongs to the last one."""
        self._paragraph_ends()
        one = self.open
        one.notes.extend(self.settings.footnotes.taken())
        if one.grids:
            self.found.append(
                LatexTable(
                    line=one.line,
                    grids=tuple(one.grids),
                    caption=one.caption,
                    label=one.label,
                    notes=tuple(one.notes),
                )
            )
        elif (one.notes or one.caption) and self.found:
            last = self.found[-1]
            if isinstance(last, NotShown):
                raise NotUnderstood(last.construct, last.line)
            caption = () if not one.caption or not last.caption else (Note(runs=one.caption),)
            self.found[-1] = replace(
                last, notes=(*last.notes, *caption, *one.notes), caption=last.caption or one.caption
            )
        elif one.notes or one.caption:
            raise NotUnderstood("text without a tabular", one.line)
        self.now = None

    # What comes next

    def _walk(self, span: Span, look: Look) -> None:
        reader = Reader.of(span)
        before, self.settings = self.settings, self.settings.inner()
        self.open.paragraph.settings = self.settings
        while not reader.ended:
            look = self._step(reader, look)
        self.settings = before
        self.open.paragraph.settings = before

    def _step(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        if sign.kind == "par":
            reader.next()
            self._paragraph_ends()
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
        return self.open.paragraph.step(reader, look)

    def _command(self, reader: Reader, look: Look) -> Look:
        sign = reader.sign
        name = sign.text
        if name in ("caption", "captionof", "caption*", "tabcaption", "subcaption", "tblcaption", "topcaption"):
            self._caption(reader, reader.next())
        elif name == "label":
            self._label(text_of(reader.argument(reader.next())))
        elif name in ("subfloat", "subcaptionbox"):
            self._panel(reader, reader.next(), look)
        elif name in BOXES and holds_table(reader, after_command=True):
            self._box(reader, reader.next(), look)
        elif name in ("\\", "newline"):
            after_line_end(reader, reader.next())
            self._paragraph_ends()
        elif name in ("par", "smallskip", "medskip", "bigskip"):
            reader.next()
            self._paragraph_ends()
        elif name in ("quad", "qquad", "hfill", "enspace", "hfil"):
            take_silent(reader, reader.next())
        elif name in ("hline", "toprule", "midrule", "bottomrule", "cline", "cmidrule", "multicolumn"):
            raise NotUnderstood(f"`\\{name}` without a tabular around it", sign.line)
        elif name in ("floatfoot", "legend", "tablefoot", "tablecomments", "source", "tablenote", "fnote", "figtext"):
            self._paragraph_ends()
            self._note(reader.argument(reader.next()))
        else:
            return self._text(reader, look)
        return look

    # Text

    def _paragraph_ends(self) -> None:
        runs = tidied(self.open.paragraph.runs)
        self.open.paragraph = Inline(settings=self.settings)
        if runs:
            self.open.notes.append(Note(runs=runs))

    def _note(self, span: Span, mark: str = "", before: str = "") -> None:
        inline = Inline(settings=self.settings.inner())
        inline.show(before, Look())
        inline.read(span, Look())
        runs = tidied(inline.runs)
        if runs or mark:
            self.open.notes.append(Note(mark=mark, runs=runs))

    def _caption(self, reader: Reader, sign: Sign) -> None:
        reader.star()
        if sign.text == "captionof":
            reader.argument(sign)
        reader.optional()
        caption = self._inline(reader.argument(sign))
        self._paragraph_ends()
        if self.panel_captions is not None:
            self.panel_captions.append(caption)
        elif not self.open.caption:
            self.open.caption = caption
        elif caption:
            self.open.notes.append(Note(runs=caption))

    def _label(self, label: str) -> None:
        if self.panel_captions is None:
            self.open.label = self.open.label or label

    def _inline(self, span: Span) -> Runs:
        """A caption; the label that stands in it is the table's."""
        reader = Reader.of(span)
        inline, look = Inline(settings=self.settings.inner()), Look()
        while not reader.ended:
            if reader.comes_command(("label",)):
                self._label(text_of(reader.argument(reader.next())))
            else:
                look = inline.step(reader, look)
        return tidied(inline.runs)

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
            self._end()
            self._apart(partial(self._deluxe, name, inside, sign), inside, sign)
        elif name in FLOATS:
            self._end()
            self._apart(partial(self._float, past(inside, FLOATS[name], sign), sign, look), inside, sign)
            self._begin(reader.line)
        elif name in WRAPPERS:
            self._walk(past(inside, WRAPPERS[name], sign), look)
        elif name in PANELS:
            self._panel_environment(past(inside, PANELS[name], sign), look)
        elif name == "TableNotes":
            self._notes_for_later(inside)
        elif name in NOTES:
            self._notes(inside)
        else:
            raise NotUnderstood(f"the environment `{name or '?'}`", sign.line)

    def _apart(self, read: Callable[[], None], inside: Span, begin: Sign) -> bool:
        """A table that stands by itself: if it is not understood, others may be. False if it is not."""
        if self.is_inside or self.panel_captions is not None:
            read()
            return True
        found, settings = len(self.found), self.settings
        self.is_inside = True
        try:
            _check(inside)
            read()
        except NotUnderstood as reason:
            if any(sign.kind == "command" and sign.text in REACHING for sign in inside):
                raise
            del self.found[found:]
            last = inside.signs[inside.end].line
            self.found.append(NotShown(construct=reason.construct, line=reason.line, first=begin.line, last=last))
            self.now, self.settings, self.panel_captions, self.later = None, settings, None, ()
            self.settings.footnotes.taken()
            return False
        finally:
            self.is_inside = False
        return True

    def _over_pages(self, name: str, inside: Span, begin: Sign) -> None:
        """A longtable with a caption, which no float is around: what stands before and behind it may be its own."""
        self._paragraph_ends()
        self._is_clear()
        if self.open.grids and not self.is_inside:
            self._end()
            self._begin(begin.line)
        if not self._apart(partial(self._tabular, name, inside, begin), inside, begin):
            self._begin(begin.line)
            self.open.follows_refused = True

    def _float(self, span: Span, begin: Sign, look: Look) -> None:
        self._begin(begin.line)
        self._walk(span, look)
        self._end()

    def _tblr(self, name: str, span: Span, begin: Sign) -> None:
        self._paragraph_ends()
        reader = Reader.of(span)
        outer = read_outer(reader.optional())
        grid = tblr_grid(reader, name, begin, self.settings.inner())
        if outer.caption is not None:
            self._caption_within(outer.caption, begin)
        self.open.label = self.open.label or outer.label
        self._add_grid(grid, begin)
        for note in outer.notes:
            mark = "".join(run.text for run in self._inline(note.mark)) if note.mark is not None else ""
            self._note(note.text, mark)

    def _deluxe(self, name: str, span: Span, begin: Sign) -> None:
        """A float of its own."""
        self._begin(begin.line)
        settings = self.settings.inner()
        found = read_deluxe(span, begin, settings)
        grid = deluxe_grid(found, name, settings)
        self.open.label = found.label
        if found.caption is not None:
            self.open.caption = self._inline(found.caption)
        if not grid.rows:
            raise NotUnderstood("a deluxetable without rows", begin.line)
        self.open.grids.append(grid)
        for note in found.notes:
            self._note(note.text, note.mark, note.before)
        self._end()

    def _notes_for_later(self, span: Span) -> None:
        """Of threeparttablex: written above the table that they are the notes of."""
        self._paragraph_ends()
        before, self.open.notes = self.open.notes, []
        self._notes(span)
        self.later, self.open.notes = (*self.later, *self.open.notes), before

    def _notes(self, span: Span) -> None:
        """A list of notes: `\\item[a] …`."""
        self._paragraph_ends()
        reader = Reader.of(span)
        reader.optional()
        span = unsized(reader.rest())
        reader = Reader.of(span)
        mark, start = "", reader.place
        while True:
            if reader.ended or reader.comes_command(ITEMS):
                self._note(span.part(start, reader.place), mark)
                if reader.ended:
                    return
                reader.next()
                given = reader.optional()
                mark = "".join(run.text for run in self._inline(given)) if given is not None else ""
                start = reader.place
            else:
                reader.pass_over()

    def _panel_environment(self, span: Span, look: Look) -> None:
        """A panel in an environment: its captions stand above its first tabular, wherever they are written."""
        self._paragraph_ends()
        before, first = self.panel_captions, len(self.open.grids)
        self.panel_captions = []
        self._walk(span, look)
        captions, self.panel_captions = self.panel_captions, before
        if len(self.open.grids) > first:
            grid = self.open.grids[first]
            self.open.grids[first] = replace(grid, heading=(*captions, *grid.heading))
        elif captions:
            raise NotUnderstood("a panel without a tabular", span.line)

    def _panel(self, reader: Reader, sign: Sign, look: Look) -> None:
        """`\\subfloat[caption]{tabular}`, `\\subcaptionbox{caption}{tabular}`."""
        caption = reader.argument(sign) if sign.text == "subcaptionbox" else reader.optional()
        self._paragraph_ends()
        reader.optional()
        if caption is not None:
            self._note_of_inline(self._inline(caption))
        self._walk(reader.argument(sign), look)

    def _note_of_inline(self, runs: Runs) -> None:
        if runs:
            self.open.notes.append(Note(runs=runs))

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
        self._paragraph_ends()
        reader = Reader.of(span)
        take(reader, TABULARS[name], begin)
        settings = self.settings.inner()
        columns = read_columns(reader.argument(begin), settings, name)
        body = read_rows(reader.rest(), columns, settings, over_pages=name in OVER_PAGES)
        grid = grid_of(body, tuple(spec.column for spec in columns), name, begin.line)
        if body.caption is not None:
            self._caption_within(body.caption, begin)
        self.open.label = self.open.label or body.label
        self._add_grid(grid, begin)

    def _caption_within(self, caption: Span, begin: Sign) -> None:
        """A table over pages has a caption of its own: with a second one a second table begins."""
        if self.open.grids:
            self._end()
            self._begin(begin.line)
        self.open.caption = self.open.caption or self._inline(caption)

    def _is_clear(self) -> None:
        """Refuse the file where text may belong to a table that was not understood."""
        if self.open.notes and self.open.follows_refused and isinstance(refused := self.found[-1], NotShown):
            raise NotUnderstood(refused.construct, refused.line)

    def _add_grid(self, grid: Grid, begin: Sign) -> None:
        """What was said before it stands above it."""
        self._is_clear()
        heading = tuple(_paragraph(note) for note in self.open.notes)
        self.open.notes.clear()
        if grid.rows:
            self.open.grids.append(replace(grid, heading=heading))
            self.open.notes.extend(self.later)
            self.later, self.open.follows_refused = (), False
        elif heading:
            raise NotUnderstood("a tabular without rows", begin.line)


def _check(span: Span) -> None:
    """Whether all of a float could be read so far."""
    for sign in span:
        if sign.kind == TROUBLE:
            raise NotUnderstood(sign.text, sign.line)


def _paragraph(note: Note) -> Runs:
    return (Run(text=f"{note.mark} "), *note.runs) if note.mark else note.runs
