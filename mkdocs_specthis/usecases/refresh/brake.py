"""A word to a refresh that is at work: begin nothing more, and bring to its end what runs.

Knows nothing of who says it; a signal handler may.
"""

import contextlib
from collections.abc import Iterator


class Brake:
    def __init__(self) -> None:
        self._is_heard = False
        self.is_pulled = False

    def pull(self) -> bool:
        """True if it is heeded: a refresh is at work, and nobody has said it before."""
        is_heeded = self._is_heard and not self.is_pulled
        self.is_pulled = self.is_pulled or is_heeded
        return is_heeded

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Within it somebody looks at the brake again and again."""
        self._is_heard = True
        try:
            yield
        finally:
            self._is_heard = False
