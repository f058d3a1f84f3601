"""Which commits touched the files of a folder: one `git log`, read as it comes and cut off at a bound.

Knows commits, paths and names of blobs; not what they hold, nor which of them somebody looks for.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import IO

from mkdocs_specthis.core.model.history import Change, Commit, GitPast
from mkdocs_specthis.effects.git.history import NO_FETCH
from mkdocs_specthis.effects.git.repository import git_environment, quiet_git, read_prefix

SECONDS = 10.0
"""How long git may take."""
MOST_COMMITS = 1_000
MOST_CHANGES = 20_000
_BLOCK = 256 * 1024
_LONGEST = 64 * 1024
"""Bytes of a name or a path, beyond which the rest of the history is left."""
_COMMITTED = b"\1"
_FORMAT = "%x01%H%x02%ct%x02%P%x02%an"
_CHANGE = re.compile(rb":(\d{6}) (\d{6}) [0-9a-f]{40,64} ([0-9a-f]{40,64}) [A-Z]\d*\Z")
_REGULAR = b"100"


def read_changes(root: Path, folder: str, *, shallow: bool) -> GitPast:
    """What HEAD's history tells of the files below a folder, POSIX from `root`; newest commit first.

    Of the commit at which a `shallow` clone begins nothing is told: it seems to bring all that there is.
    """
    command = quiet_git(
        "log", f"--format={_FORMAT}", "--raw", "-z", "--no-abbrev", "--no-renames",
        f"--max-count={MOST_COMMITS}", "HEAD", "--", folder,
    )  # fmt: skip
    try:
        with subprocess.Popen(
            command, cwd=root, env=git_environment() | NO_FETCH, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            return _read(process, read_prefix(root), shallow=shallow)
    except OSError:
        return GitPast()


def _read(process: "subprocess.Popen[bytes]", prefix: str, *, shallow: bool) -> GitPast:
    assert process.stdout is not None
    timer = Timer(SECONDS, process.kill)
    timer.start()
    try:
        told = list(_changes(_fields(process.stdout), prefix))
        is_whole = len(told) < MOST_CHANGES
        if not is_whole:
            process.kill()
        status = process.wait()
    finally:
        timer.cancel()
    if is_whole and status != 0:
        return GitPast()
    commits = {change.commit.hash for change, _ in told}
    changes = tuple(change for change, is_root in told if not (shallow and is_root))
    return GitPast(changes=changes, is_known=True, is_cut=shallow or not is_whole or len(commits) >= MOST_COMMITS)


def _fields(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between zero bytes."""
    held = b""
    with suppress(ValueError):
        while block := stream.read(_BLOCK):
            *fields, held = (held + block).split(b"\0")
            yield from fields
            if len(held) > _LONGEST:
                return
    if held:
        yield held


def _changes(fields: Iterator[bytes], prefix: str) -> Iterator[tuple[Change, bool]]:
    """Every change, and whether its commit has no parent; at most `MOST_CHANGES`."""
    commit, is_root, told = None, False, 0
    for field in fields:
        if field.lstrip(b"\n").startswith(_COMMITTED):
            commit, is_root = _commit(field.lstrip(b"\n")[1:])
        elif commit is not None and (found := _CHANGE.match(field.lstrip(b"\n"))) is not None:
            path = os.fsdecode(next(fields, b"")).removeprefix(prefix)
            yield _change(path, commit, found), is_root
            told += 1
            if told == MOST_CHANGES:
                return


def _change(path: str, commit: Commit, found: "re.Match[bytes]") -> Change:
    """A link counts as something that is not there."""
    blob = found[3].decode() if found[2].startswith(_REGULAR) else ""
    return Change(path=path, commit=commit, blob=blob, is_new=not found[1].startswith(_REGULAR))


def _commit(field: bytes) -> tuple[Commit | None, bool]:
    words = field.decode("utf-8", "replace").split("\2", 3)
    if len(words) != 4 or not words[1].isdigit():
        return None, False
    try:
        moment = datetime.fromtimestamp(int(words[1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return None, False
    return Commit(hash=words[0], ts=moment, author=words[3]), not words[2]
