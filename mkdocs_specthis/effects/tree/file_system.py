"""What the file system below a folder is like: does it fold case, is it a network's, who locked a file.

Looks only; makes and writes nothing.
"""

import os
from pathlib import Path

from mkdocs_specthis.effects.remembered.mounts import mounts

NETWORKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "fuse.sshfs", "fuse.s3fs"}
)
"""Where an operating-system lock may not reach another machine."""
_LOCKS = "/proc/locks"


def folds_case(folder: Path) -> bool | None:
    """Whether a name in another case is the same file; None if nothing here shows it."""
    try:
        names = [name for name in os.listdir(folder) if name.swapcase() != name]
        every = set(names)
        for name in names:
            if name.swapcase() not in every:
                other = folder / name.swapcase()
                return other.exists() and os.path.samefile(folder / name, other)
    except OSError:
        return None
    return None


def kind_of(folder: Path) -> str:
    """The kind of file system, as the kernel calls it; empty where it does not tell."""
    real = os.path.realpath(folder)
    best, kind = "", ""
    for mount in mounts():
        is_above = real == mount.point or real.startswith(mount.point.rstrip("/") + "/")
        if is_above and len(mount.point) >= len(best):
            best, kind = mount.point, mount.kind
    return kind


def is_locked(file: Path) -> bool | None:
    """Whether some process holds a lock on a file; None where the kernel does not tell."""
    try:
        number = file.stat().st_ino
    except OSError:
        return False
    try:
        with open(_LOCKS, encoding="ascii", errors="replace") as locks:
            return any(_inode(line) == str(number) for line in locks)
    except OSError:
        return None


def _inode(line: str) -> str:
    """Of `1: FLOCK ADVISORY WRITE 42 08:01:1234 0 EOF`."""
    fields = line.split()
    return fields[5].rpartition(":")[2] if len(fields) > 5 and fields[1] != "->" else ""
