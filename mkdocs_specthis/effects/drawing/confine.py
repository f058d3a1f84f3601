"""Starts one program with less than we may do ourselves: few places to read, one to write, no network, limits.

Run as a script, by path; imports the standard library alone. What this machine cannot do is left out, and `probe` says
what it can. Source: the Linux manual, landlock(7), unshare(2), setrlimit(2).
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
"""Version of Landlock to the number of its rights over files; later ones have 16."""
_READ = 0b1101
"""Execute, read a file, read a folder."""
_OF_FILES = 0b1100000000000111
"""Rights that a rule about a single file may give."""
_NEVER = 1 << 6 | 1 << 9 | 1 << 11 | 1 << 12
"""Devices, sockets and links are made by nobody."""
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38


def landlock_version() -> int:
    """0 where the kernel has none, or it is switched off."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_library().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def restrict(read: Iterable[str], write: Iterable[str]) -> bool:
    """Let this process, and what it starts, reach nothing else; False where that cannot be had."""
    version = landlock_version()
    if not version:
        return False
    library = _library()
    every = (1 << _BY_VERSION.get(version, 16)) - 1
    wanted = [every, 0b11 if version >= 4 else 0]
    attributes = (ctypes.c_uint64 * 2)(*wanted)
    size = 16 if version >= 4 else 8
    ruleset = library.syscall(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    for path in read:
        _allow(library, ruleset, path, _READ)
    for path in write:
        _allow(library, ruleset, path, every & ~_NEVER)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return int(library.syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))) == 0


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _allow(library: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """What is not there needs no right."""
    with contextlib.suppress(OSError):
        place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        try:
            granted = rights if os.path.isdir(path) else rights & _OF_FILES
            rule = _Beneath(granted, place)
            library.syscall(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), ctypes.byref(rule), ctypes.c_uint32(0))
        finally:
            os.close(place)


def cut_network() -> bool:
    """Give this process a network of its own, with nothing in it; False where that is not allowed."""
    if sys.platform != "linux":
        return False
    user, group = os.getuid(), os.getgid()
    if _library().unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    with contextlib.suppress(OSError):
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    return True


def limit(file_bytes: int, memory_bytes: int, seconds: int) -> None:
    """So much in one file, so much memory, so much time on the processor, and no core dump."""
    import resource

    wanted = {"RLIMIT_FSIZE": file_bytes, "RLIMIT_AS": memory_bytes, "RLIMIT_CPU": seconds, "RLIMIT_CORE": 0}
    for name, most in wanted.items():
        with contextlib.suppress(ValueError, OSError):
            number = getattr(resource, name)
            hard = resource.getrlimit(number)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(number, (most, most))


def heed_signals() -> None:
    """Python goes on where a file would become too large; what we start ends there."""
    for name in ("SIGXFSZ", "SIGPIPE"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def probe() -> str:
    """What this machine cannot hold back, as a clause; empty if it holds back all."""
    return "" if landlock_version() else "its kernel has no Landlock, so that LaTeX alone decides what is read"


def main(arguments: list[str]) -> None:
    """`confine.py JSON PROGRAM ARGUMENT…`."""
    wish = json.loads(arguments[0])
    limit(wish["file_bytes"], wish["memory_bytes"], wish["seconds"])
    cut_network()
    restrict(wish["read"], wish["write"])
    heed_signals()
    os.execv(arguments[1], arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
