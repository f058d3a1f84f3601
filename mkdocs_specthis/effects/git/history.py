"""What files held in earlier commits, read through one `git cat-file` and one `git log` for all of them.

Knows commits, paths and bytes; not which of them somebody looks for. Nothing is fetched from anywhere.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import dirname
from threading import Timer
from types import TracebackType

from mkdocs_specthis.effects.git.repository import git_environment, quiet_git, read_prefix

SECONDS = 20.0
"""How long all of it may take."""
MOST_COMMITS = 10_000
MOST_VERSIONS = 5_000
"""Of one file."""
MOST_PATHS = 100
"""More are asked for by their folders."""
_BLOCK = 1024 * 1024
NO_FETCH = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
"""What a partial clone lacks stays away: the second for git before 2.44, which does not know the first."""
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_CHANGE = re.compile(rb":\d{6} (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]\d*\Z")
_REGULAR = b"100"
_COMMITTED = b"\1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    name: str
    """Of the object."""
    content: bytes | None
    """None if it is larger than was asked for."""


class GitHistory:
    """The past of some files, POSIX from `root`; of no use after `close`."""

    def __init__(self, root: Path, paths: Iterable[str], commits: Iterable[str] = ()) -> None:
        self._root, self._paths = root, frozenset(filter(_is_below, paths))
        self._commits = frozenset(commit for commit in commits if _COMMIT.match(commit))
        self._process: subprocess.Popen[bytes] | None = None
        self._timer: Timer | None = None
        self._is_broken = False

    def __enter__(self) -> "GitHistory":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    @cached_property
    def prefix(self) -> str:
        """Where `root` lies in its repository: `papers/rain/`; empty at the top."""
        return read_prefix(self._root)

    def read_at(self, commit: str, path: str, limit: int) -> Blob | None:
        """A file as a commit has it; None if it has none, or is not here."""
        is_asked = _is_below(path) and _COMMIT.match(commit)
        return self.read(f"{commit}:{self.prefix}{path}", limit) if is_asked else None

    def read(self, name: str, limit: int) -> Blob | None:
        """A blob by its name, at most `limit` bytes of it; None if it is not here."""
        if self._is_broken or "\n" in name or "\0" in name:
            return None
        try:
            return self._asked(name, limit)
        except (OSError, ValueError):
            self._is_broken = True
            return None

    def _asked(self, name: str, limit: int) -> Blob | None:
        """Raises OSError, ValueError if git has gone away."""
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(os.fsencode(name) + b"\n")
        process.stdin.flush()
        head = process.stdout.readline()
        words = head.split()
        if not head.endswith(b"\n"):
            raise ValueError("git ended")
        if len(words) != 3 or not words[2].isdigit() or head.endswith((b" missing\n", b" ambiguous\n")):
            return None
        content = self._taken(int(words[2]), limit)
        return Blob(name=words[0].decode(), content=content) if words[1] == b"blob" else None

    def _taken(self, size: int, limit: int) -> bytes | None:
        assert self._process is not None and self._process.stdout is not None
        read, kept, left = self._process.stdout.read, [], size + 1
        while left:
            block = read(min(_BLOCK, left))
            if not block:
                raise ValueError("git ended")
            left -= len(block)
            if size <= limit:
                kept.append(block)
        return b"".join(kept)[:-1] if size <= limit else None

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(
                quiet_git("cat-file", "--batch"),
                cwd=self._root,
                env=git_environment() | NO_FETCH,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._timer = Timer(SECONDS, self._process.kill)
            self._timer.daemon = True
            self._timer.start()
        return self._process

    def versions(self, path: str, near: float | None = None) -> Sequence[str]:
        """Names of the blobs that lay at a path; none if git does not know it.

        The newest first, or those that came soonest after a moment, in POSIX seconds, before those of earlier.
        """
        found = (self._versions or {}).get(path, {})
        if near is None:
            return tuple(found)
        return sorted(found, key=lambda blob: (found[blob] < near, abs(found[blob] - near)))

    @property
    def is_known(self) -> bool:
        """False if git could not tell what there was, in the time that it has or at all."""
        return self._versions is not None

    @cached_property
    def _versions(self) -> Mapping[str, Mapping[str, float]] | None:
        """Path to its blobs, each with when it was committed, the newest first."""
        listed = self._log()
        if listed is None:
            return None
        found: dict[str, dict[str, float]] = {}
        fields, seconds = iter(listed.split(b"\0")), 0.0
        for field in fields:
            if field.startswith(_COMMITTED) and field[1:].isdigit():
                seconds = float(field[1:])
            elif (change := _CHANGE.match(field.lstrip(b"\n"))) is not None:
                path = os.fsdecode(next(fields, b"")).removeprefix(self.prefix)
                if path in self._paths:
                    self._note(found.setdefault(path, {}), change, seconds)
        return found

    def _note(self, known: dict[str, float], change: re.Match[bytes], seconds: float) -> None:
        """What came with a change, and what it replaced, of which the log may not reach back to where it came."""
        came, gone = change[3].decode(), change[2].decode()
        if change[1].startswith(_REGULAR) and (came in known or len(known) < MOST_VERSIONS):
            known[came] = seconds
        if gone.strip("0") and len(known) < MOST_VERSIONS:
            known.setdefault(gone, seconds - 1)

    def _log(self) -> bytes | None:
        """Every change of the files, behind one another; None if git failed or took too long."""
        command = quiet_git(
            "log", "--ignore-missing", "--stdin", "--format=%x01%ct", "--raw", "-z", "-m", "--no-abbrev",
            "--no-renames", f"--max-count={MOST_COMMITS}",
        )  # fmt: skip
        asked = "\n".join(("HEAD", *sorted(self._commits), "--", *sorted(self._asked_paths()))) + "\n"
        try:
            done = subprocess.run(
                command,
                cwd=self._root,
                env=git_environment() | NO_FETCH,
                input=os.fsencode(asked),
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout if done.returncode == 0 else None

    def _asked_paths(self) -> set[str]:
        """Paths for git, from where it is started; many of them by their folders, which it finds in less time."""
        paths = {path for path in self._paths if "\n" not in path}
        if len(paths) <= MOST_PATHS:
            return paths
        folders = {dirname(path) for path in paths}
        while len(folders) > MOST_PATHS and folders != {""}:
            folders = {dirname(folder) for folder in folders}
        return {"."} if "" in folders else folders


def _is_below(path: str) -> bool:
    """Whether it can be a path of a repository; git gives up all that it is asked if one of them leads out."""
    return bool(path) and not path.startswith("/") and {".", ".."}.isdisjoint(path.split("/"))
