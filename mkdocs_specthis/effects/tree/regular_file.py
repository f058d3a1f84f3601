"""Opens regular files and nothing else: no FIFO that blocks, no device without end, no link where none is followed."""

import os
import stat
from pathlib import Path

from mkdocs_specthis.effects.remembered.looks import note_file, note_link


def open_regular(place: str | Path, *, follow: bool = True) -> int | None:
    """A descriptor for reading; None if something else than a regular file is there. Raises OSError."""
    (note_file if follow else note_link)(place)
    seen = os.stat(place, follow_symlinks=follow)
    if not stat.S_ISREG(seen.st_mode):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(place, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None
