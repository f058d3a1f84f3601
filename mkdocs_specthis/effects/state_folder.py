"""`.specthis/`: what is this machine's own. Made on first use, ignored by git through its own .gitignore.

Knows where its parts lie; not what they hold.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.model.errors import LedgerBusy
from mkdocs_specthis.effects.atomic import make_folder, refusals_typed

STATE = ".specthis"
EVENTS = f"{STATE}/events.jsonl"
LOGS = f"{STATE}/logs"
ASIDE = f"{STATE}/aside"
LEDGER_LOCK = "ledger.lock"
LOCK_SECONDS = 60.0
"""How long a writer waits for the others: each holds the lock for milliseconds."""


def make_state_folder(root: Path) -> Path:
    """The folder, with a .gitignore that keeps all of it out of git. Raises LeadsOutside, WriteFailed."""
    with refusals_typed(STATE):
        folder = make_folder(root, Path(STATE))
        ignore = folder / ".gitignore"
        if not ignore.exists():
            with contextlib.suppress(FileExistsError), open(ignore, "x", encoding="utf-8") as file:
                file.write("*\n")
        return folder


@contextlib.contextmanager
def ledger_lock(root: Path) -> Iterator[None]:
    """Holds off every other writer of ledgers, in this process and in others, until left.

    Raises LedgerBusy after a minute.
    """
    from filelock import FileLock, Timeout

    path = make_state_folder(root) / LEDGER_LOCK
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
