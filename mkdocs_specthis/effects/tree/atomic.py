"""Writes a file whole: no reader ever sees half of it, and once it is said to be there it survives a power cut.

Knows bytes and paths; not what they mean.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from pathlib import Path

from mkdocs_specthis.core.model.errors import LeadsOutside, WriteFailed

PREFIX = ".specthis-"
SUFFIX = ".tmp"


def write_whole(root: Path, path: str, content: bytes, sync_names: Callable[[str], None] | None = None) -> None:
    """Write `content` to `path`, POSIX below `root`: temporary file beside it, fsync, rename, fsync of the folder.

    `sync_names`: what sees to the last of these, given the folder. Raises LeadsOutside if its folder lies outside of
    `root`, WriteFailed if the operating system refuses.
    """
    with refusals_typed(path):
        (sync_names or sync_folder)(_replace(root, path, content, sync_file))


def write_note(root: Path, path: str, content: bytes) -> None:
    """The same without waiting for the disk: whole or not there, but a power cut may take it back."""
    with refusals_typed(path):
        _replace(root, path, content, lambda descriptor: None)


def _replace(root: Path, path: str, content: bytes, sync: Callable[[int], None]) -> str:
    """The folder that it is in now."""
    above, _, name = path.rpartition("/")
    folder = f"{root}/{above}" if above else str(root)
    if way_down(str(root), above.split("/") if above else ()) is not Way.FOLDERS:
        folder = str(make_folder(root, Path(above)))
    temporary = f"{folder}/{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    try:
        _write_new(temporary, content, sync)
        os.replace(temporary, f"{folder}/{name}")
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    return folder


def append_to(root: Path, path: str, line: bytes) -> None:
    """Add a line to a note of ours that is there, without waiting for the disk; it may be cut short. Raises OSError."""
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(f"{root}/{path}", flags)
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def remove_whole(root: Path, path: str) -> bool:
    """Remove a file so that it stays removed; False if it was not there."""
    with refusals_typed(path):
        folder = inside(root, root / Path(path).parent)
        try:
            (folder / Path(path).name).unlink()
        except FileNotFoundError:
            return False
        sync_folder(folder)
        return True


def make_folder(root: Path, folder: Path) -> Path:
    """The folder, made where it is missing, each step seen to stay inside of `root`."""
    target = root / folder
    if way_down(str(root), folder.parts) is Way.FOLDERS:
        return target
    here = root
    for name in folder.parts:
        here = here / name
        here.mkdir(exist_ok=True)
        inside(root, here)
    return here


class Way(Enum):
    """What the steps of a way down are, looked at one by one."""

    FOLDERS = auto()
    """All are there, and none is a link."""
    ENDS = auto()
    """So are the first; then nothing is there."""
    LEADS_AWAY = auto()
    """One is a link, a file, `..`, or nobody may look."""


def way_down(place: str, names: Sequence[str]) -> Way:
    if ".." in names:
        return Way.LEADS_AWAY
    for name in names:
        place = f"{place}/{name}"
        try:
            if not stat.S_ISDIR(os.lstat(place).st_mode):
                return Way.LEADS_AWAY
        except FileNotFoundError:
            return Way.ENDS
        except OSError:
            return Way.LEADS_AWAY
    return Way.FOLDERS


def inside(root: Path, path: Path) -> Path:
    """`path` itself. Raises LeadsOutside if links lead it out of `root`."""
    real = os.path.realpath(root)
    if not os.path.join(os.path.realpath(path), "").startswith(os.path.join(real, "")):
        shown = path.relative_to(root).as_posix()
        raise LeadsOutside(f"{shown} leads out of the project", hint="replace the link by a folder")
    return path


def sweep_temporaries(folder: Path) -> int:
    """Remove what killed writers left; only while nobody else writes there. How many there were."""
    left = [path for path in folder.glob(f"{PREFIX}*{SUFFIX}") if not path.is_dir() or path.is_symlink()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one that a writer has not finished."""
    return name.startswith(PREFIX) and name.endswith(SUFFIX)


def sync_folder(folder: str | Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(descriptor: int) -> None:
    """fsync; on macOS down to the platter, which fsync alone does not promise there."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # type: ignore[attr-defined,unused-ignore]
        return
    os.fsync(descriptor)


@contextlib.contextmanager
def refusals_typed(path: str) -> Iterator[None]:
    """An OSError becomes a WriteFailed that names the path."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(f"{path} could not be written: {error.strerror or error}") from error


def _write_new(path: str, content: bytes, sync: Callable[[int], None]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o666)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        sync(file.fileno())
