"""The lines by which git marks a conflict that a merge left in a file.

Knows lines of text; not what either side of a conflict says.
"""

import re

OURS, BASE, THEIRS, SPLIT = "<<<<<<<", "|||||||", ">>>>>>>", "======="
CONFLICT = "a merge left a conflict here"
SETTLE = "settle it, and take out the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"
_LEFT = re.compile(r"^(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)


def mark_of(line: str) -> str:
    """Which mark a line is; empty if it is none."""
    word = line.rstrip("\r\n").partition(" ")[0]
    return word if word in (OURS, BASE, THEIRS, SPLIT) else ""


def first_mark(text: str) -> int:
    """1-based line of the first mark of a merge, 0 if there is none. The middle one alone may be a heading."""
    found = _LEFT.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0
