"""Standard output and standard error, where a reader may have gone away and a name may hold anything.

Knows streams; nothing of what is written.
"""

import os
import shutil
import sys
from typing import TextIO

from mkdocs_specthis.core.parse.shown import visible


def printable(text: str) -> str:
    """`text` with control and direction characters as escapes, so that no project can drive a terminal."""
    return visible(text)


def write(text: str) -> None:
    """One or more lines of data."""
    _write(sys.stdout, printable(text))


def write_json(value: object) -> None:
    """One JSON value and nothing else."""
    write_as_it_is(json_text(value))


def json_text(value: object) -> str:
    """JSON in ASCII, so that it is the same in every locale."""
    import json

    return json.dumps(value, indent=2, ensure_ascii=True)


def write_as_it_is(text: str) -> None:
    """Data that is printable already, or holds what steers a terminal on purpose."""
    _write(sys.stdout, text)


def tell(text: str) -> None:
    """One or more lines for a person: errors, progress, questions."""
    _write(sys.stderr, printable(text))


def loosen_streams() -> None:
    """Let a character that the terminal's encoding lacks come out as an escape instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def surroundings() -> tuple[object, ...]:
    """All that the look of standard output depends on."""
    if not is_terminal(sys.stdout):
        return ("plain",)
    names = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    return (*shutil.get_terminal_size(), sys.stdout.encoding, *map(os.environ.get, names))


def can_ask() -> bool:
    """True if a person is there to read a question and answer it."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def _write(stream: TextIO | None, text: str) -> None:
    """Write and flush. A reader that has gone away has seen enough: that changes no outcome.

    Raises OSError where data cannot be written for another reason.
    """
    if stream is None:
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError:
        if stream is not sys.stderr:
            raise
        silence(stream)  # nobody is left to be told


def silence(stream: TextIO) -> None:
    """Send what is still written to `stream` nowhere, what waits in its buffer included."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)
