"""What is mounted where, as the kernel tells this process.

Knows no file, and not what a kind of file system is good for.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MOUNTS = "/proc/self/mountinfo"


class Mount(NamedTuple):
    """A file system where it can be reached."""

    point: str
    kind: str
    """As the kernel calls it."""
    device: int


def mounts() -> Iterator[Mount]:
    """All of this process, in the order in which they lie over each other; none where the kernel does not tell."""
    try:
        lines = Path(_MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        fields, _, rest = line.partition(" - ")
        _, _, device, _, point, *_ = fields.split(" ")
        major, _, minor = device.partition(":")
        yield Mount(_unescape(point), rest.split(" ")[0], os.makedev(int(major), int(minor)))


def _unescape(point: str) -> str:
    """Mount points have spaces and their like in octal."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, character)
    return point
