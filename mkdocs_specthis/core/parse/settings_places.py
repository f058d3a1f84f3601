"""On which lines of a TOML text the tables and keys stand, and the fault that keeps it from being read.

Knows no table and no key by name. Lines are found by their shape: Python's reader of TOML keeps none.
"""

import re
import tomllib

WORK = 1_000_000
"""Characters, read over and over, that looking for the line of a fault may cost."""
_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_NAMES})\s*\]")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_PART = re.compile(_NAME)
_LINE = re.compile(r"\(at line (\d+), column \d+\)\Z")
_LONG_NUMBER = re.compile(r"\d{4300}")
_LONG_TEXT = re.compile(r'"""|\'\'\'')


def lines_by_key(text: str) -> dict[tuple[str, str], int]:
    """(table, key), and (table, "") for the table itself, to the 1-based line where it first stands."""
    places: dict[tuple[str, str], int] = {}
    table: list[str] = []
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = None if inside else _TABLE.match(line) or _KEY.match(line)
        if found:
            names = [part.strip("\"'") for part in _PART.findall(found[1])]
            is_table = found.re is _TABLE
            table = names if is_table else table
            first, second, *_ = [*(names if is_table else [*table, *names]), "", ""]
            places.setdefault((first, ""), number)
            places.setdefault((first, second), number)
        for mark in _LONG_TEXT.findall(line):
            inside = ("" if mark == inside else inside) if inside else mark
    return places


def fault_line(text: str, said: str) -> int:
    """The 1-based line of what keeps `text` from being read, `said` being what the reader says; 0 if nobody knows."""
    if found := _LINE.search(said):
        return int(found[1])
    if number := _LONG_NUMBER.search(text):
        return text.count("\n", 0, number.start()) + 1
    return _unfinished_line(text) if said.endswith("(at end of document)") else 0


def _unfinished_line(text: str) -> int:
    """The line behind the last whole statement: there begins what is never finished."""
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) * len(text) > WORK:
        return len(lines)
    return next(count + 1 for count in range(len(lines) - 1, -1, -1) if _reads("\n".join(lines[:count])))


def _reads(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True
