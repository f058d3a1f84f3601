"""What a command looks at on disk, so that a later one can tell, at the price of a `stat` each, that nothing moved.

Knows places and what the operating system says of them; neither content nor what was concluded from it.
Whoever reads a project notes here what it looks at; outside of `looking()` that costs nothing.
"""

import os
import stat
import sys
import time
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from posixpath import dirname

from mkdocs_specthis.effects.remembered.unstamped import is_timeless

Stamp = tuple[int, int, int, int, int]
"""Inode, bytes, change time in nanoseconds, mode, device; zeros where nothing is."""
NOTHING: Stamp = (0, 0, 0, 0, 0)
FILE, LINK, FOLDER_ITSELF = "f", "l", "d"
"""Asked of a place: the file that it leads to; what stands there itself; which folder it is, whatever it lists."""
FINE_SLACK = 50_000_000
COARSE_SLACK = 2_100_000_000
"""Nanoseconds within which two changes may get one stamp: fine stamps tick with the kernel, coarse ones by seconds."""
_COARSE = 1_000_000
_NAP, _MOST_NAPS = 0.005, 40
_TICKING = 5
"""CLOCK_REALTIME_COARSE of Linux, which Python has no name for."""
_MASK = (1 << 64) - 1


class Looks:
    """Places that were looked at, each with its stamp from before it was read."""

    def __init__(self) -> None:
        self.seen: dict[str, Stamp] = {}
        self.repeatable = True
        """False once something was asked that no stamp stands for, such as a server."""

    def note(self, kind: str, place: str) -> None:
        key = kind + place
        if key not in self.seen:
            self.seen[key] = stamp_of(key)

    def settled(self, now: int) -> bool:
        """Whether all still is as it was seen, and old enough that a change would show.

        `now`: of `clock_of_stamps`, from before the first look.
        """
        return self.repeatable and all(
            stamp_of(key) == stamp and is_old(stamp, now) for key, stamp in self.seen.items()
        )

    def were_old(self, now: int) -> bool:
        """The same without another look: whoever looks again compares with what was seen.

        `now`: of `clock_of_stamps`, from before the first look of anybody whose look may have been taken for this one.
        """
        return self.repeatable and all(is_old(stamp, now) for stamp in self.seen.values())

    def telling(self) -> dict[str, Stamp]:
        """What was seen, without what follows from the rest of it."""
        return {key: stamp for key, stamp in self.seen.items() if not self._follows(key, stamp)}

    def _follows(self, key: str, stamp: Stamp) -> bool:
        """What is no link leads to itself, and below a folder that is not there nothing is."""
        if stamp == NOTHING:
            return any(self.seen.get(FOLDER_ITSELF + above) == NOTHING for above in _above(key[1:]))
        return key[0] == FILE and not stat.S_ISLNK(stamp[3]) and self.seen.get(LINK + key[1:]) == stamp

    def places(self) -> list[str]:
        """Those that tell, each with the letter of what is asked of it, sorted."""
        return sorted(self.telling())

    def state(self, places: Iterable[str]) -> str:
        """One digest over the stamps of `places`."""
        return _digest_of(map(self.seen.__getitem__, places))


def _above(place: str) -> Iterator[str]:
    """The folders that an absolute place lies in, the nearest first."""
    while (above := dirname(place)) != place:
        yield above
        place = above


_current: ContextVar[Looks | None] = ContextVar("looks", default=None)


@contextmanager
def looking() -> Iterator[Looks]:
    """Within it, what is looked at is noted."""
    looks = Looks()
    token = _current.set(looks)
    try:
        yield looks
    finally:
        _current.reset(token)


def is_looking() -> bool:
    return _current.get() is not None


def note_file(place: str | os.PathLike[str]) -> None:
    """A file is read, or asked for; it may be missing. Of a folder: what it lists."""
    if (looks := _current.get()) is not None:
        looks.note(FILE, _absolute(place))


