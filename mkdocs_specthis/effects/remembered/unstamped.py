"""Where a change leaves the stamp of a file as it was: what lies there is read each time, and never remembered.

Knows file systems and who has a file open; neither what is read nor what is kept of it.
"""

import errno
import os
import signal
import sys
from functools import lru_cache

from mkdocs_specthis.effects.remembered.mounts import mounts

TIMELESS = frozenset(
    {"vfat", "msdos", "exfat", "iso9660", "udf", "squashfs", "erofs", "cramfs", "romfs", "fuse", "fuseblk"}
)
"""Kinds of file systems that have no change time: they show the time of the last edit, which anybody may set."""
PASSED_ON = frozenset({"fuse.fuse-overlayfs", "fuse.mergerfs", "fuse.bindfs", "fuse.gocryptfs"})
"""Kinds in user space that pass on the change time of the files below them; of others nothing is known."""
_SECOND = 1_000_000_000


def is_timeless(device: int, now: int) -> bool:
    """Whether files on a device have no change time. `now`, in nanoseconds: what is mounted is asked once a second."""
    known = _known_devices(now // _SECOND)
    if device not in known:
        known[device] = False
        known.update((mount.device, _is_timeless(mount.kind)) for mount in mounts())
    return known[device]


@lru_cache(maxsize=1)
def _known_devices(_second: int) -> dict[int, bool]:
    return {}


def _is_timeless(kind: str) -> bool:
    return kind in TIMELESS or (kind.startswith("fuse.") and kind not in PASSED_ON)


def is_being_written(place: str) -> bool:
    """Whether somebody has the file at `place` open to write to it, as far as the system tells.

    Who has it in memory (`mmap`) may write again and again, and only the first time gives it another stamp. Asked by
    what the kernel refuses then: a lease to read. It is given back at once, and nobody is told that it was there.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError):
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # who wants to write meanwhile must not end us
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)
    return False
