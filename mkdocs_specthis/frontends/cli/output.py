"""Standard output and standard error, where a reader may have gone away and a name may hold anything.

Knows streams; nothing of what is written.
"""

import json
import os
import sys
from typing import TextIO

from mkdocs_specthis.core.parse.shown import shown

_KEPT = frozenset("\n\t")


def printable(text: str) -> str:
    """`text` with control and direction characters as escapes, so that no project can drive a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c in _KEPT or c.isprintable() else shown(c) for c in text)


def write(text: str) -> None:
    """One or more lines of data."""
    _write(sys.stdout, printable(text))


def write_json(value: object) -> None:
    """One JSON value and nothing else; ASCII, so that it is the same in every locale."""
    _write(sys.stdout, json.dumps(value, indent=2, ensure_ascii=True))


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