def note_link(place: str | os.PathLike[str]) -> None:
    """What stands there by itself decides where it leads."""
    if (looks := _current.get()) is not None:
        looks.note(LINK, _absolute(place))


def note_itself(place: str | os.PathLike[str]) -> None:
    """Which folder stands there, whatever it lists, or that none does."""
    if (looks := _current.get()) is not None:
        looks.note(FOLDER_ITSELF, _absolute(place))


def note_way(root: str | os.PathLike[str], folder: str) -> None:
    """The folders on the way to `folder`, POSIX below `root`, are what they are.

    Of one in the root, or that is missing, only that, since others come and go beside it; of others their parent tells
    what took their place.
    """
    looks = _current.get()
    if looks is None:
        return
    base = _absolute(root)
    while folder:
        parent = dirname(folder)
        if parent and os.path.lexists(f"{base}/{folder}"):
            looks.note(FILE, f"{base}/{parent}")
        else:
            looks.note(FOLDER_ITSELF, f"{base}/{folder}")
        folder = parent


def _absolute(place: str | os.PathLike[str]) -> str:
    """`os.path.abspath`, at no price for what is so already."""
    text = os.fspath(place)
    if text[:1] == "/" and "/." not in text and "//" not in text and text[-1:] != "/":
        return text
    return os.path.abspath(text)


def note_unrepeatable() -> None:
    """Something is asked that may answer differently next time without any file being touched."""
    if (looks := _current.get()) is not None:
        looks.repeatable = False


def stamp_of(key: str) -> Stamp:
    """What the operating system says now of a place, as asked by the key's first letter."""
    stamp = stamp_at(key[1:], follow=key[0] == FILE)
    if key[0] == FOLDER_ITSELF and stamp != NOTHING and not stat.S_ISLNK(stamp[3]):
        return (stamp[0], 0, 0, stamp[3], stamp[4])
    return stamp


def stamp_at(place: str, *, follow: bool) -> Stamp:
    """The same of a file, or with `follow` false of what stands at `place` itself."""
    try:
        found = os.stat(place, follow_symlinks=follow)
    except (OSError, ValueError):
        return NOTHING
    return (found.st_ino, found.st_size, found.st_ctime_ns, found.st_mode, found.st_dev)


def state_of(places: Iterable[str]) -> str:
    """`Looks.state` of places as they are now."""
    return _digest_of(map(stamp_of, places))


def _digest_of(stamps: Iterable[Stamp]) -> str:
    numbers = array("Q")
    for inode, size, changed, mode, device in stamps:
        numbers.extend((inode & _MASK, size, changed & _MASK, mode, device & _MASK))
    return sha256(numbers.tobytes()).hexdigest()


def clock_of_stamps() -> int:
    """Nanoseconds now on the clock that the operating system takes stamps from.

    It goes by ticks, and where the machine is busy or paused these come late: a change may get a stamp from before.
    """
    return min(time.time_ns(), time.clock_gettime_ns(_TICKING)) if sys.platform == "linux" else time.time_ns()


def is_old(stamp: Stamp, now: int) -> bool:
    """Whether a change at `now` of `clock_of_stamps`, or later, gets another stamp."""
    changed = stamp[2]
    slack = FINE_SLACK if changed % _COARSE else COARSE_SLACK
    return stamp == NOTHING or (changed + slack < now and not is_timeless(stamp[4], now))


def look_when_old(place: str, seen: tuple[int, Stamp], *, follow: bool) -> tuple[int, Stamp]:
    """The look at a place that was just changed, again as soon as `is_old` would hold; at once where that takes long.

    `seen` and what is returned: the time before the look, and the stamp.
    """
    now, stamp = seen
    is_worth_it = stamp[2] % _COARSE and abs(now - stamp[2]) <= FINE_SLACK and not is_timeless(stamp[4], now)
    if not is_worth_it:
        return seen
    for _ in range(_MOST_NAPS):
        if (now := clock_of_stamps()) > stamp[2] + FINE_SLACK:
            break
        time.sleep(_NAP)
    return now, stamp_at(place, follow=follow)
