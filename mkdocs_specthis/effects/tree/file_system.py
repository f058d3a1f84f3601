"""What the file system below a folder is like: does it fold case, is it a network's, who locked a file.

Looks only; makes and writes nothing.
"""

import os
from pathlib import Path

NETWORKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "fuse.sshfs", "fuse.s3fs"}
)
"""Where an operating-system lock may not reach another machine."""
_MOUNTS = "/proc/self/mountinfo"
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
    try:
        mounts = Path(_MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    real = os.path.realpath(folder)
    best, kind = "", ""
    for mount in mounts:
        fields, _, rest = mount.partition(" - ")
        point = _unescape(fields.split(" ")[4])
        if len(point) >= len(best) and (real == point or real.startswith(point.rstrip("/") + "/")):
            best, kind = point, rest.split(" ")[0]
    return kind


def _unescape(point: str) -> str:
    """Mount points have spaces and their like in octal."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, character)
    return point


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
