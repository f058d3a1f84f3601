"""A table as text (.csv, .tsv, .dat) to columns. Never raises on what somebody wrote.

Knows the text, or its beginning, and the file's suffix.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice

from mkdocs_specthis.core.artefact.columns import COLUMNS, Columns
from mkdocs_specthis.core.artefact.value import CountFrom, Number, Value, cannot_count, estimated, read_number
from mkdocs_specthis.core.model.artefact import Count, Fault

SUFFIXES = (".csv", ".tsv", ".dat")
ROWS_READ = 200_000
LONGEST = 1_000_000
"""Characters of one line."""
_SEPARATORS = {".csv": ",;\t|", ".tsv": "\t", ".dat": "\t,;|"}
_COMMENTS = ("#", "%")
_FORTRAN = re.compile(r"\A([+-]?(?:\d+\.?\d*|\.\d+))[dD]([+-]?\d+)\Z")
_WITH_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?\Z")
_IN_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}\Z")


def read_delimited(text: str, suffix: str, size: int, count: CountFrom = cannot_count) -> Columns | Fault:
    """`size` is the length of the whole text in the unit of `text`; more than there is says that it was cut."""
    whole = size <= len(text)
    cut = text if whole else text[: text.rfind("\n") + 1]
    lines = [line for line in StringIO(cut.replace("\0", "�"), newline="") if line.strip()]
    if not lines:
        return Fault(text="the file is empty" if whole else "its first line is too long")
    comment = _comment_head(lines)
    lines = _without_comments(lines, suffix)
    if any(len(line) > LONGEST for line in lines[:5]):
        return Fault(text="its first lines are too long to be those of a table")
    rows = [row for row in islice(_rows(lines, suffix), ROWS_READ) if row]
    columns = _columns(rows, comment, len(lines), cut, size, whole=whole)
    counted = None if whole or isinstance(columns, Fault) else count(0)
    if isinstance(columns, Fault) or counted is None:
        return columns
    return replace(columns, total=Count(number=counted - cut.count("\n") + len(rows) - _is_headed(rows, columns)))


def _is_headed(rows: list[list[str]], columns: Columns) -> bool:
    return len(next(iter(columns.values.values()), ())) < len(rows)


def _comment_head(lines: Sequence[str]) -> list[str]:
    """The words of the last comment before the numbers, the usual place for names of columns: none is a number."""
    comments = []
    for line in lines:
        if not line.lstrip().startswith(_COMMENTS):
            break
        comments.append(line.lstrip().lstrip("#% \t"))
    words = comments[-1].replace(",", " ").split() if comments else []
    return [] if any(isinstance(_value(word), Number) for word in words) else words


def _without_comments(lines: list[str], suffix: str) -> list[str]:
    """In a `.dat` file they stand anywhere, in the others above the table, where `#,name` is no comment."""
    if suffix == ".dat":
        return [line for line in lines if not line.lstrip().startswith(_COMMENTS)]
    first = next((place for place, line in enumerate(lines) if not line.startswith("#")), 0)
    separator = _separator(lines[first:], suffix)
    head = lines[first - 1] if first else ""
    is_head = head[1:].lstrip()[:1] == separator and head.count(separator) == lines[first].count(separator)
    return lines[first - is_head :]


def _rows(lines: Sequence[str], suffix: str) -> Iterator[list[str]]:
    separator = _separator(lines, suffix)
    if not separator:
        yield from (line.split() for line in lines)
        return
    rows = csv.reader(lines, delimiter=separator)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue


def _separator(lines: Sequence[str], suffix: str) -> str:
    """The separator of the most fields in the first line; empty for white space."""
    first = lines[0] if lines else ""
    best = max(_SEPARATORS[suffix], key=first.count)
    return best if best in first or suffix != ".dat" else ""


def _columns(
    rows: list[list[str]], comment: list[str], lines: int, cut: str, size: int, *, whole: bool
) -> Columns | Fault:
    width = max((len(row) for row in rows[:200]), default=0)
    if not width:
        return Fault(text="it holds no rows")
    names, body = _head(rows, comment, width)
    read = _with_decimal_comma if _has_decimal_commas(body) else _value
    values = {
        name: [read(row[place]) if place < len(row) else "" for row in body]
        for place, name in islice(enumerate(names), COLUMNS)
    }
    number = len(body) + max(0, lines - len(rows) if len(rows) == ROWS_READ else 0)
    if not whole:
        number = estimated(number * size / max(1, len(cut)))
    return Columns(values=values, total=Count(number=number, exact=whole), names_total=width, units={})


def _head(rows: list[list[str]], comment: list[str], width: int) -> tuple[list[str], list[list[str]]]:
    """Names of the columns, and the rows below them: a first row without a number is a head."""
    first = rows[0]
    if any(text.strip() for text in first) and not any(map(_is_number, first)):
        names, body = [text.strip() for text in first], rows[1:]
    else:
        names, body = (comment if len(comment) == width else []), rows
    return _distinct([*names, *("" for _ in range(width - len(names)))][:width]), body


def _is_number(text: str) -> bool:
    return isinstance(_value(text), Number) or bool(_WITH_COMMA.match(text.strip()))


def _distinct(names: list[str]) -> list[str]:
    """Names for all, each once: `column 3`, `a`, `a (2)`."""
    found: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        plain = name or f"column {place}"
        number, unique = 1, plain
        while unique in found:
            number += 1
            unique = f"{plain} ({number})"
        found[unique] = None
    return [*found]


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Whether commas are decimal marks without any doubt: one stands where no thousand ends, and no point anywhere."""
    commas = [plain for row in rows for field in row if "," in field and _WITH_COMMA.match(plain := field.strip())]
    if all(map(_IN_THOUSANDS.match, commas)):
        return False
    return not any("." in field and isinstance(_value(field), Number) for row in rows for field in row)


def _with_decimal_comma(text: str) -> Value:
    """The point stands for the comma, as everywhere on the page."""
    plain = text.strip()
    return read_number(plain.replace(",", ".") if _WITH_COMMA.match(plain) else plain)


def _value(text: str) -> Value:
    """A field as a number if it is one, Fortran's `1.5D-3` too; what is left empty stays so."""
    plain = text.strip()
    return read_number(_FORTRAN.sub(r"\1E\2", plain))
