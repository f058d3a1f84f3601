"""Files that are made from the rest of a project: what of one is on disk, to be compared with what it would be.

Knows bytes; not what is in them.
"""

from pathlib import Path


def read_generated(root: Path, path: str, expected: bytes) -> bytes | None:
    """What is on disk; None if it is not there, is no regular file, or is larger than it could be."""
    place = root / path
    if place.is_symlink() or not place.is_file():
        return None
    try:
        with place.open("rb") as stream:
            return stream.read(2 * len(expected) + 1)
    except OSError:
        return None
