"""Reads the event log as a stream, from either end: memory does not grow with the file.

Knows lines; what stands in one is read by `core/parse/event.py`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.event import BEGAN
from mkdocs_specthis.core.parse.event import parse_event
from mkdocs_specthis.core.past.runs import number_of
from mkdocs_specthis.effects.records.state_folder import EVENTS
from mkdocs_specthis.effects.tree.regular_file import open_regular

MAX_LINE = 4 * 1024 * 1024
"""Bytes; of a longer line only so many are given, which is no event then."""
BLOCK = 256 * 1024
LOOKED_BACK = 20_000
"""Lines in which the number of the last refresh is looked for."""
_BEGAN = f'"{BEGAN}"'.encode()


def read_lines(place: Path) -> Iterator[tuple[int, bytes, bool]]:
    """(1-based line, its bytes, whether its end is missing) of every line that is not empty, oldest first.

    Nothing where there is no file. Raises SpecthisError if it cannot be read.
    """
    with _opened(place) as file:
        number = 0
        while file is not None and (line := file.readline(MAX_LINE)):
            number += 1
            whole = line.endswith(b"\n")
            more = b"" if whole or len(line) < MAX_LINE else _skip_line(file)
            if line.strip():
                yield number, line.rstrip(b"\r\n"), not (whole or more.endswith(b"\n"))


def read_lines_backward(place: Path) -> Iterator[bytes]:
    """Every line that is not empty, newest first. Nothing where there is no file. Raises SpecthisError."""
    with _opened(place) as file:
        if file is None:
            return
        held = b""
        end = os.fstat(file.fileno()).st_size
        while end:
            start = max(0, end - BLOCK)
            file.seek(start)
            first, *lines = (file.read(end - start) + held).split(b"\n")
            yield from (line for line in reversed(lines) if line.strip())
            held, end = first[:MAX_LINE], start
        if held.strip():
            yield held


def last_number(root: Path) -> int:
    """Of the last refresh that the log tells of, as far back as is looked; 0 if there is none."""
    try:
        lines = islice(read_lines_backward(root / EVENTS), LOOKED_BACK)
        events = (parse_event(line)[0] for line in lines if _BEGAN in line)
        return next((number for event in events if (number := number_of(event))), 0)
    except (SpecthisError, OSError):
        return 0


def _skip_line(file: BinaryIO) -> bytes:
    """Read to the end of the line; the last piece of it."""
    last = b""
    while not last.endswith(b"\n") and (piece := file.readline(BLOCK)):
        last = piece
    return last


@contextmanager
def _opened(place: Path) -> Iterator[BinaryIO | None]:
    try:
        descriptor = open_regular(place, follow=False)
    except (FileNotFoundError, NotADirectoryError):
        yield None
        return
    if descriptor is None:
        raise SpecthisError(f"{place} is no regular file", hint="move it away; a new one is made when needed")
    with open(descriptor, "rb") as file:
        yield file
