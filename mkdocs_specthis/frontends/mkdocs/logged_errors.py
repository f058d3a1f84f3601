"""Errors that the host logs, raising one without words in their place. Knows the standard library's logging only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_SAID_AGAIN = (".commands.build", ".config.base")
"""Ends of the names of loggers whose errors are raised too, so that whoever catches them says them."""


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def kept_errors() -> Iterator[list[str]]:
    """What is logged as an error until left, in order."""
    kept, log = _Kept(), logging.getLogger()
    log.addHandler(kept)
    try:
        yield kept.said
    finally:
        log.removeHandler(kept)


def is_said_elsewhere(record: logging.LogRecord) -> bool:
    return record.levelno == logging.ERROR and record.name.endswith(_SAID_AGAIN)


def in_one_line(said: list[str], error: BaseException) -> str:
    """The first of what was logged and how many more there are; what was raised if nothing was."""
    first = " ".join((said[0] if said else str(error)).split()) or type(error).__name__
    return first + (f" (and {len(said) - 1} more)" if len(said) > 1 else "")
