"""Whether a pattern of `unpublished` names any file on disk: one that only a picture or a link in a spec leads to.

Looks at names alone, and at so many; what is withheld for it is decided in `core/artefact/publish.py`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.artefact.publish import matches

MOST = 20_000
"""Files that are looked at. Beyond them nobody is warned: it may name one of the others."""
_WILD = frozenset("*?[")


def holds_any(root: Path, pattern: str) -> bool:
    return any(number >= MOST or matches(pattern, path) for number, path in enumerate(_files(root, pattern)))


def _files(root: Path, pattern: str) -> Iterator[str]:
    """Files below the folder that the pattern names before its first wildcard; hidden folders are left out."""
    plain = [part for part in pattern.split("/") if part and part != ".."]
    wild = next((place for place, part in enumerate(plain) if _WILD & set(part)), len(plain))
    start = root.joinpath(*plain[:wild])
    if start.is_file():
        yield start.relative_to(root).as_posix()
    for folder, folders, names in os.walk(start):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = Path(folder).relative_to(root)
        yield from ((below / name).as_posix() for name in names)
