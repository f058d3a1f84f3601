"""What git says of the enclosing repository: the commit, whether files differ from it, who the user is.

Knows no ledger. Absent git, or no repository, is an answer like any other: empty.
"""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.effects.remembered.looks import note_file

_AT_ONCE = 500
"""Paths that one command line names."""
SECONDS = 20.0
_QUIET = (
    "--no-pager", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=",
)  # fmt: skip
_NO_PATHSPECS = tuple(option for option in _QUIET if option != "--literal-pathspecs")
"""For `check-ignore`, which takes plain paths and refuses that option."""
_REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeState:
    commit: str = ""
    """Full hash of HEAD; empty without a repository or a first commit."""
    dirty: bool = False
    """True if a file below the folder asked about differs from the commit, or is not in it."""


def read_tree_state(root: Path, *, besides: Iterable[str] = ()) -> TreeState:
    """The commit that the tree at `root` stands on; changes below the paths in `besides` don't make it dirty."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}")
    if not commit:
        return TreeState()
    changed = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal", "--", ".")
    prefix = read_prefix(root)
    ignored = tuple(prefix + path for path in besides)
    return TreeState(commit=commit.strip(), dirty=any(not _is_one_of(path, ignored) for path in _paths(changed or "")))


def is_shallow(root: Path) -> bool | None:
    """Whether the clone's history is cut short; None without a repository."""
    said = _git(root, "rev-parse", "--is-shallow-repository")
    return None if said is None else said.strip() == "true"


def find_ignored(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths below `root` that git ignores; they need not be there."""
    asked = ("check-ignore", "--no-index", "--quiet", "--")
    return frozenset(path for path in paths if _run(root, (*asked, f"./{path}"), _NO_PATHSPECS) is not None)


def find_deleted(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths below `root` that git has and that are not here; what a sparse checkout leaves out is no such.

    Each is taken literally. Nothing is asked where there are none.
    """
    asked = sorted(paths)
    if not asked:
        return frozenset()
    index = _git(root, "rev-parse", "--git-path", "index")
    if index is None:
        for folder in (root, *root.parents):
            note_file(folder / ".git")
        return frozenset()
    note_file(root / index.rstrip("\n"))
    found: set[str] = set()
    for start in range(0, len(asked), _AT_ONCE):
        said = _run(root, ("ls-files", "--deleted", "-z", "--", *asked[start : start + _AT_ONCE])) or b""
        found.update(path.decode("utf-8", "surrogateescape") for path in said.split(b"\0") if path)
    return frozenset(found)


def is_left_in(root: Path, path: str) -> bool:
    """True if a commit of everything would hold `path`: it is tracked, or below a repository and not ignored."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        return False
    return bool(_run(root, ("ls-files", "--", path))) or not find_ignored(root, (path,))


def read_commit(root: Path, revision: str) -> str:
    """Full hash of the commit that a revision names; empty if it names none here."""
    return (_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}") or "").strip()


def read_files_at(root: Path, commit: str, folder: str) -> dict[str, bytes] | None:
    """Every file below a folder as a commit has it, by its path from `root`; None if git could not tell."""
    listed = _run(root, ("ls-tree", "-r", "-z", "--full-name", commit, "--", folder + "/"))
    prefix = _git(root, "rev-parse", "--show-prefix")
    if listed is None or prefix is None:
        return None
    names: dict[str, str] = {}
    for row in listed.split(b"\0"):
        kind, _, path = row.partition(b"\t")
        if kind.startswith(b"100"):
            names[path.decode("utf-8", "surrogateescape").removeprefix(prefix.rstrip("\n"))] = kind.split()[2].decode()
    contents = _run(root, ("cat-file", "--batch"), given="".join(f"{name}\n" for name in names.values()).encode())
    return None if contents is None else dict(zip(names, _blobs(contents), strict=False))


def _blobs(batch: bytes) -> Iterable[bytes]:
    """What `cat-file --batch` gives: a line that ends with the size, so many bytes, a line feed."""
    start = 0
    while start < len(batch):
        end = batch.index(b"\n", start)
        size = int(batch[start:end].rsplit(b" ", 1)[-1])
        yield batch[end + 1 : end + 1 + size]
        start = end + size + 2


def read_prefix(folder: Path) -> str:
    """Where it lies in its repository, which need not hold it yet: `papers/rain/`; empty at the top and without one."""
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
    prefix = _git(there, "rev-parse", "--show-prefix")
    if prefix is None:
        return ""
    below = folder.relative_to(there).as_posix()
    return prefix.rstrip("\n") + ("" if below == "." else f"{below}/")


def read_user(root: Path) -> str:
    """`Name <address>` as git would sign a commit; empty if git doesn't know."""
    name = (_git(root, "config", "--get", "user.name") or "").strip()
    address = (_git(root, "config", "--get", "user.email") or "").strip()
    return f"{name} <{address}>".strip() if name and address else name or address


def read_stage(root: Path, path: str, stage: int) -> bytes | None:
    """A side of a merge conflict as git has it: 2 is ours, 3 is theirs; None if the path is in no conflict."""
    return _show(root, f":{stage}:./{path}")


def read_merged(root: Path, path: str, parent: int) -> bytes | None:
    """What a parent of the merge commit that we stand on had, 1 is ours, 2 is theirs, or 0 itself; None without one.

    Nor of one with more than two parents: whoever asks knows of two sides.
    """
    if _git(root, "rev-parse", "--verify", "--quiet", "HEAD^3") is not None:
        return None
    return None if _show(root, f"HEAD^2:./{path}") is None else _show(root, f"HEAD^{parent}:./{path}")


def _show(root: Path, name: str) -> bytes | None:
    return _run(root, ("show", "--no-textconv", "--no-ext-diff", "--end-of-options", name))


def _paths(porcelain: str) -> Iterable[str]:
    """Paths of `status --porcelain -z`, each after two letters and a space."""
    return (field[3:] for field in porcelain.split("\0") if field)


def _is_one_of(path: str, ignored: tuple[str, ...]) -> bool:
    """True if `path` is one of them, lies below one, or is an untracked folder that can hold nothing but one."""
    return any(path == one or path.startswith(one.rstrip("/") + "/") or path.rstrip("/") == one for one in ignored)


def _git(root: Path, *arguments: str) -> str | None:
    content = _run(root, arguments)
    return None if content is None else content.decode("utf-8", "replace")


def quiet_git(*arguments: str) -> tuple[str, ...]:
    """A command line of git that starts no hook, no pager and no program that a repository names."""
    return ("git", *_QUIET, *arguments)


def git_environment() -> dict[str, str]:
    environment = {name: text for name, text in os.environ.items() if name not in _REDIRECTIONS}
    return environment | {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def _run(
    root: Path, arguments: tuple[str, ...], options: tuple[str, ...] = _QUIET, *, given: bytes = b""
) -> bytes | None:
    try:
        done = subprocess.run(
            ("git", *options, *arguments),
            cwd=root,
            env=git_environment(),
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
