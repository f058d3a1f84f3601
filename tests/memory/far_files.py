"""A file system of our own making, in user space: its server sets every time, so that none tells of a change.

Needs root and /dev/fuse; a test that may not have them is skipped and says so. Speaks the kernel's protocol, of which
one folder of files that are read needs little. Source: linux/fuse.h.
"""

import ctypes
import errno
import os
import stat
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

LONG_AGO = 1_000_000_000
"""Seconds: when every file was made and changed."""
_HEAD = struct.Struct("=IIQQIIIHH")
_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ, _INIT, _OPENDIR, _READDIR = 1, 2, 3, 14, 15, 26, 27, 28
_NEVER_KEPT = 1
"""`FOPEN_DIRECT_IO`: the kernel asks for the bytes each time."""
_SILENT = (_FORGET, 36, 42)
_DONE = (18, 25, 29)


@dataclass
class FarFiles:
    """What the file system holds; whoever changes it here is somebody at the other end."""

    files: dict[str, bytes] = field(default_factory=dict)

    def answer(self, opcode: int, node: int, body: bytes) -> bytes | int:
        """The body of an answer, or an error number."""
        names = sorted(self.files)
        if opcode == _INIT:
            major, minor, ahead, _ = struct.unpack_from("=IIII", body)
            return struct.pack("=IIIIHHIIHHI28x", major, min(minor, 31), ahead, 0, 8, 6, 65536, 1, 16, 0, 0)
        if opcode == _LOOKUP:
            name = os.fsdecode(body.rstrip(b"\0"))
            return self._entry(names.index(name) + 2) if name in names else errno.ENOENT
        if opcode == _GETATTR:
            return struct.pack("=QII", 0, 0, 0) + self._attributes(node)
        if opcode in (_OPEN, _OPENDIR):
            return struct.pack("=QII", 1, _NEVER_KEPT, 0)
        if opcode in (_READ, _READDIR):
            _, offset, size = struct.unpack_from("=QQI", body)
            whole = self.files[names[node - 2]] if opcode == _READ else _listing(names)
            return whole[offset : offset + size]
        return b"" if opcode in _DONE else errno.ENOSYS

    def _entry(self, node: int) -> bytes:
        return struct.pack("=QQQQII", node, 0, 0, 0, 0, 0) + self._attributes(node)

    def _attributes(self, node: int) -> bytes:
        content = b"" if node == 1 else self.files[sorted(self.files)[node - 2]]
        mode = (stat.S_IFDIR | 0o755) if node == 1 else (stat.S_IFREG | 0o644)
        times = (LONG_AGO, LONG_AGO, LONG_AGO, 0, 0, 0)
        return struct.pack("=QQQQQQIIIIIIIIII", node, len(content), 1, *times, mode, 1, 0, 0, 0, 4096, 0)


def _listing(names: list[str]) -> bytes:
    found = b""
    for node, name in enumerate(names, start=2):
        row = struct.pack("=QQII", node, len(found) + 1, len(name), 8) + name.encode()
        found += row + b"\0" * (-len(row) % 8)
    return found


@contextmanager
def mounted_files(place: Path) -> Iterator[FarFiles]:
    """The file system at an empty folder, gone afterwards."""
    try:
        device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        pytest.skip(f"no file system in user space here: {error.strerror}")
    options = f"fd={device},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()},allow_other".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"far", os.fsencode(place), b"fuse.far", 0, options):
        os.close(device)
        pytest.skip(f"nothing may be mounted here: {os.strerror(ctypes.get_errno())}")
    far = FarFiles()
    threading.Thread(target=_serve, args=(device, far), daemon=True).start()
    try:
        yield far
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _serve(device: int, far: FarFiles) -> None:
    """Until it is unmounted."""
    try:
        while True:
            request = os.read(device, 128 * 1024)
            _, opcode, unique, node, *_ = _HEAD.unpack_from(request)
            if opcode in _SILENT:
                continue
            found = far.answer(opcode, node, request[_HEAD.size :])
            body, error = (found, 0) if isinstance(found, bytes) else (b"", -found)
            os.write(device, struct.pack("=IiQ", 16 + len(body), error, unique) + body)
    except OSError:
        os.close(device)
