"""The table that is being read: its caption, label, notes and grids, until it is whole. Those that are.

Knows what belongs to a table; how it is written is `floats.py`'s.
"""

from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.latex_table import Grid, LatexTable, Note, NotShown, Run, Runs
from mkdocs_specthis.core.parse.latex_table.ahead import unsized
from mkdocs_specthis.core.parse.latex_table.inline import Inline
from mkdocs_specthis.core.parse.latex_table.maths import Look
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import Settings
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign, Span
from mkdocs_specthis.core.parse.latex_table.tidy import tidied
from mkdocs_specthis.core.parse.latex_table.wrappers import ITEMS


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
class Tables:
    settings: Settings
    found: list[LatexTable | NotShown] = field(default_factory=list)
    now: _Open | None = None
    later: tuple[Note, ...] = ()
    """Notes of the table that comes next."""
    panel_captions: list[Runs] | None = None
    """Captions of the panel that is being read; None outside of panels."""

    def begin(self, line: int) -> None:
        self.now = _Open(line=line, paragraph=Inline(settings=self.settings))

    @property
    def open(self) -> _Open:
        if self.now is None:
            self.begin(1)
        assert self.now is not None
        return self.now

    def end(self) -> None:
        """Close the table that is open; text that no table follows belongs to the last one."""
        self.end_paragraph()
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

    def refuse(self, refused: NotShown, found: int, settings: Settings) -> None:
        """In the place of all behind the first `found` tables; with the settings that held before."""
        self.found[found:] = [refused]
        self.now, self.settings, self.panel_captions, self.later = None, settings, None, ()
        self.settings.footnotes.taken()

    def end_paragraph(self) -> None:
        runs = tidied(self.open.paragraph.runs)
        self.open.paragraph = Inline(settings=self.settings)
        if runs:
            self.open.notes.append(Note(runs=runs))

    def note(self, span: Span, mark: str = "", before: str = "") -> None:
        inline = Inline(settings=self.settings.inner())
        inline.show(before, Look())
        inline.read(span, Look())
        runs = tidied(inline.runs)
        if runs or mark:
            self.open.notes.append(Note(mark=mark, runs=runs))

    def take_caption(self, reader: Reader, sign: Sign) -> None:
        reader.star()
        if sign.text == "captionof":
            reader.argument(sign)
        reader.optional()
        caption = self.runs_of(reader.argument(sign))
        self.end_paragraph()
        if self.panel_captions is not None:
            self.panel_captions.append(caption)
        elif not self.open.caption:
            self.open.caption = caption
        elif caption:
            self.open.notes.append(Note(runs=caption))

    def label(self, label: str) -> None:
        if self.panel_captions is None:
            self.open.label = self.open.label or label

    def runs_of(self, span: Span) -> Runs:
        """A caption; the label that stands in it is the table's."""
        reader = Reader.of(span)
        inline, look = Inline(settings=self.settings.inner()), Look()
        while not reader.ended:
            if reader.comes_command(("label",)):
                self.label(text_of(reader.argument(reader.next())))
            else:
                look = inline.step(reader, look)
        return tidied(inline.runs)

    def notes_for_later(self, span: Span) -> None:
        """Of threeparttablex: written above the table that they are the notes of."""
        self.end_paragraph()
        before, self.open.notes = self.open.notes, []
        self.notes(span)
        self.later, self.open.notes = (*self.later, *self.open.notes), before

    def notes(self, span: Span) -> None:
        """A list of notes: `\\item[a] …`."""
        self.end_paragraph()
        reader = Reader.of(span)
        reader.optional()
        span = unsized(reader.rest())
        reader = Reader.of(span)
        mark, start = "", reader.place
        while True:
            if reader.ended or reader.comes_command(ITEMS):
                self.note(span.part(start, reader.place), mark)
                if reader.ended:
                    return
                reader.next()
                given = reader.optional()
                mark = "".join(run.text for run in self.runs_of(given)) if given is not None else ""
                start = reader.place
            else:
                reader.pass_over()

    def show(self, runs: Runs) -> None:
        if runs:
            self.open.notes.append(Note(runs=runs))

    def caption_within(self, caption: Span, begin: Sign) -> None:
        """A table over pages has a caption of its own: with a second one a second table begins."""
        if self.open.grids:
            self.end()
            self.begin(begin.line)
        self.open.caption = self.open.caption or self.runs_of(caption)

    def check_clear(self) -> None:
        """Refuse the file where text may belong to a table that was not understood."""
        if self.open.notes and self.open.follows_refused and isinstance(refused := self.found[-1], NotShown):
            raise NotUnderstood(refused.construct, refused.line)

    def add_grid(self, grid: Grid, begin: Sign) -> None:
        """What was said before it stands above it."""
        self.check_clear()
        heading = tuple(_paragraph(note) for note in self.open.notes)
        self.open.notes.clear()
        if grid.rows:
            self.open.grids.append(replace(grid, heading=heading))
            self.open.notes.extend(self.later)
            self.later, self.open.follows_refused = (), False
        elif heading:
            raise NotUnderstood("a tabular without rows", begin.line)


def _paragraph(note: Note) -> Runs:
    return (Run(text=f"{note.mark} "), *note.runs) if note.mark else note.runs
