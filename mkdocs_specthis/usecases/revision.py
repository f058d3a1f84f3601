"""A project as a git revision has it, read in a temporary folder; nothing of it is executed.

Knows revisions; not what is asked of the project.
"""

import tempfile
from pathlib import Path

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.git.repository import is_shallow, read_commit, read_files_at
from mkdocs_specthis.effects.remembered.shelf import distrusted
from mkdocs_specthis.usecases.load import load_snapshot

EVERYTHING = "."


def commit_of(root: Path, revision: str, *, otherwise: str) -> str:
    """Full hash of the commit. Raises SpecthisError; `otherwise` says what to ask where there is no repository."""
    commit = read_commit(root, revision)
    if not commit and is_shallow(root) is None:
        raise SpecthisError(
            "there is no git repository here, or git cannot read it: `--since` has nothing to compare with",
            hint=otherwise,
        )
    if not commit:
        raise SpecthisError(
            f"git knows no revision `{shown(revision)}` here",
            hint="name a commit, tag or branch; a shallow clone lacks older ones: `git fetch --unshallow`",
        )
    return commit


def snapshot_at(root: Path, commit: str, revision: str) -> Snapshot:
    """Everything that a commit has of the project. Raises SpecthisError where the project was not there."""
    files = read_files_at(root, commit, EVERYTHING)
    if not files:
        raise SpecthisError(f"git could not read the project at `{shown(revision)}`", hint="was it there then?")
    with tempfile.TemporaryDirectory(prefix="specthis-") as place, distrusted():
        before = Path(place).resolve()
        for path, content in files.items():
            _put(before, path, content)
        return load_snapshot(before)


def _put(folder: Path, path: str, content: bytes) -> None:
    """Raises SpecthisError for a path that git should never hold."""
    target = folder / path
    if ".." in Path(path).parts or not target.is_relative_to(folder):
        raise SpecthisError(f"the revision holds the path {shown(path)}", hint="such a path leads out of a project")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
