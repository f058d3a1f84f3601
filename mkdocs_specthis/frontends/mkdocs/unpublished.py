"""What is not published, on disk: whether a pattern names any file, and what an earlier build left of it in the site.

Looks at names alone; what is withheld is decided in `core/artefact/publish.py`.
"""

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from mkdocs_specthis.core.artefact.publish import matches
from mkdocs_specthis.frontends.mkdocs import artefacts, previews

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


def take_away(site: Path, withheld: Callable[[str], bool], pictures: Collection[str] | None) -> None:
    """Remove what an earlier build put into the site's folder and this one would not: `--dirty` leaves it there.

    `pictures`: source names of those that this build has; None where it does not make every page.
    """
    copies = site / artefacts.SOURCE
    for place in _below(copies):
        if withheld(place.relative_to(copies).as_posix()):
            place.unlink()
    if pictures is None:
        return
    for place in _below(site / previews.SOURCE):
        if place.relative_to(site).as_posix() not in pictures:
            place.unlink()


def _below(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()] if folder.is_dir() else []
