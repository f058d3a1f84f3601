"""The replication index as Markdown for a README, and as CSV: one line for each output file in each exhibit.

Knows the index and the two formats; nothing of a project, and no file.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from mkdocs_specthis.core.parse.paths import split_root
from mkdocs_specthis.core.views.replication import DataLine, ExhibitLine, ProgramLine, Replication
from mkdocs_specthis.core.views.sentence import bytes_in_words, count_of, seconds_in_words

COLUMNS = (
    "exhibit", "page", "caption", "program", "line", "output_file", "entry", "data", "seconds", "paper", "place",
    "note",
)  # fmt: skip
"""Of the CSV."""
NAMED = 5
"""Names in a cell before `and 3 more`."""

_FORMULA = re.compile(r"((?:^|[;\t\r\n])\s*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|~$&"} | {"\n": " ", "\r": " ", "\t": " "})


def replication_csv(index: Replication) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in (*index.exhibits, *index.in_text):
        writer.writerow(_inert(cell) for cell in _cells(line))
    return stream.getvalue()


def _cells(line: ExhibitLine) -> tuple[str, ...]:
    number = str(line.line) if line.line else ""
    data = "; ".join(line.data)
    return (
        line.exhibit,
        line.page,
        line.caption,
        line.program,
        number,
        line.output,
        line.entry,
        data,
        "" if line.seconds is None else f"{line.seconds:.3f}".rstrip("0").rstrip("."),
        line.paper,
        line.place,
        line.note,
    )


def _inert(text: str) -> str:
    """What a spreadsheet would take for a formula, as text; one that parts cells at semicolons or tabs, too."""
    return _FORMULA.sub(r"\1'", text)


def replication_markdown(index: Replication) -> str:
    return "\n".join(_markdown(index)) + "\n"


def _markdown(index: Replication) -> Iterator[str]:
    yield from ("# Replication index", "", _summary(index), "")
    for paper in index.papers:
        of = f" of {_code(paper)}" if len(index.papers) > 1 else ""
        heads = ("Figure/Table #", "Program", "Line Number", "Output file", "Note")
        rows = (_exhibit_row(line) for line in index.exhibits if line.paper == paper)
        yield from _table(f"Tables and figures{of}", heads, rows, "none")
        heads = ("Numbers", "Program", "Line Number", "Quoted in", "Note")
        rows = (_in_text_row(line) for line in index.in_text if line.paper == paper)
        yield from _table(f"Numbers in the text{of}", heads, rows, "none")
    heads = ("Data file", "Provided", "Size", "Read by", "Exhibits")
    yield from _table("Data files that no program here makes", heads, (_data_row(line) for line in index.data), "none")
    heads = ("Program", "Entry", "Reads", "Makes", "Run time")
    yield from _table("Programs, in the order in which they run", heads, map(_program_row, index.programs), "none")
    yield from _environment(index)


def _summary(index: Replication) -> str:
    total = f"{count_of(index.steps, 'step')} in all"
    time = f"{seconds_in_words(index.seconds)} of recorded run time"
    untimed = f"; of {index.untimed:,} no run is recorded" if index.untimed else ""
    numbers = "" if index.numbered else " Figures and tables are numbered when the paper is compiled."
    unread = "".join(f" {_code(path)} cannot be read." for path in index.unread)
    return f"{total}, {time}{untimed}. `specthis refresh` runs what is out of date, in order.{numbers}{unread}"


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], nothing: str) -> Iterator[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    yield from (f"## {title}", "")
    if lines:
        yield from (f"| {' | '.join(heads)} |", f"|{'|'.join('---' for _ in heads)}|", *lines, "")
    else:
        yield from (nothing.capitalize() + ".", "")


def _exhibit_row(line: ExhibitLine) -> tuple[str, ...]:
    page = f", page {line.page}" if line.page else ""
    caption = f": {_text(line.caption)}" if line.caption else ""
    output = _code(line.output) if line.output else ""
    return f"{_text(line.exhibit)}{page}{caption}", _code(line.program), _number(line), output, _text(line.note)


def _in_text_row(line: ExhibitLine) -> tuple[str, ...]:
    return _code(line.output), _code(line.program), _number(line), _text(line.place), _text(line.note)


def _number(line: ExhibitLine) -> str:
    return str(line.line) if line.line else ""


def _data_row(line: DataLine) -> tuple[str, ...]:
    source = line.source
    files = f" ({count_of(len(source.paths), 'file')})" if len(source.paths) > 1 else ""
    here = len(source.paths) - source.missing
    root, _ = split_root(source.written)
    provided = f"no, below the data root {_code(root)}" if root else _provided(here, len(source.paths))
    undeclared = ", undeclared" if source.undeclared else ""
    return (
        f"{_code(source.written)}{files}{undeclared}",
        provided,
        bytes_in_words(source.size) if here else "",
        _some(map(_code, line.used_by)),
        _some(map(_text, line.exhibits)),
    )


def _provided(here: int, files: int) -> str:
    if here == files:
        return "yes" if here else "no"
    return f"{here:,} of {files:,}" if here else "no"


def _program_row(line: ProgramLine) -> tuple[str, ...]:
    time = "not recorded" if line.seconds is None else seconds_in_words(line.seconds)
    reads = _some(map(_code, (*line.consumes, *line.data)))
    return _code(line.program), _code(line.entry), reads, _some(map(_code, line.outputs)), time


def _some(names: Iterable[str]) -> str:
    every = list(names)
    more = [f"and {len(every) - NAMED:,} more"] if len(every) > NAMED else []
    return ", ".join(every[:NAMED] + more)


def _environment(index: Replication) -> Iterator[str]:
    """On what the recorded runs ran."""
    seen = dict.fromkeys(
        " on ".join(part for part in (line.interpreter, line.platform) if part) for line in index.programs
    )
    found = [_text(name) for name in seen if name]
    yield from ("## Where the runs ran", "")
    yield from (f"- {name}" for name in found[:20]) if found else ("Nothing is recorded.",)


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _code(text: str) -> str:
    """A path in backticks; what a backtick or a bar in it would break is taken out."""
    safe = " ".join(text.split()).replace("`", "'").replace("|", "\\|")
    return f"`{safe}`" if safe else ""
