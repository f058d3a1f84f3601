"""`.specthis/`: what is this machine's own. Made on first use, ignored by git through its own .gitignore.

Knows where its parts lie; not what they hold.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.model.errors import LeadsOutside, LedgerBusy
from mkdocs_specthis.effects.tree.atomic import make_folder, refusals_typed, write_note

STATE = ".specthis"
EVENTS = f"{STATE}/events.jsonl"
LOGS = f"{STATE}/logs"
ASIDE = f"{STATE}/aside"
CACHE = "cache"
LEDGER_LOCK = "ledger.lock"
LOCK_SECONDS = 60.0
"""How long a writer waits for the others: each holds the lock for milliseconds."""


def make_state_folder(root: Path) -> Path:
    """The folder, with a .gitignore that keeps all of it out of git. Raises LeadsOutside, WriteFailed."""
    place = f"{root}/{STATE}"
    if not (_is_folder(place) and _has_content(f"{place}/.gitignore")):
        with refusals_typed(STATE):
            make_folder(root, Path(STATE))
            if not _has_content(f"{place}/.gitignore"):
                write_note(root, f"{STATE}/.gitignore", b"*\n")
    return root / STATE


def check_state_folder(root: Path) -> None:
    """Raises LeadsOutside for a part of it that is a link to elsewhere: it may have come with the project.

    The cache may lie anywhere, and takes nothing from what it finds but verified bytes.
    """
    with refusals_typed(STATE), os.scandir(root / STATE) as found:
        links = sorted(item.name for item in found if item.is_symlink() and item.name != CACHE)
    for name in links:
        if not (root / STATE / name).resolve().is_relative_to(root.resolve()):
            raise LeadsOutside(f"{STATE}/{name} leads out of the project", hint="remove the link")


def _is_folder(place: str) -> bool:
    """A link is none."""
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except OSError:
        return False


def _has_content(file: str) -> bool:
    """Whoever made it may have been cut off before it held anything."""
    try:
        return os.stat(file).st_size > 0
    except OSError:
        return False


@contextlib.contextmanager
def ledger_lock(root: Path) -> Iterator[None]:
    """Holds off every other writer of ledgers, in this process and in others, until left.

    Raises LedgerBusy after a minute.
    """
    make_state_folder(root)
    path = f"{root}/{STATE}/{LEDGER_LOCK}"
    descriptor = _lock_at_once(path)
    if descriptor is None:
        with _lock_in_turn(path):
            yield
        return
    try:
        yield
    finally:
        _let_go(descriptor)


def _let_go(descriptor: int) -> None:
    """Said aloud: a command that begins right now has the descriptor, too, for a moment."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _lock_at_once(path: str) -> int | None:
    """What holds the lock until it is closed: the same as `_lock_in_turn`, at a fraction of its price.

    None if somebody else holds it, or where it is not to be had that way.
    """
    try:
        import fcntl

        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink:
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


@contextlib.contextmanager
def _lock_in_turn(path: str) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=LOCK_SECONDS, poll_interval=0.01)
    try:
        lock.acquire()
    except Timeout:
        raise LedgerBusy(
            f"another program has been writing ledgers for more than {LOCK_SECONDS:.0f} seconds",
            hint="see which one it is; its lock frees itself when it ends",
        ) from None
    except OSError as error:
        with refusals_typed(f"{STATE}/{LEDGER_LOCK}"):
            raise error
    try:
        yield
    finally:
        lock.release()
