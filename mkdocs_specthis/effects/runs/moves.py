"""Moves files of the project out of the way and back, across file systems too, and never over something.

Knows places; not what is in the files, nor why they move.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from mkdocs_specthis.core.model.errors import LeadsOutside
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.tree.atomic import PREFIX, SUFFIX, Way, sync_file, sync_folder, way_down


def artefact_place(root: Path, settings: Settings, path: str) -> Path:
    """Where an output lies, its own name not followed if it is a link.

    Raises LeadsOutside unless it is below `results` or `reports`, links of the folders in between resolved.
    """
    for name in (settings.results, settings.reports):
        if path.startswith(name + "/"):
            *folders, last = path.split("/")
            if last and way_down(str(root), folders) is not Way.LEADS_AWAY:
                return root / path
            folder = Path(os.path.realpath(root / path)) if path.endswith("/") else (root / path).parent.resolve()
            if folder.is_relative_to((root / name).resolve()):
                return folder / path.rsplit("/", 1)[-1]
    raise LeadsOutside(f"{path} is not below {settings.results}/ or {settings.reports}/, or a link leads it elsewhere")


def move(source: Path, target: Path) -> None:
    """Rename; on another file system copy, make durable, then remove. Links are moved, not followed. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(source, target)


def _move_across(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
        shutil.rmtree(source)
        return
    temporary = target.parent / f"{PREFIX}{target.name}{SUFFIX}"
    try:
        shutil.copy2(source, temporary, follow_symlinks=False)
        if not temporary.is_symlink():
            with open(temporary, "rb") as file:
                sync_file(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    source.unlink()


def is_there(place: Path) -> bool:
    """True for anything at all, a dangling link too."""
    return os.path.lexists(place)


def remove(place: Path) -> None:
    """A file, a link or a whole folder; nothing is fine."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def remove_files(folder: str, paths: Iterable[str]) -> bool:
    """Remove files below a folder of ours, and the folder; False if something is left, for `remove` to take.

    The same as `remove` at a fraction of its price, where it is known what is there.
    """
    folders = {folder}
    try:
        for path in paths:
            above = path.split("/")[:-1]
            folders.update("/".join((folder, *above[:depth])) for depth in range(1, len(above) + 1))
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{folder}/{path}")
        for one in sorted(folders, key=len, reverse=True):
            with contextlib.suppress(FileNotFoundError):
                os.rmdir(one)
    except OSError:
        return False
    return True


def free_name(place: Path) -> Path:
    """`place`, or the first of `place.2`, `place.3` … that is free."""
    number, free = 1, place
    while is_there(free):
        number += 1
        free = place.with_name(f"{place.name}.{number}")
    return free
