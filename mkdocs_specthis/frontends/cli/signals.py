"""A request to end, from whoever sends it: once by the interrupt key it is for what has not begun, else for all.

Knows signals; what ending means is known by what is ended.
"""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Protocol

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Stoppable(Protocol):
    def pull(self) -> bool:
        """Begin nothing more; False if that is no answer to who wants it to end."""


@contextlib.contextmanager
def ends_as_interrupt(brake: Stoppable | None = None) -> Iterator[None]:
    """Within it the first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt; later ones find it ending already.

    Ending takes seconds at most: what does not stop by itself is killed. They stay unheard until the process has ended.
    Where there is a `brake` that is heeded, the first SIGINT pulls it, and the next one is the first.
    """
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]  # `nohup` means it

    def interrupt(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and brake is not None and brake.pull():
            return
        for heard in heeded:
            signal.signal(heard, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is interrupt:
                signal.signal(number, handler)
