"""Looks at places where new files would be written, and sees to it that they lie where they seem to lie.

Knows no template; writes through `effects/tree/atomic.py` alone.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from mkdocs_specthis.core.model.errors import SpecthisError, WriteFailed
from mkdocs_specthis.core.model.scaffold import Found, Place, Placement
from mkdocs_specthis.core.parse.paths import fold_path
from mkdocs_specthis.effects.tree.atomic import inside, refusals_typed, write_whole
from mkdocs_specthis.effects.tree.regular_file import open_regular

LIMIT = 4 * 1024 * 1024
"""Bytes up to which a file that is there already is read."""


def look_at(root: Path, path: str) -> Place:
    """What is at `path`, POSIX below `root`, in whatever case it is spelt there.

    Raises LeadsOutside where links lead out of `root`, SpecthisError where a file is in the way of a folder.
    """
    folder = root
    for name in path.split("/")[:-1]:
        folder = folder / name
        if not os.path.lexists(folder):
            return Place(path=path)
        inside(root, folder)
        if not folder.is_dir():
            shown = folder.relative_to(root).as_posix()
            raise SpecthisError(f"{shown} is no folder, and {path} would be in it", hint=f"move {shown} out of the way")
    return _look(folder, path, _spelling(folder, path.rsplit("/", 1)[-1]))


def holds_something(root: Path, folder: str) -> bool:
    """Whether anything is at `folder` but an empty folder."""
    place = root / folder
    try:
        return os.path.lexists(place) and (not place.is_dir() or any(place.iterdir()))
    except OSError:
        return True


def write_placements(root: Path, placements: Iterable[Placement]) -> None:
    """Write them, each whole. Raises LeadsOutside, WriteFailed; what was written before stays."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteFailed(
            f"the folder cannot be made: {reason}", hint="choose a folder that you may write to"
        ) from error
    with refusals_typed("the folder"):
        root = root.resolve()
    for placement in placements:
        try:
            write_whole(root, placement.path, placement.content)
        except WriteFailed as error:
            error.hint = "see who may write to the folder; what is said above to be written is there"
            raise


def _spelling(folder: Path, name: str) -> str:
    """`name`, or what the folder has that a file system without case could not tell from it."""
    try:
        present = os.listdir(folder)
    except OSError:
        return name
    return name if name in present else next((one for one in present if fold_path(one) == fold_path(name)), name)


def _look(folder: Path, path: str, name: str) -> Place:
    place = folder / name
    path = "/".join((*path.split("/")[:-1], name))
    if not os.path.lexists(place):
        return Place(path=path)
    if place.is_symlink():
        return Place(path=path, found=Found.LINK)
    try:
        descriptor = open_regular(place, follow=False)
    except OSError:
        descriptor = None
    if descriptor is None:
        return Place(path=path, found=Found.OTHER)
    with open(descriptor, "rb") as file:
        content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        return Place(path=path, found=Found.OTHER)
    return Place(path=path, found=Found.FILE, content=content)
