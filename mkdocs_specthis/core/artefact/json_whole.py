"""The text of a JSON file, all of it, to a Reading or a Fault. Never raises on what somebody wrote.

A value nested so deeply that the standard library gives up is left to `json_head.py`.
"""

import json

from mkdocs_specthis.core.artefact.value import Number, Reading, Value
from mkdocs_specthis.core.model.artefact import Fault
from mkdocs_specthis.core.parse.shown import shown

AROUND = 2
"""Lines shown before and after a fault."""
WIDTH = 120


class TooDeep(Exception):
    """The text may be JSON; it is nested too deeply for the standard library."""


def read_json(text: str) -> Reading | Fault:
    """Raises TooDeep."""
    reading = Reading(None)

    def as_object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        found = dict(pairs)
        if len(found) < len(pairs):
            _note_repeated(pairs, reading.repeated)
        return found

    try:
        reading.value = json.loads(
            text, object_pairs_hook=as_object, parse_int=Number, parse_float=Number, parse_constant=Number
        )
    except RecursionError as error:
        raise TooDeep from error
    except json.JSONDecodeError as error:
        return fault_at(text, error.pos, error.msg[:1].lower() + error.msg[1:])
    return reading


def _note_repeated(pairs: list[tuple[str, Value]], repeated: dict[str, int]) -> None:
    seen: set[str] = set()
    for key in dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)):  # type: ignore[func-returns-value]
        repeated[key] = repeated.get(key, 0) + 1


def fault_at(text: str, position: int, what: str) -> Fault:
    """A fault with the lines around it, each cut to a width around the place."""
    if not text[position:].strip():
        position, what = len(text.rstrip()), "the file ends too early"
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1)
    if not text.strip():
        return Fault(text="the file is empty")
    first = max(1, line - AROUND)
    start = position
    for _ in range(line - first + 1):
        start = text.rfind("\n", 0, start)
    lines = text[start + 1 : position + 4 * WIDTH].split("\n")[: line - first + 1 + AROUND]
    shift = max(0, column - WIDTH // 2)
    frame = tuple((first + place, _window(one, shift)) for place, one in enumerate(lines))
    return Fault(text=f"{shown(what, 160)}, at column {column + 1:,} of line {line:,}", line=line, frame=frame)


def _window(line: str, shift: int) -> str:
    cut = line[shift : shift + WIDTH]
    return f"{'…' if shift and cut else ''}{shown(cut, WIDTH)}"
