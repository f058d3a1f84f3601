"""What moves between here and a store: how much at once, how many bytes so far, and the word to stop.

Knows threads and numbers; not what the bytes are.
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from mkdocs_specthis.core.model.errors import SpecthisError

ENTRIES_AT_ONCE = 4
BLOBS_AT_ONCE = 6
T = TypeVar("T")
R = TypeVar("R")


class Stopped(SpecthisError):
    """Somebody interrupted; what was moving is left for the next time."""

    exit_status = 130


class Traffic:
    """One per command. Use it in a `with`: nothing moves any more when it is left."""

    def __init__(self) -> None:
        self.passed = 0
        """Bytes."""
        self.expected = 0
        """Bytes, of all that is known to be wanted."""
        self._lock = threading.Lock()
        self._is_stopped = False
        self._entries = ThreadPoolExecutor(ENTRIES_AT_ONCE, thread_name_prefix="specthis-cache")
        self._blobs = ThreadPoolExecutor(BLOBS_AT_ONCE, thread_name_prefix="specthis-blob")

    def __enter__(self) -> "Traffic":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._entries.shutdown(wait=True, cancel_futures=True)
        self._blobs.shutdown(wait=True, cancel_futures=True)

    def start(self, work: Callable[[], R]) -> "Future[R]":
        """Of one entry; may itself wait for `each`."""
        return self._entries.submit(work)

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Of every blob of an entry, several at once, in order.

        The first that fails is raised, what has not begun is given up, and what has begun is at its end by then.
        """
        futures = [self._blobs.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()
            wait(futures)

    def expect(self, count: int) -> None:
        with self._lock:
            self.expected += count

    def tell(self, count: int) -> None:
        """So many bytes have passed. Raises Stopped once it is to stop."""
        with self._lock:
            self.passed += count
        if self._is_stopped:
            raise Stopped("interrupted")

    def stop(self) -> None:
        self._is_stopped = True
