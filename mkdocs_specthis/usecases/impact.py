"""What an edit would invalidate, or what edits since a revision did.

Reads the working tree, and a revision from git beside it, in a temporary folder; executes nothing of either.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.questions.impact import Impact, impact_of, impact_since, known_paths
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.unreadable import is_unreadable, unread_specs
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.revision import commit_of, snapshot_at


def impact_of_edit(root: Path, words: Sequence[tuple[str, str]], *, jobs: int) -> Impact:
    """`words` are (as written, the path from the root that it may stand for). Raises UnknownName."""
    snapshot = load_snapshot(root)
    entries = [word for word, _ in words if word in snapshot.entries]
    paths = [_path(root, snapshot, word, path) for word, path in words if word not in snapshot.entries]
    return _of_what_reads(impact_of(snapshot, entries, paths, jobs=jobs), snapshot)


def _of_what_reads(impact: Impact, now: Snapshot) -> Impact:
    """With a word about what cannot be read, and may hold more."""
    broken = dict.fromkeys(finding.location.path for finding in unread_specs(now))
    notes = tuple(f"`{path}` cannot be read, so nobody knows what of it is invalidated." for path in broken)
    return replace(impact, notes=(*impact.notes, *notes), is_whole=not is_unreadable(now))


def _path(root: Path, snapshot: Snapshot, word: str, path: str) -> str:
    known = known_paths(snapshot)
    if path in known or (root / path).is_file():
        return path
    hint = did_you_mean(word, [*snapshot.entries, *known], otherwise="name an entry, or a file of the project")
    raise UnknownName(f"there is no entry and no file `{shown(word)}`", hint=hint)


def impact_of_edits_since(root: Path, revision: str, *, jobs: int) -> Impact:
    """Raises SpecthisError where git does not know the revision, or the project was not there."""
    commit = commit_of(root, revision, otherwise="name entries or files instead: `specthis impact ENTRY`")
    then = snapshot_at(root, commit, revision)
    now = load_snapshot(root)
    impact = _of_what_reads(impact_since(then, now, jobs=jobs), now)
    broken = [spec.path for spec in then.project.specs if spec.unreadable]
    notes = tuple(f"`{path}` could not be read at `{shown(revision)}`." for path in broken)
    return replace(impact, notes=(*impact.notes, *notes))
