"""Copies of files that share their blocks until one is written to, where the file system can do that.

Knows descriptors. A hard link would be no copy: a script that writes in place would reach through it.
"""

import sys

FICLONE = 0x40049409
"""`ioctl_ficlone(2)`."""


def clone_file(source: int, target: int) -> bool:
    """Make the open file `target` a reflink of `source`; False if this file system, or this system, can't."""
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    try:
        fcntl.ioctl(target, FICLONE, source)
    except OSError:
        return False
    return True
