"""Footnotes in cells, captions and notes: the mark where each stands, and what is to stand below the table.

Knows marks and texts; nothing of cells. LaTeX numbers them through the paper, one without a number has a letter.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex_table import Note, Runs
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood

MOST = 200
"""Footnotes of one table."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, kw_only=True)
class Footnotes:
    """Those of the table that is being read."""

    lettered: bool = False
    """True if a number that is given shows as a letter, as in REVTeX."""
    notes: list[Note] = field(default_factory=list)
    marked: int = 0
    """How many had no number of their own."""
    waiting: str = ""
    """The last mark without a text, whose text comes later; empty if there is none."""

    def add(self, number: str, runs: Runs, line: int) -> str:
        """The mark of a footnote; one with the same words is the same."""
        same = next((note.mark for note in self.notes if note.runs == runs and note.mark and not number), "")
        mark = same or self._mark(number, line)
        self._keep(Note(mark=mark, runs=runs), line)
        return mark

    def mark(self, number: str, line: int) -> str:
        """The mark of one whose words stand elsewhere."""
        mark = self._mark(number, line)
        self.waiting = "" if number else mark
        return mark

    def words(self, number: str, runs: Runs, line: int) -> None:
        """The words of one whose mark stands elsewhere."""
        mark = self._mark(number, line) if number else self.waiting
        self.waiting = ""
        self._keep(Note(mark=mark, runs=runs), line)

    def taken(self) -> list[Note]:
        """What is to stand below a table, which ends here; a mark may still wait for its words."""
        notes, self.notes, self.marked = self.notes, [], 0
        return notes

    def _keep(self, note: Note, line: int) -> None:
        if len(self.notes) >= MOST:
            raise NotUnderstood(f"more than {MOST} footnotes", line)
        if note not in self.notes:
            self.notes.append(note)

    def _mark(self, number: str, line: int) -> str:
        if number and not (number.isdecimal() and len(number) < 4):
            raise NotUnderstood(f"a footnote with the number `{number[:20]}`", line)
        if number and not self.lettered:
            return number
        if not number:
            self.marked += 1
        return _letter(int(number) if number else self.marked)


def _letter(number: int) -> str:
    """`a` for 1, `aa` for 27."""
    return _LETTERS[(number - 1) % 26] * (1 + (number - 1) // 26) if number > 0 else "0"
