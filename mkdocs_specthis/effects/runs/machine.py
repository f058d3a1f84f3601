"""What this machine has: how much memory a process may use; and what it is called, with who works on it.

Knows Linux' control groups, which hold less than the machine in a container or a batch job.
"""

import getpass
import os
import platform
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUP = Path("/proc/self/cgroup")


def memory_here() -> float | None:
    """Bytes; None where nobody tells."""
    limits = [limit for limit in (_physical(), _of_group()) if limit is not None]
    return min(limits, default=None)


def who_runs() -> dict[str, str]:
    """`user` and `host`, as far as the operating system tells them: for what stays on this machine."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return {key: name for key, name in (("user", user), ("host", platform.node())) if name}


def _physical() -> float | None:
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        return None


def _of_group() -> float | None:
    """The least limit of our control group and of those that it is in."""
    try:
        line = next(line for line in OWN_CGROUP.read_text().splitlines() if line.startswith("0::"))
    except (OSError, StopIteration):
        return None
    folder = Path(line[3:].lstrip("/"))
    found = [limit for one in (folder, *folder.parents) if (limit := _limit(CGROUPS / one / "memory.max")) is not None]
    return min(found, default=None)


def _limit(file: Path) -> float | None:
    try:
        return float(file.read_text())
    except (OSError, ValueError):  # `max`: none
        return None
