"""Commands that show nothing, read with their arguments; lengths that a file assigns.

Knows what to pass over, and nothing of what is shown.
"""

import re

from mkdocs_specthis.core.parse.latex_table.reader import Reader
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, Sign
from mkdocs_specthis.core.parse.latex_table.words import LENGTHS, SILENT

_LENGTH = re.compile(
    r"\s*=?\s*-?\d*\.?\d*\s*(?:pt|mm|cm|in|em|ex|bp|pc|sp|dd|cc)?(?:\s*(?:plus|minus)\s*-?\d*\.?\d*\s*(?:pt|mm|cm|em|ex|fill?l?))*"
)


def take_silent(reader: Reader, sign: Sign) -> bool:
    """Read a command that shows nothing, its name taken already; False if it is none."""
    if sign.text in LENGTHS:
        _take_length(reader)
        return True
    if sign.text not in SILENT:
        return False
    for kind in SILENT[sign.text]:
        if kind == "s":
            reader.star()
        elif kind == "o":
            reader.optional()
        elif kind == "m":
            reader.argument(sign)
        else:
            _take_length(reader)
    return True


def _take_length(reader: Reader) -> None:
    """`=3pt`, `3pt`, `= 3pt plus 1fil`, `=\\textwidth` behind a command that takes a length without braces."""
    reader.skip_blanks()
    if reader.comes("text", "="):
        reader.next()
        reader.skip_blanks()
    if reader.comes("command"):
        if reader.sign.text not in LENGTHS | {"dimexpr", "linewidth", "fill", "smallskipamount"}:
            raise NotUnderstood("an assignment that is no plain length", reader.line)
        reader.next()
    elif reader.comes("text"):
        found = _LENGTH.fullmatch(reader.sign.text)
        if found is None:
            raise NotUnderstood("an assignment that is no plain length", reader.line)
        reader.next()
    else:
        raise NotUnderstood("an assignment that is no plain length", reader.line)
