"""The bytes of a spec to its text with LF line ends, and what is wrong with the bytes.

Knows no Markdown. Text that is partly unreadable comes with signs in place of what could not be read.
"""

from typing import NamedTuple

from mkdocs_specthis.core.parse.faults import Faults
from mkdocs_specthis.core.parse.merge_marks import CONFLICT, SETTLE, first_mark

_BOM = "\ufeff"


class SpecText(NamedTuple):
    text: str
    is_broken: bool
    """True if it is no UTF-8 text."""


def read_text(content: bytes, faults: Faults) -> SpecText:
    """The text of a whole file."""
    text, not_utf8 = _decoded(content, faults)
    if text.startswith(_BOM):
        faults.add("not-utf8", 1, "the file begins with a byte-order mark", "save it as UTF-8 without BOM")
        text = text.removeprefix(_BOM)
    has_nul = "\0" in text
    if has_nul:
        line = _line_of(text, "\0")
        faults.add("not-utf8", line, "the file holds a NUL character", "remove it: a spec is plain text")
        text = text.replace("\0", "\ufffd")
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        hint = "save the file with LF or CRLF line ends"
        faults.add("not-utf8", _line_of(text, "\r"), "a lone carriage return ends a line", hint)
        text = text.replace("\r", "\n")
    if line := first_mark(text):
        faults.add("merge-conflict", line, CONFLICT, SETTLE)
    return SpecText(text, not_utf8 or has_nul)


def _decoded(content: bytes, faults: Faults) -> SpecText:
    try:
        return SpecText(content.decode("utf-8"), False)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add("not-utf8", line, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
        return SpecText(content.decode("utf-8", "replace"), True)


def _line_of(text: str, sign: str) -> int:
    return text.count("\n", 0, text.index(sign)) + 1
