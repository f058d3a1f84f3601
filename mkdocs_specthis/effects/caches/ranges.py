"""A large object as one stream, though several ranges of it are on their way at once: one connection is seldom enough.

Knows a few ranges at a time, never the whole object; what comes is in order, and verified elsewhere.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from mkdocs_specthis.effects.caches.interface import BLOCK, ObjectMissing, Store, Stream

RANGE = 8 * BLOCK
AT_ONCE = 3
"""Ranges of one object on their way: with the number of objects, what bounds our memory."""
LARGE = 4 * RANGE
"""Bytes from which on it is worth it."""
PATIENCE = 3.0
"""Seconds for the first ranges, after which the rest is asked for in one: some servers read all of it for each."""
large_objects = threading.BoundedSemaphore(2)
"""Held by whoever moves a large object in several parts at once."""


@contextmanager
def open_ranges(store: Store, key: str, start: int, end: int) -> Iterator[Stream]:
    """Bytes from `start` up to `end`. Raises ObjectMissing, CacheUnavailable."""
    with large_objects, ThreadPoolExecutor(AT_ONCE, thread_name_prefix="specthis-range") as pool, ExitStack() as stack:
        ranges = _Ranges(store, key, start, end, pool, stack)
        try:
            yield ranges
        finally:
            ranges.give_up()


class _Ranges:
    def __init__(
        self, store: Store, key: str, start: int, end: int, pool: ThreadPoolExecutor, stack: ExitStack
    ) -> None:
        self._store, self._key, self._pool, self._stack = store, key, pool, stack
        self._next, self._end = start, end
        self._began = time.monotonic()
        self._taken = 0
        self._is_slow = False
        """Known once as many ranges have come as are asked for at once."""
        self._rest: Stream | None = None
        self._waiting: deque[Future[bytes]] = deque()
        self._block = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        while not self._block:
            self._ask()
            if not self._waiting:
                return self._read_rest(size)
            self._take(self._waiting.popleft().result())
        block, self._block = self._block[:size], self._block[size:]
        return bytes(block)

    def _take(self, content: bytes) -> None:
        self._taken += 1
        if self._taken == AT_ONCE:
            self._is_slow = time.monotonic() - self._began > PATIENCE
        if not content:  # the object ends here
            self._next = self._end
        self._block = memoryview(content)

    def _read_rest(self, size: int) -> bytes:
        """What ranges would be too slow for: the rest as it comes."""
        if self._next >= self._end:
            return b""
        if self._rest is None:
            self._rest = self._stack.enter_context(self._store.get(self._key, self._next))
        return self._rest.read(size)

    def give_up(self) -> None:
        for future in self._waiting:
            future.cancel()

    def _ask(self) -> None:
        while len(self._waiting) < AT_ONCE and self._next < self._end and not self._is_slow:
            length = min(RANGE, self._end - self._next)
            self._waiting.append(self._pool.submit(self._fetch, self._next, length))
            self._next += length

    def _fetch(self, start: int, length: int) -> bytes:
        blocks = []
        try:
            with self._store.get(self._key, start, length) as stream:
                while length and (block := stream.read(min(BLOCK, length))):
                    blocks.append(block)
                    length -= len(block)
        except ObjectMissing:
            if not start:
                raise
        return b"".join(blocks)
