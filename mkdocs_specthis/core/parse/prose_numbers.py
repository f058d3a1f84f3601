"""Numbers in the prose of a spec that are long enough to be a result: what an artefact's numbers are held against.

Knows text; nothing of artefacts.
"""

import re
from collections.abc import Iterable, Iterator

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.parse.markdown import Outline

DIGITS = 4
"""Significant digits that a decimal needs at least; a whole number needs one more, since years have four."""
MOST = 1000
MAX_LINE = 4000
_NUMBER = re.compile(r"(?<![\w.,:/^-])[-−]?(\d{1,40}\.\d{1,40}|\d{5,40})(?![\w:/-]|[.,]\d)")


def prose_numbers(entries: Iterable[Entry], outline: Outline, body_line: int) -> Iterator[tuple[str, int]]:
    """(number without its sign, line of the file), fields left out; code in fences is no prose."""
    fields = {line for entry in entries for first, last in entry.field_lines for line in range(first, last + 1)}
    rows = (row for paragraph in outline.paragraphs for row in paragraph.lines)
    found = 0
    for line, text in rows:
        number = line + body_line - 1
        for written in _NUMBER.findall(text[:MAX_LINE]) if number not in fields else ():
            if significant_digits(written) >= DIGITS and found < MOST:
                found += 1
                yield written, number


def significant_digits(number: str) -> int:
    """How many digits a number has without the zeros before them."""
    return len(number.replace(".", "").lstrip("0"))
