"""Finds what a file held by the digest of it: here, in git, in the cache. What it finds it verifies.

Knows where older bytes may lie; not what they are compared with.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from mkdocs_specthis.core.cache.layout import blob_key
from mkdocs_specthis.core.diff.sides import Side
from mkdocs_specthis.core.digest import digest_bytes, is_digest
from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.facts import FileFact, Presence
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.views.sentence import bytes_in_words, short_digest
from mkdocs_specthis.effects.caches.interface import Store, open_store, read_object
from mkdocs_specthis.effects.git.history import Blob, GitHistory
from mkdocs_specthis.effects.git.repository import is_shallow
from mkdocs_specthis.effects.tree.workspace import Workspace, fact_of

T = TypeVar("T")
KEEP = "`[cache] push = true` keeps what is made from now on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A state of a file."""

    key: str
    """The same for the same bytes at the same path."""
    content: bytes
    where: str
    """For people: `commit 1a2b3c4`, `git’s history`, `the cache`; `here` where it did not move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    reason: str
    """Why it is not to be had, as a clause."""
    hint: str = ""
    """What may bring it."""
    by_git: bool = False
    """True if nothing but git could have had it."""


@dataclass(kw_only=True)
class Past:
    """Lets go of git and of the cache when it is left."""

    root: Path
    settings: Settings
    history: GitHistory
    largest: int
    """Bytes of a file beyond which it is not looked at."""
    ask_network: bool
    """Whether a cache that is not on this machine may be asked."""
    tries: int
    """States of one file in git's history that are looked at."""
    _store: Store | None = None
    _too_large: set[str] = field(default_factory=set)
    _pointers: set[str] = field(default_factory=set)
    """Paths of which git holds no more than where Git LFS has them."""
    _seen: dict[str, Version | None] = field(default_factory=dict)
    """By name in git."""

    def __enter__(self) -> "Past":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.history.close()
        if self._store is not None:
            self._store.close()

    @cached_property
    def _workspace(self) -> Workspace:
        return Workspace(root=self.root, settings=self.settings)

    @cached_property
    def _is_shallow(self) -> bool | None:
        return is_shallow(self.root)

    def text(self, path: str, digest: str, side: Side) -> Version | Lost:
        """A script or another text, by the digest that line ends don't move."""
        return self._file(path, digest, side, lambda fact: fact.text_digest)

    def data(self, path: str, digest: str, side: Side) -> Version | Lost:
        """A file by the digest of its bytes; the cache may have it as well."""
        found = self._file(path, digest, side, lambda fact: fact.digest)
        if isinstance(found, Version):
            return found
        return self._cached(digest, found)

    def first(self, path: str, side: Side, fits: Callable[[Version], T | None]) -> tuple[T, str] | Lost:
        """What `fits` makes of the first state of a file that fits, and where it was."""
        for version in self.versions(path, side):
            found = fits(version)
            if found is not None:
                return found, version.where
        return self._lost(path)

    def versions(self, path: str, side: Side, *, tries: int = 0) -> Iterator[Version]:
        """Every known state of a file: as it is here, at the side's commits, in git's history from its moment on."""
        here = self._here(path)
        if here is not None:
            yield here
        for commit in side.commits:
            found = self._in_git(f"{commit}:{path}", path, f"commit {short_digest(commit)}", commit)
            if found is not None:
                yield found
        near = _seconds(side.moment.ts)
        for name in self.history.versions(path, near)[: tries or self.tries]:
            found = self._in_git(name, path, "git’s history", "")
            if found is not None:
                yield found

    def _file(self, path: str, digest: str, side: Side, digest_of: Callable[[FileFact], str]) -> Version | Lost:
        def fits(version: Version) -> Version | None:
            fact = fact_of(path, version.content)
            if digest_of(fact) != digest:
                return None
            if fact.presence is Presence.POINTER:
                self._pointers.add(path)
                return None
            return version

        found = self.first(path, side, fits)
        return found if isinstance(found, Lost) else found[0]

    def _here(self, path: str) -> Version | None:
        workspace = self._workspace
        fact = workspace.observe(path)
        if fact.is_here and fact.size > self.largest:
            self._too_large.add(path)
            return None
        content = workspace.read(path, self.largest) if fact.is_here else None
        return None if content is None else Version(key=f"here:{path}", content=content, where="here")

    def _in_git(self, name: str, path: str, where: str, commit: str) -> Version | None:
        if name not in self._seen:
            read = self.history.read_at(commit, path, self.largest) if commit else None
            read = read if commit else self.history.read(name, self.largest)
            self._seen[name] = self._version(read, path, where)
        return self._seen[name]

    def _version(self, blob: Blob | None, path: str, where: str) -> Version | None:
        if blob is None:
            return None
        if blob.content is None:
            self._too_large.add(path)
            return None
        return Version(key=f"{blob.name}:{path}", content=blob.content, where=where)

    def _cached(self, digest: str, lost: Lost) -> Version | Lost:
        """What the cache has of it, else why it is not to be had."""
        if not is_digest(digest):
            return lost
        try:
            store = self._opened()
            if store.is_remote and not self.ask_network:
                return Lost(reason=f"{lost.reason}, and a cache in the network is not asked for a page", hint=lost.hint)
            content = read_object(store, blob_key(digest), self.largest)
        except CacheUnavailable as error:
            return Lost(reason=f"{lost.reason}; {error.message}", hint=error.hint)
        except SpecthisError:
            content = None
        if content is not None and len(content) > self.largest:
            return Lost(reason=self._size_limit())
        if content is None or digest_bytes(content) != digest:
            return Lost(reason=f"{lost.reason}, and the cache does not have it", hint=lost.hint or KEEP)
        return Version(key=digest, content=content, where="the cache")

    def _opened(self) -> Store:
        """Raises SpecthisError."""
        if self._store is None:
            self._store = open_store(self.root, self.settings)
        return self._store

    def _size_limit(self) -> str:
        return f"it is larger than {bytes_in_words(self.largest)}, beyond which only digests are compared"

    def _lost(self, path: str) -> Lost:
        """Why no known state of a file is the one that was looked for."""
        name = f"`{shown(path)}`"
        if path in self._too_large:
            return Lost(reason=self._size_limit())
        if path in self._pointers:
            return Lost(reason=f"git holds only a pointer to {name}", hint="`git lfs fetch --all` may bring the bytes")
        if self._is_shallow is None:
            return Lost(reason="there is no git repository that could have kept it", by_git=True)
        if not self.history.is_known:
            return Lost(reason="git has no commit yet, or could not read its history in time", by_git=True)
        if self._is_shallow:
            reason = f"this clone is shallow, and what it has of the past has no {name} as it was then"
            return Lost(reason=reason, hint="`git fetch --unshallow` brings the rest", by_git=True)
        if not self.history.versions(path):
            return Lost(reason=f"{name} is not in git", by_git=True)
        return Lost(reason=f"git never had {name} as it was then: it moved on before it was committed", by_git=True)


def _seconds(ts: str) -> float | None:
    """POSIX seconds of a UTC time stamp; None if it is none."""
    try:
        return datetime.fromisoformat(ts).timestamp()
    except ValueError:
        return None
